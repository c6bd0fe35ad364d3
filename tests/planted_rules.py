"""Mistakes in the update rules beyond SGD and Adam."""

import math

import numpy as np
from planted import plant

from reference.optimizers import adafactor, adagrad, ftrl, lion, means, nadam
from reference.optimizers.adafactor import Adafactor
from reference.optimizers.adagrad import Adadelta, Adagrad
from reference.optimizers.adam import Adam, AdamW
from reference.optimizers.adamax import Adamax
from reference.optimizers.ftrl import Ftrl
from reference.optimizers.lamb import Lamb
from reference.optimizers.lion import Lion
from reference.optimizers.muon import Muon
from reference.optimizers.nadam import Nadam
from reference.optimizers.rmsprop import RMSprop

RMS, RMS_ALL = "RMSprop()", "RMSprop(learning_rate=0.05"
LION, MUON, OTHER_MUON = "Lion()", "Muon(learning_rate=0.02),", "Muon(learning_rate=0.02, adam_beta_1"
ADAFACTOR, OTHER_ADAFACTOR = "Adafactor(), of", "Adafactor(learning_rate=0.3"


def with_attribute(name, value):
    """The method, run with an attribute of another value, which is then as before."""

    def make(original):
        def wrong(self, *arguments):
            before = getattr(self, name)
            setattr(self, name, value(before) if callable(value) else value)
            try:
                return original(self, *arguments)
            finally:
                setattr(self, name, before)

        return wrong

    return make


def plant_attribute(mistake, label, owner, attribute, name, value):
    make = with_attribute(name, value)
    make.__name__ = mistake
    plant("optimizers", label, owner, attribute)(make)


def plant_rounding(mistake, label, module):
    def make(original):
        return float

    make.__name__ = mistake
    plant("optimizers", label, module, "through_float32")(make)


plant_rounding("the_betas_of_nadam_are_not_rounded", "Nadam(learning_rate=0.1)", nadam)
plant_rounding("the_betas_of_lion_are_not_rounded", LION, lion)
plant_rounding("the_first_accumulator_of_adagrad_is_not_rounded", "Adagrad(learning_rate=0.1)", adagrad)
plant_rounding("the_first_accumulator_of_ftrl_is_not_rounded", "Ftrl(learning_rate=0.1)", ftrl)
plant_rounding("the_second_epsilon_is_not_rounded", OTHER_ADAFACTOR, adafactor)
plant_rounding("the_beta_of_adamax_is_not_rounded", "Adamax(learning_rate=0.1)", means)
plant_attribute("rho_is_rounded", RMS, RMSprop, "update", "rho", lambda rho: float(np.float32(rho)))


@plant("optimizers", RMS, RMSprop, "update")
def epsilon_of_rmsprop_is_outside_the_root(original):
    def wrong(self, grad, weight, slots, work):
        slots[0][...] = self.rho * slots[0] + (1 - self.rho) * grad * grad
        weight -= self.rate * grad / (np.sqrt(slots[0]) + self.epsilon)

    return wrong


@plant("optimizers", RMS_ALL, RMSprop, "update")
def the_mean_is_not_subtracted(original):
    def wrong(self, grad, weight, slots, work):
        slots[-1][...] = 0
        original(self, 1.0 * grad, weight, slots, work)

    return wrong


@plant("optimizers", RMS_ALL, RMSprop, "__init__")
def the_slots_of_rmsprop_are_listed_weight_by_weight(original):
    def wrong(self, *arguments, **settings):
        original(self, *arguments, **settings)
        self.slot_groups = (tuple(name for group in self.slot_groups for name in group),)

    return wrong


@plant("optimizers", "Adam(learning_rate=0.1, beta_2=0.7, amsgrad=True)", Adam, "update")
def amsgrad_forgets(original):
    def wrong(self, grad, weight, slots, work):
        slots[2][...] = 0
        original(self, grad, weight, slots, work)

    return wrong


plant_attribute("no_decay_by_default", "AdamW()", AdamW, "decay", "weight_decay", None)


