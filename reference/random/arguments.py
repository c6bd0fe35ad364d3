"""What shapes, dtypes and numbers the random numbers and the initializers take."""

from numbers import Real
from typing import Any

import numpy as np

from reference import config

__all__ = ["as_number", "as_sizes", "as_tensor_number", "float_dtype"]


def float_dtype(dtype: Any = None) -> np.dtype:
    """Return `dtype`, or `floatx()` for None, as a NumPy dtype; raise a ValueError unless it is a float.

    Python's `float` is refused: it is float64 to NumPy and float32 to Keras.
    """
    name = config.floatx() if dtype is None else getattr(dtype, "__name__", str(dtype))
    if name not in config.FLOATS:
        raise ValueError(f"dtype must be one of {config.FLOATS} or None, got {dtype!r}")
    return np.dtype(name)


def as_sizes(shape: Any) -> tuple[int, ...]:
    """Return `shape` as a tuple, or raise a ValueError unless it is a sequence of sizes >= 0."""
    if not isinstance(shape, tuple | list):
        raise ValueError(f"shape must be a tuple of integers such as (3, 2), got {shape!r}")
    for size in shape:
        if isinstance(size, bool) or not isinstance(size, int | np.integer) or size < 0:
            raise ValueError(f"shape must hold integers >= 0, got {shape!r}")
    return tuple(int(size) for size in shape)


def as_number(name: str, value: Any, dtype: np.dtype) -> np.floating:
    """Return the number `value` in `dtype`; raise a ValueError if it is none or not finite there."""
    if isinstance(value, bool) or not isinstance(value, Real):
        raise ValueError(f"{name} must be a number, got {value!r}")
    with np.errstate(over="ignore"):
        number = dtype.type(value)
    if not np.isfinite(number):
        raise ValueError(f"{name} must be a finite number in {dtype}, got {value!r}")
    return number


def as_tensor_number(name: str, value: Any, dtype: np.dtype) -> np.floating:
    """Like `as_number`, but a Python float is rounded to float32 first, even on the way to float64.

    That is what TensorFlow makes of a Python float that is turned into a tensor before its dtype is
    known. Integers and NumPy's numbers keep their value.

    >>> as_tensor_number("minval", 0.1, np.dtype("float64"))
    np.float64(0.10000000149011612)
    """
    first = np.dtype(np.float32) if type(value) is float else dtype
    return dtype.type(as_number(name, value, first))
