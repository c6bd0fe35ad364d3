"""One unit: a Dense layer of width 1. NumPy twin: reference/neuron.py.

Keras knows no neuron, only layers; `Dense(1)` is one. Its kernel is a column, its bias a vector of
one number, and both the input and the output have a batch axis.
"""

from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras.layers import Dense

from keras_notes.parity import PairCase
from keras_notes.parity.draw import Draw
from reference.neuron import NeuronGradients

__all__ = ["NeuronGradients", "neuron", "neuron_gradients", "neuron_with_loops"]

Array = np.ndarray


def _unit(inputs: Array, weights: Array, bias: Any, activation: Any) -> tuple[Any, Any]:
    """A built Dense(1) and its input, a batch of one."""
    x = tf.convert_to_tensor(np.asarray(inputs)[None])
    unit = Dense(1, activation=activation)
    unit.build(x.shape)
    unit.set_weights([np.asarray(weights)[:, None], np.reshape(bias, (1,))])
    return unit, x


def neuron(inputs: Any, weights: Any, bias: Any = 0.0, activation: Any = "linear") -> Array:
    """The output of one unit, f(x · w + b), by `Dense(1)`."""
    unit, x = _unit(inputs, weights, bias, activation)
    return unit(x).numpy()[0, 0]


def neuron_with_loops(inputs: Any, weights: Any, bias: Any = 0.0, activation: Any = "linear") -> Array:
    """The same number from Keras's scalar operations, one connection at a time."""
    total = keras.ops.zeros((), dtype=np.asarray(inputs).dtype)
    for input_value, weight in zip(inputs, weights, strict=True):
        total = keras.ops.add(total, keras.ops.multiply(input_value, weight))
    total = keras.ops.add(total, bias)
    return keras.activations.get(activation)(total).numpy()


def neuron_gradients(
    inputs: Any, weights: Any, bias: Any = 0.0, activation: Any = "linear"
) -> NeuronGradients:
    """The slopes of the output for inputs, weights and bias, by the tape."""
    unit, x = _unit(inputs, weights, bias, activation)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = unit(x)
    dx, dw, db = tape.gradient(y, (x, unit.kernel.value, unit.bias.value))
    return NeuronGradients(dx.numpy()[0], dw.numpy()[:, 0], db.numpy()[0])


def _unit_arguments(activation: str, size: int = 4) -> Any:
    def arguments(draw: Draw) -> tuple[Any, ...]:
        inputs, weights = draw("inputs", (size,)), draw("weights", (size,))
        return inputs, weights, draw("bias", ()), activation

    return arguments


CASES = [
    PairCase(function, _unit_arguments(activation), about=activation, exact=activation in ("linear", "relu"))
    for function in (neuron, neuron_with_loops, neuron_gradients)
    for activation in ("linear", "relu", "sigmoid", "tanh")
]
