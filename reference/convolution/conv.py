"""Conv1D, Conv2D and Conv3D: every filter sees all channels of its group."""

from typing import Any

import numpy as np

from reference.checks import positive_int
from reference.convolution.layer import Convolution

__all__ = ["Conv1D", "Conv2D", "Conv3D"]

Array = np.ndarray
Gradients = dict[str, Array]


class Conv(Convolution):
    """The convolution of any rank.

    forward   z[o] = Σ_k x[o s + k r] K[k] + b      y = f(z)
    backward  dz = f'(z) dy     db = Σ_o dz[o]     dK[k] = Σ_o x[o s + k r]ᵀ dz[o]
              dx[i] = Σ dz[o] K[k]ᵀ over all o s + k r = i

    x (n, *sizes, d)   K (*kernel_size, d / groups, f)   b (f,)   z (n, *outputs, f); o and k are positions
    of a window and within it, s the strides, r the dilation rate; outside of x are zeros.

    This is cross-correlation: the kernel is not flipped, as it is in the convolution of the mathematicians.
    With `groups=g` the first f / g filters see only the first d / g channels, and so on.

    Parameters
    ----------
    filters : int
        The number of output channels, f, a multiple of `groups`.
    kernel_size, strides, padding, data_format, dilation_rate, activation, use_bias
        As in `Convolution`. Only one of strides and dilation_rate may be larger than 1.
    groups : int
        How many parts the channels are split into.
    kernel_initializer, kernel_regularizer, kernel_constraint
        How K starts, what it costs, and what it is held to; the same for b.

    Source: `keras.layers.Conv2D`. Keras on TensorFlow does not run channels_first on a CPU for Conv1D and
    Conv2D with one group; here it is computed.
    """

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Any = 1,
        groups: int = 1,
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
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
        self.groups = positive_int(owner, "groups", groups)
        self._check_combinations()
        self.weight_rules(
            "kernel",
            initializer=kernel_initializer,
            regularizer=kernel_regularizer,
            constraint=kernel_constraint,
        )
        self.kernel: Array

    def _check_combinations(self) -> None:
        """Raise a ValueError for arguments that do not go together."""
        owner = type(self).__name__
        if self.filters % self.groups:
            raise ValueError(
                f"{owner}: filters must be a multiple of groups={self.groups}, got {self.filters}"
            )
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            both = f"strides={self.strides} and dilation_rate={self.dilation_rate}"
            raise ValueError(
                f"{owner}: only one of strides and dilation_rate may be larger than 1, got {both}"
            )

    def create_kernels(self, channels: int) -> None:
        """Make `kernel` (*kernel_size, d / groups, filters)."""
        self.add_weight("kernel", (*self.kernel_size, channels // self.groups, self.filters))

    def output_channels(self, channels: int) -> int:
        """`filters`; a ValueError if the channels do not divide into the groups."""
        if channels % self.groups:
            raise ValueError(
                f"{self.name}: expected a multiple of groups={self.groups} channels, got {channels}"
            )
        return self.filters

    def convolve(self, x: Array) -> tuple[Array, Any]:
        """Return W(x), and what the way back needs."""
        return self.correlate(x, self.kernel, self.groups)

    def convolve_back(self, dz: Array, saved: Any, input_gradient: bool) -> tuple[Array | None, Gradients]:
        """Return dx, or None if it is not asked for, and dK."""
        dx, dkernel = self.correlate_back(dz, saved, input_gradient)
        return dx, {"kernel": dkernel}

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        return super().get_config() | {"filters": self.filters, "groups": self.groups}


class Conv1D(Conv):
    """Windows along one axis, x (n, t, d) and K (k, d / groups, f); see `Conv` for the mathematics.

    With `padding="causal"` an output sees only inputs up to its own time step.

    Source: `keras.layers.Conv1D`.
    """

    rank = 1
    paddings = ("valid", "same", "causal")


class Conv2D(Conv):
    """Windows in pictures, x (n, h, w, d) and K (kh, kw, d / groups, f); see `Conv` for the mathematics.

    Source: `keras.layers.Conv2D`.
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


class Conv3D(Conv):
    """Windows in volumes, x (n, a, b, c, d) and K (ka, kb, kc, d / groups, f); see `Conv`.

    Where the padding is "same" and a stride exceeds the kernel by 2 or more, TensorFlow has two answers,
    one compiled by XLA and one not; this is the compiled one. Source: `keras.layers.Conv3D`.
    """

    rank = 3

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = (1, 1, 1),
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Any = (1, 1, 1),
        *others: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            filters, kernel_size, strides, padding, data_format, dilation_rate, *others, **kwargs
        )
