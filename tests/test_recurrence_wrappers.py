"""TimeDistributed, Bidirectional and the convolutional LSTMs; their rows run in tests/test_recurrence.py."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from parity_rows import beside, halves_of

from keras_notes.parity import twin
from keras_notes.parity.precision import precision
from reference import layers
from reference.recurrence import (
    GRU,
    LSTM,
    Bidirectional,
    ConvLSTM1D,
    ConvLSTM2D,
    TimeDistributed,
)
from reference.recurrence.conv_lstm_cell import ConvLSTMCell

ENDS = np.array([[True, True, False], [True, False, False]])


def numbers(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape).astype("float32")


def listed(y):
    return np.asarray(y).tolist()


def shapes(found):
    """A shape, or several as a list of tuples, whatever they came in."""
    several = isinstance(found[0], tuple | list)
    return [tuple(each) for each in found] if several else tuple(found)


# ------------------------------------------------------------------ TimeDistributed


def distributed(half, name, *arguments, shape=(2, 3, 4), **kwargs):
    """A TimeDistributed of either half around the layer `name`, built."""
    layer = half.TimeDistributed(getattr(beside(half, "layers"), name)(*arguments, **kwargs))
    layer.build(shape)
    return layer


@halves_of("recurrence")
def test_each_step_goes_through_the_same_layer(half):
    layer, x = distributed(half, "Dense", 2), numbers(2, 3, 4)
    kernel, bias = layer.get_weights()
    assert np.allclose(layer(x)[:, 1], x[:, 1] @ kernel + bias)
    assert np.shape(layer(numbers(2, 7, 4))) == (2, 7, 2)  # the number of steps is free


@halves_of("recurrence")
def test_each_step_has_its_own_batch_statistics_and_moves_the_moving_ones(half):
    layer, x = distributed(half, "BatchNormalization", momentum=0.5), numbers(2, 3, 4)
    y = np.asarray(layer(x, training=True))
    assert np.allclose(y.mean(axis=0), 0, atol=1e-6)
    moving = np.zeros(4)
    for t in range(3):
        moving = 0.5 * moving + 0.5 * x[:, t].mean(axis=0)
    assert np.allclose(layer.get_weights()[2], moving, atol=1e-6)


@halves_of("recurrence")
def test_each_step_has_a_dropout_mask_of_its_own(half):
    layer = distributed(half, "Dropout", 0.5, seed=3)
    y = np.asarray(layer(np.ones((2, 3, 4), dtype="float32"), training=True))
    assert listed(y[0]) == [[0, 2, 2, 2], [0, 2, 0, 2], [2, 0, 2, 0]]
    assert listed(y[1]) == [[0, 0, 0, 0], [2, 0, 2, 0], [0, 2, 2, 0]]


@halves_of("recurrence")
def test_a_mask_passes_on_but_none_is_made(half):
    """Around a Dense the mask is that of the input; what a wrapped Embedding would make is lost."""
    layer = distributed(half, "Dense", 2)
    assert layer.compute_mask(numbers(2, 3, 4), ENDS) is ENDS
    words = distributed(half, "Embedding", 5, 2, mask_zero=True)
    assert words.compute_mask(np.zeros((2, 3, 4)), None) is None


@halves_of("recurrence")
@pytest.mark.parametrize("shape", [(2,), (2, 4), (3, 3)])
def test_a_mask_must_have_samples_and_steps(half, shape):
    with pytest.raises(ValueError, match="mask"):
        distributed(half, "Dense", 2)(numbers(2, 3, 4), mask=np.ones(shape, dtype=bool))


@halves_of("recurrence")
def test_an_input_needs_a_time_axis(half):
    with pytest.raises(ValueError, match=r"rank 3|3 dimensions"):
        distributed(half, "Dense", 2, shape=(2, 4))


@halves_of("recurrence")
@pytest.mark.parametrize("wrapper", ["TimeDistributed", "Bidirectional"])
def test_only_layers_are_wrapped(half, wrapper):
    with pytest.raises(ValueError, match=wrapper):
        getattr(half, wrapper)("dense")


def test_the_logits_of_a_wrapped_softmax_are_lost():
    theirs = keras.layers.TimeDistributed(keras.layers.Dense(2, activation="softmax"))
    assert not hasattr(theirs(numbers(2, 3, 4)), "_keras_logits")
    assert not twin(theirs).has_logits


def test_the_activity_regularizer_of_a_wrapped_layer_costs_nothing():
    theirs = keras.layers.TimeDistributed(keras.layers.Dense(2, activity_regularizer="l2"))
    theirs(numbers(2, 3, 4))
    assert theirs.losses == []
    assert twin(theirs).activity_regularizer is None


def test_all_steps_at_once_are_the_steps_one_by_one():
    layer, x, dy = TimeDistributed(layers.Dense(2)), numbers(2, 3, 4), numbers(2, 3, 2, seed=1)
    layer.build(x.shape)
    assert layer.folds
    y, cache = layer.forward(x)
    at_once = [y, layer.backward(dy, cache)[0], *layer.backward(dy, cache)[1].values()]
    layer.folds = False
    y, cache = layer.forward(x)
    assert len(cache) == 3
    one_by_one = [y, layer.backward(dy, cache)[0], *layer.backward(dy, cache)[1].values()]
    assert all(np.allclose(a, b, atol=1e-6) for a, b in zip(at_once, one_by_one, strict=True))


def test_a_pass_writes_nothing_before_the_commit():
    layer = TimeDistributed(layers.BatchNormalization())
    layer.build((2, 3, 4))
    before = layer.get_weights()
    _, cache = layer.forward(numbers(2, 3, 4), training=True)
    assert all(np.array_equal(a, b) for a, b in zip(before, layer.get_weights(), strict=True))
    layer.commit(cache)
    assert not np.array_equal(before[2], layer.get_weights()[2])


def test_what_has_no_gradient_gets_none():
    words = TimeDistributed(layers.Embedding(5, 2))
    words.build((2, 3, 4))
    y, cache = words.forward(np.ones((2, 3, 4), dtype=int))
    assert words.backward(y, cache)[0] is None
    dense = TimeDistributed(layers.Dense(2))
    dense.build((2, 3, 4))
    y, cache = dense.forward(numbers(2, 3, 4))
    assert dense.backward(y, cache, input_gradient=False)[0] is None


def test_what_time_distributed_refuses():
    with pytest.raises(ValueError, match="one output"):
        TimeDistributed(LSTM(2, return_state=True)).build((2, 3, 5, 4))
    with pytest.raises(ValueError, match="not built"):
        TimeDistributed(layers.Dense(2)).check_input(numbers(2, 3, 4))
    built = TimeDistributed(layers.Dense(2))
    built.build((2, 3, 4))
    with pytest.raises(ValueError, match="expected an input of shape"):
        built(numbers(2, 4))
    with pytest.raises(ValueError, match="dense"):
        built(numbers(2, 3, 5))


# ------------------------------------------------------------------ Bidirectional


def summing(half, merge_mode, **kwargs):
    """A Bidirectional whose layers add up what they have seen, and its output for the steps 1, 2, 3."""
    rnn = half.SimpleRNN(1, activation=None, use_bias=False, **kwargs)
    layer = half.Bidirectional(rnn, merge_mode=merge_mode)
    layer.build((1, 3, 1))
    layer.set_weights([np.ones((1, 1)) for _ in range(4)])
    return layer(np.array([[[1], [2], [3]]], dtype="float32"))


@halves_of("recurrence")
@pytest.mark.parametrize(
    ("merge_mode", "expected"),
    [
        ("concat", [[1, 6], [3, 5], [6, 3]]),
        ("sum", [[7], [8], [9]]),
        ("ave", [[3.5], [4], [4.5]]),
        ("mul", [[6], [15], [18]]),
    ],
)
def test_both_sums_stand_at_their_step(half, merge_mode, expected):
    """Ahead 1, 3, 6; back 3, 5, 6, turned to 6, 5, 3: the sum so far and the sum still to come."""
    assert listed(summing(half, merge_mode, return_sequences=True)) == [expected]


@halves_of("recurrence")
def test_without_all_steps_both_ends_are_merged(half):
    assert listed(summing(half, "concat")) == [[6, 6]]
    assert [listed(each) for each in summing(half, None)] == [[[6]], [[6]]]


@halves_of("recurrence")
def test_the_layer_is_made_again_and_the_backward_layer_taken(half):
    layer, back = half.LSTM(2, name="forward_a"), half.LSTM(2, go_backwards=True)
    pair = half.Bidirectional(layer, backward_layer=back)
    assert pair.forward_layer is not layer
    assert pair.backward_layer is back
    assert pair.forward_layer.name == "forward_a"  # the word is not put twice
    alone = half.Bidirectional(half.LSTM(2, name="a"))
    assert (alone.forward_layer.name, alone.backward_layer.name) == ("forward_a", "backward_a")
    assert alone.backward_layer.go_backwards


@halves_of("recurrence")
@pytest.mark.parametrize("all_steps", [True, False])
def test_what_a_masked_step_gives_is_decided_by_return_sequences(half, all_steps):
    layer = half.LSTM(2, return_sequences=all_steps, zero_output_for_mask=not all_steps)
    pair = half.Bidirectional(layer)
    assert pair.forward_layer.zero_output_for_mask is all_steps
    assert pair.backward_layer.zero_output_for_mask is all_steps


@halves_of("recurrence")
@pytest.mark.parametrize(
    ("layer", "other", "named"),
    [
        ({"go_backwards": True}, None, "go_backwards"),
        ({}, {}, "go_backwards"),
        ({"stateful": True}, {"go_backwards": True}, "stateful"),
        ({"return_sequences": True}, {"go_backwards": True}, "return_sequences"),
        ({}, {"go_backwards": True, "return_state": True}, "return_state"),
    ],
)
def test_both_layers_must_fit_together(half, layer, other, named):
    back = None if other is None else half.GRU(2, **other)
    with pytest.raises(ValueError, match=named):
        half.Bidirectional(half.GRU(2, **layer), backward_layer=back)


@halves_of("recurrence")
def test_a_merge_mode_must_be_known(half):
    with pytest.raises(ValueError, match=r"merge.mode"):
        half.Bidirectional(half.GRU(2), merge_mode="max")


@halves_of("recurrence")
def test_states_go_on_until_they_are_reset(half):
    pair, x = half.Bidirectional(half.GRU(2, stateful=True)), numbers(2, 3, 4)
    pair.build((2, 3, 4))
    first, second = listed(pair(x)), listed(pair(x))
    assert first != second
    assert [np.shape(state) for state in pair.states] == [(2, 2), (2, 2)]
    pair.reset_state()
    assert listed(pair(x)) == first
    with pytest.raises(AttributeError, match="stateful"):
        half.Bidirectional(half.GRU(2)).reset_state()


def test_a_stateless_pair_has_no_states():
    assert Bidirectional(GRU(2)).states is None


@pytest.mark.parametrize("merge_mode", ["concat", "sum", None])
@pytest.mark.parametrize("flags", [{}, {"return_sequences": True}, {"return_state": True}])
def test_the_shapes_and_masks_of_a_pair_are_keras_s(merge_mode, flags):
    theirs = keras.layers.Bidirectional(keras.layers.LSTM(2, **flags), merge_mode=merge_mode)
    ours = twin(theirs)
    assert shapes(ours.compute_output_shape((None, None, 4))) == shapes(
        theirs.compute_output_shape((None, None, 4))
    )
    assert repr(ours.compute_mask(None, ENDS)) == repr(theirs.compute_mask(None, ENDS))


@halves_of("recurrence")
def test_two_sizes_stand_side_by_side(half):
    pair = half.Bidirectional(half.LSTM(2), backward_layer=half.GRU(3, go_backwards=True))
    assert np.shape(pair(numbers(2, 3, 4))) == (2, 5)


def test_what_bidirectional_refuses():
    with pytest.raises(ValueError, match="recurrent"):
        Bidirectional(layers.Dense(2))
    with pytest.raises(ValueError, match="backward_layer"):
        Bidirectional(LSTM(2), backward_layer=layers.Dense(2))
    with pytest.raises(ValueError, match=r"'sum' expects outputs of one shape, got \(2, 1\) and \(2, 3\)"):
        Bidirectional(LSTM(1), "sum", backward_layer=GRU(3, go_backwards=True)).build((2, 3, 4))
    with pytest.raises(ValueError, match="weights"):
        Bidirectional(LSTM(2), weights=[1])
    with pytest.raises(ValueError, match="activity_regularizer"):
        Bidirectional(LSTM(2, activity_regularizer="l2"))
    with pytest.raises(ValueError, match="not built"):
        Bidirectional(LSTM(2)).check_input(numbers(2, 3, 4))
    with pytest.raises(ValueError, match="initial_state"):
        Bidirectional(LSTM(2))(numbers(2, 3, 4), initial_state=[numbers(2, 2)] * 2)


def test_the_gradient_of_the_input_can_be_left_out():
    pair, x = Bidirectional(LSTM(2)), numbers(2, 3, 4)
    pair.build(x.shape)
    y, cache = pair.forward(x)
    dx, grads = pair.backward(y, cache, input_gradient=False)
    assert dx is None
    assert list(grads)[:4] == [
        "forward_lstm/lstm_cell/kernel",
        "forward_lstm/lstm_cell/recurrent_kernel",
        "forward_lstm/lstm_cell/bias",
        "backward_lstm/lstm_cell/kernel",
    ]


def test_masks_go_through_a_stack_as_in_keras():
    made = keras.layers
    model = keras.Sequential(
        [
            made.Embedding(6, 4, mask_zero=True),
            made.Bidirectional(made.LSTM(3, return_sequences=True)),
            made.TimeDistributed(made.Dense(4)),
            made.Bidirectional(made.GRU(2), merge_mode="sum"),
        ]
    )
    words = np.array([[3, 1, 0, 0], [2, 5, 4, 0]])
    expected = np.asarray(model(words))
    assert np.allclose(twin(model)(words), expected, atol=1e-6)


# ------------------------------------------------------------------ ConvLSTM


@halves_of("recurrence")
def test_the_gates_are_input_forget_candidate_output(half):
    """With kernels of zeros gates are σ and tanh of the bias: c₁ = i g, c₂ = f c₁ + i g, h = o tanh c₂."""
    layer = half.ConvLSTM1D(1, 1)
    layer.build((1, 2, 1, 1))
    b = np.array([0.5, -0.25, 1.0, 2.0])
    layer.set_weights([np.zeros((1, 1, 4)), np.zeros((1, 1, 4)), b])
    i, f, o = (1 / (1 + np.exp(-b[k])) for k in (0, 1, 3))
    c = i * np.tanh(b[2])
    c = f * c + i * np.tanh(b[2])
    assert np.allclose(layer(np.ones((1, 2, 1, 1), dtype="float32")), o * np.tanh(c), atol=1e-6)


@halves_of("recurrence")
@pytest.mark.parametrize(
    ("kwargs", "expected"),
    [
        ({}, [0, 0, 1, 1, 0, 0, 0, 0]),
        ({"unit_forget_bias": False}, [0] * 8),
        ({"bias_initializer": "ones"}, [1] * 8),
    ],
)
def test_the_forget_gate_starts_open(half, kwargs, expected):
    layer = half.ConvLSTM1D(2, 3, **kwargs)
    layer.build((None, None, 5, 3))
    assert listed(layer.get_weights()[2]) == expected
    assert [w.shape for w in layer.get_weights()] == [(3, 3, 8), (3, 2, 8), (8,)]


@halves_of("recurrence")
@pytest.mark.parametrize(
    ("kwargs", "named"),
    [
        ({"strides": 2, "dilation_rate": 2}, "dilation_rate"),
        ({"padding": "causal"}, "padding"),
        ({"kernel_size": (1, 2)}, "kernel_size"),
        ({"strides": 2.5}, "strides"),
        ({"data_format": "last"}, "data_format"),
    ],
)
def test_arguments_are_checked(half, kwargs, named):
    with pytest.raises(ValueError, match=named):
        half.ConvLSTM1D(**({"filters": 2, "kernel_size": 3} | kwargs))


@halves_of("recurrence")
def test_padding_is_read_in_any_case(half):
    assert half.ConvLSTM2D(2, 3, padding="SAME").padding == "same"


@halves_of("recurrence")
def test_the_pictures_sizes_must_be_known_when_weights_are_made(half):
    layer = half.ConvLSTM2D(2, 2)
    assert tuple(layer.compute_output_shape((None, None, None, 6, 3))) == (None, None, 5, 2)
    for shape in ((None, 3, None, 6, 3), (None, 3, 5, 6, None)):
        with pytest.raises(ValueError, match=r"static|defined|a size of a step"):
            half.ConvLSTM2D(2, 2).build(shape)


@halves_of("recurrence")
def test_every_gate_draws_a_mask_for_inputs_and_states_even_in_inference(half):
    layer = half.ConvLSTM1D(2, 2, dropout=0.5, recurrent_dropout=0.25, seed=5)
    layer(numbers(2, 3, 4, 1))
    assert listed(layer.cell.seed_generator.state) == [5, 8]


@halves_of("recurrence")
def test_a_stateful_film_goes_on(half):
    layer, x = half.ConvLSTM1D(1, 2, stateful=True), numbers(2, 3, 4, 1)
    layer.build(x.shape)
    first, second = listed(layer(x)), listed(layer(x))
    assert first != second
    layer.reset_state()
    assert listed(layer(x)) == first


def test_what_conv_lstm_refuses():
    with pytest.raises(ValueError, match="filters"):
        ConvLSTM1D(0, 3)
    with pytest.raises(ValueError, match="does not fit"):
        ConvLSTM1D(2, 9).build((None, 3, 7, 2))
    with pytest.raises(ValueError, match="1 axes"):
        ConvLSTM1D(2, 3).build((None, 3, 7))
    with pytest.raises(ValueError, match="2 axes"):
        ConvLSTMCell(2, 2, 3).build((None, 7, 2))
    layer = ConvLSTM1D(2, 3)
    layer.build((None, 3, 7, 2))
    with pytest.raises(ValueError, match="expected an input of shape"):
        layer(numbers(2, 3, 6, 2))


def test_a_cell_is_a_layer_of_one_step():
    layer, x = ConvLSTM2D(2, 2), numbers(3, 1, 4, 3, 1)
    y = layer(x)
    cell = layer.cell
    states = cell.get_initial_state(3)
    assert np.array_equal(cell(x[:, 0], states)[0], y)
    outputs, cache = cell.forward(x[:, 0])
    (dx, *_), grads = cell.backward([np.ones_like(each) for each in outputs], cache)
    assert dx.shape == x[:, 0].shape
    assert list(grads) == ["kernel", "recurrent_kernel", "bias"]


@pytest.mark.parametrize("flags", [{}, {"return_sequences": True, "return_state": True}])
@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("ConvLSTM1D", (None, 3, 7, 2)),
        ("ConvLSTM2D", (None, None, 7, None, 2)),
        ("ConvLSTM3D", (4, 3, 7, 8, 5, 2)),
    ],
)
def test_the_shapes_of_films_are_keras_s(name, shape, flags):
    theirs = getattr(keras.layers, name)(3, 2, padding="same", strides=2, **flags)
    ours = twin(theirs)
    assert shapes(ours.compute_output_shape(shape)) == shapes(theirs.compute_output_shape(shape))
    assert ours.get_config()["strides"] == theirs.get_config()["strides"]
    first = getattr(keras.layers, name)(3, 2, data_format="channels_first", **flags)
    shape = (*shape[:2], shape[-1], *shape[2:-1])
    assert shapes(twin(first).compute_output_shape(shape)) == shapes(first.compute_output_shape(shape))


def turned(array):
    """Channels-last steps with the channels first."""
    return np.moveaxis(array, -1, -3)


def test_channels_first_is_channels_last_turned():
    last = ConvLSTM2D(3, 2, strides=(1, 2), return_sequences=True, return_state=True)
    first = ConvLSTM2D.from_config(last.get_config() | {"data_format": "channels_first"})
    x, state = numbers(2, 3, 4, 5, 2), numbers(2, 3, 2, 3)
    last.build(x.shape)
    first.build(turned(x).shape)
    first.set_weights(last.get_weights())
    y, cache = last.forward(x, mask=ENDS, initial_state=[state, 2 * state])
    z, other = first.forward(turned(x), mask=ENDS, initial_state=[turned(state), 2 * turned(state)])
    assert all(np.array_equal(turned(a), b) for a, b in zip(y, z, strict=True))
    dy = [numbers(*each.shape) for each in y]
    dx, grads = last.backward(dy, cache)
    dz, others = first.backward([turned(each) for each in dy], other)
    assert all(np.allclose(turned(a), b, atol=1e-6) for a, b in zip(dx, dz, strict=True))
    assert all(np.allclose(grads[name], others[name], atol=1e-5) for name in grads)


def test_channels_first_is_keras_s_where_keras_can():
    """TensorFlow has such convolutions on a CPU only when it compiles them, and then draws other numbers.

    So the dropout masks are drawn before.
    """
    with precision("float64"):
        theirs = keras.layers.ConvLSTM1D(
            2, 2, data_format="channels_first", dropout=0.5, recurrent_dropout=0.5, seed=3, unroll=True
        )
        x = numbers(2, 2, 3, 4).astype("float64")
        theirs.build(x.shape)
        ours = twin(theirs)
        theirs.cell.get_dropout_mask(tf.constant(x[:, 0]))
        theirs.cell.get_recurrent_dropout_mask(tf.zeros((2, 2, 3), "float64"))
        y = tf.function(lambda x: theirs(x, training=True), jit_compile=True)(tf.constant(x))
        assert np.allclose(ours(x, training=True), y, rtol=0, atol=1e-12)


# ------------------------------------------------------------------ configurations


@pytest.mark.parametrize(
    "make",
    [
        lambda kl: kl.TimeDistributed(kl.Dense(2, activation="relu", trainable=False)),
        lambda kl: kl.Bidirectional(kl.LSTM(2, dropout=0.5, seed=4), merge_mode="ave"),
        lambda kl: kl.Bidirectional(kl.GRU(2), backward_layer=kl.LSTM(3, go_backwards=True)),
        lambda kl: kl.ConvLSTM2D(2, (2, 3), recurrent_activation="hard_sigmoid", kernel_regularizer="l2"),
    ],
)
def test_a_configuration_makes_the_layer_again(make):
    theirs = make(keras.layers)
    ours = layers.find(type(theirs).__name__).from_config(theirs.get_config())
    again = type(ours).from_config(ours.get_config())
    assert again.get_config() == ours.get_config()
    assert set(ours.get_config()) >= {key for key, value in theirs.get_config().items() if value is not None}
    back = type(theirs).from_config(ours.get_config())
    assert back.get_config().keys() == theirs.get_config().keys()


def test_frozen_layers_inside_stay_frozen():
    ours = TimeDistributed(layers.Dense(2, trainable=False))
    ours.build((2, 3, 4))
    assert ours.trainable_weight_names == []
    assert ours.trainable
