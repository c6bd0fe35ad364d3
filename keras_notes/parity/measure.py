"""How far two tensors are apart, and whether that counts as equal."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

__all__ = ["DIFFERENT", "EQUAL", "FLOAT64_TOLERANCE", "IDENTICAL", "Measurement", "measure"]

Array = np.ndarray

IDENTICAL, EQUAL, DIFFERENT = "identical", "equal to rounding", "DIFFERENT"
FLOAT64_TOLERANCE = 1e-12  # relative to the largest entry; proves the formula
REFEREE_FACTOR, REFEREE_ULPS = 2.0, 8.0  # no further from the truth than twice Keras, and a few ULPs
ZERO_ULPS = 64.0  # of the largest entry around: what is smaller than that is 0
SANE_SHARE = 2.0**-10  # of the largest entry: beyond it a referee and Keras disagree about the formula


@dataclass(frozen=True)
class Measurement:
    """One tensor, as Keras and as the NumPy half computed it.

    `max_ulp` is the largest difference in units of the last place of the largest entry,
    `max_relative` the same in shares of the largest entry, `identical_share` the share of entries
    that agree in every bit.
    """

    name: str
    shape: tuple[int, ...]
    dtype: str
    identical: bool
    identical_share: float
    max_ulp: float
    max_relative: float
    verdict: str
    note: str = ""

    @property
    def agrees(self) -> bool:
        """Whether the verdict is not DIFFERENT."""
        return self.verdict != DIFFERENT

    def to_json(self) -> dict[str, Any]:
        """The measurement as a dict of JSON's types; infinite distances become None."""
        found = asdict(self)
        for key in ("max_ulp", "max_relative"):
            found[key] = found[key] if np.isfinite(found[key]) else None
        return found


def _distance(a: Array, b: Array) -> tuple[float, float]:
    """max|a - b| and max|b|, where equal infinities and nans are no distance at all."""
    same = (a == b) | (np.isnan(a) & np.isnan(b))
    if a.size == 0:
        return 0.0, 0.0
    with np.errstate(invalid="ignore"):
        apart = np.where(same, 0.0, np.abs(a.astype("float64") - b.astype("float64")))
    finite = np.abs(b[np.isfinite(b)])
    return float(np.nan_to_num(apart, nan=np.inf).max()), float(finite.max(initial=0.0))


def _within_referee(keras: Array, numpy: Array, truth: Array, ulps: float) -> tuple[bool, str]:
    keras_error, largest = _distance(keras, truth)
    numpy_error, _ = _distance(numpy, truth)
    ulp = float(np.spacing(np.asarray(largest, dtype=keras.dtype)))
    if keras_error > max(SANE_SHARE * largest, ulps * ulp):
        return False, "Keras is far from the float64 referee"
    return numpy_error <= REFEREE_FACTOR * keras_error + ulps * ulp, ""


def measure(
    name: str,
    keras: Array,
    numpy: Array,
    *,
    exact: bool = False,
    referee: Array | None = None,
    tolerance: float = FLOAT64_TOLERANCE,
    referee_ulps: float = REFEREE_ULPS,
    scale: float = 0.0,
) -> Measurement:
    """Compare a tensor of Keras's with the same one of the NumPy half.

    Parameters
    ----------
    keras, numpy : array
        Another shape or another dtype is a difference, whatever the numbers.
    exact : bool
        Only bit-for-bit equality counts; a `referee` then shows that the draw was exact.
    referee : array, optional
        The NumPy half's float64 result. Without one, `tolerance` decides.
    tolerance : float
        The largest relative difference, in shares of the largest entry.
    referee_ulps : float
        By how many units in the last place of the largest entry the NumPy half may be worse than
        twice Keras's own distance from the referee.
    scale : float
        The largest entry of all tensors that this one is computed with. Where both sides are 0 to
        rounding beside it, they are equal: a bias in front of a BatchNormalization has the gradient 0,
        and what either side gives is what its rounding errors left over.
    """
    keras, numpy = np.asarray(keras), np.asarray(numpy)
    if keras.shape != numpy.shape or keras.dtype != numpy.dtype:
        note = f"Keras has {keras.dtype} {keras.shape}, NumPy {numpy.dtype} {numpy.shape}"
        return Measurement(name, keras.shape, str(keras.dtype), False, 0.0, np.inf, np.inf, DIFFERENT, note)
    equal = (keras == numpy) | (np.isnan(keras) & np.isnan(numpy)) if keras.size else np.ones(1, dtype=bool)
    identical = bool(equal.all())
    apart, largest = _distance(numpy, keras)
    relative = apart / largest if largest else (0.0 if apart == 0 else np.inf)
    ulp = 0.0 if apart == 0 else apart / _spacing(keras, largest)
    good, note = identical, ""
    if exact and referee is not None and not np.array_equal(numpy, referee, equal_nan=True):
        good, note = False, "the draw was not exact: float32 and float64 differ"
    elif not exact and referee is not None:
        good, note = _within_referee(keras, numpy, np.asarray(referee), referee_ulps)
    elif not exact:
        good = relative <= tolerance
    if not good and not exact and _are_zero(keras, numpy, scale):
        good, note = True, "0 to rounding"
    verdict = DIFFERENT if not good else IDENTICAL if identical else EQUAL
    return Measurement(
        name, keras.shape, str(keras.dtype), identical, float(equal.mean()), ulp, relative, verdict, note
    )


def _are_zero(keras: Array, numpy: Array, scale: float) -> bool:
    largest = max(np.nan_to_num(np.abs(each), nan=np.inf).max(initial=0) for each in (keras, numpy))
    return float(largest) <= ZERO_ULPS * _spacing(keras, scale)


def _spacing(array: Array, at: float) -> float:
    """The step between neighbouring floats of the array's type, at a number of that size."""
    return float(np.spacing(np.asarray(at, dtype=array.dtype if array.dtype.kind == "f" else "float64")))
