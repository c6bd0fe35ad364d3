"""Recurrent layers from call to call: states kept, gradients, dropout masks and their seeds."""

import numpy as np
import pytest
from parity_rows import halves_of
from recurrent import X, adding_up, numbers, sequence, with_weights

from reference import recurrence

# ------------------------------------------------------------------ states


@halves_of("recurrence")
def test_a_stateful_layer_goes_on_where_it_ended(half):
    layer = half.SimpleRNN(1, activation=None, use_bias=False, stateful=True)
    with_weights(layer, [[[1]], [[1]]], (1, None, 1))
    assert numbers(layer(sequence(1, 2))) == [[3]]
    assert numbers(layer(sequence(4), training=True)) == [[7]]
    layer.reset_state()
    assert numbers(layer(sequence(4))) == [[4]]
    assert numbers(layer(sequence(1), initial_state=[np.array([[10]], "float32")])) == [[11]]
    assert numbers(layer(sequence(0))) == [[11]]
    assert [w.shape for w in layer.get_weights()] == [(1, 1), (1, 1)]  # the state is none of them
    assert layer.non_trainable_weights == []


@halves_of("recurrence")
def test_a_stateful_layer_keeps_its_number_of_samples(half):
    layer = half.LSTM(2, stateful=True)
    layer(X)
    with pytest.raises(ValueError, match="stateful"):
        layer(np.zeros((3, 3, 4), "float32"))


@halves_of("recurrence")
def test_without_stateful_every_call_starts_anew(half):
    layer = adding_up(half)
    assert numbers(layer(sequence(1, 2))) == numbers(layer(sequence(1, 2))) == [[3]]
    layer.reset_state()


def test_a_kept_state_is_a_copy():
    layer = with_weights(recurrence.SimpleRNN(1, activation=None, stateful=True), [[[1]], [[1]], [0]])
    layer(sequence(1))[...] = 100
    assert numbers(layer(sequence(1))) == [[2]]


def test_backward_by_hand():
    """h₁ = 2, h₂ = 3 h₁ + 5 = 11, h₃ = 3 h₂ + 7 = 40 (x = 2, 5, 7; K = 1, U = 3), and dy₃ = 1.

    dh₃ = 1, dh₂ = 3, dh₁ = 9     dx = (9, 3, 1)     dh₀ = 27
    dK = 9·2 + 3·5 + 1·7 = 40     dU = 9·0 + 3·2 + 1·11 = 17     db = 13
    """
    layer = with_weights(recurrence.SimpleRNN(1, activation=None), [[[1]], [[3]], [0]])
    y, cache = layer.forward(sequence(2, 5, 7), initial_state=[np.zeros((1, 1), "float32")])
    assert y.tolist() == [[40]]
    dx, grads = layer.backward(np.ones((1, 1), "float32"), cache)
    assert [each.ravel().tolist() for each in dx] == [[9, 3, 1], [27]]
    assert {name: grad.item() for name, grad in grads.items()} == {
        "kernel": 40,
        "recurrent_kernel": 17,
        "bias": 13,
    }


def test_no_gradient_is_computed_that_nobody_asks_for():
    for cell in (recurrence.LSTMCell(3), [recurrence.GRUCell(2), recurrence.SimpleRNNCell(3)]):
        layer = recurrence.RNN(cell)
        layer.build((None, 3, 4))
        y, cache = layer.forward(X)
        dx, grads = layer.backward(y, cache, input_gradient=False)
        again, same = layer.backward(y, cache)
        assert dx is None
        assert again.shape == X.shape
        assert all(np.array_equal(grads[name], same[name]) for name in layer.trainable_weight_names)
    states = [np.zeros((2, 3), "float32")]
    layer = recurrence.GRU(3)
    layer.build((None, 3, 4))
    y, cache = layer.forward(X, initial_state=states)
    dx, *dstates = layer.backward(y, cache, input_gradient=False)[0]
    assert dx is None
    assert dstates[0].shape == (2, 3)


def test_neither_pass_changes_what_it_is_given():
    layer = recurrence.LSTM(3, return_sequences=True, dropout=0.5, recurrent_dropout=0.5, seed=1)
    layer.build((None, 3, 4))
    x, mask = X.copy(), np.array([[True, False, True], [True, True, False]])
    y, cache = layer.forward(x, True, mask=mask)
    dy = np.ones_like(y)
    first = layer.backward(dy, cache)
    assert (x == X).all()
    assert (dy == 1).all()
    assert all(
        (a == b).all() for a, b in zip(first[1].values(), layer.backward(dy, cache)[1].values(), strict=True)
    )
    assert (layer.forward(x, True, mask=mask)[0] == y).all()


# ------------------------------------------------------------------ dropout


