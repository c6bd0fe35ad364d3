"""Mistakes in initializers and random numbers."""

from planted import plant

import reference.initializers.variance_scaling
import reference.random.distributions
import reference.random.philox
from reference import initializers


@plant("initializers", "GlorotUniform", initializers.GlorotUniform, "scaling")
def glorot_looks_at_fan_in_alone(original):
    return (1.0, "fan_in", "uniform")


@plant("initializers", "HeUniform", initializers.HeUniform, "scaling")
def he_forgets_the_2(original):
    return (1.0, "fan_in", "uniform")


@plant("initializers", "GlorotNormal", reference.initializers.variance_scaling, "STDDEV_AFTER_TRUNCATION")
def truncation_is_not_made_up_for(original):
    return 1.0


@plant("initializers", "(784, 16)", reference.initializers.variance_scaling, "compute_fans")
def fan_in_and_fan_out_are_swapped(original):
    return lambda shape, *axes: original(shape, *axes)[::-1]


@plant("random", "uniform", reference.random.distributions, "_uniform_blocks")
def uniform_numbers_have_24_bits(original):
    def wrong(seed, blocks, dtype):
        words = reference.random.philox.random_words(seed, blocks)
        return (words >> 8).astype(dtype) / 2**24

    return wrong


@plant("random", "normal", reference.random.distributions, "_normal_blocks")
def sine_and_cosine_are_swapped(original):
    def wrong(seed, blocks, dtype):
        pairs = original(seed, blocks, dtype)
        return pairs.reshape(*pairs.shape[:-1], -1, 2)[..., ::-1].reshape(pairs.shape)

    return wrong


@plant("random", "truncated_normal", reference.random.distributions, "TRUNCATE_AT")
def the_tail_is_cut_off_later(original):
    return 3.0


@plant("random", "uniform", reference.random.philox, "SCRAMBLE_KEY")
def seeds_are_scrambled_with_another_key(original):
    return original[::-1]


@plant("random", "uniform", reference.random.philox, "KEY_STEPS")
def the_key_moves_by_the_other_word(original):
    return original[::-1]
