"""Mistakes in layers that move numbers, in bins and categories, and in images of another size."""

from unittest import mock

import numpy as np
from planted import plant

import reference.preprocessing.categories
import reference.preprocessing.images
import reference.reshaping.up_sampling
from reference import interpolation
from reference.preprocessing import (
    CategoryEncoding,
    CenterCrop,
    Discretization,
    Normalization,
    Resizing,
    quantiles,
)
from reference.reshaping import Flatten, Permute, RepeatVector, UpSampling1D, UpSampling2D
from reference.reshaping.borders import Borders

WINDOW = "((1, 2), (0, 3))"
BILINEAR = "UpSampling2D(size=3, interpolation='bilinear'"
BICUBIC = "interpolation='bicubic'"


# ------------------------------------------------------------------ shapes


@plant("reshaping", "Flatten(data_format='channels_first')", Flatten, "move")
def channels_first_are_flattened_as_they_are(original):
    return lambda self, x: x.reshape(len(x), -1)


@plant("reshaping", "Permute(dims=(3, 1, 2))", Permute, "move")
def permute_is_turned_round(original):
    return lambda self, x: x.transpose(np.argsort((0, *self.dims)))


@plant("reshaping", "Permute(dims=(2, 1))", Permute, "move")
def permute_counts_from_0(original):
    return lambda self, x: x.transpose([dim - 1 for dim in (*self.dims, 3)])


@plant("reshaping", "RepeatVector", RepeatVector, "move_back")
def the_gradient_of_copies_is_averaged(original):
    return lambda self, dy, shape: dy.mean(axis=1, dtype=dy.dtype)


# ------------------------------------------------------------------ borders


def with_other_pairs(change):
    """A `_window` for pairs that pass through `change`."""

    def make(original):
        def wrong(self, wide):
            right = self.pairs
            self.pairs = change(right)
            window = original(self, wide)
            self.pairs = right
            return window

        return wrong

    make.__name__ = change.__name__
    return make


@plant("reshaping", f"ZeroPadding2D(padding={WINDOW})", Borders, "_window")
@with_other_pairs
def top_and_bottom_are_swapped(pairs):
    return tuple((after, before) for before, after in pairs)


@plant("reshaping", f"Cropping2D(cropping={WINDOW})", Borders, "_window")
@with_other_pairs
def all_is_cropped_at_the_end(pairs):
    return tuple((0, sum(pair)) for pair in pairs)


# ------------------------------------------------------------------ more pixels


@plant("reshaping", "UpSampling1D", UpSampling1D, "move")
def the_whole_is_repeated_not_each_step(original):
    return lambda self, x: np.tile(x, (1, self.size, 1))


@plant("reshaping", "UpSampling2D(size=(2, 3))", UpSampling2D, "move_back")
def only_the_first_copy_sends_its_gradient_back(original):
    return lambda self, dy, shape: dy[:, :: self.size[0], :: self.size[1]]


@plant("reshaping", "UpSampling2D(data_format='channels_first')", UpSampling2D, "move_back")
def the_gradient_of_pixels_is_averaged(original):
    return lambda self, dy, shape: original(self, dy, shape) / np.asarray(4, dtype=dy.dtype)


def weights_where(**changes):
    """The interpolation weights, with other functions in `reference.interpolation`."""

    def make(original):
        def wrong(sizes, new_sizes, method, antialias, dtype):
            with mock.patch.multiple(interpolation, **changes):
                fresh = interpolation.pixel_weights.__wrapped__  # what is kept stays right
                pairs = zip(sizes, new_sizes, strict=True)
                return [fresh(old, new, method, antialias, dtype) for old, new in pairs]

        return wrong

    return make


def aligned_corners(size, new_size, filtered):
    return np.linspace(0.5, size - 0.5, new_size, dtype="float32"), np.float32(size / new_size)


def corners_at_0(size, new_size, filtered):
    return np.arange(new_size, dtype="float32") * np.float32(size / new_size), np.float32(size / new_size)


def steeper_cubic(distance):
    near = (1.25 * distance - 2.25) * distance**2 + 1
    far = ((-0.75 * distance + 3.75) * distance - 6) * distance + 3
    return np.where(distance < 1, near, np.where(distance < 2, far, 0))


@plant("reshaping", BILINEAR, reference.reshaping.up_sampling, "resizing_weights")
def the_corners_are_aligned(original):
    return weights_where(_centres=aligned_corners)(original)


@plant("reshaping", BILINEAR, reference.reshaping.up_sampling, "resizing_weights")
def pixels_are_points_at_their_corner(original):
    return weights_where(_centres=corners_at_0)(original)


