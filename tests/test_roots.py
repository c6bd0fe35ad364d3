"""trace and gradients from the roots of both packages: for any Sequential, in any order of imports."""

import subprocess
import sys

import keras
import numpy as np
import pytest

import keras_notes
import reference
from keras_notes import twin
from keras_notes.parity.draw import Draw
from keras_notes.parity.precision import precision
from keras_notes.parity.rows.functions import flatten
from keras_notes.parity.rows.layers import draw_weights
from keras_notes.serialization import examples
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
    model, draw = getattr(examples, name)(keras), Draw(2, False, dtype, dtype)
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


@pytest.mark.parametrize("name", examples.__all__)
def test_any_network_of_the_vocabulary(name):
    """Keras resizes pictures in float32, and pools volumes in nothing else."""
    dtype = "float32" if name == "volumes" else "float64"
    limit = {"volumes": 2.0**-16, "pictures": 1e-6}.get(name, 1e-12)
    with precision(dtype):
        model, x, y = example(name, dtype)
        other = twin(model)
        assert_near(flatten(keras_notes.trace(model, x)), flatten(reference.trace(other, x)), limit)
        other = twin(model)  # in Keras, a cell with dropout draws anew even where nothing is dropped
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
