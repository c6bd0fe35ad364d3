"""Weights that a file is about to fill in: not drawn, and no more of them than the file can hold."""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

import numpy as np

__all__ = ["blank_weight", "blank_weights"]

_bytes_left: ContextVar[int | None] = ContextVar("bytes_left", default=None)


@contextmanager
def blank_weights(size: int) -> Iterator[None]:
    """Within the block, weights start as zeros and take `size` bytes in all, or a ValueError says so.

    Initializers draw nothing meanwhile: their seeds are their own, so that later draws are the same.
    """
    token = _bytes_left.set(size)
    try:
        yield
    finally:
        _bytes_left.reset(token)


def blank_weight(name: str, shape: Sequence[int | None], dtype: str) -> np.ndarray | None:
    """The weight `name` as zeros, within `blank_weights`; else None."""
    left = _bytes_left.get()
    if left is None:
        return None
    size = math.prod(size or 0 for size in shape) * np.dtype(dtype).itemsize
    if size > left:
        raise ValueError(f"{name} {tuple(shape)} takes {size:,} bytes, and the file has {left:,} left")
    _bytes_left.set(left - size)
    return np.zeros(tuple(shape), dtype)  # type: ignore[arg-type]  # an open size fails here as elsewhere
