"""What script and pictures of recurrence show: an LSTM opened at each step, and gradients through time."""

from collections.abc import Callable
from typing import Any

import numpy as np
from keras.activations import sigmoid, tanh
from keras.initializers import Orthogonal, RandomUniform
from keras.layers import LSTM, SimpleRNN

from keras_notes.parity import twin
from keras_notes.parity.tape import keras_layer
from reference.recurrence.gates import lstm_gates

__all__ = ["GATES", "LAYERS", "first_state_gradient", "keras_step", "numpy_step", "small_lstm"]

Array = np.ndarray
Step = tuple[list[Any], Any, Any]

GATES = ("input gate i", "forget gate φ", "candidate g", "output gate o")
# One feature, one unit; the columns are i, f, c, o.
KERNEL, RECURRENT, BIAS = [[1.0, 0.5, 0.75, -0.5]], [[0.5, -1.0, 0.25, 1.0]], [0.0, 1.0, 0.0, 0.25]
UNITS, FEATURES = 4, 2


def small_lstm(**kwargs: Any) -> Any:
    """A Keras LSTM of one unit and one feature, with the weights above."""
    layer = LSTM(1, **kwargs)
    layer.build((None, 3, 1))
    layer.set_weights([np.array(each, "float32") for each in (KERNEL, RECURRENT, BIAS)])
    return layer


def keras_step(cell: Any, x: Array, h: Any, c: Any) -> Step:
    """The gates, computed in TensorFlow from the cell's weights, and h and c as the Keras cell gives them."""
    z = x @ cell.kernel.value + h @ cell.recurrent_kernel.value + cell.bias
    i, f, g, o = (z[:, k : k + 1] for k in range(4))
    _, (h, c) = cell(x, [h, c])
    return [np.asarray(each) for each in (sigmoid(i), sigmoid(f), tanh(g), sigmoid(o))], h, c


def numpy_step(cell: Any, x: Array, h: Array, c: Array) -> Step:
    """The same in NumPy."""
    z = x @ cell.kernel + h @ cell.recurrent_kernel + cell.bias
    h, c, (_, between, g, o, *_) = lstm_gates(z, c, cell.activation, cell.recurrent_activation)
    return [between[:, 0], between[:, 1], g, o], h, c


def _simple_rnn(scale: float) -> Any:
    return SimpleRNN(UNITS, **_start(scale))


def _lstm(scale: float, forget_bias: float) -> Any:
    layer = LSTM(UNITS, **_start(scale))
    layer.build((None, None, FEATURES))
    kernel, recurrent, bias = layer.get_weights()
    bias[UNITS : 2 * UNITS] = forget_bias
    layer.set_weights([kernel, recurrent, bias])
    return layer


def _start(scale: float) -> dict[str, Any]:
    return {
        "kernel_initializer": RandomUniform(seed=1),
        "recurrent_initializer": Orthogonal(scale, seed=2),
    }


# New layers whose recurrent kernel U is orthogonal, or half of that; and the state that carries furthest.
LAYERS: dict[str, Callable[[], Any]] = {
    "SimpleRNN, U orthogonal: h": lambda: _simple_rnn(1.0),
    "SimpleRNN, half of U: h": lambda: _simple_rnn(0.5),
    "LSTM, half of U, forget bias 1: c": lambda: _lstm(0.5, 1.0),
    "LSTM, half of U, forget bias 3: c": lambda: _lstm(0.5, 3.0),
}


def first_state_gradient(layer: Any, steps: int) -> tuple[Any, Any]:
    """How long a gradient of length 2 at the last output is at the first state, in Keras and in NumPy.

    The state is h in a SimpleRNN and the carry in an LSTM.
    """
    x = np.random.default_rng(3).normal(size=(1, steps, FEATURES)).astype("float32")
    dy, states = (
        np.array([[1, -1, 1, -1]], "float32"),
        [np.zeros((1, UNITS), "float32") for _ in layer.state_size],
    )
    theirs = keras_layer(layer, x, dy, initial_state=states)[f"d initial_state {len(states) - 1}"]
    other = twin(layer)
    ours = other.backward(dy, other.forward(x, initial_state=states)[1])[0][-1]
    return np.linalg.norm(theirs), np.linalg.norm(ours)
