"""What all convolutions share: the arguments of their windows, the bias, the order of the axes."""

from typing import Any

import numpy as np

from reference import activations, checks
from reference.activated import Activated
from reference.channels import as_given, channels_last, join_shape, split_shape
from reference.checks import Shape, check_fits, check_rank, choice, positive_int
from reference.convolution import correlation

__all__ = ["Convolution"]

Array = np.ndarray
Gradients = dict[str, Array]


class Convolution(Activated):
    """A layer whose every output sees one window of its input, all through the same kernel.

    forward   z = W(x) + b        x (n, *sizes, d)    b (f,)
              y = f(z)            z, y (n, *outputs, f)
    backward  dz = f'(z) dy       db = Σ dz over samples and outputs

    A subclass says how many axes a window has, `rank`, makes its kernels in `create_kernels`, and writes W:
    `convolve` and `convolve_back`, for channels that come last. With channels_first the axes are
    (n, d, *sizes); they are only moved, and the activation sees them as they came. One oddity of Keras on
    TensorFlow is kept: with channels_first, a bias as long as the last axis of z is added along that one.

    Parameters
    ----------
    kernel_size, strides, dilation_rate : int or one int for each axis
        How large a window is, how far it is to the next one, and how far its pixels lie apart.
    padding : str
        "valid": windows lie inside; "same": ceil(size / stride) windows, with zeros around, the odd one
        after; "causal" (Conv1D): zeros before, so that an output sees nothing later than itself.
    data_format : str, optional
        "channels_last" or "channels_first"; `reference.config.image_data_format()` if not given.
    activation, use_bias, bias_initializer, bias_regularizer, bias_constraint
        As in Dense.

    Once built, the sizes of an input are free, as in Keras: only its rank and its channels are fixed.
    """

    rank: int
    paddings: tuple[str, ...] = ("valid", "same")

    def __init__(
        self,
        *,
        kernel_size: Any,
        strides: Any,
        padding: str,
        data_format: str | None,
        dilation_rate: Any,
        activation: Any,
        use_bias: bool,
        bias_initializer: Any,
        bias_regularizer: Any,
        bias_constraint: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        owner = type(self).__name__
        self.kernel_size = checks.sizes(owner, "kernel_size", kernel_size, self.rank)
        self.strides = checks.sizes(owner, "strides", strides, self.rank)
        self.dilation_rate = checks.sizes(owner, "dilation_rate", dilation_rate, self.rank)
        lower = padding.lower() if isinstance(padding, str) else padding
        self.padding = choice(owner, "padding", lower, self.paddings)
        self.data_format = checks.data_format(owner, data_format)
        self.activation = activations.get(activation)
        self.use_bias = bool(use_bias)
        self.weight_rules(
            "bias", initializer=bias_initializer, regularizer=bias_regularizer, constraint=bias_constraint
        )
        self.bias: Array

    # ------------------------------------------------------------------ what a subclass writes

    def create_kernels(self, channels: int) -> None:
        """Make the kernels for inputs of that many channels."""
        raise NotImplementedError

    def output_channels(self, channels: int) -> int:
        """The number of output channels, f."""
        raise NotImplementedError

    def convolve(self, x: Array) -> tuple[Array, Any]:
        """Return W(x) and what the way back needs."""
        raise NotImplementedError

    def convolve_back(self, dz: Array, saved: Any, input_gradient: bool) -> tuple[Array | None, Gradients]:
        """Return dx, or None if it is not asked for, and the gradients of the kernels."""
        raise NotImplementedError

    # ------------------------------------------------------------------ shapes

    def output_sizes(self, sizes: Shape) -> Shape:
        """The number of windows along each axis."""
        geometry = (self.kernel_size, self.strides, self.dilation_rate)
        return correlation.output_sizes(sizes, *geometry, self.padding)

    @property
    def channel_axis(self) -> int:
        """Where the channels of inputs and outputs are."""
        return -1 if self.data_format == "channels_last" else 1

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(n, *outputs, f), or (n, f, *outputs) with channels_first; open where the input is."""
        check_rank(self.name, input_shape, self.rank + 2)
        n, sizes, channels = split_shape(input_shape, self.data_format)
        outputs = self.output_sizes(sizes)
        if any(size is not None and size <= 0 for size in outputs):
            window = f"kernel_size {self.kernel_size}, dilation_rate {self.dilation_rate}"
            raise ValueError(f"{self.name}: expected room for a window ({window}), got shape {input_shape}")
        found = self.output_channels(positive_int(self.name, "the number of channels", channels))
        return self.activated_shape(join_shape(n, outputs, found, self.data_format))

    def create_weights(self, input_shape: Shape) -> None:
        """Make the kernels and `bias` (f,)."""
        channels = positive_int(self.name, "the number of channels", input_shape[self.channel_axis])
        self.create_kernels(channels)
        if self.use_bias:
            self.add_weight("bias", (self.output_channels(channels),))

    def check_input(self, x: Array) -> None:
        """Raise a ValueError unless x has the rank and the channels built for, and room for a window."""
        shape: list[int | None] = [None] * (self.rank + 2)
        shape[self.channel_axis] = self.require_built()[self.channel_axis]
        check_fits(self.name, x, tuple(shape))
        self.compute_output_shape(x.shape)

    # ------------------------------------------------------------------ forward and backward

    def correlate(self, x: Array, kernel: Array, groups: int) -> tuple[Array, Any]:
        """Return the sums over the windows of x, channels last, and what the way back needs."""
        pads = correlation.padding_of(
            x.shape[1:-1], self.kernel_size, self.strides, self.dilation_rate, self.padding
        )
        geometry = (self.strides, pads, self.dilation_rate, groups)
        z, windows = correlation.correlate(x, kernel, *geometry)
        return z, (windows, kernel, x.shape, geometry)

    def correlate_back(self, dz: Array, saved: Any, input_gradient: bool) -> tuple[Array | None, Array]:
        """Return dx, or None if it is not asked for, and the gradient of the kernel."""
        windows, kernel, x_shape, geometry = saved
        dkernel = correlation.kernel_gradient(windows, dz)
        if not input_gradient:
            return None, dkernel
        return correlation.input_gradient(dz, kernel, x_shape, *geometry), dkernel

    def bias_last(self, z: Array) -> Array:
        """z, channels last, with the axis last that the bias lies along: it is the channels, or see above."""
        misplaced = self.data_format == "channels_first" and z.shape[-2] == z.shape[-1] > 1
        return np.ascontiguousarray(z.swapaxes(-1, -2) if misplaced else z)

    def pre_activation(self, x: Array) -> tuple[Array, Any]:
        """Return z = W(x) + b, and what the way back needs."""
        z, saved = self.convolve(channels_last(x, self.data_format))
        if self.use_bias:
            z = self.bias_last(z)
            samples = z.reshape(len(z), -1)
            samples += np.tile(self.bias, samples.shape[1] // self.bias.size)  # long runs: 5 times faster
            z = self.bias_last(z)
        return as_given(z, self.data_format), saved

    def backward_from_logits(
        self, dlogits: Array, cache: Any, input_gradient: bool = True
    ) -> tuple[Array | None, Gradients]:
        """Return `(dx, grads)` for the gradient `dlogits` of z."""
        dz = np.ascontiguousarray(channels_last(dlogits, self.data_format))
        dx, grads = self.convolve_back(dz, cache[0], input_gradient)
        if self.use_bias:
            rows = self.bias_last(dz).reshape(-1, self.bias.size)
            grads["bias"] = np.ones(len(rows), dtype=dz.dtype).dot(rows)  # a sum, by BLAS
        return (None if dx is None else as_given(dx, self.data_format)), grads

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        names = ("kernel_size", "strides", "padding", "data_format", "dilation_rate", "use_bias")
        own = {name: getattr(self, name) for name in names}
        return super().get_config() | own | {"activation": self.activation.__name__}
