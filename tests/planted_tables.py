"""Mistakes with the gradients of embeddings: what each occurrence adds, and when it is summed."""

import numpy as np
from planted import plant

import reference.optimizers.adamax
import reference.optimizers.clipping
import reference.optimizers.means

WORDS = ", words that occur more than once"
ADAM = f"Adam(learning_rate=0.1, amsgrad=True){WORDS}"


@plant("optimizers", ADAM, reference.optimizers.means, "squares_into")
def occurrences_are_summed_before_they_are_squared(original):
    return lambda out, grad: np.multiply(grad, grad, out=out)


@plant("optimizers", f"Adamax(learning_rate=0.1){WORDS}", reference.optimizers.adamax, "absolutes_into")
def occurrences_are_summed_before_their_size_is_taken(original):
    return lambda out, grad: np.abs(grad, out=out)


@plant("optimizers", f"clipnorm=0.5){WORDS}", reference.optimizers.clipping, "entries")
def the_norm_is_that_of_the_sums(original):
    return lambda grad: np.asarray(grad)


@plant("optimizers", f"clipvalue=0.3){WORDS}", reference.optimizers.clipping, "mapped")
def sums_are_clipped(original):
    return lambda function, grad: function(np.asarray(grad))
