"""Whole models in files: Keras's, read without it, and ours, read by it."""

import inspect
import json
import subprocess
import sys
import zipfile

import keras
import numpy as np
import pytest
from parity_rows import parity_of
from without_keras import refusing

import reference
import reference.layers
import reference.losses
import reference.metrics
import reference.saving
from keras_notes import networks
from keras_notes.concepts import cases
from keras_notes.parity.draw import Draw
from keras_notes.parity.precision import precision
from keras_notes.parity.rows.files import in_use
from keras_notes.parity.rows.layers import draw_weights
from keras_notes.parity.seeded import seeded
from keras_notes.sequential import network
from reference.layers import Dense, Input, Lambda
from reference.models import Sequential
from reference.serialization import load_model, replacing, save_model, whole

test_parity = parity_of("serialization")

X, Y = np.random.default_rng(0).normal(size=(6, 3)).astype("float32"), np.arange(6).reshape(6, 1) % 2


def half_the_digits(model):
    for weight in model.weights:
        weight[...] = weight.astype("float16")


def no_momenta(model):
    for slot in model.optimizer.variables[2:]:
        slot[...] = 0


@pytest.mark.parametrize("harm", [half_the_digits, no_momenta])
def test_the_rows_find_what_is_written_wrong(harm, monkeypatch):
    right = whole.weights_bytes

    def wrong(model):
        harm(model)
        return right(model)

    (row,) = (row for row in cases("serialization") if "RMSprop, saved by reference" in row.label)
    monkeypatch.setattr(whole, "weights_bytes", wrong)
    assert not row.run("float64", "float64", 1).agrees


# ------------------------------------------------------------------ another process, without Keras

SHAPES = {"counts": (5,), "pictures": (7, 9, 3), "tokens": (5,), "volumes": (5, 6, 7, 2), "words": (4,)}
# Keras resizes pictures in float32, and pools volumes in nothing else.
LIMITS = {"counts": 1e-12, "pictures": 1e-6, "tokens": 1e-12, "volumes": 2.0**-16, "words": 1e-12}
DTYPES = {name: "float32" if name == "volumes" else "float64" for name in SHAPES}
WITHOUT_KERAS = """
from __future__ import annotations
{refusing}
import numpy as np
from reference import config, random
from reference.serialization import load_model

{in_use}

folder = sys.argv[1]
for name, dtype in {dtypes}.items():
    config.set_floatx(dtype)
    data = np.load(f"{{folder}}/{{name}} data.npz")
    random.set_random_seed(7)
    model = load_model(f"{{folder}}/{{name}}.keras")
    np.savez(f"{{folder}}/{{name}} numpy.npz", **in_use(model, data["x"], data["y"]))
    model.save(f"{{folder}}/{{name}} numpy.keras")
"""


def saved_by_keras(name, folder):
    """Train one of the networks for a batch and save it; return the data."""
    keras.utils.clear_session(free_memory=False)
    model, draw = getattr(networks, name)(keras), Draw(1, False, DTYPES[name], DTYPES[name])
    draw_weights(model, draw)
    shape = (6, *SHAPES[name])
    x = draw.integers("x", 7, shape) if len(shape) == 2 and shape[1] == 5 else draw("x", shape)
    y = draw.integers("y", 3, (6, 1))
    loss, options = "sparse_categorical_crossentropy", {"metrics": ["accuracy"], "run_eagerly": True}
    model.compile(keras.optimizers.Adam(0.01), loss, **options)
    model.train_on_batch(x, y)
    model.save(folder / f"{name}.keras")
    np.savez(folder / f"{name} data.npz", x=x, y=y)
    return x, y


def test_every_layer_in_another_process_where_there_is_no_keras(tmp_path):
    data = {}
    for name, dtype in DTYPES.items():
        with precision(dtype):
            data[name] = saved_by_keras(name, tmp_path)
    code = WITHOUT_KERAS.format(
        refusing=refusing("keras", "tensorflow", "keras_notes"),
        in_use=inspect.getsource(in_use),
        dtypes=DTYPES,
    )
    child = subprocess.Popen([sys.executable, "-W", "error", "-c", code, tmp_path], stderr=subprocess.PIPE)
    expected, held = {}, set()
    for name, (x, y) in data.items():
        with seeded(7), precision(DTYPES[name]):
            model = keras.saving.load_model(tmp_path / f"{name}.keras")
            expected[name] = in_use(model, x, y)
        held |= {type(each).__name__ for layer in model.layers for each in layer._flatten_layers()}
    assert child.communicate() == (None, b"")
    for name, theirs in expected.items():
        ours = np.load(tmp_path / f"{name} numpy.npz")
        assert set(ours) == set(theirs)
        for tensor in theirs:
            limit = LIMITS[name] * np.abs(theirs[tensor]).max(initial=1e-6)
            np.testing.assert_allclose(ours[tensor], theirs[tensor], rtol=0, atol=limit, err_msg=tensor)
        back = keras.saving.load_model(tmp_path / f"{name} numpy.keras")
        for i, weight in enumerate(back.get_weights()):
            np.testing.assert_array_equal(weight, ours[f"weight {i} after fit"])
    vocabulary = {n for n in reference.layers.__all__ if n not in ("Input", "InputLayer", "Layer", "Lambda")}
    assert not vocabulary - held