@plant("optimizers", "AdamW()", AdamW, "decay")
def decay_comes_after_the_step(original):
    return lambda self, grads, weights: None if self.iterations == 0 else original(self, grads, weights)


@plant("optimizers", "AdamW()", AdamW, "update")
def decay_is_part_of_the_gradient(original):
    def wrong(self, grad, *rest):
        original(self, grad + self.weight_decay * rest[0], *rest)

    return wrong


@plant("optimizers", "Adagrad(learning_rate=0.1)", Adagrad, "initial_value")
def adagrad_starts_at_0(original):
    return lambda self, slot: 0.0


@plant("optimizers", "Adagrad(learning_rate=0.1)", Adagrad, "update")
def epsilon_of_adagrad_is_outside_the_root(original):
    def wrong(self, grad, weight, slots, work):
        slots[0][...] += grad * grad
        weight -= self.rate * grad / (np.sqrt(slots[0]) + self.epsilon)

    return wrong


@plant("optimizers", "Adadelta(learning_rate=1.0)", Adadelta, "update")
def adadelta_takes_the_new_mean_of_the_steps(original):
    def wrong(self, grad, weight, slots, work):
        squares, steps = slots
        self._take_in(squares, grad, work[0])
        step = grad * np.sqrt(steps + self.epsilon) / np.sqrt(squares + self.epsilon)
        self._take_in(steps, step, work[0])
        weight -= self.rate * grad * np.sqrt(steps + self.epsilon) / np.sqrt(squares + self.epsilon)

    return wrong


plant_attribute("adadelta_has_no_rate", "Adadelta(learning_rate=0.3", Adadelta, "update", "rate", 1.0)
plant_attribute("adamax_is_not_corrected", "Adamax(learning_rate=0.1)", Adamax, "update", "_correction", 1.0)


@plant("optimizers", "Adamax(learning_rate=0.1, beta_1", Adamax, "update")
def the_largest_gradient_does_not_fade(original):
    def wrong(self, grad, weight, slots, work):
        self.beta_2 = 1.0
        original(self, grad, weight, slots, work)

    return wrong


@plant("optimizers", "Nadam(learning_rate=0.1)", Nadam, "begin_step")
def the_momentum_of_nadam_is_constant(original):
    def wrong(self):
        step = self.iterations + 1
        original(self)
        self.u_product[...] = self.beta_1**step

    return wrong


@plant("optimizers", "Nadam(learning_rate=0.1)", Nadam, "update")
def nadam_does_not_look_ahead(original):
    def wrong(self, grad, weight, slots, work):
        self._of_mean = self._of_mean / 1.01
        original(self, grad, weight, slots, work)

    return wrong


@plant("optimizers", ADAFACTOR, Adafactor, "update")
def the_second_moment_is_not_factored(original):
    def wrong(self, grad, weight, slots, work):
        flat = [np.zeros(()), np.zeros(()), slots[2].reshape(-1)]
        room = [each.reshape(-1) for each in work]
        original(self, grad.reshape(-1), weight.reshape(-1), flat, room)

    return wrong


plant_attribute("steps_are_not_clipped", ADAFACTOR, Adafactor, "update", "clip_threshold", math.inf)
plant_attribute("steps_are_not_bounded", OTHER_ADAFACTOR, Adafactor, "update", "_bounded", 0.3)


@plant("optimizers", OTHER_ADAFACTOR, Adafactor, "update")
def steps_do_not_know_the_size_of_the_weight(original):
    def wrong(self, grad, weight, slots, work):
        before = self.epsilon_2
        self.epsilon_2 = 2.0
        original(self, grad, weight, slots, work)
        self.epsilon_2 = before

    return wrong


plant_attribute(
    "the_exponent_of_adafactor_is_fixed", OTHER_ADAFACTOR, Adafactor, "begin_step", "beta_2_decay", -0.8
)
plant_attribute(
    "l1_sets_nothing_to_0", "Ftrl(learning_rate=0.1, l", Ftrl, "update", "l1_regularization_strength", 0.0
)
plant_attribute("beta_of_ftrl_is_ignored", "Ftrl(learning_rate=0.1, l", Ftrl, "begin_step", "beta", 0.0)
plant_attribute(
    "shrinkage_is_not_doubled",
    "Ftrl(learning_rate=0.1, l",
    Ftrl,
    "update",
    "l2_shrinkage_regularization_strength",
    lambda strength: strength / 2,
)


