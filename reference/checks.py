"""What arguments must be: one clear error each, naming the argument, what was expected, what came."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from reference import config

__all__ = ["Shape", "as_float_array", "as_shape", "check_fits", "dtype_name", "positive_int"]

Array = np.ndarray
Shape = tuple[int | None, ...]


def positive_int(owner: str, name: str, value: Any) -> int:
    """Return `value`, or raise a ValueError that names `owner` and the argument `name`."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value <= 0:
        raise ValueError(f"{owner}: {name} must be a positive integer, got {value!r}")
    return int(value)


def as_shape(owner: str, shape: Any) -> Shape:
    """Return `shape` as a tuple of sizes, None where a size is open."""
    if not isinstance(shape, Sequence) or isinstance(shape, str):
        raise ValueError(f"{owner}: a shape must be a tuple such as (8,), got {shape!r}")
    return tuple(None if size is None else positive_int(owner, "a size in a shape", size) for size in shape)


def as_float_array(name: str, value: Any, dtype: str) -> Array:
    """Return `value` as an array of `dtype`; refuse what is not numbers."""
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise ValueError(f"{name}: rows of different lengths do not make an array ({error})") from None
    if array.dtype.kind not in "fiub":
        raise ValueError(f"{name}: expected numbers, got dtype {array.dtype} from {type(value).__name__}")
    return array.astype(dtype, copy=False)


def dtype_name(dtype: Any) -> str:
    """The name of a float type given as a name, a NumPy dtype, a Keras policy's configuration or None."""
    if isinstance(dtype, Mapping):  # what a Keras layer's get_config() says: a DTypePolicy
        dtype = dtype["config"]["name"]
    if dtype is None:
        return config.floatx()
    name = dtype if isinstance(dtype, str) else np.dtype(dtype).name
    if name not in config.FLOATS:
        raise ValueError(f"dtype must be one of {config.FLOATS}, got {name!r}")
    return str(name)


def check_fits(owner: str, x: Array, shape: Shape) -> None:
    """Raise a ValueError unless `x` has `shape`, where None stands for any size."""
    if x.ndim != len(shape) or any(e not in (None, n) for e, n in zip(shape, x.shape, strict=True)):
        raise ValueError(f"{owner}: expected an input of shape {shape}, got {x.shape}")