@plant("reshaping", BICUBIC, reference.reshaping.up_sampling, "resizing_weights")
def the_cubic_has_three_quarters_for_a_half(original):
    return weights_where(KERNELS=interpolation.KERNELS | {"bicubic": steeper_cubic})(original)


@plant("reshaping", BICUBIC, reference.reshaping.up_sampling, "resizing_weights")
def pixels_beyond_the_edge_are_those_at_the_edge(original):
    """They are nothing, and the weights of the others are made to sum to 1."""

    def wrong(sizes, new_sizes, *others):
        found = []
        for size, new in zip(sizes, new_sizes, strict=True):
            border = 2 * (new // size)
            wide = original([size + 4], [new + 2 * border], *others)[0][border:-border]
            beyond = np.stack([wide[:, :2].sum(axis=1), wide[:, -2:].sum(axis=1)], axis=1)
            inner = wide[:, 2:-2].copy()
            inner[:, [0, -1]] += beyond
            found.append(inner)
        return found

    return wrong


# ------------------------------------------------------------------ scaling, bins, categories


@plant("preprocessing", "invert=True) on (2, 3, 4, 2)", Normalization, "forward")
def inverting_subtracts_the_mean(original):
    def wrong(self, x, training=False):
        y, width = original(self, x)
        return y - 2 * self.mean.reshape(self._broadcast), width

    return wrong


@plant("preprocessing", "axis=(1, -1)", Normalization, "adapt")
def all_but_the_last_axis_share_their_statistics(original):
    def wrong(self, data):
        original(self, data)
        self.mean[...] = self.mean.mean(axis=0)

    return wrong


@plant("preprocessing", "Discretization(bin_boundaries=[-0.5, 0.25, 1.0]) on", Discretization, "forward")
def bins_are_closed_on_the_right(original):
    return lambda self, x, training=False: original(self, np.nextafter(x, -np.inf, dtype=x.dtype))


@plant("preprocessing", "Discretization(num_bins=4", quantiles, "boundaries")
def boundaries_are_evenly_spaced(original):
    return lambda summary, parts: np.linspace(summary[0, 0], summary[0, -1], parts + 1)[1:-1].tolist()


@plant("preprocessing", "Discretization(num_bins=3, epsilon=0.1", quantiles, "summary_of")
def the_summary_begins_with_the_smallest(original):
    def wrong(values, epsilon):
        summary = original(values, epsilon)
        return np.stack([np.sort(values.ravel())[:: int(summary[1, 0])][: summary.shape[1]], summary[1]])

    return wrong


@plant("preprocessing", "output_mode='one_hot') on (3, 4)", reference.preprocessing.categories, "encoded")
def tokens_count_from_1(original):
    return lambda indices, *others: original(indices - 1, *others)


@plant("preprocessing", "CategoryEncoding(num_tokens=5) on", CategoryEncoding, "forward")
def a_token_that_comes_twice_counts_twice(original):
    def wrong(self, x, training=False, count_weights=None):
        return reference.preprocessing.categories.encoded(x, self.num_tokens, "count", self.dtype), None

    return wrong


@plant("preprocessing", "weighted", CategoryEncoding, "forward")
def the_weights_of_tokens_are_forgotten(original):
    return lambda self, x, training=False, count_weights=None: original(self, x)


# ------------------------------------------------------------------ images


@plant("preprocessing", "CenterCrop(height=2", CenterCrop, "middle")
def of_an_odd_rest_one_more_is_cropped_at_the_start(original):
    def wrong(self, shape, sizes):
        starts = [(shape[axis] - size + 1) // 2 for axis, size in zip(self.axes, sizes, strict=True)]
        window = list(original(self, shape, sizes))
        for axis, start, size in zip(self.axes, starts, sizes, strict=True):
            window[axis] = slice(start, start + size)
        return tuple(window)

    return wrong


@plant("preprocessing", "crop_to_aspect_ratio=True", Resizing, "in_proportion")
def the_proportion_is_turned_round(original):
    def wrong(self, shape):
        rows, columns = self.sizes(shape)
        return columns * self.width // self.height, rows * self.height // self.width

    return wrong


@plant("preprocessing", "pad_to_aspect_ratio=True", reference.preprocessing.images, "_put")
def padding_is_always_zero(original):
    return lambda part, window, shape, fill=0.0: original(part, window, shape)


@plant("preprocessing", "Resizing(height=6, width=4, interpolation='nearest')", Resizing, "backward")
def every_pixel_gets_one_gradient_of_its_copies(original):
    def wrong(self, dy, cache, input_gradient=True):
        shape, window, weights = cache
        first = [each * (each.cumsum(axis=0) == 1) for each in weights]
        return original(self, dy, (shape, window, first), input_gradient)

    return wrong
