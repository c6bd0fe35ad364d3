"""Mistakes in convolutions: where the windows lie, what the kernel meets there, what goes back."""

import numpy as np
from planted import plant

from reference.convolution import correlation, layout
from reference.convolution.depthwise import DepthwiseConv, by_channel
from reference.convolution.layer import Convolution
from reference.convolution.separable import SeparableConv

SAME = "Conv2D(filters=3, kernel_size=3, padding='same', strides=2)"
DEPTHWISE = "DepthwiseConv2D(kernel_size=(2, 3), depth_multiplier=2)"
SEPARABLE = "SeparableConv2D(filters=2"


def changed_gradients(change):
    """`convolve_back` or `backward_from_logits` whose grads pass through `change(layer, dz, grads)`."""

    def make(original):
        def wrong(self, dz, saved, input_gradient=True):
            dx, grads = original(self, dz, saved, input_gradient)
            return dx, change(self, dz, dict(grads))

        return wrong

    make.__name__ = change.__name__
    return make


# ------------------------------------------------------------------ where the windows lie


@plant("convolution", SAME, correlation, "padding_of")
def same_pads_as_if_the_stride_were_1(original):
    return lambda sizes, kernel, strides, *others: original(sizes, kernel, (1,) * len(strides), *others)


@plant("convolution", "padding='causal', dilation_rate=2, activation", correlation, "padding_of")
def causal_forgets_the_dilation(original):
    def wrong(sizes, kernel, strides, dilation, padding):
        before, after = original(sizes, kernel, strides, dilation, padding)[0]
        return ((before // dilation[0], before - before // dilation[0]),)

    return wrong


@plant("convolution", "strides=(2, 4)", layout, "windows")
def the_first_window_starts_a_stride_late(original):
    def wrong(x, kernel_size, strides, dilation):
        return original(np.roll(x, -strides[0], axis=1), kernel_size, strides, dilation)

    return wrong


@plant("convolution", "kernel_size=2, dilation_rate=(3, 2)", layout, "windows")
def dilation_is_ignored_within_the_window(original):
    def wrong(x, kernel_size, strides, dilation):
        outputs = original(x, kernel_size, strides, dilation).shape[1:3]
        return original(x, kernel_size, strides, (1, 1))[:, : outputs[0], : outputs[1]]

    return wrong


# ------------------------------------------------------------------ what the kernel meets there


@plant("convolution", "groups=3", correlation, "correlate")
def groups_take_every_third_channel(original):
    def wrong(x, kernel, strides, pads, dilation, groups):
        mixed = x.reshape(*x.shape[:-1], groups, -1).swapaxes(-1, -2).reshape(x.shape)
        return original(mixed, kernel, strides, pads, dilation, groups)

    return wrong


@plant("convolution", "groups=2", correlation, "correlate")
def the_filters_of_the_groups_are_mixed(original):
    def wrong(x, kernel, strides, pads, dilation, groups):
        y, cache = original(x, kernel, strides, pads, dilation, groups)
        return y.reshape(*y.shape[:-1], groups, -1).swapaxes(-1, -2).reshape(y.shape), cache

    return wrong


@plant("convolution", DEPTHWISE, DepthwiseConv, "convolve")
def multiplier_and_channel_are_swapped_in_the_output(original):
    def wrong(self, x):
        z, saved = original(self, x)
        return z.reshape(*z.shape[:-1], -1, self.depth_multiplier).swapaxes(-1, -2).reshape(z.shape), saved

    return wrong


@plant("convolution", SEPARABLE, SeparableConv, "convolve")
def the_activation_stands_between_the_two_steps(original):
    def wrong(self, x):
        z, (h, saved) = original(self, x)
        h = np.maximum(h, 0)
        return h @ self.pointwise_kernel.reshape(-1, self.filters), (h, saved)

    return wrong


@plant("convolution", "SeparableConv1D(filters=3", SeparableConv, "convolve")
def the_channels_are_mixed_before_the_windows_are_summed(original):
    def wrong(self, x):
        mixed = x @ self.pointwise_kernel.reshape(-1, self.filters)
        z, saved = self.correlate(mixed, by_channel(self.depthwise_kernel), self.filters)
        return z, (z, saved)

    return wrong


@plant("convolution", "DepthwiseConv2D(kernel_size=2, depth_multiplier=2", DepthwiseConv, "convolve")
def channels_first_is_read_in_the_order_of_channels_last(original):
    return lambda self, x: original(self, np.moveaxis(x, -1, 1).reshape(x.shape))


@plant("convolution", "strides=2, dilation_rate=2, data_format='channels_first'", Convolution, "bias_last")
def a_bias_as_long_as_the_last_axis_stays_with_the_channels(original):
    return lambda self, z: z


# ------------------------------------------------------------------ what goes back


@plant("convolution", DEPTHWISE, DepthwiseConv, "convolve_back")
@changed_gradients
def the_kernel_gradient_has_channel_and_multiplier_swapped(layer, dz, grads):
    kernel = grads["kernel"]
    return {"kernel": kernel.swapaxes(-1, -2).reshape(kernel.shape)}


@plant("convolution", SAME, correlation, "input_gradient")
def the_border_is_cut_off_at_the_wrong_end(original):
    def wrong(dy, kernel, x_shape, strides, pads, *others):
        turned = tuple((after, before) for before, after in pads)
        return original(dy, kernel, x_shape, strides, turned, *others)

    return wrong
