"""explain_loss: each number is Keras's and ours, the model stays what it was, the words fit."""

import json

import keras
import numpy as np
import pytest
from keras import layers
from keras.optimizers import SGD

from keras_notes import explain_loss
from keras_notes.explain import Quantity
from keras_notes.explain.explanation import LossExplanation
from keras_notes.parity.precision import precision
from reference.losses import Loss

RNG = np.random.default_rng(3)
X, LABELS = RNG.normal(size=(23, 4)).astype("float32"), RNG.integers(0, 3, 23)
ONE_HOT = np.eye(3, dtype="float32")[LABELS]


def explained(capsys, model, x, y, **options):
    found = explain_loss(model, x, y, **options)
    printed = capsys.readouterr().out
    assert all(line in printed for line in ("Keras", "NumPy", "fit() showed"))
    return found


def rich_model():
    """Everything at once: regularizers of weights and outputs, a mask of dropout, moving statistics."""
    keras.utils.clear_session(free_memory=False)
    return keras.Sequential(
        [
            keras.Input((4,)),
            layers.Dense(5, "relu", kernel_regularizer="l2", activity_regularizer="l1"),
            layers.BatchNormalization(),
            layers.Dropout(0.5, seed=3),
            layers.Dense(3, "softmax", bias_regularizer="l1"),
        ],
        name="rich",
    )


def state(model):
    return [v.numpy() for v in (*model.variables, *model.optimizer.variables)]


def test_every_number_in_float64_and_the_model_as_before(capsys):
    with precision("float64"):
        model = rich_model()
        model.compile(SGD(0.25, momentum=0.5), "categorical_crossentropy", metrics=["accuracy"])
        model.fit(X, ONE_HOT, verbose=0)  # a state to be kept
        history, before = model.history, state(model)
        found = explained(capsys, model, X, ONE_HOT, batch_size=10)
        assert found.agrees
        assert [quantity.name for quantity in found.quantities] == [
            "loss from the logits",
            "loss from clipped probabilities",
            "regularizer of dense/kernel",
            "regularizer of dense_1/bias",
            "activity regularizers",
            "loss and regularizers",
            "running mean over the batches",
            "after the last update",
        ]
        assert model.history is history
        for now, then in zip(state(model), before, strict=True):
            np.testing.assert_array_equal(now, then)
        evaluated = model.evaluate(X, ONE_HOT, batch_size=10, verbose=0)[0]
        assert evaluated == found["loss and regularizers"].keras
        shown = model.fit(X, ONE_HOT, batch_size=10, shuffle=False, verbose=0).history["loss"][0]
        assert shown == found["running mean over the batches"].keras
        after = model.evaluate(X, ONE_HOT, batch_size=10, verbose=0)[0]
        assert after == found["after the last update"].keras
    assert found.batches[0] != found.batches[-1]
    assert np.average(found.batches, weights=[10, 10, 3]) == pytest.approx(shown, rel=1e-12)


def test_logits_40_apart_are_80_or_16(capsys):
    model = keras.Sequential([keras.Input((2,)), layers.Dense(2, "softmax")])
    model.set_weights([np.float32([[40, 0], [0, 40]]), np.zeros(2)])
    model.compile("sgd", "categorical_crossentropy")
    found = explained(capsys, model, np.float32([[1, -1]]), np.float32([[0, 1]]))
    assert found["loss from the logits"].keras == found["loss from the logits"].numpy == 80
    assert found["loss from clipped probabilities"].keras == pytest.approx(16.118, abs=1e-3)
    assert "without any clipping: 80." in found.sentences[0]
    assert "the loss of its one batch" in found.sentences[1]


@pytest.mark.parametrize(
    ("activation", "loss", "words"),
    [
        (None, "mse", "looks at the outputs alone"),
        (None, keras.losses.CategoricalCrossentropy(from_logits=True), "are logits themselves"),
        ("relu", "categorical_crossentropy", "carry no logits"),
    ],
)
def test_the_words_for_losses_that_read_no_logits(capsys, activation, loss, words):
    model = keras.Sequential([keras.Input((4,)), layers.Dense(3, activation)])
    model.compile("sgd", loss)
    found = explained(capsys, model, X, ONE_HOT, sample_weight=np.arange(23) / 8)
    assert found.agrees
    assert words in found.sentences[0]
    assert len(found.quantities) == 5


def test_masks_and_states_that_go_on_from_batch_to_batch(capsys):
    words, labels = RNG.integers(0, 4, (12, 5)), RNG.integers(0, 3, (12, 5))
    masked = keras.Sequential(
        [
            keras.Input((5,)),
            layers.Embedding(4, 3, mask_zero=True),
            layers.Dense(3, "softmax"),
        ]
    )
    stateful = keras.Sequential(
        [keras.Input(batch_shape=(6, 2, 4)), layers.SimpleRNN(3, stateful=True), layers.Dense(3)]
    )
    with precision("float64"):
        masked.compile("sgd", "sparse_categorical_crossentropy")
        stateful.compile("sgd", "mse")
    assert explained(capsys, masked, words, labels, batch_size=5).agrees
    x = RNG.normal(size=(12, 2, 4))
    assert explained(capsys, stateful, x, ONE_HOT[:12], batch_size=6).agrees


def test_a_model_without_input_is_built_and_a_diverged_one_is_valid_json(capsys):
    model = keras.Sequential([layers.Dense(3)])
    model.compile(SGD(1e30), "mse")
    found = json.loads(explained(capsys, model, X, 1e20 * ONE_HOT, batch_size=4).to_json())
    assert found["quantities"][-1]["keras"] is None
    assert found["model"] == model.name
    assert isinstance(found["agrees"], bool)


def test_a_mistake_shows(capsys, monkeypatch):
    right = Loss.compute
    monkeypatch.setattr(Loss, "compute", lambda *a, **k: (right(*a, **k)[0] * 2, right(*a, **k)[1]))
    model = keras.Sequential([keras.Input((4,)), layers.Dense(3)])
    model.compile("sgd", "mse")
    assert not explained(capsys, model, X, ONE_HOT).agrees


def test_numbers_by_name():
    found = LossExplanation("m", "float64", (Quantity("a", 1.0, 1.0 + 1e-15),), (), ())
    assert found["a"].agrees("float64")
    assert not Quantity("a", 1.0, 1.0 + 1e-9).agrees("float64")
    assert "a" in str(found)
    assert repr(found) == "<LossExplanation of m: 1 numbers>"
    with pytest.raises(KeyError, match="no quantity 'b'; there are a"):
        found["b"]


def test_what_does_not_fit_is_refused_and_changes_nothing():
    model = keras.Sequential([keras.Input((4,)), layers.Dense(3)])
    with pytest.raises(TypeError, match=r"expected a keras\.Sequential, got Dense"):
        explain_loss(layers.Dense(3), X, ONE_HOT)
    with pytest.raises(ValueError, match="compile .* with an optimizer and a loss first"):
        explain_loss(model, X, ONE_HOT)
    model.compile("sgd", "mse")
    before = model.get_weights()
    with pytest.raises(ValueError, match=r"equally many samples, at least one, got \{'x': 23, 'y': 5\}"):
        explain_loss(model, X, ONE_HOT[:5])
    with pytest.raises(ValueError, match="batch_size"):
        explain_loss(model, X, ONE_HOT, batch_size=0)
    with pytest.raises(ValueError, match="same shape"):
        explain_loss(model, X, ONE_HOT[:, :2])
    for now, then in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(now, then)
