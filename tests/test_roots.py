"""trace and gradients from the roots of both packages: for any Sequential, in any order of imports."""

import subprocess
import sys

import keras
import numpy as np
import pytest
from keras import layers

import keras_notes
import reference
from keras_notes import networks, twin
from keras_notes.parity.draw import Draw
from keras_notes.parity.precision import precision
from keras_notes.parity.rows.functions import flatten
from keras_notes.parity.rows.layers import draw_weights
from reference.layers import Dense, Identity, Input
from reference.models import Sequential

LOSS = "sparse_categorical_crossentropy"
ORDERS = """
import sys
half = sys.argv[1]
package = __import__(half)
assert f"{half}.gradients" not in sys.modules
function = package.gradients
__import__(f"{half}.gradients")
from importlib import import_module
module = import_module(f"{half}.gradients")
assert module is not function and module.gradients is function
assert callable(package.gradients) and package.gradients.central_differences
try:
    package.gradients(package.nothing, 0, 0)
except AttributeError as error:
    assert "has no attribute 'nothing'" in str(error)
try:
    package.gradients()
except TypeError as error:
    assert "missing 3 required positional arguments: 'model', 'x', and 'y'" in str(error)
"""


@pytest.mark.parametrize("half", ["reference", "keras_notes"])
def test_the_function_can_be_called_whatever_was_imported_first(half):
    run = subprocess.run([sys.executable, "-c", ORDERS, half], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")


def example(name, dtype):
    """One of the networks that hold every layer, with data."""
    keras.utils.clear_session(free_memory=False)
    model, draw = getattr(networks, name)(keras), Draw(2, False, dtype, dtype)
    draw_weights(model, draw)
    shape = (3, *model.input_shape[1:])
    x = draw("x", shape) if name in ("pictures", "volumes", "words") else draw.integers("x", 7, shape)
    return model, x, draw.integers("y", 3, (3, 1))


def assert_near(theirs, ours, limit):
    assert list(theirs) == list(ours)
    for name, expected in theirs.items():
        assert expected.shape == ours[name].shape, name
        atol = limit * max(np.abs(expected).max(initial=0), 1e-3)
        np.testing.assert_allclose(ours[name], expected, rtol=0, atol=atol, err_msg=name)


@pytest.mark.parametrize("name", networks.__all__)
def test_any_network_of_the_vocabulary(name):
    """Keras resizes pictures in float32, and pools volumes in nothing else."""
    dtype = "float32" if name == "volumes" else "float64"
    limit = {"volumes": 2.0**-16, "pictures": 1e-6}.get(name, 1e-12)
    with precision(dtype):
        model, x, y = example(name, dtype)
        other = twin(model)
        assert_near(flatten(keras_notes.trace(model, x)), flatten(reference.trace(other, x)), limit)
        theirs, ours = keras_notes.gradients(model, x, y, LOSS), reference.gradients(other, x, y, LOSS)
        assert_near(flatten(theirs), flatten(ours), limit)
    assert len(ours.activations) >= len(ours.weights) / 4
    assert len(ours.weights) == len(model.trainable_weights)


def test_what_the_parts_are_called():
    model = Sequential([Input((3,)), Dense(4, "relu", name="hidden"), Dense(2, "softmax"), Identity()])
    found = reference.gradients(model, np.ones((5, 3)), np.zeros((5, 1)), LOSS)
    assert list(found.weights) == ["hidden/kernel", "hidden/bias", "dense/kernel", "dense/bias"]
    assert {name: each.shape for name, each in found.activations.items()} == {"hidden": (5, 4)}
    squared = reference.gradients(model, np.ones((5, 3)), np.zeros((5, 2)), "mse")
    assert list(squared.activations) == ["hidden", "dense", "identity"]
    assert [each.name for each in reference.trace(model, np.ones((5, 3)))] == ["hidden", "dense", "identity"]
    for package in (reference, keras_notes):
        with pytest.raises(AttributeError, match=f"module '{package.__name__}' has no attribute 'dance'"):
            package.dance  # noqa: B018


def built(*stack):
    """A Keras model whose float type is float64, where a layer says no other, with drawn weights."""
    with precision("float64"):
        keras.utils.clear_session(free_memory=False)
        model = keras.Sequential([make() for make in stack])
        draw_weights(model, Draw(4, False, "float64", "float64"))
    return model


def halves(model):
    """Either half with its model."""
    return (keras_notes, model), (reference, twin(model))


def row(layer, *args, **kwargs):
    """What makes the layer anew."""
    return lambda: layer(*args, **kwargs)


STACKS = {
    "the output of the logits costs": (
        row(layers.Input, (3,)),
        row(layers.Dense, 4, "tanh", activity_regularizer="l2", kernel_regularizer="l1"),
        row(layers.Dense, 3, "softmax", activity_regularizer="l2"),
        row(layers.Identity),
        row(layers.ActivityRegularization, 0.1, 0.2),
    ),
    "layers give back their input itself": (
        row(layers.Input, (3,)),
        row(layers.Identity),
        row(layers.Dense, 4, activity_regularizer="l2"),
        row(layers.ActivityRegularization, 0.1),
        row(layers.Dropout, 0.0),
        row(layers.Dense, 3),
    ),
    "a mask goes through them": (
        row(layers.Input, (5, 3)),
        row(layers.Masking),
        row(layers.Identity),
        row(layers.GRU, 3, return_sequences=True),
        row(layers.ActivityRegularization, 0.1),
        row(layers.SimpleRNN, 3),
    ),
    "the input is rounded": (row(layers.Input, (3,), dtype="float32"), row(layers.Dense, 3, "tanh")),
    "the input is cut": (row(layers.Input, (3,), dtype="int32"), row(layers.Dense, 3)),
}


@pytest.mark.parametrize("stack", STACKS.values(), ids=STACKS)
@pytest.mark.parametrize("loss", [LOSS, "mean_squared_error"])
def test_every_output_has_its_own_gradient(stack, loss):
    model, rng = built(*stack), np.random.default_rng(7)
    x = rng.normal(size=(6, *model.input_shape[1:]))
    x[2:4, -1] = 0
    y = rng.integers(0, 3, (6, 1)) if loss == LOSS else rng.normal(size=(6, 3))
    with precision("float64"):
        theirs, ours = (half.trace(each, x) for half, each in halves(model))
        assert_near(flatten(theirs), flatten(ours), 1e-12)
        theirs, ours = (half.gradients(each, x, y, loss) for half, each in halves(model))
        assert_near(flatten(theirs), flatten(ours), 1e-12)


def test_the_loss_goes_past_the_output_of_the_logits_but_not_what_that_costs():
    """The gradient of 1/4 Σ y², divided by the two samples."""
    cost = keras.regularizers.L2(0.25)
    model = built(
        row(layers.Input, (2,)), row(layers.Dense, 3, "softmax", activity_regularizer=cost, name="p")
    )
    for half, each in halves(model):
        found = half.gradients(each, np.eye(2), np.zeros((2, 1)), LOSS)
        assert found.activations["p"] == pytest.approx(0.25 * half.trace(each, np.eye(2))[0].output)


def test_the_loss_is_of_the_type_of_the_layers():
    """Which is not that of a new layer, float32."""
    model = built(row(layers.Input, (2,)), row(layers.Dense, 1))
    model.compile("sgd", ["mse"])
    for half, each in halves(model):
        found = half.gradients(each, np.ones((3, 2)), np.ones((3, 1)))
        assert (found.loss.dtype, found.inputs.dtype) == ("float64", "float64")


def test_a_trace_moves_nothing():
    """Neither states nor the seeds of cells, which Keras moves even where nothing is dropped."""
    model = built(
        lambda: layers.Input(batch_shape=(2, 3, 2)), row(layers.GRU, 3, stateful=True, dropout=0.5, seed=1)
    )
    for half, each in halves(model):
        once, again = (half.trace(each, np.ones((2, 3, 2)))[0].output for _ in range(2))
        assert np.array_equal(once, again)
    assert not np.any(model.layers[0].states[0])
    assert np.asarray(model.layers[0].cell.seed_generator.state).tolist() == [1, 0]
