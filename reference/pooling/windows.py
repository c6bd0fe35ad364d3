"""Windows over pixels: the sum and the largest of each, who the largest is, and the way back.

A place is an index into x (n, *sizes, d) that gives an array of y's shape: what one position in the window
meets in all windows. Places come row after row. `axes` is how many axes of pixels TensorFlow pools at once,
on which its rules for ties and infinities depend.
"""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

__all__ = ["Place", "finite", "largest", "spread", "total", "winners"]

Array = np.ndarray
Place = tuple[slice, ...]

NEAR = 1e-5  # what is closer to the largest is as good, when three axes are pooled


def _combined(operation: np.ufunc, x: Array, places: Sequence[Place]) -> Array:
    y = x[places[0]].copy()
    for at in places[1:]:
        operation(y, x[at], out=y)
    return y


def total(x: Array, places: Sequence[Place]) -> Array:
    """The sum of each window."""
    return _combined(np.add, x, places)


def largest(x: Array, places: Sequence[Place]) -> Array:
    """The largest of each window; NaN is passed over, so that it can stand where there is no pixel."""
    return _combined(np.fmax, x, places)


def finite(y: Array, axes: int) -> Array:
    """The output for the largest, y: TensorFlow's search starts at the most negative finite number."""
    return y if axes == 3 else np.fmax(y, np.finfo(y.dtype).min)


def winners(x: Array, y: Array, places: Sequence[Place], axes: int) -> Iterator[Array]:
    """For each place, in which windows it is the largest, y."""
    return _all_near(x, y, places) if axes == 3 else _first(x, y, places)


def _first(x: Array, y: Array, places: Sequence[Place]) -> Iterator[Array]:
    """The first place of each window whose pixel equals y."""
    left = np.ones(y.shape, dtype=bool)
    for at in places:
        found = x[at] == y
        found &= left
        left ^= found
        yield found


def _all_near(x: Array, y: Array, places: Sequence[Place]) -> Iterator[Array]:
    """All places of each window whose pixel is near y; -inf is near nothing."""
    with np.errstate(invalid="ignore"):
        for at in places:
            yield np.abs(x[at] - y) < NEAR


def spread(dx: Array, dy: Array, shares: Iterable[Array], places: Sequence[Place], overlap: bool) -> None:
    """Add dy times its share to dx at each place.

    Without `overlap` no pixel is in two windows, and dx, all zeros, is written straight away.
    """
    for at, share in zip(places, shares, strict=True):
        if overlap:
            dx[at] += dy * share
        else:
            np.multiply(dy, share, out=dx[at])
