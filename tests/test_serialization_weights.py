"""Files of weights: what either half writes, the other reads."""

import h5py
import keras
import numpy as np
import pytest
from keras import layers

import keras_notes.serialization
import reference.callbacks
import reference.serialization
from keras_notes.parity import twin
from keras_notes.sequential import network
from reference.layers import Dense
from reference.sequential import Sequential

MODELS = {
    "dense, twice": lambda: [
        keras.Input((3,)),
        layers.Dense(4),
        layers.PReLU(),
        layers.Dense(2, use_bias=False),
    ],
    "normalized": lambda: [keras.Input((3,)), layers.BatchNormalization(), layers.LayerNormalization()],
    "recurrent": lambda: [
        keras.Input((4, 3)),
        layers.LSTM(2, return_sequences=True, dropout=0.5),
        layers.Bidirectional(layers.GRU(2, return_sequences=True)),
        layers.RNN([layers.GRUCell(2), layers.LSTMCell(3), layers.GRUCell(2)]),
        layers.Dropout(0.5),
    ],
    "wrapped": lambda: [
        keras.Input((4,)),
        layers.Embedding(5, 3),
        layers.TimeDistributed(layers.Dense(2)),
        layers.Flatten(),
        layers.SpectralNormalization(layers.Dense(2)),
    ],
}


def built(name):
    keras.utils.clear_session(free_memory=False)
    model = keras.Sequential(MODELS[name]())
    model.set_weights([np.random.default_rng(i).normal(size=w.shape) for i, w in enumerate(model.weights)])
    return model


def content(path):
    """Every group and array in a file: attributes, shape, type."""
    found = {}
    with h5py.File(path) as file:
        file.visititems(
            lambda name, each: found.update(
                {name: (dict(each.attrs), each[()].tolist() if hasattr(each, "shape") else "")}
            )
        )
    return found


@pytest.mark.parametrize("name", MODELS)
def test_both_halves_write_the_same_and_read_each_other(name, tmp_path):
    theirs = built(name)
    ours, paths = twin(theirs), [str(tmp_path / f"{half}.weights.h5") for half in ("keras", "numpy")]
    for half, path in zip((theirs, ours), paths, strict=True):
        half.save_weights(path)
    assert content(paths[0]) == content(paths[1])
    expected = theirs.get_weights()
    for half in (theirs, ours):
        for path in paths:
            half.set_weights([weight * 0 for weight in expected])
            half.load_weights(path)
            for a, b in zip(half.get_weights(), expected, strict=True):
                np.testing.assert_array_equal(a, b)
    assert len(list(tmp_path.iterdir())) == 2


def test_a_file_of_a_compiled_model_has_its_optimizer_too(tmp_path):
    theirs, paths = network((3, 2)), [tmp_path / f"{name}.weights.h5" for name in ("keras", "numpy")]
    theirs.compile("adam", "mse", run_eagerly=True)
    theirs.train_on_batch(np.ones((2, 3)), np.ones((2, 2)))
    theirs.save_weights(paths[0])
    plain, ours = twin(network((3, 2))), twin(theirs)
    ours.train_on_batch(np.ones((2, 3)), np.ones((2, 2)))
    ours.load_weights(paths[0])
    ours.save_weights(paths[1])
    assert content(paths[0]) == content(paths[1])
    assert ours.optimizer.iterations == 1
    plain.load_weights(paths[0])  # without an optimizer
    np.testing.assert_array_equal(plain.get_weights()[0], theirs.get_weights()[0])
    ours.compile("sgd", "mse")
    ours.load_weights(paths[0])  # with one that is not in use
    ours.train_on_batch(np.ones((2, 3)), np.ones((2, 2)))
    with pytest.warns(UserWarning, match="The optimizer sgd has 2 variables and the file 6, so none of them"):
        ours.load_weights(paths[0])


@pytest.mark.parametrize("name", MODELS)
def test_arrays_by_name(name, tmp_path):
    theirs = built(name)
    ours, paths = twin(theirs), [str(tmp_path / f"{half}.npz") for half in ("keras", "numpy")]
    keras_notes.serialization.save_weights(theirs, paths[0])
    ours.save_weights(paths[1])
    files = [dict(np.load(path)) for path in paths]
    assert list(files[0]) == list(files[1])
    for path in files[0]:
        np.testing.assert_array_equal(files[0][path], files[1][path])
    expected = theirs.get_weights()
    for half, module in ((theirs, keras_notes.serialization), (ours, reference.serialization)):
        half.set_weights([weight * 0 for weight in expected])
        module.load_weights(half, paths[0])
        for a, b in zip(half.get_weights(), expected, strict=True):
            np.testing.assert_array_equal(a, b)


