"""SeparableConv1D and SeparableConv2D: first every channel on its own, then all channels of a pixel."""

from typing import Any

import numpy as np

from reference.checks import positive_int
from reference.convolution.depthwise import by_channel
from reference.convolution.layer import Convolution

__all__ = ["SeparableConv1D", "SeparableConv2D"]

Array = np.ndarray
Gradients = dict[str, Array]


class SeparableConv(Convolution):
    """The separable convolution of any rank: a depthwise one, then a matrix for each pixel.

    forward   h[o, c m + q] = Σ_k x[o s + k r, c] D[k, c, q]     z = h P + b     y = f(z)
    backward  dz = f'(z) dy     db = Σ_o dz[o]     dP = hᵀ dz     dh = dz Pᵀ     then dD and dx as depthwise

    x (n, *sizes, d)   D (*kernel_size, d, m)   h (n, *outputs, d m)   P (1 …, d m, f)   b (f,). Nothing
    stands between the steps, neither bias nor activation. Weights are D, P, b in this order.

    Parameters
    ----------
    filters : int
        The number of output channels, f.
    depth_multiplier : int
        The number of columns of h for each channel, m.
    depthwise_initializer, pointwise_initializer, …_regularizer, …_constraint
        How D and P start, what they cost, and what they are held to.
    kernel_size, strides, padding, data_format, dilation_rate, activation, use_bias, …
        As in `DepthwiseConv`; there is no causal padding.

    Source: `keras.layers.SeparableConv2D`.
    """

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Any = 1,
        depth_multiplier: int = 1,
        activation: Any = None,
        use_bias: bool = True,
        depthwise_initializer: Any = "glorot_uniform",
        pointwise_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        depthwise_regularizer: Any = None,
        pointwise_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        depthwise_constraint: Any = None,
        pointwise_constraint: Any = None,
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
        owner = type(self).__name__
        self.filters = positive_int(owner, "filters", filters)
        self.depth_multiplier = positive_int(owner, "depth_multiplier", depth_multiplier)
        for stem, *rules in (
            ("depthwise", depthwise_initializer, depthwise_regularizer, depthwise_constraint),
            ("pointwise", pointwise_initializer, pointwise_regularizer, pointwise_constraint),
        ):
            start, cost, bound = rules
            self.weight_rules(stem, initializer=start, regularizer=cost, constraint=bound)
        self.depthwise_kernel: Array
        self.pointwise_kernel: Array

    def create_kernels(self, channels: int) -> None:
        """Make `depthwise_kernel` (*kernel_size, d, m) and `pointwise_kernel` (1 …, d m, filters)."""
        m = self.depth_multiplier
        self.add_weight("depthwise_kernel", (*self.kernel_size, channels, m), rules="depthwise")
        shape = (*(1,) * self.rank, channels * m, self.filters)
        self.add_weight("pointwise_kernel", shape, rules="pointwise")

    def output_channels(self, channels: int) -> int:
        """`filters`, whatever the channels."""
        return self.filters

    def _pointwise(self) -> Array:
        return self.pointwise_kernel.reshape(-1, self.filters)

    def convolve(self, x: Array) -> tuple[Array, Any]:
        """Return h P; h and what led to it is what the way back needs."""
        h, saved = self.correlate(x, by_channel(self.depthwise_kernel), x.shape[-1])
        z = h.reshape(-1, h.shape[-1]).dot(self._pointwise())
        return z.reshape(*h.shape[:-1], self.filters), (h, saved)

    def convolve_back(self, dz: Array, saved: Any, input_gradient: bool) -> tuple[Array | None, Gradients]:
        """Return dx, or None if it is not asked for, dD and dP."""
        h, led_to_h = saved
        rows = dz.reshape(-1, self.filters)
        dpointwise = h.reshape(-1, h.shape[-1]).T.dot(rows).reshape(self.pointwise_kernel.shape)
        dh = rows.dot(self._pointwise().T).reshape(h.shape)
        dx, ddepthwise = self.correlate_back(dh, led_to_h, input_gradient)
        ddepthwise = ddepthwise.reshape(self.depthwise_kernel.shape)
        return dx, {"depthwise_kernel": ddepthwise, "pointwise_kernel": dpointwise}

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        own = {"filters": self.filters, "depth_multiplier": self.depth_multiplier}
        return super().get_config() | own


class SeparableConv1D(SeparableConv):
    """Windows along one axis, x (n, t, d) and D (k, d, m); see `SeparableConv` for the mathematics.

    Source: `keras.layers.SeparableConv1D`.
    """

    rank = 1


class SeparableConv2D(SeparableConv):
    """Windows in pictures, x (n, h, w, d) and D (kh, kw, d, m); see `SeparableConv`.

    Source: `keras.layers.SeparableConv2D`.
    """

    rank = 2

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = (1, 1),
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Any = (1, 1),
        *others: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            filters, kernel_size, strides, padding, data_format, dilation_rate, *others, **kwargs
        )
