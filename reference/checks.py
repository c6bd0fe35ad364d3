"""What arguments must be: one clear error each, naming the argument, what was expected, what came."""

import math
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from reference import config

__all__ = [
    "MAX_AXES",
    "Shape",
    "as_float_array",
    "as_input",
    "as_shape",
    "check_fits",
    "check_rank",
    "choice",
    "data_format",
    "dtype_name",
    "not_built",
    "number",
    "positive_int",
    "sizes",
]

Array = np.ndarray
MAX_AXES = 64  # of an array in NumPy
TOO_LARGE = 2**31  # for a number of things
Shape = tuple[int | None, ...]


def positive_int(owner: str, name: str, value: Any) -> int:
    """Return `value`, or raise a ValueError that names `owner` and the argument `name`."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value <= 0:
        raise ValueError(f"{owner}: {name} must be a positive integer, got {value!r}")
    if value >= TOO_LARGE:
        raise ValueError(f"{owner}: {name} must be less than {TOO_LARGE:,}, got {value!r}")
    return int(value)


def number(owner: str, name: str, value: Any, lowest: float = -math.inf, highest: float = math.inf) -> Any:
    """Return `value` as a Python number, which unlike one of NumPy's leaves an array's dtype alone."""
    plain = value.item() if isinstance(value, np.number) else value
    is_number = isinstance(plain, int | float) and not isinstance(plain, bool)
    is_number = is_number and (isinstance(plain, float) or abs(plain) <= sys.float_info.max)
    bound = f" from {lowest:g} to {highest:g}" if highest < math.inf else f" >= {lowest:g}"
    bound = bound if lowest > -math.inf else ""
    if not is_number or (bound and not lowest <= plain <= highest):
        raise ValueError(f"{owner}: {name} must be a number{bound}, got {value!r}")
    return plain


def as_shape(owner: str, shape: Any) -> Shape:
    """Return `shape` as a tuple of sizes, None where a size is open."""
    if not isinstance(shape, Sequence) or isinstance(shape, str):
        raise ValueError(f"{owner}: a shape must be a tuple such as (8,), got {shape!r}")
    if len(shape) > MAX_AXES:
        raise ValueError(f"{owner}: a shape may have {MAX_AXES} axes, got {len(shape)}")
    return tuple(None if size is None else positive_int(owner, "a size in a shape", size) for size in shape)


def as_float_array(name: str, value: Any, dtype: str) -> Array:
    """Return `value` as an array of `dtype`; refuse what is not numbers."""
    return _numbers(name, value).astype(dtype, copy=False)


def as_input(name: str, value: Any, dtype: str, keep_integers: bool = False) -> Array:
    """Return `value` as an array of `dtype`, or as it is if it holds integers that are to stay such."""
    array = _numbers(name, value)
    return array if keep_integers and array.dtype.kind in "iu" else array.astype(dtype, copy=False)


def _numbers(name: str, value: Any) -> Array:
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise ValueError(f"{name}: rows of different lengths do not make an array ({error})") from None
    if array.dtype.kind not in "fiub":
        raise ValueError(f"{name}: expected numbers, got dtype {array.dtype} from {type(value).__name__}")
    return array


def choice(owner: str, name: str, value: Any, allowed: Sequence[Any]) -> Any:
    """Return `value`, or raise a ValueError that lists what the argument `name` may be."""
    if not any(value is each or value == each for each in allowed):
        raise ValueError(f"{owner}: {name} must be one of {tuple(allowed)}, got {value!r}")
    return value


def sizes(owner: str, name: str, value: Any, rank: int) -> tuple[int, ...]:
    """Return one positive integer, or a sequence of `rank` of them, as a tuple of `rank`."""
    if isinstance(value, int | np.integer):
        return (positive_int(owner, name, value),) * rank
    if not isinstance(value, Sequence) or isinstance(value, str) or len(value) != rank:
        raise ValueError(f"{owner}: {name} must be an integer or {rank} of them, got {value!r}")
    return tuple(positive_int(owner, name, each) for each in value)


def data_format(owner: str, value: Any) -> str:
    """Return "channels_last" or "channels_first"; for None what `reference.config` says."""
    formats = ("channels_last", "channels_first")
    return config.image_data_format() if value is None else choice(owner, "data_format", value, formats)


def dtype_name(dtype: Any) -> str:
    """The name of a float type given as a name, a NumPy dtype, a Keras policy's configuration or None."""
    name = dtype
    if isinstance(dtype, Mapping):  # what a Keras layer's get_config() says: a DTypePolicy
        name = (dtype.get("config") or {}).get("name", dtype)
    if name is None:
        return config.floatx()
    if isinstance(name, type | np.dtype):
        name = np.dtype(name).name
    if not isinstance(name, str) or name not in config.FLOATS:
        raise ValueError(f"dtype must be one of {config.FLOATS}, got {name!r}")
    return name


def check_fits(owner: str, x: Array, shape: Shape) -> None:
    """Raise a ValueError unless `x` has `shape`, where None stands for any size."""
    if x.ndim != len(shape) or any(e not in (None, n) for e, n in zip(shape, x.shape, strict=True)):
        raise ValueError(f"{owner}: expected an input of shape {shape}, got {x.shape}")


def check_rank(owner: str, shape: Sequence[int | None], rank: int) -> None:
    """Raise a ValueError unless `shape`, batch axis included, has `rank` sizes."""
    if len(shape) != rank:
        raise ValueError(f"{owner}: expected an input of rank {rank}, got shape {tuple(shape)}")


def not_built(owner: str) -> ValueError:
    """The error to raise where weights are needed and `owner` has none yet."""
    return ValueError(f"{owner} is not built: call it on data, or build(input_shape), first")
