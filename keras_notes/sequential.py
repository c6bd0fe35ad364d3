"""Sequential: layers in a row. NumPy twin: reference/sequential/.

What surprises: `model.layers` leaves the Input out; `input_shape=` on the first layer still works but
warns, and on a later layer is ignored; without an Input the model has no weights until it is called.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from keras import Input, Sequential
from keras.layers import Dense, Flatten
from keras.losses import CategoricalCrossentropy, MeanSquaredError

from keras_notes.parity import Case, NetworkCase, PairCase
from keras_notes.parity.draw import Draw
from keras_notes.parity.rows.layers import draw_weights

__all__ = ["Input", "Sequential", "collapse", "network"]

Array = np.ndarray


def network(sizes: Sequence[int], hidden: Any = "relu", output: Any = "softmax") -> Sequential:
    """Dense layers of these `sizes`, the input's first, in real Keras."""
    inner = [Dense(size, activation=hidden) for size in sizes[1:-1]]
    return Sequential([Input((sizes[0],)), *inner, Dense(sizes[-1], activation=output)])


def collapse(model: Sequential) -> tuple[Array, Array]:
    """The one kernel and one bias that a stack of linear Dense layers amounts to.

    Read off the model itself: the bias is its answer to zeros, the kernel its answer to each unit
    vector less the bias.
    """
    width = model.input_shape[-1]
    bias = model(np.zeros((1, width), dtype=model.compute_dtype)).numpy()[0]
    return model(np.eye(width, dtype=model.compute_dtype)).numpy() - bias, bias


def network_342() -> Sequential:
    """3-4-2 without an activation: two layers that compute no more than one."""
    return network((3, 4, 2), hidden=None, output=None)


def _linear_stack(draw: Draw) -> tuple[Any, ...]:
    model = network_342()
    draw_weights(model, draw)
    return (model,)


def _stack(sizes: tuple[int, ...], **activations: Any) -> Any:
    """A Sequential as a layer of its own, for rows without a loss."""

    def build() -> Sequential:
        return network(sizes, **activations)

    build.__name__ = f"network {'-'.join(map(str, sizes))}"
    return build


def _flattened() -> Sequential:
    """2-3-2 with a Flatten behind its softmax, which hides the logits from the loss."""
    inner = [Dense(3, activation="relu"), Dense(2, activation="softmax"), Flatten()]
    return Sequential([Input((2,)), *inner])


CASES = [
    Case(_stack((2, 3, 2)), {}, (5, 2)),
    Case(_stack((3, 4, 2), hidden=None, output=None), {}, (5, 3), exact=True),
    Case(_stack((10, 32, 2), output=None), {}, (4, 10), exact=True),
    Case(_stack((8, 6, 6, 4), output=None), {}, (3, 8), exact=True),
    NetworkCase("2-3-2", _stack((2, 3, 2)), CategoricalCrossentropy),
    NetworkCase("3-4-2", network_342, MeanSquaredError, targets="real", exact=True),
    NetworkCase("10-32-2", _stack((10, 32, 2)), CategoricalCrossentropy),
    NetworkCase("2-3-2 and a Flatten", _flattened, CategoricalCrossentropy),
    PairCase(collapse, _linear_stack, about="3-4-2", exact=True),
]
