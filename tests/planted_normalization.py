"""Mistakes in normalizations, their statistics and the way back through them."""

import numpy as np
from planted import plant

from reference import normalization
from reference.normalization import batch, lengths, spectral
from reference.normalization.batch import BatchNormalization
from reference.normalization.samples import GroupNormalization, LayerNormalization

TRAINING = "BatchNormalization() on (6, 3), training"
IN_USE = "BatchNormalization() on (6, 3)"
MOMENTUM = "BatchNormalization(momentum=0.7, epsilon=0.1)"
MASKED = "BatchNormalization() on (3, 4, 5), training, masked"
FROZEN = "BatchNormalization(trainable=False)"
SPECTRAL = "SpectralNormalization(layer=Dense(units=3)) on (4, 5), training"


def with_settings(**settings):
    """A forward pass under other settings than the layer's."""

    def make(original):
        def wrong(self, x, training=False, **call):
            before = {name: getattr(self, name) for name in settings}
            for name, change in settings.items():
                setattr(self, name, change(before[name]))
            result = original(self, x, training, **call)
            for name, value in before.items():
                setattr(self, name, value)
            return result

        return wrong

    return make


def named(name, make):
    make.__name__ = name
    return make


# ------------------------------------------------------------------ BatchNormalization


@plant("normalization", TRAINING, batch, "batch_moments")
def the_batch_is_normalized_by_the_unbiased_variance(original):
    def wrong(channels, rows, mask):
        found = original(channels, rows, mask)
        return found._replace(variance=found.variance * found.count / (found.count - 1))

    return wrong


@plant("normalization", TRAINING, BatchNormalization, "_moved")
def the_moving_variance_is_the_unbiased_one(original):
    """As it is in PyTorch."""

    def wrong(self, found):
        return original(self, found._replace(variance=found.variance * found.count / (found.count - 1)))

    return wrong


@plant("normalization", MOMENTUM, BatchNormalization, "_moved")
def momentum_multiplies_the_new_statistics(original):
    """As it does in PyTorch."""

    def wrong(self, found):
        old, new = 1 - self.momentum, self.momentum
        return (
            self.moving_mean * old + found.mean * new,
            self.moving_variance * old + found.variance * new,
        )

    return wrong


@plant("normalization", TRAINING, BatchNormalization, "_moved")
def the_moving_average_is_that_of_the_standard_deviation(original):
    return lambda self, found: original(self, found._replace(variance=np.sqrt(found.variance)))


plant("normalization", TRAINING, BatchNormalization, "forward")(
    named("epsilon_is_1e_5", with_settings(epsilon=lambda _: 1e-5))
)
plant("normalization", IN_USE, BatchNormalization, "forward")(
    named("epsilon_is_squared_before_the_root", with_settings(epsilon=np.square))
)


@plant("normalization", IN_USE, BatchNormalization, "forward")
def epsilon_is_added_to_the_root(original):
    def wrong(self, x, training=False, mask=None):
        y, (channels, found, _, _, moved) = original(self, x, training, mask)
        inverse = 1 / (np.sqrt(found.variance) + self.epsilon)
        factor = inverse * self.gamma
        y = found.centred * channels.spread(factor) + channels.spread(self.beta)
        return y.reshape(x.shape), (channels, found, inverse, factor, moved)

    return wrong


@plant("normalization", TRAINING, batch, "through_moments")
def mean_and_variance_are_constants_to_the_gradient(original):
    return lambda channels, found, dbeta, slope: 0 * found.centred


@plant("normalization", TRAINING, batch, "through_moments")
def nothing_flows_through_the_variance(original):
    return lambda channels, found, dbeta, slope: original(channels, found, dbeta, 0 * slope)


@plant("normalization", TRAINING, batch, "through_moments")
def nothing_flows_through_the_mean(original):
    return lambda channels, found, dbeta, slope: original(channels, found, 0 * dbeta, slope)


@plant("normalization", IN_USE, BatchNormalization, "backward")
def something_flows_through_the_moving_statistics(original):
    def wrong(self, dy, cache, input_gradient=True):
        channels, found, inverse, factor, _ = cache
        return original(self, dy, (channels, found._replace(count=len(dy)), inverse, factor, ()))

    return wrong


@plant("normalization", TRAINING, BatchNormalization, "of_the_wanted")
def the_gradient_of_gamma_lacks_the_normalized_input(original):
    return lambda self, dgamma, dbeta: original(self, dbeta, dbeta)


@plant("normalization", "BatchNormalization(axis=1) on (2, 3, 4, 5), training", batch, "batch_moments")
def every_picture_has_statistics_of_its_own(original):
    def wrong(channels, rows, mask):
        found = original(channels, rows, mask)
        centred = rows - rows.mean(axis=2, keepdims=True)
        variance = np.square(centred).mean(axis=(0, 2))
        return found._replace(centred=centred, kept=centred, variance=variance)

    return wrong


@plant("normalization", MASKED, batch, "batch_moments")
def the_mask_is_ignored(original):
    return lambda channels, rows, mask: original(channels, rows, None)


