"""SimpleRNN, LSTM, GRU, RNN and the cells: gates, masks, states, directions, dropout."""

import keras
import numpy as np
import pytest
from parity_rows import beside, halves_of, parity_of
from recurrent import X, adding_up, numbers, sequence, with_weights

from reference import recurrence

test_parity = parity_of("recurrence")

# ------------------------------------------------------------------ one step


@halves_of("recurrence")
def test_a_simple_rnn_sees_the_step_and_its_own_output(half):
    """h₁ = 2·3 + 1 = 7, h₂ = 2·5 + 10·7 + 1 = 81."""
    layer = with_weights(half.SimpleRNN(1, activation="relu"), [[[2]], [[10]], [1]])
    assert numbers(layer(sequence(3, 5))) == [[81]]


@halves_of("recurrence")
def test_the_columns_of_an_lstm_are_input_forget_candidate_output(half):
    """With biases alone: c = 0.25 · 8, then φ c + i g = 0.5 · 2 + 0.25 · 8 = 3, and h = o c = 2 · 3."""
    layer = half.LSTM(1, activation=None, recurrent_activation=None, return_state=True)
    layer = with_weights(layer, [[[0, 0, 0, 0]], [[0, 0, 0, 0]], [0.25, 0.5, 8, 2]])
    assert numbers(layer(sequence(0, 0))) == [[[6]], [[6]], [[3]]]  # output, h, c


@halves_of("recurrence")
def test_the_columns_of_a_gru_are_update_reset_candidate_and_z_keeps(half):
    """h' = z h + (1 - z) g with z = 0.75, h = 4 and g = 8: 3 + 2."""
    layer = half.GRU(1, activation=None, recurrent_activation=None)
    layer = with_weights(layer, [[[0, 0, 0]], [[0, 0, 0]], [[0.75, 0, 8], [0, 0, 0]]])
    assert numbers(layer(sequence(0), initial_state=[np.array([[4]], "float32")])) == [[5]]


@halves_of("recurrence")
@pytest.mark.parametrize(("after", "candidate"), [(True, 0.5 * (3 * 4 + 1)), (False, 3 * (0.5 * 4))])
def test_the_reset_gate_stands_behind_the_kernel_or_before_it(half, after, candidate):
    layer = half.GRU(1, activation=None, recurrent_activation=None, reset_after=after)
    bias = [[0, 0.5, 0], [0, 0, 1]] if after else [0, 0.5, 0]
    layer = with_weights(layer, [[[0, 0, 0]], [[0, 0, 3]], bias])
    assert numbers(layer(sequence(0), initial_state=[np.array([[4]], "float32")])) == [[candidate]]


@halves_of("recurrence")
def test_the_shapes_of_the_weights(half):
    def shapes(layer):
        layer.build((None, 5, 4))
        return [tuple(weight.shape) for weight in layer.get_weights()]

    assert shapes(half.SimpleRNN(3)) == [(4, 3), (3, 3), (3,)]
    assert shapes(half.LSTM(3)) == [(4, 12), (3, 12), (12,)]
    assert shapes(half.GRU(3)) == [(4, 9), (3, 9), (2, 9)]
    assert shapes(half.GRU(3, reset_after=False)) == [(4, 9), (3, 9), (9,)]
    assert shapes(half.LSTM(3, use_bias=False)) == [(4, 12), (3, 12)]


@halves_of("recurrence")
def test_the_forget_bias_starts_at_one(half):
    """Unlike what its documentation says, Keras leaves the other parts to the bias initializer."""

    def bias(**kwargs):
        layer = half.LSTM(2, **kwargs)
        layer.build((None, 1, 1))
        return layer.get_weights()[2].tolist()

    assert bias() == [0, 0, 1, 1, 0, 0, 0, 0]
    assert bias(unit_forget_bias=False) == [0] * 8
    fives = beside(half, "initializers").Constant(5.0)
    assert bias(bias_initializer=fives) == [5, 5, 1, 1, 5, 5, 5, 5]


@halves_of("recurrence")
def test_the_recurrent_kernel_starts_orthogonal(half):
    layer = half.SimpleRNN(4)
    layer.build((None, 1, 2))
    recurrent = layer.get_weights()[1]
    np.testing.assert_allclose(recurrent @ recurrent.T, np.eye(4), atol=1e-6)


@pytest.mark.parametrize(
    "make",
    [
        lambda half: half.SimpleRNN(3),
        lambda half: half.LSTM(3),
        lambda half: half.GRU(3),
        lambda half: half.ConvLSTM1D(3, 2),
        lambda half: half.Bidirectional.from_config(half.Bidirectional(half.SimpleRNN(3)).get_config()),
    ],
)
def test_one_seed_starts_both_halves_alike(make):
    """Cells draw their seeds in Keras's order: that of the dropout after the initializers' in LSTM and GRU
    alone. A Bidirectional makes both layers of its configuration before it makes the first anew."""
    found = []
    for half, seeds in ((keras.layers, keras.utils), (recurrence, beside(recurrence, "random"))):
        seeds.set_random_seed(5)
        layer = make(half)
        layer.build((None, 2, 4, 1) if isinstance(layer, half.ConvLSTM1D) else (None, 2, 4))
        cell = layer.backward_layer.cell if isinstance(layer, half.Bidirectional) else layer.cell
        found.append([*layer.get_weights(), np.asarray(cell.seed_generator.state)])
    for theirs, ours in zip(*found, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-6)


