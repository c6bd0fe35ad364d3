"""What the normalizations share: the argument `axis`, the learned γ and β, and sums over axes."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from reference.checks import Shape, number, positive_int
from reference.layer import Layer

__all__ = ["AlongAxes", "Scaled", "summed", "summed_to"]

Array = np.ndarray
Gradients = dict[str, Array]
Rules = tuple[Any, Any, Any]


def summed(a: Array, axes: Sequence[int]) -> Array:
    """The sum of `a` over `axes`, which stay as axes of size 1."""
    total: Array = np.add.reduce(a, axis=tuple(axes), keepdims=True)
    return total


def summed_to(a: Array, shape: Sequence[int]) -> Array:
    """The sum of `a` that has `shape`: the gradient of what had that shape before it was broadcast."""
    return summed(a, [axis for axis, size in enumerate(shape) if size == 1])


class AlongAxes(Layer):
    """A layer with the argument `axis`: one axis or a list of them, counted from either end.

    Raises a TypeError if `axis` is neither, and a ValueError where an input has no such axis. Once built,
    the layer is free in the sizes along all other axes and, where `one_axis` is False, in their number.
    """

    one_axis = False  # whether a list of axes is refused, and an input of another rank

    def __init__(self, axis: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        several = isinstance(axis, list | tuple) and not self.one_axis
        given = axis if several else [axis]
        if not all(isinstance(each, int | np.integer) and not isinstance(each, bool) for each in given):
            wanted = "an integer" if self.one_axis else "an integer or a list of them"
            raise TypeError(f"{type(self).__name__}: axis must be {wanted}, got {axis!r}")
        self.axis: Any = list(axis) if several else axis

    @property
    def axes(self) -> list[int]:
        """The axes, as a list even if it is only one."""
        return self.axis if isinstance(self.axis, list) else [self.axis]

    def sizes_along(self, shape: Shape) -> tuple[int, ...]:
        """The sizes of an input along the axes; a ValueError if one of them is open."""
        return tuple(
            positive_int(self.name, f"the size of the input along axis {axis}", shape[axis])
            for axis in self.axes
        )

    def check_input(self, x: Array) -> None:
        """Raise a ValueError unless `x` has, along the axes, the sizes that the layer was built for."""
        shape = self.require_built()
        self.compute_output_shape(x.shape)
        fits = all(shape[axis] in (None, x.shape[axis]) for axis in self.axes)
        if not fits or (self.one_axis and x.ndim != len(shape)):
            expected = f"the sizes of {shape} along axis {self.axis}"
            raise ValueError(f"{self.name}: expected {expected}, got an input of shape {x.shape}")

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The shape of the input; a ValueError if it lacks one of the axes, or has one twice."""
        rank = len(input_shape)
        if not all(-rank <= axis < rank for axis in self.axes):
            raise ValueError(f"{self.name}: axis {self.axis} is out of bounds for input shape {input_shape}")
        if len({axis % rank for axis in self.axes}) < len(self.axes):
            raise ValueError(f"{self.name}: axis {self.axis} names an axis of {input_shape} twice")
        return tuple(input_shape)

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        return super().get_config() | {"axis": self.axis}


class Scaled(AlongAxes):
    """A normalization that ends in y = γ x̂ + β, both of them learned or left out.

    `beta` and `gamma` are the initializer, the regularizer and the constraint of each.
    """

    supports_masking = True

    def __init__(
        self, axis: Any, epsilon: float, center: bool, scale: bool, beta: Rules, gamma: Rules, **kwargs: Any
    ) -> None:
        super().__init__(axis, **kwargs)
        self.epsilon = number(type(self).__name__, "epsilon", epsilon)
        self.center, self.scale = center, scale
        for name, rules in (("beta", beta), ("gamma", gamma)):
            initializer, regularizer, constraint = rules
            self.weight_rules(name, initializer=initializer, regularizer=regularizer, constraint=constraint)
        self.gamma: Array
        self.beta: Array

    def create_weights(self, input_shape: Shape) -> None:
        """Make `gamma` and `beta`, as far as they are wanted, with the sizes along the axes."""
        for name, wanted in (("gamma", self.scale), ("beta", self.center)):
            if wanted:
                self.add_weight(name, self.sizes_along(input_shape))

    def of_the_wanted(self, dgamma: Array, dbeta: Array) -> Gradients:
        """The gradients of those of γ and β that there are."""
        return ({"gamma": dgamma} if self.scale else {}) | ({"beta": dbeta} if self.center else {})

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        return super().get_config() | {
            "epsilon": self.epsilon,
            "center": self.center,
            "scale": self.scale,
        }
