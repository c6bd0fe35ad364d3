"""Mistakes in what a LossScaleOptimizer leaves to the optimizer inside."""

from planted import plant

from reference.optimizers.loss_scale import LossScaleOptimizer


@plant(
    "optimizers", "LossScaleOptimizer(inner_optimizer=Nadam", LossScaleOptimizer, "finalize_variable_values"
)
def the_inner_averages_are_never_used(original):
    return lambda self, weights: None
