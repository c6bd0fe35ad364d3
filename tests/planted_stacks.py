"""Mistakes in what goes on between layers: masks, costs of weights and outputs, bounds, seeds."""

from planted import plant

import reference.gradients
import reference.losses.loss
import reference.penalties
import reference.sequential.model
import reference.training.loop
from reference.regularization import Dropout

REGULARIZED = "regularized 4-5-4-3, Categorical"


@plant("training", REGULARIZED, reference.gradients, "add_gradients")
def regularizers_cost_and_pull_at_nothing(original):
    return lambda grads, costly: None


@plant("training", REGULARIZED, reference.gradients, "penalties")
def frozen_weights_cost_too(original):
    def wrong(model, run, costly):
        weights = [weight for layer in model.layers for weight in layer.all_weights()]
        frozen = [weight for weight in weights if weight.regularizer and not weight.trainable]
        return [*original(model, run, costly), *(weight.regularizer(weight.array) for weight in frozen)]

    return wrong


@plant("training", REGULARIZED, reference.penalties, "activity_cost")
def the_cost_of_an_output_is_summed_over_the_samples(original):
    return lambda layer, y: original(layer, y) * y.dtype.type(len(y))


@plant("training", REGULARIZED, reference.sequential.model, "activity_gradient")
def the_cost_of_an_output_is_not_differentiated(original):
    return lambda layer, y: 0 * y


@plant("training", "tagged words", reference.losses.loss, "masked_weight")
def masked_places_count(original):
    return lambda sample_weight, *rest: sample_weight


@plant("training", "tagged words", reference.losses.loss, "masked_weight")
def the_mean_is_over_masked_places_too(original):
    return lambda sample_weight, mask, dtype, reduction: original(sample_weight, mask, dtype, None)


@plant("training", "tagged words", reference.sequential.model, "next_mask")
def the_mask_ends_behind_the_layer_that_makes_it(original):
    return lambda layer, x, mask: original(layer, x, mask) if layer.makes_mask else None


@plant("training", "normalized and dropped out", reference.training.update, "constrain")
def constraints_are_forgotten(original):
    return lambda bound: None


@plant("training", "normalized and dropped out", Dropout, "commit")
def every_batch_loses_the_same_units(original):
    return lambda self, cache: None
