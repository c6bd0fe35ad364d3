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

import numpy as np

from reference.convolution.geometry import Pads, Sizes, inside, output_sizes, pad, padding_of, taps, windows
from reference.convolution.layout import Laid, blocks, by_group, copied, lay_out, products

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

FEW_CHANNELS = 16  # measured, with kernels of 3 x 3 and 5 x 5


def _multiply(a: Array, b: Array, out: Array) -> None:
    """The products of two stacks of matrices; a column times a row is faster without BLAS."""
    (np.matmul if a.shape[-1] > 1 else np.multiply)(a, b, out=out)


def correlate(
    x: Array, kernel: Array, strides: Sizes, pads: Pads, dilation: Sizes, groups: int = 1
) -> tuple[Array, Laid]:
    """y[n, o, f] = Σ x[n, o s + k dilation, c] K[k, c, f] over positions k and channels c; `(y, cache)`."""
    laid = lay_out(pad(x, pads), kernel.shape, strides, dilation, groups)
    y = np.empty((len(x), *laid.outputs, kernel.shape[-1]), dtype=x.dtype)
    parts = blocks(laid)
    for some in parts:
        copy = copied(laid, some)
        _add_products(laid, copy, kernel, y[some])
    return y, laid._replace(copy=copy) if len(parts) == 1 else laid


def _add_products(laid: Laid, copy: Array, kernel: Array, y: Array) -> None:
    """Write to y the sum of the products of the copied windows and the kernel."""
    more = None
    for index, met in products(laid, copy):
        weights = by_group(kernel[index], laid.groups, *(1,) * (met.ndim - 3))
        total = by_group(y, laid.groups, *met.shape[1:-2])
        if more is None:
            _multiply(met, weights, out=total)
            more = np.empty_like(total)
        else:
            _multiply(met, weights, out=more)
            total += more


def kernel_gradient(cache: Laid, dy: Array) -> Array:
    """dK[k, c, f] = Σ x[n, o s + k dilation, c] dy[n, o, f] over samples and outputs.

    If the windows made more than one block they are copied again, which takes less memory than to keep
    them, and no more time than to read them all back.
    """
    dkernel = np.zeros(cache.kernel_shape, dtype=dy.dtype)
    for some in blocks(cache):
        copy = copied(cache, some) if cache.copy is None else cache.copy
        for index, met in products(cache, copy):
            found = met.swapaxes(-1, -2) @ by_group(dy[some], cache.groups, *met.shape[1:-2])
            total = by_group(dkernel[index], cache.groups)
            total += found.sum(axis=tuple(range(1, found.ndim - 2)))
    return dkernel


def input_gradient(
    dy: Array, kernel: Array, x_shape: Sizes, strides: Sizes, pads: Pads, dilation: Sizes, groups: int = 1
) -> Array:
    """dx[n, i, c] = Σ dy[n, o, f] K[k, c, f] over all o, k and f with o s + k dilation = i.

    Without strides this is a correlation too: of dy, with the kernel flipped and its channels exchanged.
    That is faster if dy has few channels. Else each kernel position is multiplied with dy and added to what
    it meets.
    """
    *_, width, f = kernel.shape
    if max(strides) == 1 and width > 1 and f // groups <= FEW_CHANNELS:
        around = tuple(
            ((k - 1) * r - before, (k - 1) * r - after)
            for k, r, (before, after) in zip(kernel.shape[:-2], dilation, pads, strict=True)
        )
        return correlate(dy, _flipped(kernel, groups), strides, around, dilation, groups)[0]
    return _added(dy, kernel, x_shape, strides, pads, dilation, groups)


def _flipped(kernel: Array, groups: int) -> Array:
    """The kernel back to front, (*kernel_size, f / groups, d) instead of (*kernel_size, d / groups, f)."""
    *kernel_size, width, f = kernel.shape
    turned = np.flip(kernel, tuple(range(len(kernel_size)))).reshape(*kernel_size, width, groups, f // groups)
    return turned.swapaxes(-1, -3).reshape(*kernel_size, f // groups, groups * width)


def _added(
    dy: Array, kernel: Array, x_shape: Sizes, strides: Sizes, pads: Pads, dilation: Sizes, groups: int
) -> Array:
    """`input_gradient`, one kernel position after the other."""
    (n, *sizes, d), rank, kernel_size = x_shape, len(strides), kernel.shape[:-2]
    padded = [size + before + after for size, (before, after) in zip(sizes, pads, strict=True)]
    dx = np.zeros((groups, n, *padded, d // groups), dtype=dy.dtype)
    part = np.empty((groups, n, *dy.shape[1:-1], d // groups), dtype=dy.dtype)
    product = part.reshape(groups, -1, d // groups)
    dz = np.ascontiguousarray(by_group(dy, groups))
    for index, slices in taps(kernel_size, dy.shape[1:-1], strides, dilation):
        _multiply(dz, by_group(kernel[index], groups).transpose(0, 2, 1), out=product)
        dx[:, :, *slices] += part
    dx = dx[:, :, *inside(tuple(sizes), pads)]
    return dx.transpose(*range(1, rank + 2), 0, rank + 2).reshape(x_shape)
