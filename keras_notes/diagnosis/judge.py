"""When two arrays agree: within the tolerance, or as far as their own precision can say."""

from typing import NamedTuple

import numpy as np

__all__ = ["Judge", "largest", "relative"]

Array = np.ndarray
ROUNDING = 16.0  # another order of summation may lose that many times more than ours
FINER = 2.0**-29  # the rounding of float64 beside that of float32


def largest(array: Array) -> float:
    """The largest finite entry, by its size; 0 if there is none."""
    return float(np.abs(array[np.isfinite(array)]).max(initial=0.0))


def relative(yours: Array, ours: Array, least: float = 0.0) -> float:
    """max|yours - ours| / max|ours|, the latter taken for `least` if it is smaller.

    Infinite for other shapes, and where one is finite and the other is not. Where both are NaN, or the same
    infinity, they are not apart.
    """
    if yours.shape != ours.shape:
        return np.inf
    same = (yours == ours) | (np.isnan(yours) & np.isnan(ours))
    with np.errstate(invalid="ignore"):
        apart = float(np.where(same, 0.0, np.abs(yours - ours)).max(initial=0.0))
    scale = max(largest(ours), least)
    if apart == 0:
        return 0.0
    return apart / scale if scale and np.isfinite(apart) else np.inf


@np.errstate(over="ignore")
def in_float32(array: Array) -> bool:
    """Whether all are numbers of float32, so that they were computed in it, whatever keeps them."""
    return np.array_equal(array, array.astype("float32"), equal_nan=True)


class Judge(NamedTuple):
    """How far apart two arrays may be and still agree.

    Attributes
    ----------
    tolerance : float
        In shares of the largest entry.
    lost : dict
        By the name of a tensor, the largest difference between what float64 and float32 make of it. A sum
        whose terms cancel has few digits or none: of a bias before a BatchNormalization the gradient is 0,
        of which float32 makes some 1e-9, and float64 some 1e-18.
    """

    tolerance: float
    lost: dict[str, float]

    def distance(self, name: str, yours: Array, ours: Array) -> float:
        """How far they are apart, in shares of the largest entry; up to the tolerance they agree."""
        rounding = ROUNDING * self.lost.get(name, 0.0) * (1.0 if in_float32(yours) else FINER)
        return relative(yours, ours, rounding / self.tolerance if self.tolerance else 0.0)

    def agree(self, name: str, yours: Array, ours: Array) -> bool:
        """Whether they are equal within the tolerance, or to rounding."""
        return self.distance(name, yours, ours) <= self.tolerance
