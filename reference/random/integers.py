"""Random integers out of random words.

    result = minval + w mod (maxval - minval)     w one word for int32, two for int64 (low word first)

Source: `keras.random.randint` on TensorFlow, which draws int32 as such and every other type as int64.
"""

import math
from typing import Any

import numpy as np

from reference.random.arguments import as_sizes
from reference.random.distributions import Seed
from reference.random.philox import random_words
from reference.random.seeds import draw_seed

__all__ = ["randint"]

Array = np.ndarray

INTEGERS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")


def _bound(name: str, value: Any, kind: np.dtype) -> int:
    """The bound as a Python int that the type of the draw can hold."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise ValueError(f"randint: {name} must be an integer, got {value!r}")
    limits = np.iinfo(kind)
    if not limits.min <= value <= limits.max:
        raise ValueError(f"randint: {name} must fit into {kind}, got {value}")
    return int(value)


def randint(shape: Any, minval: int, maxval: int, dtype: str = "int32", seed: Seed = None) -> Array:
    """Random integers from `minval` up to but not including `maxval`; bit for bit Keras's.

    Parameters
    ----------
    shape : tuple or list of int
    minval, maxval : int
        minval < maxval, both within int32 for that type, within int64 for all others.
    dtype : str
        An integer type. The draw is made in int64 and then cast, save for int32.
    seed : int or SeedGenerator, optional
        As for `uniform`.

    Raises
    ------
    ValueError
        Naming the argument that is not of this kind.

    Examples
    --------
    >>> randint((5,), 0, 10, seed=1337)
    array([5, 5, 3, 4, 4], dtype=int32)
    """
    name = getattr(dtype, "__name__", str(dtype))
    if name not in INTEGERS:
        raise ValueError(f"randint: dtype must be one of {INTEGERS}, got {dtype!r}")
    kind = np.dtype("int32" if name == "int32" else "int64")
    sizes = as_sizes(shape)
    low, high = _bound("minval", minval, kind), _bound("maxval", maxval, kind)
    if not low < high:
        raise ValueError(f"randint: minval must be less than maxval, got {minval} and {maxval}")
    size, width = math.prod(sizes), kind.itemsize // 4
    words = random_words(draw_seed(seed), np.arange(-(-size * width // 4), dtype=np.uint64)).reshape(-1)
    bits = words if width == 1 else words.view("<u8")
    unsigned = bits.dtype.type
    offsets = bits[:size] % unsigned(high - low) + unsigned(low % 2 ** (8 * kind.itemsize))
    return offsets.view(kind).astype(name).reshape(sizes)