# ------------------------------------------------------------------ compiled state

OPTIMIZERS = {
    "SGD": {"momentum": 0.5, "nesterov": True},
    "RMSprop": {"centered": True, "momentum": 0.5},
    "Adam": {"amsgrad": True, "use_ema": True},
    "AdamW": {"gradient_accumulation_steps": 2},
    "Adadelta": {},
    "Adagrad": {"clipvalue": 0.5},
    "Adamax": {},
    "Adafactor": {},
    "Nadam": {},
    "Ftrl": {},
    "Lion": {},
    "Lamb": {},
    "Muon": {},
}


def trained(optimizer):
    keras.utils.clear_session(free_memory=False)
    model = network((3, 4, 2))
    model.compile(optimizer, "mse", run_eagerly=True)
    for _ in range(2):
        model.train_on_batch(X, X[:, :2])
    return model


def arrays(optimizer):
    return [np.asarray(each) for each in optimizer.variables]


def assert_same(a, b):
    assert len(a) == len(b) > 0
    for one, other in zip(a, b, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("name", [*OPTIMIZERS, "LossScaleOptimizer"])
def test_every_optimizer_goes_on_where_it_stood(name, tmp_path):
    if name == "LossScaleOptimizer":
        optimizer = keras.optimizers.LossScaleOptimizer(keras.optimizers.Nadam(0.01), initial_scale=8.0)
    else:
        optimizer = getattr(keras.optimizers, name)(0.01, **OPTIMIZERS[name])
    model, path, back = trained(optimizer), tmp_path / "a.keras", tmp_path / "b.keras"
    model.save(path)
    theirs, ours = keras.saving.load_model(path), load_model(path)
    assert_same(arrays(ours.optimizer), arrays(theirs.optimizer))
    ours.save(back)
    again = keras.saving.load_model(back)
    assert_same(arrays(again.optimizer), arrays(theirs.optimizer))
    assert again.optimizer.get_config() == theirs.optimizer.get_config()
    for half in (theirs, ours):
        half.train_on_batch(X, X[:, :2])
    for a, b in zip(theirs.get_weights(), ours.get_weights(), strict=True):
        np.testing.assert_allclose(b, a, rtol=1e-5, atol=1e-7)


def test_a_model_that_was_compiled_but_never_trained(tmp_path):
    model, path = network((3, 2)), tmp_path / "a.keras"
    model.compile("adam", "mse")
    model.save(path)
    ours = load_model(path)  # Keras itself warns that the optimizer's variables are skipped
    assert ours.optimizer.iterations == 0
    assert ours.optimizer.built
    ours.train_on_batch(X, X[:, :2])


COMPILED = {
    "names": ("mse", ["accuracy", "mae"], ["mse"]),
    "objects": (
        keras.losses.Huber(name="own"),
        [keras.metrics.Precision(thresholds=[0.25, 0.5]), keras.metrics.MeanSquaredError("again")],
        None,
    ),
    "functions": (keras.losses.mean_squared_error, [keras.losses.mean_absolute_error], None),
    "lists and dicts": (["mse"], {"b": ["mae"], "a": keras.metrics.RootMeanSquaredError()}, [["mape"]]),
    "nothing to judge by": ("mse", None, None),
}


@pytest.mark.parametrize("kind", COMPILED)
def test_what_it_was_compiled_with(kind, tmp_path):
    loss, judged, weighted = COMPILED[kind]
    model, paths = network((3, 4, 2)), [tmp_path / f"{half}.keras" for half in ("keras", "numpy")]
    options = {"metrics": judged, "weighted_metrics": weighted, "run_eagerly": True}
    model.compile("sgd", loss, loss_weights=[0.5], **options)
    model.save(paths[0])
    ours = load_model(paths[0])
    ours.save(paths[1])
    back, y = keras.saving.load_model(paths[1]), np.eye(2)[[0, 1, 1, 0, 1, 0]]
    back.run_eagerly = True  # which our files do not tell of
    for each in (ours, back):
        each.compile_metrics = each.evaluate(X, y, verbose=0, return_dict=True)
    expected = keras.saving.load_model(paths[0]).evaluate(X, y, verbose=0, return_dict=True)
    assert list(ours.compile_metrics) == list(back.compile_metrics) == list(expected)
    for name, value in expected.items():
        assert ours.compile_metrics[name] == pytest.approx(value, rel=1e-5)
        assert back.compile_metrics[name] == pytest.approx(value, rel=1e-5)


def test_our_own_functions_and_what_a_second_compile_keeps(tmp_path):
    model, path = Sequential([Input((3,)), Dense(2)]), tmp_path / "a.keras"
    model.compile("sgd", reference.losses.mean_absolute_error, metrics=[reference.metrics.huber])
    model.compile("adam")
    model.train_on_batch(X, X[:, :2])
    model.save(path)
    for half in (load_model(path), keras.saving.load_model(path)):
        assert set(half.evaluate(X, X[:, :2], verbose=0, return_dict=True)) == {"loss", "huber"}
        assert type(half.optimizer).__name__ == "Adam"


def test_without_compiling(tmp_path):
    trained("adam").save(tmp_path / "a.keras")
    model = load_model(tmp_path / "a.keras", compile=False)
    assert not model.compiled
    assert model.predict(X, verbose=0).shape == (6, 2)


# ------------------------------------------------------------------ structure


def test_the_file_says_what_keras_s_says(tmp_path):
    keras.utils.clear_session(free_memory=False)
    theirs, paths = networks.sentences(keras), [tmp_path / f"{half}.keras" for half in ("keras", "numpy")]
    theirs.compile("adam", "mse", metrics=["accuracy"], run_eagerly=True)
    theirs.train_on_batch(np.ones((2, 3)), np.ones((2, 3)))
    theirs.save(paths[0])
    load_model(paths[0]).save(paths[1])
    configs, members = [], []
    for path in paths:
        keras.saving.load_model(path).save(path)  # Keras's words for what the file says
        with zipfile.ZipFile(path) as archive:
            members.append(archive.namelist())
            text = archive.read("config.json").decode()
        configs.append(json.loads(text, object_hook=without_run_options))
    assert members[0] == members[1]
    assert configs[0] == configs[1]


def without_run_options(config):
    """How Keras computes, and which objects are one and the same in memory."""
    dropped = ("shared_object_id", "run_eagerly", "jit_compile")
    return {key: value for key, value in config.items() if key not in dropped}


def test_models_that_are_not_built_or_were_built_by_data(tmp_path):
    unbuilt, path = keras.Sequential([keras.layers.Dense(2)]), tmp_path / "a.keras"
    with pytest.warns(UserWarning, match="not yet been built"):
        unbuilt.save(path)
    assert not load_model(path).built
    unbuilt(X)
    unbuilt.save(path)
    model = load_model(path)
    assert model.input_shape[1:] == (3,)
    np.testing.assert_allclose(model.predict(X, verbose=0), unbuilt(X), rtol=1e-5)
    model.save(path)
    assert keras.saving.load_model(path).count_params() == 8


def test_frozen_layers_stay_frozen(tmp_path):
    model = network((3, 4, 2))
    model.layers[0].trainable = False
    model.save(tmp_path / "a.keras")
    ours = load_model(tmp_path / "a.keras")
    assert [len(each.trainable_weights) for each in ours.layers] == [0, 2]
    ours.save(tmp_path / "a.keras")
    assert len(keras.saving.load_model(tmp_path / "a.keras").trainable_weights) == 2


def test_the_names_that_users_type():
    assert reference.saving.load_model is load_model
    from reference.models import load_model as from_models

    assert from_models is load_model


# ------------------------------------------------------------------ refused


def test_what_save_model_refuses(tmp_path):
    model, path = Sequential([Input((3,)), Dense(2)]), tmp_path / "a.keras"
    held = Sequential([Input((3,)), Lambda(lambda x: x)])
    judged = Sequential([Input((3,)), Dense(2)])
    judged.compile("sgd", "mse", metrics=[lambda y, p: np.abs(y - p)])
    model.save(path)
    for wrong, message in (
        (lambda: model.save(tmp_path / "a.h5"), "save_model: the file's name must end in .keras, got .*a.h5"),
        (lambda: Sequential([Dense(2)]).save(path), "save_model: sequential is not built"),
        (lambda: model.save(path, overwrite=False), "is there already; pass overwrite=True"),
        (lambda: model.save(path, zipped=False), "save_model does not support {'zipped': False}"),
        (lambda: save_model(model, path, weights_format="npz"), "does not support {'weights_format': 'npz'}"),
        (lambda: held.save(path), "a Lambda has no configuration, since its function is code"),
        (lambda: judged.save(path), "a file cannot hold code of your own, and <lambda> is such"),
    ):
        with pytest.raises(ValueError, match=message):
            wrong()
    assert load_model(path).count_params() == 8
    assert len(list(tmp_path.iterdir())) == 1


def test_what_load_model_refuses(tmp_path):
    path = tmp_path / "a.keras"
    Sequential([Input((3,)), Dense(2)]).save(path)
    with pytest.raises(ValueError, match=r"custom_objects are not supported, got \['Own'\]"):
        load_model(path, custom_objects={"Own": Dense})
    with pytest.raises(ValueError, match="load_model: the file's name must end in .keras, got 'a.h5'"):
        load_model("a.h5")
    with pytest.raises(FileNotFoundError, match=r"no such file: .*b\.keras"):
        load_model(tmp_path / "b.keras")
    inputs = keras.Input((3,))
    keras.Model(inputs, keras.layers.Dense(2)(inputs)).save(path)
    with pytest.raises(ValueError, match="only a Sequential is read, and this is 'Functional'"):
        load_model(path)
    keras.Sequential([keras.Input((3,)), keras.Sequential([keras.layers.Dense(2)])]).save(path)
    with pytest.raises(ValueError, match="no layer named 'Sequential' here"):
        load_model(path)


def test_numbers_of_every_kind_go_through_a_file(tmp_path):
    bounded = keras.constraints.MaxNorm(float("inf"))  # "Infinity" in Keras's JSON
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, kernel_constraint=bounded)])
    model.save(tmp_path / "a.keras")
    ours = load_model(tmp_path / "a.keras")
    assert ours.layers[0].kernel_constraint.max_value == np.inf
    ours.compile("sgd", "mse", loss_weights=np.float32(0.5))
    ours.save(tmp_path / "a.keras")
    again = load_model(tmp_path / "a.keras")
    assert again.loss_weight == 0.5


