"""compare: a user's own model or layer against its twin, as a table, as JSON, or an error in plain words."""

import importlib
import json

import keras
import numpy as np
import pytest
from keras import Input, Sequential, layers

import reference.activations
from keras_notes import Comparison, compare
from keras_notes.parity.precision import precision

RNG = np.random.default_rng(29)
X = RNG.standard_normal((6, 3))
Y = np.eye(2)[RNG.integers(0, 2, 6)]


def model_of(*stack):
    """A Sequential with random weights, biases too."""
    model = Sequential([Input((3,)), *stack], name="mine")
    model.set_weights([RNG.standard_normal(w.shape) for w in model.get_weights()])
    return model


def softmax_model():
    return model_of(layers.Dense(4, "relu", name="hidden"), layers.Dense(2, "softmax", name="output"))


GRADIENTS = ["d input", "d hidden/kernel", "d hidden/bias", "d output/kernel", "d output/bias"]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("loss", [None, "categorical_crossentropy", "mse"])
def test_a_model_with_and_without_a_loss(dtype, loss):
    with precision(dtype):
        found = compare(softmax_model(), X) if loss is None else compare(softmax_model(), X, Y, loss)
    assert isinstance(found, Comparison)
    assert found.agrees, str(found)
    assert [t.name for t in found.tensors] == ["output", *(["loss"] if loss else []), *GRADIENTS]
    assert {t.dtype for t in found.tensors} == {dtype}
    assert found.title == f"mine: Keras and NumPy on (6, 3), {dtype}"


def test_the_table():
    text = str(compare(softmax_model(), X, Y, "mse"))
    lines = [line for line in text.splitlines() if line.strip()]
    assert lines[0].strip() == "mine: Keras and NumPy on (6, 3), float32"
    assert [word.strip() for word in lines[2].strip("┃").split("┃")] == [
        "tensor",
        "shape",
        "bit for bit",
        "ULP",
        "relative",
        "verdict",
    ]
    assert len(lines) == 5 + 7
    assert "d hidden/kernel" in text
    assert "(3, 4)" in text
    assert "DIFFERENT" not in text
    assert max(map(len, lines)) <= 100


def test_json_there_and_back():
    found = compare(softmax_model(), X)
    read = json.loads(found.to_json())
    assert (read["title"], read["agrees"]) == (found.title, True)
    assert [tensor["name"] for tensor in read["tensors"]] == [tensor.name for tensor in found.tensors]
    assert read["tensors"][0] == found.tensors[0].to_json() | {"shape": [6, 2]}


def test_a_difference_is_seen_said_and_written(monkeypatch):
    """With a relu in the NumPy half that lets every gradient through."""
    monkeypatch.setattr(reference.activations.relu, "derivative", lambda dy, x, y: dy)
    found = compare(softmax_model(), X)
    assert not found.agrees
    assert not json.loads(found.to_json())["agrees"]
    assert [t.name for t in found.tensors if not t.agrees] == GRADIENTS[:3]
    assert str(found).count("DIFFERENT") == 3


@pytest.fixture
def numbers(monkeypatch):
    """What was compared: Keras's arrays of all calls, by the tensor's name."""
    module = importlib.import_module("keras_notes.parity.compare")
    seen, measure = {}, module.measure

    def noting(name, theirs, ours, **options):
        seen.setdefault(name, []).append(theirs)
        return measure(name, theirs, ours, **options)

    monkeypatch.setattr(module, "measure", noting)
    return seen


def test_the_loss_of_a_compiled_model_is_taken(numbers):
    model = softmax_model()
    model.compile("sgd", keras.losses.CategoricalCrossentropy(label_smoothing=0.2))
    found = compare(model, X, Y)
    assert found.agrees
    assert found.tensors[1].name == "loss"
    smoothed = compare(model, X, Y, keras.losses.CategoricalCrossentropy(label_smoothing=0.2))
    assert found.to_json() == smoothed.to_json()
    assert compare(model, X, Y, "categorical_crossentropy").agrees
    compiled, given, other = numbers["loss"]
    assert compiled == given != other


@pytest.mark.parametrize("loss", ["sparse_categorical_crossentropy", "binary_crossentropy", "mae", "MSE"])
def test_losses_by_name(loss):
    targets = Y.argmax(axis=1) if loss.startswith("sparse") else Y
    model = softmax_model() if loss.startswith("sparse") else model_of(layers.Dense(2, "sigmoid"))
    assert compare(model, X, targets, loss).agrees


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (layers.Dense(4, "tanh"), (5, 3)),
        (layers.Dense(4), (2, 5, 3)),
        (layers.Activation("softmax"), (5, 3)),
        (layers.Flatten(), (2, 3, 4)),
        (layers.Rescaling(2.0, -1.0), (5, 3)),
    ],
)
def test_a_layer_built_or_not(layer, shape):
    for _ in range(2):
        found = compare(layer, RNG.standard_normal(shape))
        assert found.agrees, str(found)


def test_a_frozen_layer_has_no_weight_gradients():
    model = model_of(layers.Dense(4, name="hidden", trainable=False), layers.Dense(2, name="output"))
    assert [t.name for t in compare(model, X).tensors] == [
        "output",
        "d input",
        "d output/kernel",
        "d output/bias",
    ]


def test_nothing_of_the_user_s_is_changed():
    model, x = softmax_model(), X.copy()
    before = [w.tobytes() for w in model.get_weights()], keras.config.floatx()
    compare(model, x, Y, "mse")
    assert ([w.tobytes() for w in model.get_weights()], keras.config.floatx()) == before
    assert np.array_equal(x, X)


def test_one_seed_one_upstream_gradient(numbers):
    model = softmax_model()
    for seed in (1, 1, 2):
        assert compare(model, X, seed=seed).agrees
    first, again, other = numbers["d input"]
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def functional():
    inputs = Input((3,))
    return keras.Model(inputs, layers.Dense(2)(inputs))


@pytest.mark.parametrize(
    "model", ["mine", None, layers.Dense, functional], ids=["text", "none", "class", "model"]
)
def test_only_layers_and_sequentials(model):
    model = model() if model is functional else model
    with pytest.raises(TypeError, match="compare: expected a keras.Sequential or a layer, got "):
        compare(model, X)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ((X, Y), "y was given without a loss"),
        ((X, None, "mse"), "a loss needs targets; pass y"),
        ((X[:, :2],), r"\(None, 3\).*\(6, 2\)"),
        ((X[0],), r"\(None, 3\).*\(3,\)"),
        ((X[:0],), r"at least one sample, got shape \(0, 3\)"),
        (([["a", "b", "c"]],), "expected numbers"),
        (([[1, 2, 3], [1]],), "rows of different lengths"),
        ((X, Y[:, :1], "mse"), r"same shape, got \(6, 1\) and \(6, 2\)"),
        ((X, Y[:4], "mse"), r"same shape, got \(4, 2\) and \(6, 2\)"),
        ((X, [0, 1, 0, 1, 0, 2], "sparse_categorical_crossentropy"), "labels from 0 to 1"),
        ((X, Y, "mean_squared_mistake"), "mean_squared_mistake"),
    ],
)
def test_what_does_not_fit_is_said_in_plain_words(arguments, named):
    with pytest.raises(ValueError, match=named):
        compare(softmax_model(), *arguments)


def test_a_layer_that_does_not_fit():
    layer = layers.Dense(4, name="narrow")
    layer.build((None, 3))
    with pytest.raises(
        ValueError, match=r"narrow: expected an input of shape \(None, ..., 3\), got \(6, 2\)"
    ):
        compare(layer, X[:, :2])