def test_weights_out_of_the_file_of_a_whole_model(tmp_path):
    theirs = built("dense, twice")
    theirs.save(tmp_path / "a.keras")
    ours = twin(built("dense, twice"))
    ours.set_weights([weight * 0 for weight in ours.get_weights()])
    ours.load_weights(tmp_path / "a.keras")
    np.testing.assert_array_equal(ours.get_weights()[0], theirs.get_weights()[0])


def test_a_failure_leaves_the_old_file_and_nothing_beside_it(tmp_path, monkeypatch):
    model, path = twin(network((3, 2))), tmp_path / "a.weights.h5"
    model.save_weights(path)
    before = path.read_bytes()

    def full(*arguments):
        raise OSError("no space left")

    with monkeypatch.context() as patched:
        patched.setattr(h5py.Group, "__setitem__", full)
        with pytest.raises(OSError, match="no space left"):
            model.save_weights(path)
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [before]


def test_what_is_refused(tmp_path):
    model, other, path = twin(network((3, 2))), twin(network((3, 4, 2))), tmp_path / "a.weights.h5"
    model.save_weights(path)
    before = other.get_weights()
    unbuilt = Sequential([Dense(2)])
    for wrong, message in (
        (
            lambda: model.save_weights(tmp_path / "a.h5"),
            "the file's name must end in .weights.h5 or .npz, got",
        ),
        (lambda: model.load_weights("a.h5"), "must end in .weights.h5 or .npz or .keras, got 'a.h5'"),
        (lambda: unbuilt.save_weights(path), "save_weights: sequential is not built"),
        (lambda: unbuilt.load_weights(path), "load_weights: sequential is not built"),
        (lambda: model.save_weights(path, overwrite=False), "is there already; pass overwrite=True"),
        (lambda: model.save_weights(path, max_shard_size=1), "does not support {'max_shard_size': 1}"),
        (lambda: model.load_weights(path, skip_mismatch=True), "does not support {'skip_mismatch': True}"),
        (lambda: other.load_weights(path), r"array 0 of dense\w* has shape \(3, 4\), the file's \(3, 2\)"),
    ):
        with pytest.raises(ValueError, match=message):
            wrong()
    assert all(np.array_equal(a, b) for a, b in zip(before, other.get_weights(), strict=True))
    deeper = twin(keras.Sequential([keras.Input((3,)), layers.Dense(2), layers.Dense(2)]))
    with pytest.raises(ValueError, match="has 2 arrays, and the file 0 in layers/dense_1/vars"):
        deeper.load_weights(path)
    with pytest.raises(FileNotFoundError):
        model.load_weights(tmp_path / "b.weights.h5")


def test_checkpoints_of_both_halves_have_the_same_names_and_weights(tmp_path):
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(9, 3)).astype("float32"), rng.integers(0, 2, 9)
    theirs = network((3, 2))
    theirs.compile("sgd", "sparse_categorical_crossentropy", run_eagerly=True)
    ours, names = twin(theirs), []
    for model, half in ((theirs, keras.callbacks), (ours, reference.callbacks)):
        folder = tmp_path / half.__name__ / "of its own"
        checkpoint = half.ModelCheckpoint(
            folder / "{epoch:02d}-{val_loss:.3f}.weights.h5", save_best_only=True, save_weights_only=True
        )
        model.fit(x, y, epochs=3, shuffle=False, verbose=0, validation_data=(x, y), callbacks=[checkpoint])
        names.append(sorted(path.name for path in folder.iterdir()))
        model.load_weights(folder / names[-1][0])
    assert names[0] == names[1]
    np.testing.assert_allclose(ours.get_weights()[0], theirs.get_weights()[0], rtol=1e-5)


def test_checkpoints_of_whole_models_are_the_same_on_both_halves(tmp_path):
    theirs = network((3, 2))
    theirs.compile("adam", "sparse_categorical_crossentropy", run_eagerly=True)
    ours, x, y = twin(theirs), np.ones((4, 3)), np.arange(4) % 2
    for model, half in ((theirs, keras.callbacks), (ours, reference.callbacks)):
        checkpoint = half.ModelCheckpoint(tmp_path / half.__name__ / "{epoch}.keras")
        model.fit(x, y, epochs=2, shuffle=False, verbose=0, callbacks=[checkpoint])
    found = [reference.serialization.load_model(path) for path in sorted(tmp_path.rglob("2.keras"))]
    assert [model.optimizer.iterations for model in found] == [2, 2]
    np.testing.assert_allclose(found[1].get_weights()[0], found[0].get_weights()[0], rtol=1e-5)
