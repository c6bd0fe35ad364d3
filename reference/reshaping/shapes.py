"""Other shapes for the same numbers: Flatten, Reshape, Permute, RepeatVector."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from reference import checks
from reference.checks import MAX_AXES, Shape, check_rank, positive_int
from reference.reshaping.moving import Moving

__all__ = ["Flatten", "Permute", "RepeatVector", "Reshape"]

Array = np.ndarray


class Flatten(Moving):
    """All axes of a sample in one, the last running fastest (row-major order).

    forward   y = x as (n, a b c)      backward  dx = dy as (n, a, b, c)

    Pixel (r, c) of a 28x28 image becomes entry 28 r + c. With `data_format="channels_first"` the
    channels, axis 1, are put last before: the result is that of the same images in the other format.
    Source: `keras.layers.Flatten`.
    """

    def __init__(self, data_format: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.data_format = checks.data_format("Flatten", data_format)

    def move(self, x: Array) -> Array:
        """Return x as (n, all others)."""
        if self._turns(x.ndim):
            x = np.moveaxis(x, 1, -1)
        return x.reshape(len(x), math.prod(x.shape[1:]))

    def move_back(self, dy: Array, shape: tuple[int, ...]) -> Array:
        """Return dy in the shape of x."""
        if self._turns(len(shape)):
            n, channels, *others = shape
            return np.moveaxis(dy.reshape(n, *others, channels), -1, 1)
        return dy.reshape(shape)

    def _turns(self, rank: int) -> bool:
        return self.data_format == "channels_first" and rank > 2

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(n, product of the other sizes); open where one of them is open."""
        return (input_shape[0], _size(input_shape[1:]))

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        return super().get_config() | {"data_format": self.data_format}


class Reshape(Moving):
    """The numbers of a sample, in row-major order, in another shape.

    forward   y = x as (n, *target_shape)      backward  dx = dy in the shape of x

    One size in `target_shape` may be -1: what is left for it. Source: `keras.layers.Reshape`; no size
    may be 0.
    """

    def __init__(self, target_shape: Sequence[int], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.target_shape = tuple(target_shape)
        if len(self.target_shape) >= MAX_AXES:
            raise ValueError(f"Reshape: a sample may have {MAX_AXES - 1} axes, got {len(self.target_shape)}")
        for size in self.target_shape:
            if size != -1:
                positive_int("Reshape", "a size in target_shape, or -1 for one of them,", size)
        if self.target_shape.count(-1) > 1:
            raise ValueError(f"Reshape: target_shape may have one -1, got {self.target_shape}")

    def move(self, x: Array) -> Array:
        """Return x in its new shape."""
        sizes = self.compute_output_shape(x.shape)
        return x.reshape([size or 0 for size in sizes])  # of an array no size is open

    def move_back(self, dy: Array, shape: tuple[int, ...]) -> Array:
        """Return dy in the shape of x."""
        return dy.reshape(shape)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(n, *target_shape), with -1 resolved, or open where the input's sizes are not all known."""
        n, size = input_shape[0], _size(input_shape[1:])
        known = math.prod(each for each in self.target_shape if each != -1)
        if size is None:
            return (n, *(None if each == -1 else each for each in self.target_shape))
        fits = size % known == 0 if -1 in self.target_shape else size == known
        if not fits:
            raise ValueError(
                f"{self.name}: {size} numbers a sample, of shape {tuple(input_shape[1:])}, do not fill "
                f"target_shape {self.target_shape}"
            )
        return (n, *(size // known if each == -1 else each for each in self.target_shape))

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        return super().get_config() | {"target_shape": self.target_shape}


class Permute(Moving):
    """The axes of a sample in another order.

    forward   axis i of y is axis dims[i] of x      backward  axis dims[i] of dx is axis i of dy

    Axes count from 1, since 0 is the batch: `Permute((2, 1))` transposes every sample.
    Source: `keras.layers.Permute`.
    """

    def __init__(self, dims: Sequence[int], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.dims = tuple(dims)
        numbers = not any(isinstance(each, bool) for each in self.dims)
        if not numbers or sorted(self.dims) != list(range(1, len(self.dims) + 1)):
            raise ValueError(f"Permute: dims must be the numbers 1, 2, … in some order, got {dims!r}")

    def move(self, x: Array) -> Array:
        """Return x with its axes in the new order."""
        return x.transpose(0, *self.dims)

    def move_back(self, dy: Array, shape: tuple[int, ...]) -> Array:
        """Return dy with its axes in the old order."""
        return dy.transpose(np.argsort((0, *self.dims)))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The sizes in the new order."""
        check_rank(self.name, input_shape, len(self.dims) + 1)
        return (input_shape[0], *(input_shape[dim] for dim in self.dims))

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        return super().get_config() | {"dims": self.dims}


class RepeatVector(Moving):
    """Every sample n times in a row: a vector becomes a sequence.

    forward   y (s, n, d): y[:, t] = x      backward  dx = Σ_t dy[:, t]

    Source: `keras.layers.RepeatVector`.
    """

    def __init__(self, n: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.n = positive_int("RepeatVector", "n", n)

    def move(self, x: Array) -> Array:
        """Return x as n equal time steps."""
        return np.repeat(x[:, None], self.n, axis=1)

    def move_back(self, dy: Array, shape: tuple[int, ...]) -> Array:
        """Return the sum over the time steps."""
        return dy.sum(axis=1)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(samples, n, features)."""
        check_rank(self.name, input_shape, 2)
        return (input_shape[0], self.n, input_shape[1])

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        return super().get_config() | {"n": self.n}


def _size(sizes: Shape) -> int | None:
    """The product of `sizes`; None where one is open."""
    known = [size for size in sizes if size is not None]
    return math.prod(known) if len(known) == len(sizes) else None
