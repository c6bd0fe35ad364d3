"""Sums over windows in any number of dimensions: what convolutions and their gradients are made of.

Arrays are channels-last: x (n, *sizes, d), y (n, *outputs, f), kernel (*kernel_size, d / groups, f).
`strides` and `dilation` are tuples of one integer an axis, `pads` of one pair (before, after) an axis.

    padding_of(sizes, kernel_size, strides, dilation, padding) -> pads     "valid", "same" or "causal"
    output_sizes(sizes, kernel_size, strides, dilation, padding) -> sizes  None where a size is None
    pad(x, pads, value=0) -> x with a border; x itself where all pads are 0
    windows(x, kernel_size, strides, dilation) -> view (n, *outputs, *kernel_size, d) of a padded x
    taps(kernel_size, outputs, strides, dilation) -> for each kernel position (index, slices): what of
        the padded x that position meets in all windows, as x[:, *slices]
    correlate(x, kernel, strides, pads, dilation, groups=1) -> (y, cache)
    lay_out(x, kernel_shape, strides, dilation, groups=1) -> the cache alone, of a padded x
    kernel_gradient(cache, dy) -> dK, in the kernel's shape; the cache is that of `correlate`
    input_gradient(dy, kernel, x_shape, strides, pads, dilation, groups=1) -> dx, in x_shape

`input_gradient` is the adjoint of `correlate`, and so the forward pass of a transposed convolution:
y = input_gradient(x, K, y_shape, …), dx, cache = correlate(dy, K, …), dK = kernel_gradient(cache, x).
A depthwise kernel (*kernel_size, d, m) is one of `groups=d` reshaped to (*kernel_size, 1, d m).
"""

import math
from typing import Any

import numpy as np

from reference.convolution.geometry import (
    Pads,
    Sizes,
    inside,
    output_sizes,
    pad,
    padding_of,
    taps,
    windows,
)

__all__ = [
    "correlate",
    "input_gradient",
    "kernel_gradient",
    "lay_out",
    "output_sizes",
    "pad",
    "padding_of",
    "taps",
    "windows",
]

Array = np.ndarray

# Both in numbers, and measured: windows are copied in blocks that a processor's cache holds; a run is what
# lies side by side in a window (kernels 2 to 7 wide, 1 to 16 channels).
BLOCK = 2**19
SHORT_RUN = 10


def correlate(
    x: Array, kernel: Array, strides: Sizes, pads: Pads, dilation: Sizes, groups: int = 1
) -> tuple[Array, Any]:
    """y[n, o, f] = Σ x[n, o s + k dilation, c] K[k, c, f] over positions k and channels c; `(y, cache)`."""
    seen, _, *rest = lay_out(pad(x, pads), kernel.shape, strides, dilation, groups)
    y = np.empty((*seen.shape[: len(strides) + 1], kernel.shape[-1]), dtype=x.dtype)
    blocks, columns = _blocks(seen), None
    for some in blocks:
        columns = _columns(seen[some], len(strides), groups)
        _multiply(columns, _by_group(kernel, groups), out=_by_group(y[some], groups))
    return y, (seen, columns if len(blocks) == 1 else None, *rest)


def lay_out(x: Array, kernel_shape: Sizes, strides: Sizes, dilation: Sizes, groups: int = 1) -> Any:
    """The cache that `correlate` makes of a padded x, without the product."""
    return windows(x, kernel_shape[:-2], strides, dilation), None, kernel_shape, groups


def _blocks(seen: Array) -> list[slice]:
    """The samples in blocks whose windows, copied, have up to BLOCK numbers; one sample at least."""
    count = max(1, BLOCK // max(1, math.prod(seen.shape[1:])))
    return [slice(first, first + count) for first in range(0, len(seen), count)]


def _columns(seen: Array, rank: int, groups: int) -> Array:
    """The windows as one matrix a group, (groups, windows, positions · channels), copied in long runs.

    What lies side by side both in x and in a window is a row of the kernel with its channels. Where that
    is short, it is faster to copy position after position, each over whole rows of windows.
    """
    *outer, width = seen.shape[:-1] + (seen.shape[-1] // groups,)
    rows, positions = math.prod(outer[: rank + 1]), math.prod(outer[rank + 1 :])
    seen = seen.reshape(*outer, groups, width)
    window, kernel = range(rank + 1), range(rank + 1, 2 * rank + 1)
    group, channel = 2 * rank + 1, 2 * rank + 2
    if positions > 1 and outer[-1] * width <= SHORT_RUN:
        by_position = seen.transpose(group, *kernel, channel, *window)
        return by_position.reshape(groups, positions * width, rows).transpose(0, 2, 1)
    return seen.transpose(group, *window, *kernel, channel).reshape(groups, rows, positions * width)


def _by_group(array: Array, groups: int) -> Array:
    """A view of kernel, y or dy as one matrix a group: (groups, all else, channels of the group)."""
    return array.reshape(-1, groups, array.shape[-1] // groups).transpose(1, 0, 2)


def _multiply(a: Array, b: Array, out: Array) -> None:
    """The products of two stacks of matrices; a column times a row is faster without BLAS."""
    (np.matmul if a.shape[-1] > 1 else np.multiply)(a, b, out=out)


def kernel_gradient(cache: Any, dy: Array) -> Array:
    """dK[k, c, f] = Σ x[n, o s + k dilation, c] dy[n, o, f] over samples and outputs.

    If the windows made more than one block they are copied again, which takes less memory than to keep
    them, and no more time than to read them all back.
    """
    seen, copied, kernel_shape, groups = cache
    dkernel = np.zeros(kernel_shape, dtype=dy.dtype)
    part = np.empty(kernel_shape, dtype=dy.dtype)
    for some in _blocks(seen):
        columns = _columns(seen[some], dy.ndim - 2, groups) if copied is None else copied
        _multiply(columns.transpose(0, 2, 1), _by_group(dy[some], groups), out=_by_group(part, groups))
        dkernel += part
    return dkernel


def input_gradient(
    dy: Array, kernel: Array, x_shape: Sizes, strides: Sizes, pads: Pads, dilation: Sizes, groups: int = 1
) -> Array:
    """dx[n, i, c] = Σ dy[n, o, f] K[k, c, f] over all o, k and f with o s + k dilation = i.

    One product a kernel position, added to what that position meets: less memory than all products at
    once, less work than correlating dy, spread by the strides, with the flipped kernel.
    """
    (n, *sizes, d), rank, kernel_size = x_shape, len(strides), kernel.shape[:-2]
    padded = [size + before + after for size, (before, after) in zip(sizes, pads, strict=True)]
    dx = np.zeros((groups, n, *padded, d // groups), dtype=dy.dtype)
    part = np.empty((groups, n, *dy.shape[1:-1], d // groups), dtype=dy.dtype)
    products = part.reshape(groups, -1, d // groups)
    dz = np.ascontiguousarray(_by_group(dy, groups))
    for index, slices in taps(kernel_size, dy.shape[1:-1], strides, dilation):
        _multiply(dz, _by_group(kernel[index], groups).transpose(0, 2, 1), out=products)
        dx[:, :, *slices] += part
    dx = dx[:, :, *inside(tuple(sizes), pads)]
    return dx.transpose(*range(1, rank + 2), 0, rank + 2).reshape(x_shape)
