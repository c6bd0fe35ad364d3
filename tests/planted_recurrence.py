"""Mistakes in cells, in the loop over the steps, and in the way back through it."""

import copy

import numpy as np
from planted import plant

import reference.recurrence.loop
import reference.recurrence.lstm
from reference.recurrence.cell import Drops, RNNCell
from reference.recurrence.gates import gates_of
from reference.recurrence.gru_cell import GRUCell
from reference.recurrence.lstm import LSTMCell
from reference.recurrence.matrix_cell import MatrixCell
from reference.recurrence.rnn import RNN
from reference.recurrence.simple_rnn import SimpleRNNCell
from reference.recurrence.stacked import StackedRNNCells

SIMPLE, SIMPLE_BACK = "SimpleRNN(units=3, return_seq", "SimpleRNN(units=2, activation=None, go_backwards"
LSTM, GRU = "LSTM(units=3) on (2, 3, 4)", "GRU(units=3) on (2, 3, 4)"
BEFORE = "GRU(units=3, reset_after=False) on"
MASKED, ZEROED = "SimpleRNN(units=3, activation='linear'", "LSTMCell(units=3), zero_output_for_mask=True"
UNROLLED = "zero_output_for_mask=True, go_backwards=True, unroll=True"
DROPPED, ALL_DROPPED = "LSTM(units=2, dropout=0.4, seed=7", "GRU(units=2, dropout=0.4, recurrent_dropout"
HALF_DROPPED = "LSTM(units=2, dropout=1.0, recurrent_dropout"
STATES, TRAINED = "LSTM(units=3, return_sequences=True, return_state=True)", "stateful SimpleRNN 3.fit"


def ordered(order):
    """An `lstm_gates` that takes the columns in another order."""

    def make(original):
        def wrong(z, c, f, s):
            return original(gates_of(z, 4)[..., order, :].reshape(z.shape), c, f, s)

        return wrong

    return make


# ------------------------------------------------------------------ gates


@plant("recurrence", LSTM, reference.recurrence.lstm, "lstm_gates")
def the_output_gate_stands_before_the_candidate(original):
    return ordered([0, 1, 3, 2])(original)


@plant("recurrence", LSTM, reference.recurrence.lstm, "lstm_gates")
def the_gates_stand_in_onnx_s_order(original):
    return ordered([0, 2, 3, 1])(original)


@plant("recurrence", LSTM, reference.recurrence.lstm, "lstm_gates")
def the_carry_leaves_without_its_activation(original):
    def wrong(z, c, f, s):
        _, new_c, saved = original(z, c, f, s)
        return s.function(gates_of(z, 4)[..., 3, :]) * new_c, new_c, saved

    return wrong


@plant("recurrence", "GRU(units=2, activation=None", GRUCell, "step")
def z_is_the_share_of_the_candidate(original):
    def wrong(self, p, states, drops):
        new, _, saved = original(self, p, states, drops)
        swapped = states[0] + saved[-1] - new
        return swapped, [swapped], saved

    return wrong


@plant("recurrence", "reset_after=False, use_bias=False", GRUCell, "step")
def the_reset_gate_stands_behind_the_kernel(original):
    def wrong(self, p, states, drops):
        other = copy.copy(self)
        other.reset_after = True
        return original(other, p, states, drops)

    return wrong


@plant("recurrence", BEFORE, GRUCell, "step_back")
def the_candidate_forgets_its_way_through_the_reset_gate(original):
    def wrong(self, dy, dstates, saved, dp, drops):
        h, p, zr, inner, g = saved
        return original(self, dy, dstates, (h, p, zr, 0 * inner, g), dp, drops)

    return wrong


@plant("recurrence", GRU, GRUCell, "step")
def the_recurrent_bias_is_dropped(original):
    def wrong(self, p, states, drops):
        other = copy.copy(self)
        other.bias = self.bias * np.array([[1], [0]], self.dtype)
        return original(other, p, states, drops)

    return wrong


@plant("recurrence", GRU, GRUCell, "weight_gradients")
def both_biases_have_one_gradient(original):
    def wrong(self, x, dp, saved, drops):
        grads = original(self, x, dp, saved, drops)
        return grads | {"bias": grads["bias"][[0, 0]]}

    return wrong


# ------------------------------------------------------------------ back-propagation through time


@plant("recurrence", LSTM, LSTMCell, "step_back")
def the_gradient_ends_at_each_step(original):
    return lambda self, *args: [0 * each for each in original(self, *args)]


@plant("recurrence", LSTM, LSTMCell, "step_back")
def the_carry_hands_no_gradient_on(original):
    def wrong(self, *args):
        dh, dc = original(self, *args)
        return [dh, 0 * dc]

    return wrong


@plant("recurrence", SIMPLE, SimpleRNNCell, "step_back")
def the_slope_of_tanh_is_taken_at_z_as_if_it_were_the_output(original):
    def wrong(self, dy, dstates, saved, dp, drops):
        h, z, _ = saved
        return original(self, dy, dstates, (h, z, z), dp, drops)

    return wrong


