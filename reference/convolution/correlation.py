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
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from reference.convolution.geometry import (
    Pads,
    Sizes,
    inside,
    output_sizes,
    pad,
    padding_of,
    taps,
    window_counts,
    windows,
)

__all__ = [
    "Laid",
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

# Both in numbers, and measured: windows are copied for so many samples that a processor's cache holds them;
# a run is what lies side by side in a window (kernels 2 to 7 wide, 1 to 16 channels).
BLOCK = 2**21
SHORT_RUN = 10


class Laid(NamedTuple):
    """A padded x under the windows of a kernel: the cache of `correlate`.

    Attributes
    ----------
    seen : array (n, *sizes, *outputs, *kernel_size, d)
        A view of x as windows along the last `folded` axes only; the other axes keep their sizes.
    folded : int
        How many. Windows along all axes are one matrix a group; windows along the last axis alone are less to
        copy, by the kernel's height, and make one product for each of its rows.
    kernel_shape, strides, dilation, groups
        The geometry of all axes.
    copied : array or None
        What `_copied` makes of `seen`, kept if it is one block.
    """

    seen: Array
    folded: int
    kernel_shape: Sizes
    strides: Sizes
    dilation: Sizes
    outputs: Sizes
    groups: int
    copied: Array | None = None


def lay_out(x: Array, kernel_shape: Sizes, strides: Sizes, dilation: Sizes, groups: int = 1) -> Laid:
    """The cache that `correlate` makes of a padded x, without the product."""
    *kernel_size, width, f = kernel_shape
    outputs = window_counts(x.shape[1:-1], tuple(kernel_size), strides, dilation)
    by_rows = math.prod(kernel_size[:-1]) > 1 and max(strides[:-1]) == 1
    few = by_rows and math.prod(outputs[-2:]) < f // groups  # the sum over samples would cost more
    folded = 1 if by_rows and not few and kernel_size[-1] * width > SHORT_RUN else len(strides)
    ones = (1,) * (len(strides) - folded)
    last = (ones + tuple(each[len(ones) :]) for each in (kernel_size, strides, dilation))
    return Laid(windows(x, *last), folded, kernel_shape, strides, dilation, outputs, groups)


def _blocks(laid: Laid) -> list[slice]:
    """The samples in blocks whose windows, copied, have up to BLOCK numbers; one sample at least."""
    count = max(1, BLOCK // max(1, math.prod(laid.seen.shape[1:])))
    return [slice(first, first + count) for first in range(0, len(laid.seen), count)]


def _copied(laid: Laid, some: slice) -> Array:
    """The windows as matrices, copied in long runs: (groups, windows, positions · channels) if all axes are
    folded, else (groups, n, *sizes, windows, positions · channels).

    What lies side by side both in x and in a window is a row of the kernel with its channels. Where that is
    short, it is faster to copy position after position, each over whole rows of windows.
    """
    rank, width = len(laid.strides), laid.kernel_shape[-2]
    seen = laid.seen[some]
    kernel_size = seen.shape[rank + 1 : -1]
    seen = seen.reshape(*seen.shape[:-1], laid.groups, width)
    window, kernel = range(rank + 1), range(rank + 1, 2 * rank + 1)
    group, channel = 2 * rank + 1, 2 * rank + 2
    positions = math.prod(kernel_size)
    if positions > 1 and kernel_size[-1] * width <= SHORT_RUN:
        by_position = seen.transpose(group, *kernel, channel, *window)
        return by_position.reshape(laid.groups, positions * width, -1).swapaxes(1, 2)
    by_window = seen.transpose(group, *window, *kernel, channel)
    kept = seen.shape[: rank + 1] if laid.folded < rank else (-1,)
    return np.ascontiguousarray(by_window.reshape(laid.groups, *kept, positions * width))


def _products(laid: Laid, copied: Array) -> Iterator[tuple[Sizes, Array]]:
    """For each position along the axes that are not folded: its index in the kernel, and what it meets,
    as matrices (groups, …, windows, positions · channels).
    """
    free = len(laid.strides) - laid.folded
    if free == 0:
        yield (), copied
        return
    geometry = (laid.kernel_shape[:free], laid.outputs[:free], laid.strides[:free], laid.dilation[:free])
    for index, slices in taps(*geometry):
        met = copied[:, :, *slices]
        yield index, met.reshape(*met.shape[: free + 1], -1, met.shape[-1])  # a view


def _by_group(array: Array, groups: int, *outer: int) -> Array:
    """A view of kernel, y or dy as matrices (groups, *outer, all else, channels of a group)."""
    return np.moveaxis(array.reshape(*outer, -1, groups, array.shape[-1] // groups), -2, 0)


def _multiply(a: Array, b: Array, out: Array) -> None:
    """The products of two stacks of matrices; a column times a row is faster without BLAS."""
    (np.matmul if a.shape[-1] > 1 else np.multiply)(a, b, out=out)


def correlate(
    x: Array, kernel: Array, strides: Sizes, pads: Pads, dilation: Sizes, groups: int = 1
) -> tuple[Array, Laid]:
    """y[n, o, f] = Σ x[n, o s + k dilation, c] K[k, c, f] over positions k and channels c; `(y, cache)`."""
    laid = lay_out(pad(x, pads), kernel.shape, strides, dilation, groups)
    y = np.empty((len(x), *laid.outputs, kernel.shape[-1]), dtype=x.dtype)
    blocks, copied = _blocks(laid), None
    for some in blocks:
        copied, part = _copied(laid, some), None
        for index, met in _products(laid, copied):
            weights = _by_group(kernel[index], groups)
            weights = weights.reshape(groups, *(1,) * (met.ndim - 3), *weights.shape[1:])
            total = _by_group(y[some], groups, *met.shape[1:-2])
            if part is None:
                _multiply(met, weights, out=total)
                part = np.empty_like(total)
            else:
                _multiply(met, weights, out=part)
                total += part
    return y, laid._replace(copied=copied if len(blocks) == 1 else None)


def kernel_gradient(cache: Laid, dy: Array) -> Array:
    """dK[k, c, f] = Σ x[n, o s + k dilation, c] dy[n, o, f] over samples and outputs.

    If the windows made more than one block they are copied again, which takes less memory than to keep
    them, and no more time than to read them all back.
    """
    dkernel = np.zeros(cache.kernel_shape, dtype=dy.dtype)
    for some in _blocks(cache):
        copied = _copied(cache, some) if cache.copied is None else cache.copied
        for index, met in _products(cache, copied):
            dz = _by_group(dy[some], cache.groups, *met.shape[1:-2])
            found = met.swapaxes(-1, -2) @ dz
            total = _by_group(dkernel[index], cache.groups)
            total += found.sum(axis=tuple(range(1, found.ndim - 2)))
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
