"""x K where dropout may hide a part of x: from all gates the same part, or from each gate another."""

import numpy as np

__all__ = ["kernel_gradient", "product", "product_back"]

Array = np.ndarray


def _times(x: Array, kernel: Array) -> Array:
    """The last axis of `x` mapped by `kernel`, in one product of matrices."""
    if x.ndim == 2:
        return x.dot(kernel)
    return x.reshape(-1, x.shape[-1]).dot(kernel).reshape(*x.shape[:-1], kernel.shape[-1])


def _blocks(columns: Array, count: int) -> list[Array]:
    """The columns in as many blocks of equal width."""
    width = columns.shape[-1] // count
    return [columns[..., k * width : (k + 1) * width] for k in range(count)]


def product(x: Array, kernel: Array, masks: Array | None = None) -> Array:
    """The product x K; with masks, the k-th block of columns of K sees x times the k-th mask.

    Parameters
    ----------
    x : array, shape (..., n, d)
    kernel : array, shape (d, units)
    masks : array, shape (masks, n, d), optional
        One for all columns, or one for each of as many blocks of equal width.

    Returns
    -------
    array, shape (..., n, units)
        Newly made, so that the caller may write into it.
    """
    if masks is None:
        return _times(x, kernel)
    blocks = zip(masks, _blocks(kernel, len(masks)), strict=True)
    seen = [_times(x * mask, block) for mask, block in blocks]
    return seen[0] if len(seen) == 1 else np.concatenate(seen, axis=-1)


def product_back(dz: Array, kernel: Array, masks: Array | None = None) -> Array:
    """The gradient of x, given that of the product: Σ over the blocks of (dz Kᵀ) times the mask."""
    if masks is None:
        return _times(dz, kernel.T)
    blocks = zip(_blocks(dz, len(masks)), _blocks(kernel, len(masks)), masks, strict=True)
    dx, *others = [_times(dblock, block.T) * mask for dblock, block, mask in blocks]
    for other in others:
        dx += other
    return dx


def kernel_gradient(x: Array, dz: Array, masks: Array | None = None) -> Array:
    """The gradient of K, given that of the product: xᵀ dz, summed over all axes but the last."""
    if masks is None:
        return x.reshape(-1, x.shape[-1]).T.dot(dz.reshape(-1, dz.shape[-1]))
    blocks = zip(masks, _blocks(dz, len(masks)), strict=True)
    return np.concatenate([kernel_gradient(x * mask, dblock) for mask, dblock in blocks], axis=1)
