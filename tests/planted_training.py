"""Mistakes in counting, in back-propagation, and in what `fit` does around it."""

from planted import plant

import reference.anatomy
import reference.backpropagation
import reference.sequential
import reference.training
import reference.training.feeds
import reference.training.trainer
from reference.gradients import gradients
from reference.sequential.stack import Stack
from reference.training.data import Data
from reference.training.logs import Logs
from reference.training.loop import Loop
from reference.training.sources import Arrays

# ------------------------------------------------------------------ anatomy and back-propagation


@plant("anatomy", "connections: 2-3-2", reference.anatomy, "connections")
def biases_are_counted_as_connections(original):
    return lambda model: [layer.count_params() for layer in model.layers]


@plant("anatomy", "layer_sizes: 2-3-2", reference.anatomy, "layer_sizes")
def a_bias_counts_as_a_unit(original):
    return lambda model: [size + 1 for size in original(model)]


@plant("anatomy", "is_deep: 2-3-2", reference.anatomy, "is_deep")
def one_hidden_layer_is_deep(original):
    return lambda model: len(model.layers) > 1


@plant("anatomy", "drawing: 2-3-2", reference.anatomy, "drawing")
def the_picture_is_upside_down(original):
    def wrong(model):
        units, weights = original(model)
        return reference.anatomy.Drawing([places * [1, -1] for places in units], weights)

    return wrong


@plant("backpropagation", "trace: 2-3-2", reference.backpropagation, "trace")
def z_is_taken_behind_the_activation(original):
    return lambda model, x: [step._replace(z=step.output) for step in original(model, x)]


@plant("backpropagation", "backpropagate: 4-6-3", reference.backpropagation, "backpropagate")
def dz_is_taken_before_the_activation(original):
    return lambda *arguments: [step._replace(dz=step.doutput) for step in original(*arguments)]


@plant("gradients", "3-4-2", reference.sequential.Sequential, "backward")
def the_layers_are_listed_backwards(original):
    def wrong(self, *arguments, **kwargs):
        dx, grads = original(self, *arguments, **kwargs)
        return dx, grads[::-1]

    return wrong


# ------------------------------------------------------------------ training


@plant("training", "training_step", reference.training, "training_step")
def the_step_ends_before_the_update(original):
    return lambda model, x, y, sample_weight=None: gradients(model, x, y).loss


@plant("training", "2-3-2 in lock step", Stack, "get_weights")
def weights_are_handed_out_and_not_copied(original):
    return lambda self: self.weights


@plant("training", "2-3-2.fit", Loop, "train")
def the_loss_is_reported_after_the_update(original):
    class Deaf(Logs):
        def update(self, *arguments):
            """Takes nothing in."""

    def wrong(self, batch):
        listening, self.logs = self.logs, Deaf()
        original(self, batch)
        self.logs = listening
        self.test(batch)

    return wrong


@plant("training", "2-3-2.fit", Logs, "update")
def every_batch_counts_the_same(original):
    def wrong(self, value, *rest):
        total, count = self.loss.total, self.loss.count
        original(self, value, *rest)
        self.loss.total, self.loss.count = total + float(value), count + 1

    return wrong


@plant("training", "validation_split=0.3), sparse", reference.training.feeds, "split_tail")
def the_head_is_set_aside(original):
    def wrong(data, fraction):
        size = len(original(data, fraction)[1].x)
        parts = (
            [None if each is None else each[s] for each in data] for s in (slice(size, None), slice(size))
        )
        return tuple(Data(*part) for part in parts)

    return wrong


@plant("training", "2-3-2.fit", Arrays, "__init__")
def a_smaller_last_batch_is_dropped(original):
    def wrong(self, data, batch_size, shuffle):
        original(self, data, batch_size, shuffle)
        self.count = max(1, len(data.x) // batch_size)

    return wrong


@plant("training", "4-5-1.fit", Loop, "_forward")
def fit_ignores_sample_weights(original):
    return lambda self, batch, training: original(self, (batch[0], batch[1], None), training)


@plant("training", "initial_epoch", reference.training.trainer, "as_count")
def epochs_are_counted_from_the_initial_one(original):
    return lambda name, count: 0 if name == "initial_epoch" else original(name, count)
