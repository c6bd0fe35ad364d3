"""What can be said of two arrays that differ, where no mistake explains it."""

import itertools
from collections.abc import Iterator

import numpy as np

from keras_notes.diagnosis.judge import largest, relative

__all__ = ["hint"]

Array = np.ndarray
NEAR = 1e-4  # of the largest entry: as far as TensorFlow itself goes astray in networks of a usual size


def hint(yours: Array, ours: Array, tolerance: float, sizes: dict[str, int]) -> str:
    """The first thing that holds of the difference, in words.

    `sizes` are numbers that a factor may stand for, by name: "the batch", "the outputs".
    """
    found = (_of_shapes if yours.shape != ours.shape else _of_numbers)(yours, ours, tolerance, sizes)
    return next(found)


def _of_shapes(yours: Array, ours: Array, tolerance: float, sizes: dict[str, int]) -> Iterator[str]:
    both = f"its shape is {yours.shape}, Keras's is {ours.shape}"
    for axes in itertools.permutations(range(ours.ndim)) if yours.ndim == ours.ndim <= 5 else ():
        if relative(yours.transpose(axes), ours) <= tolerance:
            yield f"{both}: the same numbers, with the axes in another order; transpose({axes}) makes it ours"
    if yours.size == ours.size and relative(yours.reshape(ours.shape), ours) <= tolerance:
        yield f"{both}: the same numbers in the same order"
    yield both


def _of_numbers(yours: Array, ours: Array, tolerance: float, sizes: dict[str, int]) -> Iterator[str]:
    strange = [float((~np.isfinite(each)).mean()) for each in (yours, ours)]
    if any(strange):
        yield f"{strange[0]:.0%} of it are NaN or infinite, of Keras's {strange[1]:.0%}"
        return
    apart = relative(yours, ours)
    if apart < NEAR:
        enough = 10.0 ** np.ceil(np.log10(apart))
        yield (
            f"it is ours but for {apart:.1e} of the largest entry: rounding, if you add up long sums in "
            f"float32 as TensorFlow does, and then no mistake; tolerance={enough:.0e} takes it for equal"
        )
    yield from _factor(yours, ours, tolerance, sizes)
    offset = float((yours - ours).mean())
    if relative(yours - offset, ours) <= tolerance:
        yield f"it is ours plus {offset:.4g} everywhere"
    yield from _order(yours, ours, tolerance)
    yield from _places(yours, ours, tolerance)


def _factor(yours: Array, ours: Array, tolerance: float, sizes: dict[str, int]) -> Iterator[str]:
    square = float(np.vdot(ours, ours))
    factor = float(np.vdot(yours, ours)) / square if square else 0.0
    if not factor or relative(yours / factor, ours) > tolerance:
        return
    meant = {float(size): name for name, size in sizes.items() if size > 1}
    meant |= {1 / size: f"1 / {name}" for size, name in list(meant.items())}
    named = [name for value, name in meant.items() if abs(factor / value - 1) <= tolerance]
    yield f"it is {factor:.6g} times ours{f': {named[0]}' if named else ''}"


def _order(yours: Array, ours: Array, tolerance: float) -> Iterator[str]:
    """Axes or units that stand in another order."""
    for axes in itertools.permutations(range(ours.ndim)) if 2 <= ours.ndim <= 5 else ():
        if yours.transpose(axes).shape == ours.shape and relative(yours.transpose(axes), ours) <= tolerance:
            yield f"it is ours with the axes in another order; transpose({axes}) makes it ours"
    order = _matching(yours, ours, tolerance)
    if order is not None:
        yield f"it is ours with its units (the last axis) in the order {order}"


def _matching(yours: Array, ours: Array, tolerance: float) -> list[int] | None:
    """Which unit of ours each of yours is, if each is another one."""
    units = ours.shape[-1] if ours.ndim else 0
    if not 1 < units <= 512:
        return None
    columns = yours.reshape(-1, units).T[:, None], ours.reshape(-1, units).T[None]
    near = np.abs(columns[0] - columns[1]).max(axis=-1) <= tolerance * largest(ours)
    order = [int(i) for i in near.argmax(axis=1)]
    return order if near.any(axis=1).all() and len(set(order)) == units else None


def _places(yours: Array, ours: Array, tolerance: float) -> Iterator[str]:
    wrong = np.abs(yours - ours) > tolerance * largest(ours)
    samples = np.flatnonzero(wrong.reshape(len(wrong), -1).any(axis=1)) if wrong.ndim > 1 else wrong[:0]
    first = tuple(int(i) for i in np.argwhere(wrong)[0])
    where = f"first at {list(first)}: yours {yours[first]:.9g}, ours {ours[first]:.9g}" if first else ""
    share = f"{wrong.mean():.0%} of its entries depart"
    if 0 < samples.size < len(wrong):
        share += f", all in {samples.size} of {len(wrong)} rows"
    apart = relative(yours, ours)
    if apart < 1e-2:
        share += f", by no more than {apart:.1e}: another epsilon, an approximation, or float16"
    yield "; ".join(each for each in (share, where) if each)