@plant("optimizers", "Ftrl(learning_rate=0.1, l", Ftrl, "update")
def shrinkage_is_in_the_sum_of_squares(original):
    def wrong(self, grad, weight, slots, work):
        original(self, grad + 2 * self.l2_shrinkage_regularization_strength * weight, weight, slots, work)

    return wrong


@plant("optimizers", "Lion(learning_rate=0.125", Lion, "update")
def lion_moves_the_mean_first(original):
    def wrong(self, grad, weight, slots, work):
        before = slots[0].copy()
        original(self, grad, weight.copy(), slots, work)
        after = slots[0].copy()
        original(self, grad, weight, slots, work)
        slots[0][...] = before + (after - before)

    return wrong


plant_attribute("lion_has_one_beta", LION, Lion, "update", "beta_2", 0.9)


@plant("optimizers", "Lamb()", Lamb, "update")
def lamb_trusts_every_step(original):
    def wrong(self, grad, weight, slots, work):
        before = weight.copy()
        original(self, grad, weight, slots, work)
        size, step = math.sqrt((before**2).sum()), work[0]
        weight[...] = before - step * math.sqrt((step**2).sum()) / size if size else weight

    return wrong


plant_attribute("lamb_is_not_corrected", "Lamb()", Lamb, "update", "_corrections", (1.0, 1.0))


@plant("optimizers", "Lamb(learning_rate=0.1", Lamb, "update")
def decay_is_in_the_step_of_lamb(original):
    def wrong(self, grad, weight, slots, work):
        original(self, grad + self.weight_decay * weight, weight, slots, work)

    return wrong


def every_matrix(original):
    """Whatever the name says."""

    def wrong(self, grad, weight, slots, work):
        original(self, grad, weight, slots[:1] if weight.ndim == 2 else slots, work)

    return wrong


@plant("optimizers", MUON, Muon, "update")
def muon_takes_embeddings(original):
    return every_matrix(original)


@plant("optimizers", OTHER_MUON, Muon, "update")
def muon_takes_excluded_layers(original):
    return every_matrix(original)


@plant("optimizers", MUON, Muon, "orthogonal")
def nothing_is_transposed(original):
    def wrong(self, x):
        wide = x / (np.linalg.norm(x) + 1e-7)
        for _ in range(self.ns_steps):
            gram = wide @ wide.T
            wide = self.muon_a * wide + (self.muon_b * gram + self.muon_c * gram @ gram) @ wide
            wide = wide + 1e-9
        return wide

    return wrong


plant_attribute("one_iteration_too_many", MUON, Muon, "orthogonal", "ns_steps", 6)
plant_attribute("muon_ignores_the_shape", MUON, Muon, "update", "rms_rate", None)
plant_attribute("muon_is_not_nesterov", MUON, Muon, "update", "nesterov", False)
plant_attribute("adam_in_muon_has_the_same_rate", OTHER_MUON, Muon, "begin_step", "adam_lr_ratio", 1)
plant_attribute(
    "muon_rounds_every_rate", "Muon(learning_rate=_rate", Muon, "update", "given_rate", np.float32
)


@plant("optimizers", "Muon(learning_rate=_rate", Muon, "begin_step")
def adam_in_muon_rounds_before_its_ratio(original):
    def wrong(self):
        given, self.given_rate = self.given_rate, np.float64(np.float32(self.given_rate))
        original(self)
        self.given_rate = given

    return wrong


plant_attribute("muon_decays_all_alike", OTHER_MUON, Muon, "decay", "adam_weight_decay", 0.1)


@plant("optimizers", OTHER_MUON, Muon, "decaying")
def muon_excludes_by_the_whole_path(original):
    return lambda self, weights: self._excluded.kept(weights, [f"{name}:0" for name in self.names])
