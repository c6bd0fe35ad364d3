"""Layers that end in an activation: Dense, the convolutions, Activation itself."""

from typing import Any

import numpy as np

from reference.activations.function import ActivationFunction
from reference.checks import Shape
from reference.layer import Layer

__all__ = ["Activated"]

Array = np.ndarray
Gradients = dict[str, Array]

LOGIT_ACTIVATIONS = ("softmax", "sigmoid")  # their outputs carry the logits to Keras's cross-entropies


class Activated(Layer):
    """A layer that ends in an activation, y = f(z), and the two ways through and around it.

    A subclass writes `pre_activation` and `backward_from_logits`. The cache is (saved, z, y), where y
    is None after `forward_to_logits`.
    """

    activation: ActivationFunction

    def pre_activation(self, x: Array) -> tuple[Array, Any]:
        """Return z, what the activation is applied to, and what the way back needs."""
        raise NotImplementedError

    def forward(self, x: Array, training: bool = False) -> tuple[Array, Any]:
        """Return `(y, cache)`."""
        z, saved = self.pre_activation(x)
        y = self.activation.function(z)
        return y, (saved, z, y)

    def backward(self, dy: Array, cache: Any, input_gradient: bool = True) -> tuple[Array | None, Gradients]:
        """Return `(dx, grads)`: through the activation, then through what lies before it."""
        _, z, y = cache
        return self.backward_from_logits(self.activation.derivative(dy, z, y), cache, input_gradient)

    def activated_shape(self, shape: Shape) -> Shape:
        """The shape of f(z) for z of `shape`: the same, but for `glu`, which halves the last axis."""
        if self.activation.__name__ != "glu":
            return shape
        *others, last = shape
        if last is not None and last % 2:
            raise ValueError(f"{self.name}: glu needs an even last axis, got {last}")
        return (*others, None if last is None else last // 2)

    @property
    def has_logits(self) -> bool:
        """Whether f is one of those whose z the cross-entropies read."""
        return self.activation.__name__ in LOGIT_ACTIVATIONS

    def forward_to_logits(self, x: Array, training: bool = False) -> tuple[Array, Any]:
        """Return `(z, cache)`."""
        z, saved = self.pre_activation(x)
        return z, (saved, z, None)
