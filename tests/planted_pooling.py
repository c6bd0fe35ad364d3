"""Mistakes in pooling and in transposed convolutions."""

import numpy as np
from planted import plant

from reference.convolution import correlation
from reference.convolution.transposed import ConvTranspose
from reference.pooling import GlobalAveragePooling1D, adaptive, average, local, whole, windows

# ------------------------------------------------------------------ max pooling


@plant("pooling", "MaxPooling2D() on (2, 5, 6, 3)", windows, "_first")
def a_tie_goes_to_the_last_pixel(original):
    return lambda x, y, places: reversed(list(original(x, y, places[::-1])))


@plant("pooling", "MaxPooling3D() on", windows, "winners")
def three_axes_follow_the_rule_of_two(original):
    return lambda x, y, places, axes: original(x, y, places, 2)


@plant("pooling", "pool_size=3, strides=1, padding='same'", windows, "spread")
def of_overlapping_windows_the_last_wins(original):
    return lambda dx, dy, shares, places, overlap: original(dx, dy, shares, places, False)


@plant("pooling", "MaxPooling1D(pool_size=3, strides=2, padding='same')", local, "padding_of")
def the_odd_pixel_of_padding_is_at_the_start(original):
    return lambda *geometry: tuple(pair[::-1] for pair in original(*geometry))


@plant("pooling", "AdaptiveMaxPooling2D", adaptive._AdaptivePooling, "unpool")
def adaptive_pooling_finds_the_first_row_after_row(original):
    def wrong(self, dy, cache):
        mirrored = type(self)(self.output_size[::-1])
        _, cache = mirrored.pool(cache[0].swapaxes(1, 2))
        return original(mirrored, dy.swapaxes(1, 2), cache).swapaxes(1, 2)

    return wrong


# ------------------------------------------------------------------ average pooling


@plant("pooling", "AveragePooling2D(pool_size=2, padding='same')", average._AveragePooling, "unpool")
def the_gradient_at_the_border_is_divided_by_the_whole_window(original):
    def wrong(self, dy, cache):
        shape, count, *rest = cache
        return original(self, dy, (shape, np.full_like(count, count.max()), *rest))

    return wrong


# ------------------------------------------------------------------ global pooling


@plant("pooling", "GlobalMaxPooling1D() on", whole._GlobalMaxPooling, "unpool")
def a_global_tie_is_not_shared(original):
    def wrong(self, dy, cache):
        x, y = cache
        return (x == y) * self._with_pixels(dy)

    return wrong


@plant("pooling", "GlobalAveragePooling2D() on", whole._GlobalAveragePooling, "unpool")
def the_gradient_of_the_mean_is_that_of_the_sum(original):
    return lambda self, dy, shape: np.broadcast_to(self._with_pixels(dy), shape)


@plant("pooling", "GlobalAveragePooling1D() on (2, 5, 3), masked", GlobalAveragePooling1D, "forward")
def the_mean_ignores_the_mask(original):
    return lambda self, x, training=False, mask=None: original(self, x, training)


@plant("pooling", "GlobalAveragePooling1D() on (2, 5, 3), masked", GlobalAveragePooling1D, "forward")
def masked_steps_are_zeros_that_count(original):
    def wrong(self, x, training=False, mask=None):
        y, (seen, count) = original(self, x, training, mask)
        return y * (count[:, 0] / np.float32(x.shape[1])).astype(x.dtype), (seen, count)

    return wrong


# ------------------------------------------------------------------ adaptive pooling


@plant("pooling", "AdaptiveAveragePooling1D(output_size=4)", adaptive, "_windows")
def adaptive_windows_end_rounded_down(original):
    def wrong(x, axis, count):
        n = x.shape[axis]
        for o in range(count):
            yield [adaptive._place(axis, i) for i in range(o * n // count, (o + 1) * n // count)]

    return wrong


@plant("pooling", "AdaptiveMaxPooling1D(output_size=3)", adaptive, "_windows")
def adaptive_windows_are_all_equally_wide(original):
    def wrong(x, axis, count):
        width = x.shape[axis] // count
        for o in range(count):
            yield [adaptive._place(axis, i) for i in range(o * width, (o + 1) * width)]

    return wrong


# ------------------------------------------------------------------ transposed convolutions

PLAIN = "Conv2DTranspose(filters=2, kernel_size=(2, 3)) on"


def with_kernel(change):
    """A `convolve` that sees the kernel through `change`."""

    def make(original):
        def wrong(self, x):
            right, self.kernel = self.kernel, change(self.kernel)
            found = original(self, x)
            self.kernel = right
            return found

        return wrong

    make.__name__ = change.__name__
    return make


@plant("convolution", PLAIN, ConvTranspose, "convolve")
@with_kernel
def a_transposed_kernel_is_flipped(kernel):
    return kernel[::-1, ::-1]


@plant("convolution", PLAIN, ConvTranspose, "convolve")
@with_kernel
def a_transposed_kernel_has_its_inputs_first(kernel):
    *size, f, d = kernel.shape
    return kernel.reshape(*size, d, f).swapaxes(-1, -2)


@plant("convolution", "Conv2DTranspose(filters=3, kernel_size=2, strides=3", ConvTranspose, "_stretched")
def output_padding_is_ignored(original):
    def wrong(self, size, axis):
        given, self.output_padding = self.output_padding, None
        found = original(self, size, axis)
        self.output_padding = given
        return found

    return wrong


@plant("convolution", "Conv2DTranspose(filters=2, kernel_size=(3, 4)", correlation, "padding_of")
def the_sum_is_cropped_at_the_start(original):
    return lambda *geometry: tuple(pair[::-1] for pair in original(*geometry))


@plant("convolution", "Conv1DTranspose(filters=3, kernel_size=2, strides=3", ConvTranspose, "_stretched")
def the_gap_behind_the_last_window_is_forgotten(original):
    return lambda self, size, axis: (size - 1) * self.strides[axis] + self.kernel_size[axis]


@plant("convolution", PLAIN, ConvTranspose, "convolve_back")
def the_kernel_gradient_of_a_transposed_convolution_is_that_of_the_convolution(original):
    def wrong(self, dz, saved, input_gradient):
        dx, grads = original(self, dz, saved, input_gradient)
        return dx, {"kernel": grads["kernel"][::-1, ::-1]}

    return wrong