@plant("normalization", MASKED, batch, "batch_moments")
def masked_places_count_as_zeros(original):
    return lambda channels, rows, mask: original(channels, np.where(mask, rows, 0), None)


@plant("normalization", MASKED, batch, "through_moments")
def masked_places_have_a_part_in_the_mean_on_the_way_back(original):
    return lambda channels, found, dbeta, slope: original(channels, found._replace(mask=None), dbeta, slope)


@plant("normalization", MASKED, BatchNormalization, "forward")
def masked_places_come_out_as_zeros(original):
    def wrong(self, x, training=False, mask=None):
        y, cache = original(self, x, training, mask)
        return y * mask[..., None], cache

    return wrong


@plant("normalization", IN_USE, BatchNormalization, "forward")
def the_statistics_of_the_batch_serve_in_use(original):
    return lambda self, x, training=False, mask=None: original(self, x, True, mask)


@plant("normalization", TRAINING, BatchNormalization, "forward")
def the_moving_statistics_serve_in_training(original):
    return lambda self, x, training=False, mask=None: original(self, x, False, mask)


plant("normalization", FROZEN, BatchNormalization, "forward")(
    named("what_is_frozen_still_normalizes_by_the_batch", with_settings(trainable=lambda _: True))
)


# ------------------------------------------------------------------ by sample


@plant("normalization", "LayerNormalization(axis=[1, 2])", LayerNormalization, "mean")
def only_the_last_of_the_axes_is_normalized_over(original):
    return lambda self, a: a.mean(axis=-1, keepdims=True)


@plant("normalization", "LayerNormalization() on (4, 5)", LayerNormalization, "backward")
def gamma_is_left_out_on_the_way_back(original):
    def wrong(self, dy, cache, input_gradient=True):
        dx, grads = original(self, dy, cache)
        return original(self, dy / self.gamma, cache)[0], grads

    return wrong


@plant("normalization", "GroupNormalization(groups=3", GroupNormalization, "mean")
def every_pixel_has_groups_of_its_own(original):
    def wrong(self, a):
        means = a.reshape(*a.shape[:-1], self.groups, -1).mean(axis=-1)
        return np.repeat(means, a.shape[-1] // self.groups, axis=-1)

    return wrong


# ------------------------------------------------------------------ by length


@plant("normalization", "RMSNormalization() on (4, 5)", normalization.RMSNormalization, "forward")
def the_sum_of_squares_is_not_averaged(original):
    def wrong(self, x, training=False):
        _, (axes, count, normalized, inverse) = original(self, x)
        less = x.dtype.type(count**-0.5)
        return normalized * less * self.scale, (axes, count, normalized * less, inverse * less)

    return wrong


@plant("normalization", "RMSNormalization() on (4, 5)", normalization.RMSNormalization, "forward")
def the_mean_is_taken_off_first(original):
    return lambda self, x, training=False: original(self, x - x.mean(axis=-1, keepdims=True))


@plant("normalization", "UnitNormalization() on (4, 5)", lengths, "unit_factor")
def the_length_is_the_sum_of_the_absolute_values(original):
    def wrong(x, axes, shortest):
        length = np.abs(x).sum(axis=axes[0], keepdims=True)
        return 1 / length, length >= shortest

    return wrong


@plant("normalization", "UnitNormalization() on (4, 5)", normalization.UnitNormalization, "backward")
def the_length_is_a_constant_to_the_gradient(original):
    return lambda self, dy, cache, input_gradient=True: (dy * cache[1], {})


# ------------------------------------------------------------------ SpectralNormalization


@plant("normalization", SPECTRAL, normalization.SpectralNormalization, "normalized")
def the_kernel_is_divided_by_its_frobenius_norm(original):
    def wrong(self):
        kernel = self.layer.kernel
        return original(self)[0], kernel / np.sqrt(np.square(kernel).sum())

    return wrong


@plant("normalization", SPECTRAL, normalization.SpectralNormalization, "commit")
def the_divided_kernel_is_not_kept(original):
    def wrong(self, cache):
        self.vector_u[...] = cache[2][0]

    return wrong


@plant("normalization", "power_iterations=3", normalization.SpectralNormalization, "normalized")
def one_iteration_is_made_of_three(original):
    def wrong(self):
        wanted, self.power_iterations = self.power_iterations, 1
        found = original(self)
        self.power_iterations = wanted
        return found

    return wrong


@plant("normalization", SPECTRAL, normalization.SpectralNormalization, "backward")
def a_gradient_flows_through_sigma(original):
    """As it does in the paper: what would stretch the kernel along vᵀ u is taken off."""

    def wrong(self, dy, cache, input_gradient=True):
        dx, grads = original(self, dy, cache)
        u, kernel = cache[2]
        v = spectral.unit(u @ kernel.T)
        dkernel = grads["kernel"] - v.T @ u * (grads["kernel"] * kernel).sum()
        return dx, grads | {"kernel": dkernel}

    return wrong


@plant("normalization", SPECTRAL, normalization.SpectralNormalization, "forward")
def the_kernel_is_left_as_it_is(original):
    return lambda self, x, training=False: original(self, x, False)