# ------------------------------------------------------------------ sequences


@halves_of("recurrence")
def test_the_output_is_the_last_or_all_and_the_state_follows_it(half):
    assert numbers(adding_up(half)(sequence(1, 2, 4))) == [[7]]
    assert numbers(adding_up(half, return_sequences=True)(sequence(1, 2, 4))) == [[[1], [3], [7]]]
    assert numbers(adding_up(half, return_state=True)(sequence(1, 2, 4))) == [[[7]], [[7]]]


@halves_of("recurrence")
@pytest.mark.parametrize("unroll", [False, True])
def test_backwards_the_outputs_stay_in_the_order_of_the_loop(half, unroll):
    layer = adding_up(half, go_backwards=True, return_sequences=True, unroll=unroll)
    assert numbers(layer(sequence(1, 2, 4))) == [[[4], [6], [7]]]


@halves_of("recurrence")
def test_the_number_of_steps_is_free(half):
    layer = adding_up(half)
    assert numbers(layer(sequence(1, 2))) == [[3]]
    assert numbers(layer(sequence(1, 2, 3, 4))) == [[10]]


@halves_of("recurrence")
def test_a_masked_step_keeps_the_state_and_repeats_the_output(half):
    layer = adding_up(half, return_sequences=True, return_state=True)
    y, state = layer(sequence(1, 2, 4, 8), mask=np.array([[False, True, False, True]]))
    assert numbers([y, state]) == [[[[0], [2], [2], [10]]], [[10]]]


@halves_of("recurrence")
def test_before_the_first_step_the_output_is_zeros_even_if_a_state_was_given(half):
    layer = adding_up(half, return_state=True)
    state = [np.array([[5]], "float32")]
    assert numbers(layer(sequence(1, 2), mask=np.zeros((1, 2), bool), initial_state=state)) == [[[0]], [[5]]]


@halves_of("recurrence")
@pytest.mark.parametrize("unroll", [False, True])
def test_masked_outputs_can_be_zeros(half, unroll):
    layer = adding_up(half, return_sequences=True, zero_output_for_mask=True, unroll=unroll)
    mask = np.array([[True, False, True, False]])
    assert numbers(layer(sequence(1, 2, 4, 8), mask=mask)) == [[[1], [0], [5], [0]]]
    layer.return_sequences = False
    assert numbers(layer(sequence(1, 2, 4, 8), mask=mask)) == [[0]]


@halves_of("recurrence")
def test_unrolled_and_backwards_the_zeros_stand_at_the_wrong_steps(half):
    """The steps are 8, 4 (masked), 2 and 1: unrolled, the repeated 8 is seen and the 10 is not."""
    kwargs = {"return_sequences": True, "go_backwards": True, "zero_output_for_mask": True}
    mask = np.array([[True, True, False, True]])
    expected = {False: [[[8], [0], [10], [11]]], True: [[[8], [8], [0], [11]]]}
    for unroll, outputs in expected.items():
        layer = adding_up(half, unroll=unroll, **kwargs)
        assert numbers(layer(sequence(1, 2, 4, 8), mask=mask)) == outputs


@halves_of("recurrence")
def test_a_mask_turns_with_the_steps(half):
    layer = adding_up(half, return_sequences=True, go_backwards=True)
    mask = np.array([[True, True, False]])
    assert numbers(layer(sequence(1, 2, 4), mask=mask)) == [[[0], [2], [3]]]


@halves_of("recurrence")
def test_the_mask_passes_on_where_all_steps_do(half):
    mask = np.array([[True, False]])
    x = sequence(1, 2)
    assert half.LSTM(2).supports_masking is True
    assert half.LSTM(2).compute_mask(x, mask) is None
    assert half.LSTM(2, return_sequences=True).compute_mask(x, mask) is mask
    assert half.LSTM(2, return_state=True).compute_mask(x, mask) == [None, None, None]
    passed, state = half.GRU(2, return_state=True, return_sequences=True).compute_mask(x, mask)
    assert passed is mask
    assert state is None


@halves_of("recurrence")
def test_padding_changes_nothing_behind_masking(half):
    """In a Sequential the mask of Masking reaches both layers."""
    layers = beside(half, "layers")
    model = beside(half, "sequential").Sequential(
        [layers.Input((None, 4)), layers.Masking(), half.GRU(3, return_sequences=True), half.LSTM(2)]
    )
    padded = np.concatenate([X, np.zeros((2, 2, 4), "float32")], axis=1)
    assert numbers(model(padded)) == numbers(model(X))
