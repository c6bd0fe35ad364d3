"""Mistakes in reading files of models; test_serialization.py plants those in writing them."""

import numpy as np
from planted import plant

from reference.optimizers.state import State
from reference.serialization import weights

READ, WRITTEN = (
    "tokens, trained with RMSprop, saved by keras",
    "tokens, trained with RMSprop, saved by reference",
)
INSIDE, SCHEDULED = "sentences, trained with Adam, saved by keras", "counts, trained with SGD, saved by keras"


@plant("serialization", READ, weights, "_optimizer_state")
def the_optimizer_starts_anew(original):
    return lambda model, file, unused: None


@plant("serialization", SCHEDULED, State, "set_weights")
def the_steps_are_counted_from_0_again(original):
    return lambda self, arrays: original(self, [0 * np.asarray(arrays[0]), *arrays[1:]])


@plant("serialization", INSIDE, weights, "layer_groups")
def layers_within_layers_are_left_out(original):
    return lambda model: [each for each in original(model) if "/cell/" not in each.path]


@plant("serialization", INSIDE, weights, "layer_groups")
def moving_statistics_change_places(original):
    def wrong(model):
        for group in original(model):
            swapped = "batch_normalization" in group.path and len(group.arrays) == 4
            yield group._replace(arrays=[group.arrays[i] for i in (0, 1, 3, 2)]) if swapped else group

    return wrong
