"""What may be allocated while a model is read from a file: the weights that are in it, and little else."""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

import numpy as np

__all__ = ["allow", "blank_weight", "blank_weights"]

# Bytes for what a configuration asks for and the file does not hold: the states of metrics.
OTHERS = 2**25
WEIGHTS, STATES = "in the file", "for the states of metrics"
_bytes_left: ContextVar[dict[str, int] | None] = ContextVar("bytes_left", default=None)


@contextmanager
def blank_weights(size: int) -> Iterator[None]:
    """Within the block, weights start as zeros and take `size` bytes in all, or a ValueError says so.

    Initializers draw nothing meanwhile: their seeds are their own, so that later draws are the same.
    """
    token = _bytes_left.set({WEIGHTS: size, STATES: OTHERS})
    try:
        yield
    finally:
        _bytes_left.reset(token)


def blank_weight(name: str, shape: Sequence[int | None], dtype: str) -> np.ndarray | None:
    """The weight `name` as zeros, within `blank_weights`; else None."""
    if _bytes_left.get() is None:
        return None
    size = math.prod(size or 0 for size in shape) * np.dtype(dtype).itemsize
    allow(f"{name} {tuple(shape)}", size, WEIGHTS)
    return np.zeros(tuple(shape), dtype)  # type: ignore[arg-type]  # an open size fails here as elsewhere


def allow(name: str, size: int, kind: str = STATES) -> None:
    """Within `blank_weights`, raise a ValueError if so many bytes for `name` are more than are left."""
    left = _bytes_left.get()
    if left is None:
        return
    if size > left[kind]:
        raise ValueError(f"{name} takes {size:,} bytes, and there are {left[kind]:,} left {kind}")
    left[kind] -= size
