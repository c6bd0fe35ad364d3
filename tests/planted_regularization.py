"""Mistakes in dropout and noise, in what weights cost, and in where they must stay."""

import importlib

import numpy as np
from planted import plant

import reference.regularization.dropout
import reference.regularizers
from reference.constraints import MaxNorm, MinMaxNorm, NonNeg, UnitNorm
from reference.random import normal
from reference.regularization import AlphaDropout, Dropout, GaussianDropout, GaussianNoise, SpatialDropout2D
from reference.regularization.random_layer import RandomLayer
from reference.regularizers import L1, L1L2, L2, OrthogonalRegularizer

HERE = "regularization"
FUNCTION = importlib.import_module("reference.random.dropout")  # under this name `random` has the function
DROPOUT, INFERENCE = "Dropout(rate=0.3, seed=1337)", "Dropout(rate=0.3, seed=3) on (3, 5)"

# ------------------------------------------------------------------ dropout


@plant(HERE, DROPOUT, Dropout, "disturb")
def what_stays_is_not_scaled(original):
    return lambda self, x, noise: x * noise


@plant(HERE, DROPOUT, Dropout, "disturb")
def what_stays_is_divided_by_the_rate(original):
    return lambda self, x, noise: x * noise / self.rate


@plant(HERE, DROPOUT, Dropout, "slope")
def dropped_entries_learn_all_the_same(original):
    return lambda self, dy, noise: dy / (1 - self.rate)


@plant(HERE, DROPOUT, Dropout, "slope")
def the_gradient_of_what_stays_is_not_scaled(original):
    return lambda self, dy, noise: dy * noise


@plant(HERE, INFERENCE, RandomLayer, "forward")
def dropout_in_inference(original):
    return lambda self, x, training=False: original(self, x, True)


@plant(HERE, "Dropout(rate=0.75, noise_shape", Dropout, "disturb")
def the_rate_is_what_stays(original):
    return lambda self, x, noise: np.where(noise, x * x.dtype.type(1 / self.rate), x.dtype.type(0))


@plant(HERE, DROPOUT, reference.regularization.dropout, "keep_mask")
def the_mask_is_inverted(original):
    return lambda *arguments: ~original(*arguments)


@plant(HERE, DROPOUT, reference.regularization.dropout, "keep_mask")
def the_mask_of_float64_is_that_of_float32(original):
    return lambda shape, rate, noise_shape, dtype, seed: original(shape, rate, noise_shape, "float32", seed)


@plant(HERE, "in lock step", RandomLayer, "commit")
def every_step_has_the_mask_of_the_first(original):
    return lambda self, cache: None


@plant(HERE, "noise_shape", Dropout, "draw")
def the_noise_shape_is_forgotten(original):
    return lambda self, x, generator: FUNCTION.keep_mask(x.shape, self.rate, None, x.dtype, generator)


@plant(HERE, "SpatialDropout1D", Dropout, "draw")
def spatial_dropout_takes_single_entries(original):
    return lambda self, x, generator: FUNCTION.keep_mask(x.shape, self.rate, None, x.dtype, generator)


@plant(HERE, "SpatialDropout2D(rate=0.5, seed=4, data_format='channels_first'", SpatialDropout2D, "__init__")
def the_channels_are_always_last(original):
    return lambda self, rate, data_format=None, **others: original(self, rate, "channels_last", **others)


@plant("random", "dropout: rate 0.3", FUNCTION, "rescaled")
def the_function_does_not_scale(original):
    return lambda x, kept, rate: x * kept


# ------------------------------------------------------------------ noise


@plant(HERE, "AlphaDropout(rate=0.3, seed=6) on (5, 7)", AlphaDropout, "disturb")
def alpha_dropout_is_not_mapped_back(original):
    return lambda self, x, noise: (original(self, x, noise) - self.b) / self.a


@plant(HERE, "AlphaDropout(rate=0.3, seed=6) on (5, 7)", AlphaDropout, "disturb")
def alpha_dropout_drops_to_zero(original):
    return lambda self, x, noise: self.a * (x * noise) + self.b


@plant(HERE, "AlphaDropout(rate=0.3, seed=6) on (5, 7)", AlphaDropout, "slope")
def the_slope_of_alpha_dropout_lacks_its_factor(original):
    return lambda self, dy, noise: dy * noise


