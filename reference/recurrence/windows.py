"""x ⋆ K: a convolution in the place of a matrix product, where dropout may hide a part of x from a gate."""

from typing import NamedTuple

import numpy as np

from reference.convolution.correlation import correlate, input_gradient, kernel_gradient, lay_out, pad

__all__ = ["Windows"]

Array = np.ndarray
Sizes = tuple[int, ...]


class Windows(NamedTuple):
    """How a kernel lies on its input; the three products are those of `reference.recurrence.products`.

    x is (..., n, *sizes, d), z (..., n, *outputs, f), masks (gates, n, *sizes, d) or None. With masks,
    the k-th block of the kernel's filters sees x times the k-th mask: a convolution in as many groups.

    Attributes
    ----------
    strides, dilation : tuple of int
        One an axis.
    pads : tuple of (before, after)
        Zeros around each sample.
    """

    strides: Sizes
    pads: tuple[tuple[int, int], ...]
    dilation: Sizes

    def _flat(self, array: Array) -> Array:
        """All axes before those of a sample as one."""
        return array.reshape(-1, *array.shape[-len(self.strides) - 1 :])

    def _seen(self, x: Array, masks: Array | None) -> Array:
        """What the gates see, side by side in the channels."""
        return self._flat(x if masks is None else np.concatenate([x * mask for mask in masks], axis=-1))

    def product(self, x: Array, kernel: Array, masks: Array | None = None) -> Array:
        """Return z = x ⋆ K."""
        groups = 1 if masks is None else len(masks)
        z, _ = correlate(self._seen(x, masks), kernel, *self, groups=groups)
        return z.reshape(*x.shape[: -len(self.strides) - 1], *z.shape[1:])

    def product_back(self, dz: Array, kernel: Array, sizes: Sizes, masks: Array | None = None) -> Array:
        """The gradient of x, whose samples have the shape `sizes`, (*sizes, d)."""
        groups = 1 if masks is None else len(masks)
        dz_flat = self._flat(dz)
        *space, d = sizes
        dx = input_gradient(dz_flat, kernel, (len(dz_flat), *space, groups * d), *self, groups=groups)
        dx = dx.reshape(*dz.shape[: -len(self.strides) - 1], *space, groups * d)
        if masks is None:
            return dx
        return sum(part * mask for part, mask in zip(np.split(dx, groups, axis=-1), masks, strict=True))

    def kernel_gradient(self, x: Array, dz: Array, kernel: Array, masks: Array | None = None) -> Array:
        """The gradient of K, summed over all axes before those of a sample."""
        groups = 1 if masks is None else len(masks)
        padded = pad(self._seen(x, masks), self.pads)
        return kernel_gradient(
            lay_out(padded, kernel.shape, self.strides, self.dilation, groups), self._flat(dz)
        )
