"""Mistakes in schedules."""

import numpy as np
from planted import plant

from reference.schedules import (
    CosineDecay,
    CosineDecayRestarts,
    InverseTimeDecay,
    PiecewiseConstantDecay,
    PolynomialDecay,
    cosine,
    decays,
)

WARM, STAIRS = "CosineDecay(initial_learning_rate=0.1, decay_steps=19", "staircase=True"


@plant("schedules", "CosineDecay(initial_learning_rate=0.1, decay_steps=20)", cosine, "f32")
def the_cosine_is_float64(original):
    return np.float64


@plant("schedules", "ExponentialDecay(initial_learning_rate=0.1, decay_steps=20", decays, "in_float64")
def powers_are_not_rounded(original):
    return lambda function, *values: np.float64(function(*map(float, values)))


@plant("schedules", "decay_steps=13", CosineDecay, "__init__")
def there_is_a_warmup_without_a_target(original):
    def wrong(self, *arguments, **settings):
        original(self, *arguments, **settings)
        self.warmup_target = settings["initial_learning_rate"]

    return wrong


@plant("schedules", WARM, CosineDecay, "__call__")
def the_decay_starts_with_the_warmup(original):
    def wrong(self, step):
        return original(self, step + self.warmup_steps if step >= self.warmup_steps else step)

    return wrong


@plant("schedules", WARM, CosineDecay, "__init__")
def alpha_is_forgotten(original):
    return lambda self, *arguments, alpha=0.0, **settings: original(self, *arguments, **settings)


@plant("schedules", "t_mul=1.5", CosineDecayRestarts, "__init__")
def waves_are_as_long_as_the_first(original):
    return lambda self, *arguments, t_mul=2.0, **settings: original(self, *arguments, t_mul=1.0, **settings)


@plant("schedules", "t_mul=1.0", CosineDecayRestarts, "__init__")
def waves_are_as_high_as_the_first(original):
    return lambda self, *arguments, m_mul=1.0, **settings: original(self, *arguments, **settings)


@plant("schedules", "InverseTimeDecay(initial_learning_rate=0.1, decay_steps=7", InverseTimeDecay, "_time")
def the_staircase_is_a_slope(original):
    return lambda self, step: np.float32(step) / np.float32(self.decay_steps)


@plant("schedules", "PiecewiseConstantDecay(boundaries=[3, 7, 20]", PiecewiseConstantDecay, "__call__")
def a_boundary_has_the_new_rate(original):
    return lambda self, step: original(self, step + 1)


@plant("schedules", "PiecewiseConstantDecay(boundaries=[3.7]", PiecewiseConstantDecay, "__init__")
def boundaries_are_rounded_up(original):
    def wrong(self, boundaries, *arguments, **settings):
        original(self, [int(np.ceil(each)) for each in boundaries], *arguments, **settings)

    return wrong


@plant("schedules", "cycle=True", PolynomialDecay, "__init__")
def the_cycle_ends(original):
    return lambda self, *arguments, cycle=False, **settings: original(self, *arguments, **settings)


@plant("schedules", "power=0.5", PolynomialDecay, "__init__")
def the_end_is_0(original):
    def wrong(self, *arguments, end_learning_rate=1e-4, **settings):
        original(self, *arguments, end_learning_rate=0.0, **settings)

    return wrong
