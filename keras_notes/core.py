"""The core's other layers: EinsumDense, Identity, Masking, Lambda. NumPy twin: reference/core/.

What surprises: EinsumDense takes its output shape without the batch axis, lets its initializer see the
fans of the equation, and destroys a mask, which Dense hands on. A bias of it that has one size above 1 is
added along the last axis, or along axis 1, where these happen to be as long. Masking keeps a step if a
single feature differs from `mask_value`, and sets the others to 0 whatever the value is. A Lambda without
`mask` destroys the mask; its configuration is byte code. What Identity gets behind a softmax still carries
the logits to the cross-entropies.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from keras import Input, Sequential
from keras.layers import Dense, EinsumDense, Identity, Lambda, Masking, ReLU
from keras.losses import MeanSquaredError

from keras_notes.parity import Case, Inner, NetworkCase
from keras_notes.parity.draw import Draw
from reference import core
from reference.activations.function import ActivationFunction

__all__ = ["EinsumDense", "Identity", "Lambda", "Masking"]

Array = np.ndarray


def steps_of(value: float) -> Callable[[Draw, tuple[int, ...]], Array]:
    """Makes sequences in which one step is `value` throughout, and another in all features but the first."""

    def make(draw: Draw, shape: tuple[int, ...]) -> Array:
        x = draw("x", shape)
        x[0, 1] = x[1, 0, 1:] = draw.cast(np.array(value))
        return x

    return make


def cube(x: Any, factor: float = 1.0, training: bool = False) -> Any:
    """What a Lambda may compute on either half: factor x³, twice that in training."""
    return (2 * factor if training else factor) * x * x * x


def cubing() -> Callable[..., Any]:
    """The function itself; in a label it has a name this way."""
    return cube


def our_cube(layer: Any) -> core.Lambda:
    """The NumPy half's Lambda for a Keras one of `cube`: the function with its derivative."""
    pair = ActivationFunction(cube).vjp(lambda dy, x, y, **given: 3 * cube(1.0, **given) * x * x * dy)
    return core.Lambda(pair, arguments=layer.arguments)


def _masked() -> Sequential:
    """What is below 0 becomes 0, and no part of the loss."""
    return Sequential([Input((5, 1)), ReLU(), Masking(), Identity(), Dense(2)])


def _einsum(equation: str, output_shape: Any, shape: tuple[int, ...], **kwargs: Any) -> Case:
    exact = "activation" not in kwargs
    return Case(
        EinsumDense, {"equation": equation, "output_shape": output_shape, **kwargs}, shape, exact=exact
    )


CUBE = {"function": Inner(cubing), "arguments": {"factor": 0.5}}

CASES = [
    _einsum("ab,bc->ac", 4, (3, 5)),
    _einsum("abc,cd->abd", (None, 4), (2, 3, 5), bias_axes="d"),
    _einsum("...x,xy->...y", 4, (2, 3, 2, 5), bias_axes="y"),
    _einsum("ab...,bc->ac...", 5, (2, 3, 4, 2), bias_axes="c"),
    _einsum("abc,cde->abde", (3, 2, 4), (2, 3, 5), bias_axes="be", activation="tanh"),
    _einsum("abc,bcd->abd", (3, 2), (2, 3, 5), bias_axes="bd"),
    _einsum("abc,bd->adc", (4, 5), (2, 3, 5), bias_axes="d"),
    _einsum("abc,cd->abd", (4, 4), (2, 4, 3), bias_axes="b"),
    _einsum("abcd,cbe->ae", 6, (3, 2, 4, 2), bias_axes="e", activation="softmax"),
    Case(Identity, {}, (2, 3, 4), exact=True),
    Case(Masking, {}, (2, 4, 3), exact=True, inputs=steps_of(0.0), about="a step at 0"),
    Case(Masking, {"mask_value": -0.5}, (2, 3, 2), exact=True, inputs=steps_of(-0.5), about="a step at -0.5"),
    Case(Masking, {"mask_value": 0.1}, (2, 3, 2), inputs=steps_of(0.1), about="a step at 0.1"),
    Case(Lambda, CUBE, (2, 3), exact=True, counterparts=our_cube),
    Case(Lambda, CUBE, (2, 3), exact=True, counterparts=our_cube, training=True),
    NetworkCase("masked steps", _masked, MeanSquaredError, targets="real"),
]
