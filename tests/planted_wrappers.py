"""Mistakes in TimeDistributed, Bidirectional and the convolutional LSTMs."""

import copy
from types import SimpleNamespace

import numpy as np
from planted import plant

import reference.recurrence.bidirectional
import reference.recurrence.lstm
import reference.recurrence.time_distributed
from reference.convolution.correlation import padding_of
from reference.recurrence import RNN, Bidirectional, TimeDistributed
from reference.recurrence.conv_lstm_cell import ConvLSTMCell
from reference.recurrence.merging import Merge

DENSE, NORMALIZED = "TimeDistributed(layer=Dense(units=2)) on", "TimeDistributed(layer=LayerNormalization"
ALL_STEPS, MASKED = "activation='relu', return_sequences=True)) on", "merge_mode='sum') on (2, 3, 4), masked"
FILM = "ConvLSTM1D(filters=2, kernel_size=3"


# ------------------------------------------------------------------ TimeDistributed


@plant("recurrence", DENSE, TimeDistributed, "_whole")
def samples_and_steps_are_mixed_up(original):
    def wrong(self, parts, steps):
        n = len(parts[0]) // steps
        return parts[0].reshape(steps, n, *parts[0].shape[1:]).swapaxes(0, 1)

    return wrong


@plant("recurrence", NORMALIZED, TimeDistributed, "backward")
def the_gradients_are_averaged_over_the_steps(original):
    def wrong(self, dy, cache, input_gradient=True):
        dx, grads = original(self, dy, cache, input_gradient)
        return dx, {name: grad / dy.dtype.type(dy.shape[1]) for name, grad in grads.items()}

    return wrong


@plant("recurrence", "BatchNormalization", reference.recurrence.time_distributed, "copy")
def every_step_starts_from_the_old_state(original):
    def deepcopy(layer):
        forgetful = copy.deepcopy(layer)
        forgetful.commit = lambda cache: None
        return forgetful

    return SimpleNamespace(deepcopy=deepcopy)


@plant("recurrence", "axis=0", TimeDistributed, "__init__")
def samples_are_taken_apart_where_they_meet(original):
    def wrong(self, layer, **kwargs):
        original(self, layer, **kwargs)
        self.folds = True

    return wrong


# ------------------------------------------------------------------ Bidirectional


@plant("recurrence", ALL_STEPS, Bidirectional, "_turned")
def the_backward_output_is_not_turned(original):
    return lambda self, b: b


@plant("recurrence", ALL_STEPS, reference.recurrence.bidirectional, "MERGES")
def the_gradients_of_the_two_are_exchanged(original):
    right = original["concat"]
    return original | {"concat": Merge(right.forward, lambda dys, a, b: right.backward(dys, a, b)[::-1])}


@plant("recurrence", "merge_mode='ave'", reference.recurrence.bidirectional, "MERGES")
def the_average_is_the_sum(original):
    return original | {"ave": original["sum"]}


@plant("recurrence", "merge_mode='ave'", reference.recurrence.bidirectional, "MERGES")
def the_gradient_of_the_average_is_not_halved(original):
    return original | {"ave": Merge(original["ave"].forward, original["sum"].backward)}


@plant("recurrence", "merge_mode='mul') on (3, 2, 4)", reference.recurrence.bidirectional, "MERGES")
def the_gradient_of_the_product_leaves_the_other_factor_out(original):
    return original | {"mul": Merge(original["mul"].forward, original["sum"].backward)}


@plant("recurrence", MASKED, RNN, "_kept_steps")
def the_backward_layer_reads_the_mask_ahead(original):
    return lambda self, x, mask: mask.T


@plant("recurrence", MASKED, Bidirectional, "__init__")
def a_masked_step_repeats_the_output_before_it(original):
    def wrong(self, layer, **kwargs):
        original(self, layer, **kwargs)
        self.forward_layer.zero_output_for_mask = self.backward_layer.zero_output_for_mask = False

    return wrong


# ------------------------------------------------------------------ ConvLSTM


@plant("recurrence", FILM, reference.recurrence.lstm, "lstm_gates")
def input_and_forget_gate_are_exchanged(original):
    def wrong(z, c, f, s):
        i, phi, g, o = np.split(z, 4, axis=-1)
        return original(np.concatenate([phi, i, g, o], axis=-1), c, f, s)

    return wrong


def after_create_weights(change):
    """A ConvLSTMCell that is changed by `change(cell)` once it has its weights."""

    def make(original):
        def wrong(self, input_shape):
            original(self, input_shape)
            change(self)

        return wrong

    make.__name__ = change.__name__
    return make


@plant("recurrence", "ConvLSTM2D(filters=2, kernel_size=(2, 3)", ConvLSTMCell, "create_weights")
@after_create_weights
def the_odd_zero_around_the_state_stands_before(cell):
    cell.over_h = cell.over_h._replace(pads=tuple(pair[::-1] for pair in cell.over_h.pads))


@plant("recurrence", "dilation_rate=(1, 2)", ConvLSTMCell, "create_weights")
@after_create_weights
def the_recurrent_convolution_is_dilated_too(cell):
    strides, dilation = cell.over_h.strides, cell.dilation_rate
    pads = padding_of(cell.state_sizes[:-1], cell.kernel_size, strides, dilation, "same")
    cell.over_h = cell.over_h._replace(pads=pads, dilation=dilation)


@plant("recurrence", "ConvLSTM1D(filters=2, kernel_size=2, dropout", ConvLSTMCell, "create_weights")
@after_create_weights
def all_gates_share_one_dropout_mask(cell):
    cell.mask_count = 1