def test_how_keras_computes_is_no_matter_and_a_loss_of_one_s_own_can_be_left_out(tmp_path):
    def own(y, p):
        return keras.ops.mean(keras.ops.abs(y - p))

    model, path = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)]), tmp_path / "a.keras"
    model.compile("sgd", "mse", steps_per_execution=4)
    model.save(path)
    assert load_model(path).compiled
    model.compile("sgd", own)
    model.save(path)
    with pytest.raises(
        ValueError, match="unknown loss .*; with compile=False the model is read without this"
    ):
        load_model(path)
    assert not load_model(path, compile=False).compiled


# ------------------------------------------------------------------ interrupted


def test_a_failure_at_the_end_leaves_the_old_file_alone(tmp_path, monkeypatch):
    model, path = Sequential([Input((3,)), Dense(2)]), tmp_path / "a.npz"
    model.save_weights(path)
    before = path.read_bytes()

    def full(*arguments):
        raise OSError("no space left")

    with monkeypatch.context() as patched:
        patched.setattr(replacing.os, "replace", full)
        with pytest.raises(OSError, match="no space left"):
            model.save_weights(path)
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [before]
    with monkeypatch.context() as patched:  # where folders cannot be opened
        patched.setattr(replacing.os, "open", full)
        model.save_weights(path)
    link = tmp_path / "link.npz"
    link.symlink_to(path)
    model.save_weights(link)
    assert link.is_symlink()


