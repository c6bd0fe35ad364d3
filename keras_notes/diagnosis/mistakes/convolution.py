"""Mistakes with windows, kernels of windows and the order of their axes."""

from typing import Any

import numpy as np

from keras_notes.diagnosis.mistakes.mistake import changed, mistake
from reference.convolution import correlation
from reference.convolution.conv import Conv
from reference.convolution.layer import Convolution


@mistake(
    Conv,
    yours="its kernel flipped, a convolution as mathematicians have it",
    keras="does not flip it (a cross-correlation)",
)
def kernel_flipped(layer: Any) -> Any:
    axes = tuple(range(layer.rank))
    return changed(layer, kernel=np.flip(layer.kernel, axes)) if max(layer.kernel_size) > 1 else None


@mistake(
    Conv,
    yours="rows and columns of the kernel exchanged",
    keras="keeps it as (rows, columns, channels, filters)",
)
def kernel_rows_for_columns(layer: Any) -> Any:
    square = layer.rank == 2 and layer.kernel_size[0] == layer.kernel_size[1] > 1
    return changed(layer, kernel=layer.kernel.swapaxes(0, 1)) if square else None


@mistake(
    Conv,
    yours="a kernel that was reshaped to (filters, channels, …) where its axes should have been moved",
    keras="keeps it as (…, channels, filters); np.moveaxis turns it into PyTorch's layout",
)
def kernel_reshaped_to_pytorch(layer: Any) -> Any:
    *sizes, channels, filters = layer.kernel.shape
    reshaped = layer.kernel.reshape(filters, channels, *sizes)
    return changed(layer, kernel=np.moveaxis(reshaped, (0, 1), (-1, -2)))


def _with_pads(layer: Any, change: Any) -> Any:
    """The layer with other zeros around its input."""

    def correlate(x: Any, kernel: Any, groups: int) -> Any:
        sizes = x.shape[1:-1], layer.kernel_size, layer.strides, layer.dilation_rate
        geometry = (layer.strides, change(correlation.padding_of(*sizes, layer.padding)))
        z, found = correlation.correlate(x, kernel, *geometry, layer.dilation_rate, groups)
        return z, (found, kernel, x.shape, (*geometry, layer.dilation_rate, groups))

    return changed(layer, correlate=correlate)


@mistake(
    Convolution,
    yours="the odd zero of 'same' padding before the input",
    keras="puts it after, to the right and below (PyTorch's padding=1 is symmetric, and may equal yours)",
)
def padding_on_the_other_side(layer: Any) -> Any:
    if layer.padding != "same" or not hasattr(layer, "kernel"):
        return None
    return _with_pads(layer, lambda pads: tuple((after, before) for before, after in pads))


@mistake(
    Convolution,
    yours="padding on both sides",
    keras="puts all zeros of 'causal' padding before, so that no output sees a later input",
)
def causal_padding_on_both_sides(layer: Any) -> Any:
    if layer.padding != "causal":
        return None
    return _with_pads(layer, lambda pads: tuple((n - n // 2, n // 2) for n, _ in pads))


@mistake(Convolution, yours="padding 'valid', no zeros at all", keras="pads, since padding='same'")
def valid_for_same(layer: Any) -> Any:
    return changed(layer, padding="valid") if layer.padding == "same" else None


@mistake(Convolution, yours="padding 'same'", keras="pads nothing, since padding='valid' is its default")
def same_for_valid(layer: Any) -> Any:
    return changed(layer, padding="same") if layer.padding == "valid" else None


@mistake(Convolution, yours="a stride of 1", keras="moves its window by the strides")
def stride_ignored(layer: Any) -> Any:
    return changed(layer, strides=(1,) * layer.rank) if max(layer.strides) > 1 else None


@mistake(Convolution, yours="no gaps within its windows", keras="spreads them by the dilation_rate")
def dilation_ignored(layer: Any) -> Any:
    return changed(layer, dilation_rate=(1,) * layer.rank) if max(layer.dilation_rate) > 1 else None


@mistake(
    Convolution,
    yours="an input that was reshaped to channels first where its axes should have been moved",
    keras="reads (samples, rows, columns, channels); np.moveaxis(x, -1, 1) gives channels first",
)
def input_reshaped_to_channels_first(layer: Any) -> Any:
    if layer.data_format != "channels_last":
        return None

    def pre_activation(x: Any) -> Any:
        n, *sizes, channels = x.shape
        return layer.pre_activation(np.moveaxis(x.reshape(n, channels, *sizes), 1, -1))

    return changed(layer, pre_activation=pre_activation)


# ------------------------------------------------------------------ the way back


@mistake(
    Conv,
    yours="the gradient of its kernel flipped",
    keras="correlates the input with dz as they are",
)
def kernel_gradient_flipped(layer: Any) -> Any:
    def convolve_back(dz: Any, saved: Any, input_gradient: bool) -> Any:
        dx, grads = layer.convolve_back(dz, saved, input_gradient)
        return dx, {"kernel": np.flip(grads["kernel"], tuple(range(layer.rank)))}

    return changed(layer, convolve_back=convolve_back) if max(layer.kernel_size) > 1 else None


@mistake(
    Conv,
    yours="a gradient that goes back through the flipped kernel",
    keras="sends dz back through the kernel that it came by",
)
def input_gradient_flipped(layer: Any) -> Any:
    def convolve_back(dz: Any, saved: Any, input_gradient: bool) -> Any:
        windows, kernel, *others = saved
        flipped = np.flip(kernel, tuple(range(layer.rank)))
        return layer.convolve_back(dz, (windows, flipped, *others), input_gradient)

    return changed(layer, convolve_back=convolve_back) if max(layer.kernel_size) > 1 else None
