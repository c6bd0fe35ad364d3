"""Where windows lie: borders, sizes, and views, in any number of dimensions.

`strides` and `dilation` are tuples of one integer an axis, `pads` of one pair (before, after) an axis.
"""

import itertools
from collections.abc import Iterator, Sequence

import numpy as np

__all__ = ["inside", "output_sizes", "pad", "padding_of", "taps", "window_counts", "windows"]

Array = np.ndarray
Sizes = tuple[int, ...]
Pads = tuple[tuple[int, int], ...]


def _reach(kernel_size: Sizes, dilation: Sizes) -> Sizes:
    """How many pixels a window spans: (k - 1) dilation + 1 along each axis."""
    return tuple((k - 1) * d + 1 for k, d in zip(kernel_size, dilation, strict=True))


def padding_of(sizes: Sizes, kernel_size: Sizes, strides: Sizes, dilation: Sizes, padding: str) -> Pads:
    """How many zeros to put (before, after) each axis.

    "same" makes ceil(size / stride) windows and puts the odd zero after; "causal" puts all before, so
    that no output sees a later input; "valid" puts none.
    """
    reach = _reach(kernel_size, dilation)
    if padding == "valid":
        return tuple((0, 0) for _ in sizes)
    if padding == "causal":
        return tuple((span - 1, 0) for span in reach)
    missing = (max((-(-n // s) - 1) * s + r - n, 0) for n, s, r in zip(sizes, strides, reach, strict=True))
    return tuple((zeros // 2, zeros - zeros // 2) for zeros in missing)


def output_sizes(
    sizes: Sequence[int | None], kernel_size: Sizes, strides: Sizes, dilation: Sizes, padding: str
) -> tuple[int | None, ...]:
    """The number of windows along each axis; None where the size is None, 0 or less where none fits."""
    reach = _reach(kernel_size, dilation) if padding == "valid" else (1,) * len(sizes)
    return tuple(
        None if n is None else (n - r) // s + 1 for n, r, s in zip(sizes, reach, strides, strict=True)
    )


def pad(x: Array, pads: Pads, value: float = 0) -> Array:
    """Put a border of `value` around each sample; x itself, not a copy, if the border is empty."""
    if not any(map(any, pads)):
        return x
    shape = (len(x), *(n + a + b for n, (a, b) in zip(x.shape[1:-1], pads, strict=True)), x.shape[-1])
    padded = np.full(shape, value, dtype=x.dtype)
    padded[(slice(None), *inside(x.shape[1:-1], pads))] = x
    return padded


def inside(sizes: Sizes, pads: Pads) -> tuple[slice, ...]:
    """Where in a padded array what it was padded from stands."""
    return tuple(slice(before, before + n) for n, (before, _) in zip(sizes, pads, strict=True))


def window_counts(sizes: Sizes, kernel_size: Sizes, strides: Sizes, dilation: Sizes) -> Sizes:
    """The number of windows of a padded array of `sizes`."""
    reach = _reach(kernel_size, dilation)
    return tuple((n - r) // s + 1 for n, r, s in zip(sizes, reach, strides, strict=True))


def windows(x: Array, kernel_size: Sizes, strides: Sizes, dilation: Sizes) -> Array:
    """All windows of a padded x, as a read-only view (n, *outputs, *kernel_size, d)."""
    n, *inner, d = x.strides
    outputs = window_counts(x.shape[1:-1], kernel_size, strides, dilation)
    steps = [stride * step for stride, step in zip(inner, strides, strict=True)]
    gaps = [stride * gap for stride, gap in zip(inner, dilation, strict=True)]
    return np.lib.stride_tricks.as_strided(
        x, (len(x), *outputs, *kernel_size, x.shape[-1]), (n, *steps, *gaps, d), writeable=False
    )


def taps(
    kernel_size: Sizes, outputs: Sizes, strides: Sizes, dilation: Sizes
) -> Iterator[tuple[Sizes, tuple[slice, ...]]]:
    """For each position in the kernel, row after row: its index, and what it meets in all windows."""
    for index in itertools.product(*map(range, kernel_size)):
        starts = [i * gap for i, gap in zip(index, dilation, strict=True)]
        stops = [(count - 1) * step + 1 for count, step in zip(outputs, strides, strict=True)]
        yield (
            index,
            tuple(
                slice(start, start + stop, step)
                for start, stop, step in zip(starts, stops, strides, strict=True)
            ),
        )
