"""What zero padding and cropping share: the border of an image. Each is the other's way back."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from reference import checks
from reference.checks import Shape, check_rank
from reference.reshaping.moving import Moving, spatial_axes

__all__ = ["Borders"]

Array = np.ndarray
Pair = tuple[int, int]


def _pair(owner: str, name: str, value: Any) -> Pair:
    """One amount for both ends of an axis, or a tuple of two: (before, after)."""
    both = (value, value) if isinstance(value, int) else value
    is_pair = isinstance(both, Sequence) and len(both) == 2
    if not is_pair or not all(type(each) is int and each >= 0 for each in both):
        raise ValueError(f"{owner}: {name} must be a non-negative integer or two of them, got {value!r}")
    return (both[0], both[1])


class Borders(Moving):
    """How much there is before and after each spatial axis, to be added or to be taken off."""

    rank: int
    kind: str  # the name of the argument

    def __init__(self, amounts: Any, data_format: str | None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        owner = type(self).__name__
        self.data_format = checks.data_format(owner, data_format)
        self.axes = spatial_axes(self.data_format, self.rank)
        each = (amounts,) * self.rank if isinstance(amounts, int) or self.rank == 1 else amounts
        if not isinstance(each, Sequence) or len(each) != self.rank:
            raise ValueError(
                f"{owner}: {self.kind} must be an integer or {self.rank} of them, or {self.rank} pairs of "
                f"them, got {amounts!r}"
            )
        self.pairs = tuple(_pair(owner, self.kind, value) for value in each)

    @property
    def amounts(self) -> Any:
        """(before, after) of the one axis, or such a pair for each."""
        return self.pairs[0] if self.rank == 1 else self.pairs

    def _window(self, wide: Sequence[int]) -> tuple[slice, ...]:
        """Where the part without border lies in an array of the shape `wide`."""
        window = [slice(None)] * len(wide)
        for axis, (before, after) in zip(self.axes, self.pairs, strict=True):
            window[axis] = slice(before, wide[axis] - after)
        return tuple(window)

    def widen(self, inner: Array) -> Array:
        """Return `inner` with zeros around it."""
        shape = list(inner.shape)
        for axis, pair in zip(self.axes, self.pairs, strict=True):
            shape[axis] += sum(pair)
        wide = np.zeros(shape, dtype=inner.dtype)
        wide[self._window(shape)] = inner
        return wide

    def narrow(self, wide: Array) -> Array:
        """Return `wide` without its border."""
        return wide[self._window(wide.shape)]

    def changed_shape(self, shape: Shape, sign: int) -> Shape:
        """`shape` with the border added (sign 1) or taken off (sign -1)."""
        check_rank(self.name, shape, self.rank + 2)
        sizes = list(shape)
        for axis, pair in zip(self.axes, self.pairs, strict=True):
            size = sizes[axis]
            sizes[axis] = None if size is None else size + sign * sum(pair)
        return tuple(sizes)

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        return super().get_config() | {self.kind: self.amounts, "data_format": self.data_format}
