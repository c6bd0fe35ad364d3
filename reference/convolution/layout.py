"""How windows are copied so that a sum over windows is a product of matrices.

Two ways, by what is faster. Windows along all axes make one matrix for each group of channels, with a row for
each window. Windows along the last axis alone are less to copy, by the number of rows of a kernel; then
each of these rows makes a product of its own, and the products are added.
"""

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from reference.convolution.geometry import Sizes, taps, window_counts, windows

__all__ = ["Laid", "blocks", "by_group", "copied", "lay_out", "products"]

Array = np.ndarray

# Both in numbers, and measured: windows are copied for so many samples that a processor's cache holds them;
# a run is what lies side by side in a window (kernels 2 to 7 wide, 1 to 16 channels).
BLOCK = 2**20
SHORT_RUN = 10


class Laid(NamedTuple):
    """A padded x under the windows of a kernel.

    Attributes
    ----------
    seen : array (n, *windows, *positions, d)
        A view of x; along axes that are not folded, each pixel is a window.
    folded : int
        Along how many axes, the last ones, the windows are copied: all or one.
    kernel_shape, strides, dilation, groups
        Those of all axes, as in `correlate`.
    outputs : tuple of int
        How many windows there are along each axis.
    copy : array or None
        What `copied` makes of all samples, if that was kept.
    """

    seen: Array
    folded: int
    kernel_shape: Sizes
    strides: Sizes
    dilation: Sizes
    groups: int
    outputs: Sizes
    copy: Array | None = None


def lay_out(x: Array, kernel_shape: Sizes, strides: Sizes, dilation: Sizes, groups: int = 1) -> Laid:
    """A padded x under the windows of a kernel, nothing copied yet."""
    (*kernel_size, width, f), rank = kernel_shape, len(strides)
    outputs = window_counts(x.shape[1:-1], tuple(kernel_size), strides, dilation)
    has_rows = math.prod(kernel_size[:-1]) > 1 and max(strides[:-1]) == 1
    is_long = kernel_size[-1] * width > SHORT_RUN
    # Each sample has a gradient as large as the kernel, to be summed: too much if it has few windows.
    by_rows = has_rows and is_long and math.prod(outputs[-2:]) >= f // groups
    folded = 1 if by_rows else rank
    single = (1,) * (rank - folded)
    last = (single + tuple(each[rank - folded :]) for each in (kernel_size, strides, dilation))
    return Laid(windows(x, *last), folded, kernel_shape, strides, dilation, groups, outputs)


def blocks(laid: Laid) -> list[slice]:
    """The samples in blocks whose windows, copied, have up to BLOCK numbers; one sample at least."""
    count = max(1, BLOCK // max(1, math.prod(laid.seen.shape[1:])))
    return [slice(first, first + count) for first in range(0, len(laid.seen), count)]


def copied(laid: Laid, some: slice) -> Array:
    """The windows of some samples as matrices (groups, windows, positions · channels of a group).

    Unless all axes are folded the windows are (n, *sizes, windows along the last axis). What lies side by
    side both in x and in a window is a row of the kernel with its channels. Where that is short, it is
    faster to copy position after position, each over whole rows of windows.
    """
    rank, groups, seen = len(laid.strides), laid.groups, laid.seen[some]
    sizes, kernel_size = seen.shape[: rank + 1], seen.shape[rank + 1 : -1]
    seen = seen.reshape(*sizes, *kernel_size, groups, -1)
    window, position = range(rank + 1), range(rank + 1, 2 * rank + 1)
    group, channel = 2 * rank + 1, 2 * rank + 2
    length = math.prod(kernel_size) * seen.shape[-1]
    if math.prod(kernel_size) > 1 and kernel_size[-1] * seen.shape[-1] <= SHORT_RUN:
        by_position = seen.transpose(group, *position, channel, *window)
        return by_position.reshape(groups, length, math.prod(sizes)).swapaxes(1, 2)
    by_window = seen.transpose(group, *window, *position, channel)
    shape = sizes if laid.folded < rank else (math.prod(sizes),)
    return np.ascontiguousarray(by_window.reshape(groups, *shape, length))


def products(laid: Laid, copy: Array) -> Iterator[tuple[Sizes, Array]]:
    """For each position along the axes that are not folded: its index in the kernel, and what it meets in
    the copied windows, as matrices (groups, …, windows, positions · channels).
    """
    free = len(laid.strides) - laid.folded
    geometry = (laid.kernel_shape[:free], laid.outputs[:free], laid.strides[:free], laid.dilation[:free])
    for index, slices in taps(*geometry):
        met = copy[:, :, *slices] if free else copy
        yield index, met.reshape(*met.shape[: free + 1], -1, met.shape[-1])  # a view: rows follow each other


def by_group(array: Array, groups: int, *outer: int) -> Array:
    """A view of kernel, y or dy as matrices (groups, *outer, all else, channels of a group)."""
    last = len(outer) + 2
    matrices = array.reshape(*outer, -1, groups, array.shape[-1] // groups)
    return matrices.transpose(last - 1, *range(last - 1), last)
