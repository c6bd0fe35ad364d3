"""Mistakes in cells, in the loop over the steps, and in the way back through it."""

import numpy as np
from planted import plant

import reference.recurrence.loop
import reference.recurrence.lstm
from reference.recurrence.cell import Drops, RNNCell
from reference.recurrence.gru_cell import GRUCell
from reference.recurrence.lstm import LSTMCell
from reference.recurrence.rnn import RNN
from reference.recurrence.stacked import StackedRNNCells

SIMPLE, SIMPLE_BACK = "SimpleRNN(units=3, return_seq", "SimpleRNN(units=2, activation=None, go_backwards"
LSTM, GRU = "LSTM(units=3) on (2, 3, 4)", "GRU(units=3) on (2, 3, 4)"
BEFORE = "GRU(units=3, reset_after=False) on"
MASKED, ZEROED = "SimpleRNN(units=3, activation='linear'", "LSTMCell(units=3), zero_output_for_mask=True"
UNROLLED = "zero_output_for_mask=True, go_backwards=True, unroll=True"
DROPPED, ALL_DROPPED = "LSTM(units=2, dropout=0.4, seed=7", "GRU(units=2, dropout=0.4, recurrent_dropout"
HALF_DROPPED = "LSTM(units=2, dropout=1.0, recurrent_dropout"
STATES, TRAINED = "LSTM(units=3, return_sequences=True, return_state=True)", "stateful SimpleRNN 3.fit"


# ------------------------------------------------------------------ gates


@plant("recurrence", BEFORE, GRUCell, "step_back")
def the_candidate_forgets_its_way_through_the_reset_gate(original):
    def wrong(self, dy, dstates, saved, dp, drops):
        h, p, zr, inner, g = saved
        return original(self, dy, dstates, (h, p, zr, 0 * inner, g), dp, drops)

    return wrong


# ------------------------------------------------------------------ back-propagation through time


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