@plant("recurrence", "SimpleRNN(units=3, activation='relu')", MatrixCell, "weight_gradients")
def the_recurrent_gradient_takes_the_state_after_the_step(original):
    return lambda self, x, dp, saved, drops: original(self, x, dp, [*saved[1:], saved[-1]], drops)


@plant("recurrence", STATES, RNN, "backward")
def the_gradient_of_the_first_states_is_lost(original):
    def wrong(self, dy, cache, input_gradient=True):
        (dx, *dstates), grads = original(self, dy, cache, input_gradient)
        return [dx, *(0 * each for each in dstates)], grads

    return wrong


@plant("recurrence", STATES, RNN, "backward")
def the_gradient_of_the_last_states_is_left_out(original):
    def wrong(self, dy, cache, input_gradient=True):
        return original(self, [dy[0], *(0 * each for each in dy[1:])], cache, input_gradient)

    return wrong


# ------------------------------------------------------------------ directions, masks, states


@plant("recurrence", SIMPLE_BACK, RNN, "forward")
def outputs_are_turned_back_to_the_order_of_the_inputs(original):
    def wrong(self, x, training=False, mask=None, initial_state=None):
        (y, *states), cache = original(self, x, training, mask, initial_state)
        return [y[:, ::-1], *states], cache

    return wrong


@plant("recurrence", "go_backwards=True) on (2, 3, 4), masked", RNN, "_kept_steps")
def the_mask_does_not_turn_with_the_steps(original):
    return lambda self, x, mask: mask.T


@plant("recurrence", ZEROED, reference.recurrence.loop, "unroll")
def masked_steps_happen_all_the_same(original):
    return lambda cell, x, states, keep, training, shown: original(cell, x, states, None, training, shown)


@plant("recurrence", MASKED, reference.recurrence.loop, "_chosen")
def a_masked_step_empties_the_state(original):
    return lambda keep, new, old: original(keep, new, [0 * each for each in old])


@plant("recurrence", MASKED, reference.recurrence.loop, "unroll")
def a_masked_step_gives_zeros(original):
    return lambda cell, x, states, keep, training, shown: original(cell, x, states, keep, training, keep)


@plant("recurrence", MASKED, reference.recurrence.loop, "roll_back")
def a_repeated_output_has_no_gradient(original):
    def wrong(cell, run, douts, dstates, keep, shown, input_gradient):
        return original(cell, run, douts, dstates, keep, keep, input_gradient)

    return wrong


@plant("recurrence", UNROLLED, RNN, "_shown_steps")
def the_zeros_of_an_unrolled_loop_turn_with_the_steps(original):
    return lambda self, keep: keep


@plant("recurrence", ZEROED, RNN, "forward")
def the_output_is_that_of_the_last_step_that_happened(original):
    def wrong(self, x, training=False, mask=None, initial_state=None):
        _, cache = original(self, x, training, mask, initial_state)
        return cache.runs[-1].states[0], cache

    return wrong


@plant("recurrence", TRAINED, RNN, "commit")
def a_stateful_layer_forgets(original):
    def wrong(self, cache):
        original(self, cache)
        self.states = None

    return wrong


@plant("recurrence", "StackedRNNCells(cells=", StackedRNNCells, "backward")
def the_states_of_a_stack_have_no_gradient(original):
    def wrong(self, dy, cache, input_gradient=True):
        dinputs, grads = original(self, dy, cache, input_gradient)
        return [*dinputs[:1], *(0 * each for each in dinputs[1:])], grads

    return wrong


# ------------------------------------------------------------------ dropout


def masked_by(change):
    """A `draw_drops` whose masks pass through `change`."""

    def make(original):
        def wrong(self, x, state, training, *kept):
            drops = original(self, x, state, training, *kept)
            return Drops(*(None if each is None else change(each) for each in drops[:2]), drops.seed)

        return wrong

    make.__name__ = change.__name__
    return make


@plant("recurrence", ALL_DROPPED, RNNCell, "draw_drops")
@masked_by
def all_gates_share_the_first_mask(masks):
    return np.repeat(masks[:1], len(masks), axis=0)


@plant("recurrence", DROPPED, RNNCell, "draw_drops")
@masked_by
def what_stays_is_not_scaled_up(masks):
    return np.sign(masks)


@plant("recurrence", DROPPED, LSTMCell, "project")
def every_step_has_a_mask_of_its_own(original):
    def wrong(self, x, drops):
        rolled = (drops._replace(inputs=np.roll(drops.inputs, t, axis=-1)) for t in range(len(x)))
        return np.stack([original(self, step, each) for step, each in zip(x, rolled, strict=True)])

    return wrong


@plant("recurrence", HALF_DROPPED, LSTMCell, "step")
def recurrent_dropout_hides_a_part_of_the_output(original):
    def wrong(self, p, states, drops):
        h, new, saved = original(self, p, states, drops._replace(recurrent=None))
        h = h * drops.recurrent[0]
        return h, [h, new[1]], saved

    return wrong


@plant("recurrence", HALF_DROPPED, RNNCell, "drops_at")
def a_rate_of_one_hides_everything(original):
    return lambda self, rate: rate > 0


@plant("recurrence", TRAINED, RNNCell, "commit_seed")
def every_batch_has_the_same_masks(original):
    return lambda self, drops: None
