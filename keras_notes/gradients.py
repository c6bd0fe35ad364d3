"""Gradients of a loss, by TensorFlow's tape. NumPy twin: reference/gradients.py.

What surprises: the gradient points uphill; SGD subtracts it. It has one number a parameter, and is a
rate of change: not the loss divided by the weight.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf
from keras import Sequential

from keras_notes.parity import PairCase
from keras_notes.parity.compare import compute_dtype, loss_object
from keras_notes.parity.draw import Draw
from keras_notes.parity.layerwise import as_array, as_tensor, run_layers
from keras_notes.parity.rows.layers import draw_weights
from keras_notes.parity.tape import trainable_variables
from keras_notes.sequential import network, network_342
from reference.callable_module import make_callable
from reference.gradients import Gradients

__all__ = ["Gradients", "central_differences", "gradients"]

Array = np.ndarray
make_callable(__name__)  # keras_notes.gradients is the function, too


def gradients(model: Sequential, x: Any, y: Any, loss: Any = None) -> Gradients:
    """The loss of `model` on `(x, y)`, and its gradients for the input, all trained weights, all outputs."""
    chosen = model.loss if loss is None else loss
    if chosen is None:
        raise ValueError("gradients: give a loss, or compile the model with one")
    if not model.built:
        model.build(np.shape(x))
    x = as_tensor(model, x)
    with tf.GradientTape() as tape:
        outputs = run_layers(model, x, True, tape).outputs
        value = sum(model.losses, loss_object(chosen, compute_dtype(model))(np.asarray(y), outputs[-1]))
    names = [layer.name for layer in model.layers]
    weights = {name: variable.value for name, variable in trainable_variables(model).items()}
    sources = x, weights, dict(zip(names, outputs, strict=True))
    dx, weights, activations = tape.gradient(value, sources)
    return Gradients(np.asarray(value)[()], as_array(dx), _arrays(weights), _arrays(activations))


def _arrays(tensors: dict[str, Any]) -> dict[str, Array]:
    """Those that are there, in their order: the tape gives a dict back by sorted keys."""
    return {name: array for name, each in tensors.items() if (array := as_array(each)) is not None}


def central_differences(function: Callable[[Any], Any], at: Any, step: float = 1e-6) -> Array:
    """The gradient of a scalar function of Keras operations, one coordinate at a time."""
    point = np.array(at, dtype="float64")
    unit = np.eye(point.size).reshape(point.size, *point.shape) * step
    slopes = [
        (np.float64(function(tf.constant(point + h))) - np.float64(function(tf.constant(point - h))))
        / (2 * step)
        for h in unit
    ]
    return np.reshape(slopes, point.shape)


def _arguments(sizes: tuple[int, ...], loss: str, **activations: Any) -> Any:
    def arguments(draw: Draw) -> tuple[Any, ...]:
        model = network(sizes, **activations)
        draw_weights(model, draw)
        x, labels = draw("x", (6, sizes[0])), draw.integers("y", sizes[-1], (6,))
        return model, x, draw.cast(np.eye(sizes[-1])[labels]), loss

    return arguments


def _exact(draw: Draw) -> tuple[Any, ...]:
    model = network_342()
    draw_weights(model, draw)
    return model, draw("x", (8, 3)), draw("y", (8, 2)), "mean_squared_error"


CASES = [
    PairCase(gradients, _arguments((2, 3, 2), "categorical_crossentropy"), about="2-3-2, cross-entropy"),
    PairCase(gradients, _arguments((8, 6, 6, 4), "categorical_crossentropy"), about="8-6-6-4, cross-entropy"),
    PairCase(gradients, _arguments((10, 32, 2), "mean_squared_error"), about="10-32-2, squared error"),
    PairCase(
        gradients,
        _arguments((4, 5, 1), "binary_crossentropy", output="sigmoid"),
        about="4-5-1, binary cross-entropy",
    ),
    PairCase(gradients, _exact, about="3-4-2, squared error", exact=True),
]
