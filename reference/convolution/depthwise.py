"""DepthwiseConv1D and DepthwiseConv2D: every channel is convolved with kernels of its own."""

from typing import Any

import numpy as np

from reference.checks import positive_int
from reference.convolution.layer import Convolution

__all__ = ["DepthwiseConv1D", "DepthwiseConv2D", "by_channel"]

Array = np.ndarray
Gradients = dict[str, Array]


def by_channel(kernel: Array) -> Array:
    """A depthwise kernel (*kernel_size, d, m) as that of d groups, (*kernel_size, 1, d m)."""
    return kernel.reshape(*kernel.shape[:-2], 1, -1)


class DepthwiseConv(Convolution):
    """The depthwise convolution of any rank.

    forward   z[o, c m + q] = Σ_k x[o s + k r, c] K[k, c, q] + b     y = f(z)
    backward  dz = f'(z) dy     db = Σ_o dz[o]     dK[k, c, q] = Σ_o x[o s + k r, c] dz[o, c m + q]
              dx[i, c] = Σ dz[o, c m + q] K[k, c, q] over all q and all o s + k r = i

    x (n, *sizes, d)   K (*kernel_size, d, m)   b (d m,)   z (n, *outputs, d m): the m outputs of channel 0
    come first. No channel sees another one.

    Parameters
    ----------
    depth_multiplier : int
        The number of outputs of each channel, m.
    depthwise_initializer, depthwise_regularizer, depthwise_constraint
        How K starts, what it costs, and what it is held to.
    kernel_size, strides, padding, data_format, dilation_rate, activation, use_bias, …
        As in `Convolution`. Strides and dilation_rate may both be larger than 1.

    Source: `keras.layers.DepthwiseConv2D`. TensorFlow has no kernel for strides that differ between the axes
    without dilation; here they are computed.
    """

    def __init__(
        self,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        depth_multiplier: int = 1,
        data_format: str | None = None,
        dilation_rate: Any = 1,
        activation: Any = None,
        use_bias: bool = True,
        depthwise_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        depthwise_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        depthwise_constraint: Any = None,
        bias_constraint: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            kernel_size=kernel_size,
            strides=strides,
            padding=padding,
            data_format=data_format,
            dilation_rate=dilation_rate,
            activation=activation,
            use_bias=use_bias,
            bias_initializer=bias_initializer,
            bias_regularizer=bias_regularizer,
            activity_regularizer=activity_regularizer,
            bias_constraint=bias_constraint,
            **kwargs,
        )
        self.depth_multiplier = positive_int(type(self).__name__, "depth_multiplier", depth_multiplier)
        self.weight_rules(
            "depthwise",
            initializer=depthwise_initializer,
            regularizer=depthwise_regularizer,
            constraint=depthwise_constraint,
        )
        self.kernel: Array

    def create_kernels(self, channels: int) -> None:
        """Make `kernel` (*kernel_size, d, m)."""
        self.add_weight("kernel", (*self.kernel_size, channels, self.depth_multiplier), rules="depthwise")

    def output_channels(self, channels: int) -> int:
        """The product d m."""
        return channels * self.depth_multiplier

    def convolve(self, x: Array) -> tuple[Array, Any]:
        """Return W(x), and what the way back needs."""
        return self.correlate(x, by_channel(self.kernel), x.shape[-1])

    def convolve_back(self, dz: Array, saved: Any, input_gradient: bool) -> tuple[Array | None, Gradients]:
        """Return dx, or None if it is not asked for, and dK."""
        dx, dkernel = self.correlate_back(dz, saved, input_gradient)
        return dx, {"kernel": dkernel.reshape(self.kernel.shape)}

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        return super().get_config() | {"depth_multiplier": self.depth_multiplier}


class DepthwiseConv1D(DepthwiseConv):
    """Windows along one axis, x (n, t, d) and K (k, d, m); see `DepthwiseConv` for the mathematics.

    Source: `keras.layers.DepthwiseConv1D`.
    """

    rank = 1


class DepthwiseConv2D(DepthwiseConv):
    """Windows in pictures, x (n, h, w, d) and K (kh, kw, d, m); see `DepthwiseConv`.

    Source: `keras.layers.DepthwiseConv2D`.
    """

    rank = 2

    def __init__(
        self,
        kernel_size: Any,
        strides: Any = (1, 1),
        padding: str = "valid",
        depth_multiplier: int = 1,
        data_format: str | None = None,
        dilation_rate: Any = (1, 1),
        *others: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            kernel_size, strides, padding, depth_multiplier, data_format, dilation_rate, *others, **kwargs
        )