@plant(HERE, "GaussianDropout(rate=0.3, seed=8) on (5, 7)", GaussianDropout, "draw")
def the_rate_is_taken_for_the_deviation(original):
    return lambda self, x, generator: normal(x.shape, 1.0, self.rate, x.dtype, generator)


@plant(HERE, "GaussianDropout(rate=0.8", GaussianDropout, "draw")
def the_rate_is_taken_for_the_variance(original):
    return lambda self, x, generator: normal(x.shape, 1.0, self.rate**0.5, x.dtype, generator)


@plant(HERE, "GaussianDropout(rate=0.8", GaussianDropout, "slope")
def multiplied_noise_is_left_out_on_the_way_back(original):
    return lambda self, dy, noise: dy


@plant(HERE, "GaussianNoise(stddev=0.3, seed=10) on (3, 5)", RandomLayer, "forward")
def noise_in_inference(original):
    return lambda self, x, training=False: original(self, x, True)


@plant(HERE, "GaussianNoise(stddev=0.3, seed=10) on (5, 7)", GaussianNoise, "disturb")
def the_noise_is_multiplied(original):
    return lambda self, x, noise: x * noise


# ------------------------------------------------------------------ regularizers


@plant(HERE, "L2(l2=0.25)", L2, "__call__")
def l2_costs_half(original):
    return lambda self, x: original(self, x) / x.dtype.type(2)


@plant(HERE, "L2(l2=0.25)", L2, "derivative")
def the_slope_of_l2_lacks_its_two(original):
    return lambda self, x: original(self, x) / x.dtype.type(2)


@plant(HERE, "L2() of (7,)", reference.regularizers, "through_float32")
def the_factor_keeps_its_digits(original):
    return float


@plant(HERE, "L1(l1=0.25)", L1, "derivative")
def the_slope_of_l1_has_no_sign(original):
    return lambda self, x: np.abs(original(self, x))


@plant(HERE, "L1(l1=0.25)", L1, "derivative")
def the_slope_of_l1_at_0_is_that_above(original):
    return lambda self, x: np.where(x >= 0, self.l1, -self.l1).astype(x.dtype)


@plant(HERE, "L1L2(l1=0.1, l2=0.3)", L1L2, "__init__")
def the_factors_of_l1_and_l2_are_swapped(original):
    return lambda self, l1=0.0, l2=0.0: original(self, l2, l1)


@plant(HERE, "OrthogonalRegularizer() of", OrthogonalRegularizer, "__call__")
def each_pair_of_rows_counts_twice(original):
    return lambda self, x: 2 * original(self, x)


@plant(HERE, "OrthogonalRegularizer(factor=0.3", OrthogonalRegularizer, "derivative")
def the_lengths_of_the_columns_are_taken_for_fixed(original):
    def wrong(self, x):
        vectors, scale, cosines, weight = self._parts(x)
        return (2 * weight * scale * (np.sign(cosines) @ (scale * vectors))).T

    return wrong


# ------------------------------------------------------------------ constraints


@plant(HERE, "MaxNorm() of (4, 7)", MaxNorm, "_norms")
def the_rows_are_bounded_and_not_the_columns(original):
    return lambda self, w: np.linalg.norm(w, axis=1, keepdims=True)


@plant(HERE, "MaxNorm() of (4, 7)", MaxNorm, "__call__")
def short_columns_are_left_alone(original):
    return lambda self, w: np.where(self._norms(w) > self.max_value, original(self, w), w)


@plant(HERE, "MaxNorm(max_value=1.9", MaxNorm, "__call__")
def all_vectors_get_the_largest_length(original):
    return lambda self, w: w * (self.max_value / (1e-7 + self._norms(w)))


@plant(HERE, "rate=0.3, axis=1) of", MinMaxNorm, "__init__")
def the_rate_is_the_part_that_stays(original):
    return lambda self, min_value, max_value, rate, axis: original(self, min_value, max_value, 1 - rate, axis)


@plant(HERE, "UnitNorm() of", UnitNorm, "__call__")
def the_fuzz_of_unit_norm_is_under_the_root(original):
    return lambda self, w: w / np.sqrt(1e-7 + np.square(self._norms(w)))


@plant(HERE, "NonNeg() of", NonNeg, "__call__")
def negative_weights_change_their_sign(original):
    return lambda self, w: np.abs(w)
