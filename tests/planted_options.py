"""Mistakes in the options of optimizers, in rates that are no numbers, and in scaled losses."""

import numpy as np
from planted import plant

from reference.optimizers import averaging, clipping, decay, optimizer, rate, state
from reference.optimizers.loss_scale import LossScaleOptimizer
from reference.optimizers.optimizer import Optimizer
from reference.schedules import LearningRateSchedule

DECAY = "SGD(learning_rate=0.125, weight_decay"
ALL = "Adam(learning_rate=0.1, gradient_accumulation_steps=3"
AVERAGED, SCALED = "SGD(learning_rate=0.125, use_ema", "LossScaleOptimizer(inner_optimizer=SGD"
SCHEDULED = "Adam(learning_rate=InverseTimeDecay"


@plant("optimizers", "SGD(learning_rate=0.1, clipnorm", clipping, "clip_by_norm")
def all_are_clipped_together(original):
    return clipping.clip_by_global_norm


@plant("optimizers", "SGD(learning_rate=0.1, global_clipnorm=2.3", clipping, "clip_by_global_norm")
def each_is_clipped_on_its_own(original):
    return clipping.clip_by_norm


@plant("optimizers", "global_clipnorm=300.0", clipping, "clip_by_global_norm")
def short_gradients_are_made_longer(original):
    def wrong(grads, clipnorm):
        norm = np.sqrt(sum((grad**2).sum() for grad in grads))
        return [grad * (clipnorm / norm) for grad in grads]

    return wrong


@plant("optimizers", DECAY, clipping, "clip_by_value")
def only_positive_entries_are_clipped(original):
    return lambda grads, value: [np.minimum(grad, value) for grad in grads]


@plant("optimizers", DECAY, Optimizer, "_step")
def decay_follows_the_update(original):
    def wrong(self, grads, weights):
        factor, self.weight_decay = self.weight_decay, None
        original(self, grads, weights)
        self.weight_decay = factor
        self.decay(grads, weights)

    return wrong


@plant("optimizers", DECAY, Optimizer, "decay")
def decay_does_not_know_the_rate(original):
    def wrong(self, grads, weights):
        rate, self.rate = self.rate, 1.0
        original(self, grads, weights)
        self.rate = rate

    return wrong


@plant("optimizers", "RMSprop(weight_decay", optimizer, "through_float32")
def the_decay_is_not_rounded(original):
    return float


@plant("optimizers", "RMSprop(weight_decay", decay.Exclusions, "hold")
def nothing_is_excluded(original):
    return lambda self, weight, name: False


@plant("optimizers", "excluding ('^kernel', 'bias$')", decay.Exclusions, "hold")
def names_are_the_last_part_of_the_path(original):
    return lambda self, weight, name: original(self, weight, name.split("/")[-1].removesuffix(":0"))


@plant("optimizers", "without the gradients (1,)", Optimizer, "decay")
def weights_without_a_gradient_decay(original):
    return lambda self, grads, weights: original(self, [1] * len(grads), weights)


@plant("optimizers", AVERAGED, Optimizer, "_average")
def averages_start_at_0(original):
    return lambda self, weights: self._averages.update(weights, self.ema_momentum)


@plant("optimizers", AVERAGED, averaging.Averages, "update")
def momentum_is_the_share_of_the_new(original):
    return lambda self, weights, momentum: original(self, weights, 1 - 0.9 * momentum)


@plant("optimizers", AVERAGED, Optimizer, "finalize_variable_values")
def averages_are_never_used(original):
    return lambda self, weights: None


@plant("optimizers", "ema_overwrite_frequency=3)", averaging.Averages, "write")
def averages_do_not_overwrite(original):
    return lambda self, weights: None


@plant("optimizers", ALL, Optimizer, "_average")
def averages_are_taken_in_updates_alone(original):
    return lambda self, weights: original(self, weights) if self._iterations % 3 == 2 else None


@plant("optimizers", ALL, state.State, "iterations")
def iterations_are_calls(original):
    return property(lambda self: self._iterations)


@plant("optimizers", "SGD(learning_rate=0.125, gradient_accumulation_steps", averaging.Accumulators, "means")
def gradients_are_summed(original):
    return lambda self, grads, steps: original(self, grads, 1)


@plant("optimizers", "SGD(learning_rate=0.125, gradient_accumulation_steps", averaging.Accumulators, "means")
def the_last_gradient_is_left_out(original):
    return lambda self, grads, steps: original(self, [0 * grad for grad in grads], steps)


@plant("optimizers", ALL, averaging.Accumulators, "add")
def single_gradients_are_clipped(original):
    return lambda self, grads: original(self, clipping.clip_by_norm(grads, 1.3))


@plant("optimizers", ALL, Optimizer, "__init__")
def gradients_are_not_scaled_back(original):
    def wrong(self, *arguments, loss_scale_factor=None, **settings):
        original(self, *arguments, **settings)

    return wrong


@plant("optimizers", "learning_rate=_rate", rate, "applied_rate")
def the_rate_of_a_function_is_not_rounded(original):
    return float


@plant("optimizers", SCHEDULED, rate, "current_rate")
def the_schedule_counts_updates(original):
    return lambda rate, step: original(rate, step // 2)


@plant("optimizers", SCHEDULED, rate, "current_rate")
def the_schedule_is_one_step_ahead(original):
    def wrong(rate, step):
        return original(rate, step + 1 if isinstance(rate, LearningRateSchedule) else step)

    return wrong


def plant_scale(make):
    plant("optimizers", SCALED, LossScaleOptimizer, "apply")(make)


@plant_scale
def infinite_gradients_are_applied(original):
    return lambda self, grads, weights: original(
        self, [np.nan_to_num(grad, posinf=1.0) for grad in grads], weights
    )


@plant_scale
def the_scale_never_grows(original):
    def wrong(self, grads, weights):
        self.step_counter[...] = 0
        original(self, grads, weights)

    return wrong


@plant_scale
def gradients_keep_the_scale(original):
    def wrong(self, grads, weights):
        original(self, [grad * float(self.dynamic_scale) for grad in grads], weights)

    return wrong


@plant("optimizers", SCALED, LossScaleOptimizer, "__init__")
def the_inner_factor_stays(original):
    def wrong(self, inner_optimizer, **settings):
        original(self, inner_optimizer, **settings)
        inner_optimizer.loss_scale_factor = 3.0

    return wrong
