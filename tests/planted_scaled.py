"""Mistakes in what a LossScaleOptimizer knows of a Nadam inside it."""

from planted import plant

from reference.optimizers.loss_scale import LossScaleOptimizer
from reference.optimizers.nadam import Nadam
from reference.optimizers.optimizer import Optimizer

SCALED = "LossScaleOptimizer(inner_optimizer=Nadam"


@plant("optimizers", SCALED, Nadam, "arrays")
def the_product_is_listed_inside_another_optimizer(original):
    def wrong(self):
        yield from Optimizer.arrays(self)
        yield self.u_product

    return wrong


@plant("optimizers", SCALED, LossScaleOptimizer, "finalize_variable_values")
def the_inner_averages_are_never_used(original):
    return lambda self, weights: None