@halves_of("recurrence")
@pytest.mark.parametrize(("name", "draws"), [("SimpleRNN", 2), ("LSTM", 8), ("GRU", 6)])
def test_each_gate_has_masks_of_its_own_and_inference_moves_the_seed_too(half, name, draws):
    layer = getattr(half, name)(3, dropout=0.5, recurrent_dropout=0.5, seed=4)
    for calls, training in enumerate((False, True, False), start=1):
        layer(X, training=training)
        assert np.asarray(layer.cell.seed_generator.state).tolist() == [4, calls * draws]


@halves_of("recurrence")
@pytest.mark.parametrize(("name", "draws"), [("SimpleRNN", 1), ("LSTM", 1), ("GRU", 1)])
def test_without_recurrent_dropout_all_gates_share_one_mask(half, name, draws):
    layer = getattr(half, name)(3, dropout=0.5, seed=4)
    layer(X, training=True)
    assert np.asarray(layer.cell.seed_generator.state).tolist() == [4, draws]


@halves_of("recurrence")
@pytest.mark.parametrize(("name", "masks"), [("LSTM", 4), ("GRU", 3)])
def test_the_old_implementation_has_a_mask_a_gate(half, name, masks):
    layer = getattr(half, name)(3, dropout=0.5, seed=4, implementation=1, use_cudnn=False)
    layer(X, training=True)
    assert np.asarray(layer.cell.seed_generator.state).tolist() == [4, masks]


@halves_of("recurrence")
def test_all_steps_of_a_sequence_have_the_same_mask(half):
    """With K = 1 and U = 0 the outputs are the inputs, at all steps the same units hidden."""
    layer = half.SimpleRNN(6, activation=None, use_bias=False, dropout=0.5, seed=3, return_sequences=True)
    with_weights(layer, [np.eye(6), np.zeros((6, 6))], (None, None, 6))
    y = np.asarray(layer(np.ones((4, 3, 6), "float32"), training=True))
    assert set(np.unique(y)) == {0.0, 2.0}
    assert (y == y[:, :1]).all()
    assert (np.asarray(layer(np.ones((4, 3, 6), "float32"))) == 1).all()


@halves_of("recurrence")
@pytest.mark.parametrize("rate", ["dropout", "recurrent_dropout"])
def test_a_rate_of_one_hides_nothing_in_lstm_and_gru(half, rate):
    for name in ("LSTM", "GRU"):
        layer = getattr(half, name)(3, **{rate: 1.0})
        assert numbers(layer(X, training=True)) == numbers(layer(X))
    layer = half.SimpleRNN(3, **{rate: 1.0})
    assert numbers(layer(X, training=True)) != numbers(layer(X))


@halves_of("recurrence")
def test_a_rate_of_one_draws_nothing(half):
    """Where it hides all, in SimpleRNN; the other rate has one mask a call."""
    layer = half.SimpleRNN(3, dropout=1.0, recurrent_dropout=0.5, seed=4)
    for calls, training in enumerate((False, True), start=1):
        layer(X, training=training)
        assert np.asarray(layer.cell.seed_generator.state).tolist() == [4, calls]


@halves_of("recurrence")
def test_rates_are_held_between_zero_and_one(half):
    layer = half.LSTM(2, dropout=-1, recurrent_dropout=7)
    assert (layer.dropout, layer.recurrent_dropout) == (0, 1)


@halves_of("recurrence")
def test_a_cell_on_its_own_keeps_its_masks(half):
    cell = half.GRUCell(3, dropout=0.5, recurrent_dropout=0.5, seed=2)
    states = [np.ones((2, 3), "float32")]

    def call():
        output, _ = cell(X[:, 0], states, training=True)
        return numbers(output), np.asarray(cell.seed_generator.state).tolist()

    cell(X[:, 0], states)
    first, after = call()
    assert after == [2, 6]
    assert call() == (first, [2, 6])
    cell.reset_dropout_mask()
    second, after = call()
    assert (second != first, after) == (True, [2, 9])
    cell.reset_recurrent_dropout_mask()
    third, after = call()
    assert (third != second, after) == (True, [2, 12])


@halves_of("recurrence")
def test_a_stack_on_its_own_gives_output_and_states(half):
    stack = half.StackedRNNCells([half.LSTMCell(3), half.GRUCell(2)])
    output, states = stack(X[:, 0], stack.get_initial_state(2))
    assert np.shape(output) == (2, 2)
    assert [[np.shape(each) for each in own] for own in states] == [[(2, 3), (2, 3)], [(2, 2)]]
    assert stack.state_size == [[3, 3], 2]
    assert stack.output_size == 2


@halves_of("recurrence")
def test_the_states_of_a_stack_within_a_stack(half):
    """A stack of one cell takes a list of lists, and gives back the inner one."""
    inner = half.StackedRNNCells([half.GRUCell(1), half.LSTMCell(3)])
    stack = half.StackedRNNCells([half.StackedRNNCells([half.LSTMCell(2)]), inner])
    _, states = stack(X[:, 0], stack.get_initial_state(2))
    (h, c), ((g,), (last, carry)) = states
    assert [np.shape(each)[1] for each in (h, c, g, last, carry)] == [2, 2, 1, 3, 3]
