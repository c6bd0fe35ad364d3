"""Conv1DTranspose, Conv2DTranspose and Conv3DTranspose: every input paints the kernel into its window."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from reference.checks import Shape
from reference.convolution import correlation
from reference.convolution.conv import Conv

__all__ = ["Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose"]

Array = np.ndarray
Gradients = dict[str, Array]


class ConvTranspose(Conv):
    """The transposed convolution of any rank: Conv's way back is its way forward, and the reverse.

    forward   z[i] = Σ x[o] K[k]ᵀ + b over all o s + k r = i     y = f(z)
    backward  dz = f'(z) dy     db = Σ_i dz[i]     dK[k] = Σ_o dz[o s + k r]ᵀ x[o]
              dx[o] = Σ_k dz[o s + k r] K[k]

    x (n, *sizes, d)   K (*kernel_size, f, d)   b (f,)   z (n, *outputs, f): K is the kernel of the
    convolution that leads from z to x, so its outputs come before its inputs. Positions of z count from the
    first pixel that padding leaves: of m sizes, "valid" makes (m - 1) s + max((k - 1) r + 1, s), "same" m s,
    cropping the sum of all windows where that convolution pads, the odd pixel at the end.

    Parameters
    ----------
    filters : int
        The number of output channels, f.
    kernel_size, strides, padding, data_format, dilation_rate, activation, use_bias, …
        As in `Conv`; there are no groups, and no causal padding.
    output_padding : int or one int for each axis, optional
        Less than the strides. The output then has (m - 1) s + w + output_padding pixels, where w is the
        width of the window, (k - 1) r + 1, or with "same" 1 if that is odd and 0 if it is even.

    Source: `keras.layers.Conv2DTranspose`. On a CPU, TensorFlow runs channels_first and dilation only if
    the layer is compiled by XLA; here they are computed. With "same", an even window and output_padding=0,
    Keras knows the output's shape but cannot compute it, as m - 1 windows would do for that; it is refused.
    With three axes, "same" and strides that exceed the window by two or more, TensorFlow's own gradient of x
    is that of other windows than the output has; XLA's, and the one here, is the output's.
    """

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        output_padding: Any = None,
        data_format: str | None = None,
        dilation_rate: Any = 1,
        *others: Any,
        **kwargs: Any,
    ) -> None:
        groups = 1
        super().__init__(
            filters, kernel_size, strides, padding, data_format, dilation_rate, groups, *others, **kwargs
        )
        self.output_padding = None if output_padding is None else self._output_padding(output_padding)

    def _output_padding(self, value: Any) -> tuple[int, ...]:
        """One int or one for each axis as a tuple; a ValueError unless it fits strides and windows."""
        single = isinstance(value, int | np.integer)
        found = (value,) * self.rank if single else tuple(value) if isinstance(value, Sequence) else ()
        least = [int(self.padding == "same" and width % 2 == 0) for width in self._widths()]
        allowed = [range(low, stride) for low, stride in zip(least, self.strides, strict=True)]
        if len(found) != self.rank or any(n not in some for n, some in zip(found, allowed, strict=True)):
            limits = f"at least {tuple(least)} and less than the strides {self.strides}"
            raise ValueError(f"{type(self).__name__}: output_padding must be {limits}, got {value!r}")
        return tuple(int(each) for each in found)

    def _widths(self) -> list[int]:
        """How many pixels a window spans along each axis."""
        return [(k - 1) * r + 1 for k, r in zip(self.kernel_size, self.dilation_rate, strict=True)]

    def output_sizes(self, sizes: Shape) -> Shape:
        """The number of pixels along each axis."""
        return tuple(None if m is None else self._stretched(m, axis) for axis, m in enumerate(sizes))

    def _stretched(self, size: int, axis: int) -> int:
        """How many pixels come of `size` along an axis."""
        stride, width, valid = self.strides[axis], self._widths()[axis], self.padding == "valid"
        if self.output_padding is None:
            last = max(width, stride) if valid else stride
        else:
            last = (width if valid else width % 2) + self.output_padding[axis]
        return (size - 1) * stride + last

    def create_kernels(self, channels: int) -> None:
        """Make `kernel` (*kernel_size, filters, d)."""
        self.add_weight("kernel", (*self.kernel_size, self.filters, channels))

    def convolve(self, x: Array) -> tuple[Array, Any]:
        """Return the sum of the painted windows, and what the way back needs."""
        outputs = tuple(self._stretched(m, axis) for axis, m in enumerate(x.shape[1:-1]))
        pads = correlation.padding_of(
            outputs, self.kernel_size, self.strides, self.dilation_rate, self.padding
        )
        geometry = (self.strides, pads, self.dilation_rate)
        shape = (len(x), *outputs, self.filters)
        return correlation.input_gradient(x, self.kernel, shape, *geometry), (x, geometry)

    def convolve_back(self, dz: Array, saved: Any, input_gradient: bool) -> tuple[Array | None, Gradients]:
        """Return dx, or None if it is not asked for, and dK."""
        x, (strides, pads, dilation) = saved
        if input_gradient:
            dx, windows = correlation.correlate(dz, self.kernel, strides, pads, dilation)
        else:
            padded = correlation.pad(dz, pads)
            dx, windows = None, correlation.lay_out(padded, self.kernel.shape, strides, dilation)
        return dx, {"kernel": correlation.kernel_gradient(windows, np.ascontiguousarray(x))}

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        config = super().get_config() | {"output_padding": self.output_padding}
        del config["groups"]
        return config


class Conv1DTranspose(ConvTranspose):
    """Along one axis, x (n, t, d) and K (k, f, d); see `ConvTranspose` for the mathematics.

    Source: `keras.layers.Conv1DTranspose`.
    """

    rank = 1


class Conv2DTranspose(ConvTranspose):
    """In pictures, x (n, h, w, d) and K (kh, kw, f, d); see `ConvTranspose` for the mathematics.

    Source: `keras.layers.Conv2DTranspose`.
    """

    rank = 2

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = (1, 1),
        padding: str = "valid",
        output_padding: Any = None,
        data_format: str | None = None,
        dilation_rate: Any = (1, 1),
        *others: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            filters,
            kernel_size,
            strides,
            padding,
            output_padding,
            data_format,
            dilation_rate,
            *others,
            **kwargs,
        )


class Conv3DTranspose(ConvTranspose):
    """In volumes, x (n, a, b, c, d) and K (ka, kb, kc, f, d); see `ConvTranspose` for the mathematics.

    The order of its arguments is Keras's: data_format stands before output_padding.

    Source: `keras.layers.Conv3DTranspose`.
    """

    rank = 3

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = (1, 1, 1),
        padding: str = "valid",
        data_format: str | None = None,
        output_padding: Any = None,
        dilation_rate: Any = (1, 1, 1),
        *others: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            filters,
            kernel_size,
            strides,
            padding,
            output_padding,
            data_format,
            dilation_rate,
            *others,
            **kwargs,
        )