KILLED = """
import os, sys
from reference.layers import Dense, Input
from reference.models import Sequential
from reference.serialization import replacing

path, ending = sys.argv[1:]
model = Sequential([Input((3,)), Dense(2, kernel_initializer="ones")])
save = model.save if ending == ".keras" else model.save_weights
save(path + ending)
before = open(path + ending, "rb").read()
model.set_weights([weight + 1 for weight in model.get_weights()])
steps = found = 0
while True:
    child = os.fork()
    if not child:
        left = steps

        def step(frame, event, _):
            global left
            if frame.f_code.co_filename != replacing.__file__:
                return None
            if event == "line":
                if not left:
                    os._exit(9)
                left -= 1
            return step

        sys.settrace(step)
        save(path + ending)
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    content = open(path + ending, "rb").read()
    new = content != before
    fresh = Sequential([Input((3,)), Dense(2)])
    fresh.load_weights(path + ending)
    assert (fresh.layers[0].kernel == 1 + new).all(), steps
    if not status:
        break
    steps += 1
    found += new
assert new and steps > 10 and found > 1, (new, steps, found)
"""


@pytest.mark.parametrize("ending", [".keras", ".weights.h5", ".npz"])
def test_killed_at_every_step_of_writing_the_old_file_or_the_new_one_is_there(ending, tmp_path):
    run = subprocess.run(
        [sys.executable, "-c", KILLED, tmp_path / "a", ending], capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stderr) == (0, "")
