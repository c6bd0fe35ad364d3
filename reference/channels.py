"""Where images keep their channels: (n, *sizes, d), or with "channels_first" (n, d, *sizes)."""

from collections.abc import Sequence
from typing import Any

import numpy as np

__all__ = ["as_given", "channels_last", "join_shape", "split_shape"]

Array = np.ndarray
Sizes = tuple[Any, ...]  # of numbers, or with None where a size is open


def channels_last(x: Array, data_format: str, first: int = 1) -> Array:
    """A view of `x` with the channels last; `first` is the axis where "channels_first" has them."""
    return np.moveaxis(x, first, -1) if data_format == "channels_first" else x


def as_given(x: Array, data_format: str, first: int = 1) -> Array:
    """The way back: a view of `x`, channels last, in the `data_format`."""
    return np.moveaxis(x, -1, first) if data_format == "channels_first" else x


def split_shape(shape: Sequence[Any], data_format: str) -> tuple[Any, Sizes, Any]:
    """The samples, the sizes and the channels of a batch of images."""
    if data_format == "channels_first":
        n, d, *sizes = shape
    else:
        n, *sizes, d = shape
    return n, tuple(sizes), d


def join_shape(n: int | None, sizes: Sizes, d: int | None, data_format: str) -> Sizes:
    """The shape of a batch of images."""
    return (n, d, *sizes) if data_format == "channels_first" else (n, *sizes, d)
