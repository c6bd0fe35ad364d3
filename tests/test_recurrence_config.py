"""Recurrent layers: configurations and shapes beside Keras's, and what is refused."""

import keras
import numpy as np
import pytest
from parity_rows import halves_of
from recurrent import X

from keras_notes.parity import twin
from reference import recurrence

FULL = {
    "activation": "relu",
    "use_bias": False,
    "kernel_initializer": "he_normal",
    "recurrent_initializer": "zeros",
    "kernel_regularizer": "l2",
    "recurrent_regularizer": "l1",
    "bias_regularizer": "l1",
    "activity_regularizer": "l2",
    "kernel_constraint": "non_neg",
    "recurrent_constraint": "max_norm",
    "bias_constraint": "unit_norm",
    "dropout": 0.25,
    "recurrent_dropout": 0.5,
    "return_sequences": True,
    "return_state": True,
    "go_backwards": True,
    "unroll": True,
    "zero_output_for_mask": True,
}
GATED = {"recurrent_activation": "hard_sigmoid", "seed": 3}
LAYERS = [
    ("SimpleRNN", {}),
    ("SimpleRNN", FULL),
    ("LSTM", {}),
    ("LSTM", FULL | GATED | {"unit_forget_bias": False}),
    ("GRU", {}),
    ("GRU", FULL | GATED | {"reset_after": False}),
]
CELLS = {"SimpleRNNCell": {"seed": 1}, "LSTMCell": {"dropout": 0.5}, "GRUCell": {"reset_after": False}}


@pytest.mark.parametrize(("name", "kwargs"), LAYERS)
def test_configurations_and_shapes_are_keras_s(name, kwargs):
    theirs = getattr(keras.layers, name)(3, **kwargs)
    config = theirs.get_config()
    ours = getattr(recurrence, name).from_config(config)
    again = ours.get_config()
    assert {"activity_regularizer": None} | again == config | {"dtype": "float32"}
    assert getattr(keras.layers, name).from_config(again).get_config() == config
    assert ours.unroll == theirs.unroll
    for argument in ("units", "dropout", "recurrent_dropout", "use_bias"):
        assert getattr(ours, argument) == getattr(theirs, argument)
    for shape in ((None, None, 5), (2, 4, 5)):
        assert ours.compute_output_shape(shape) == theirs.compute_output_shape(shape)


@pytest.mark.parametrize(("name", "kwargs"), CELLS.items())
def test_configurations_of_cells_are_keras_s(name, kwargs):
    config = getattr(keras.layers, name)(3, **kwargs).get_config()
    ours = getattr(recurrence, name).from_config(config)
    assert ours.get_config() == config | {"dtype": "float32"}
    assert ours.compute_output_shape((None, 5)) == (None, 3)


def test_a_stack_goes_through_configurations():
    layer = keras.layers.RNN([keras.layers.LSTMCell(3), keras.layers.GRUCell(2)], return_state=True)
    theirs = np.asarray(layer(X)[0])
    ours = twin(layer)
    np.testing.assert_allclose(ours(X)[0], theirs, rtol=1e-5)
    assert [cell.units for cell in ours.cells] == [3, 2]
    assert ours.compute_output_shape((None, 5, 4)) == ((None, 2), (None, 3), (None, 3), (None, 2))
    again = keras.layers.RNN.from_config(ours.get_config())
    assert [type(cell).__name__ for cell in again.cell.cells] == ["LSTMCell", "GRUCell"]


def test_a_stack_tells_its_cells_apart():
    stack = recurrence.StackedRNNCells([recurrence.LSTMCell(2), recurrence.LSTMCell(2)])
    layer = recurrence.RNN(stack)
    layer.build((None, 3, 4))
    assert layer.weight_names[::3] == [
        "stacked_rnn_cells/lstm_cell/kernel",
        "stacked_rnn_cells/lstm_cell_1/kernel",
    ]
    assert stack.compute_output_shape((None, 4)) == (None, 2)
    with pytest.raises(ValueError, match="'low' twice"):
        recurrence.StackedRNNCells([recurrence.GRUCell(2, name="low"), recurrence.GRUCell(2, name="low")])


def test_freezing_a_layer_freezes_its_cell():
    layer = recurrence.LSTM(2, trainable=False)
    layer.build((None, 3, 4))
    assert layer.trainable_weights == []
    assert layer.cell.trainable is False


@halves_of("recurrence")
@pytest.mark.parametrize("units", [0, -1, "3", None])
@pytest.mark.parametrize("name", ["SimpleRNN", "LSTM", "GRU"])
def test_units_must_be_a_positive_integer(half, name, units):
    with pytest.raises((ValueError, TypeError), match="units|<="):
        getattr(half, name)(units)


@halves_of("recurrence")
def test_what_is_no_cell_is_refused(half):
    with pytest.raises(ValueError, match="cell"):
        half.RNN(keras.layers.Dense(3) if half is not recurrence else recurrence.LSTM(3))
    with pytest.raises(ValueError, match="cells"):
        half.StackedRNNCells([keras.layers.Dense(3) if half is not recurrence else recurrence.LSTM(3)])


def test_a_cell_of_another_dtype_is_refused():
    with pytest.raises(ValueError, match="float64, got float32"):
        recurrence.RNN([recurrence.LSTMCell(3)], dtype="float64")


def test_a_stack_of_no_cells_is_refused():
    with pytest.raises(ValueError, match="cells must hold one cell or more"):
        recurrence.RNN([])


@halves_of("recurrence")
@pytest.mark.parametrize("name", ["LSTM", "GRU"])
def test_there_is_no_cudnn(half, name):
    with pytest.raises(ValueError, match="use_cudnn"):
        getattr(half, name)(2, use_cudnn=True)(X)
    with pytest.raises(ValueError, match="use_cudnn"):
        getattr(half, name)(2, use_cudnn="yes")


@halves_of("recurrence")
@pytest.mark.parametrize("argument", ["use_cudnn", "implementation"])
def test_what_only_lstm_and_gru_know_is_refused(half, argument):
    for layer, sizes in ((half.SimpleRNN, (2,)), (half.ConvLSTM1D, (2, 3))):
        with pytest.raises((ValueError, TypeError), match=argument):
            layer(*sizes, **{argument: 1})


def test_the_implementation_is_one_of_keras_s():
    with pytest.raises(ValueError, match="implementation"):
        recurrence.LSTMCell(2, implementation=3)


def built(name="LSTM"):
    layer = getattr(recurrence, name)(2)
    layer.build((None, 3, 4))
    return layer


@pytest.mark.parametrize(
    ("shape", "message"),
    [((2, 4), r"\(None, None, 4\)"), ((2, 3, 5), r"\(None, None, 4\)"), ((2, 0, 4), "one step or more")],
)
def test_inputs_of_another_shape_are_refused(shape, message):
    with pytest.raises(ValueError, match=message):
        built()(np.zeros(shape, "float32"))


def test_what_no_sequence_is_is_refused():
    with pytest.raises(ValueError, match=r"\(n, t, ...\), got \(None, 4\)"):
        recurrence.LSTM(2).build((None, 4))
    with pytest.raises(ValueError, match=r"\(n, features\), got \(None, 3, 4\)"):
        recurrence.LSTMCell(2).build((None, 3, 4))
    with pytest.raises(ValueError, match="not built"):
        recurrence.LSTM(2).check_input(X)


def test_masks_and_first_states_must_fit():
    with pytest.raises(ValueError, match=r"mask must have the shape \(2, 3\), got \(2, 2\)"):
        built()(X, mask=np.ones((2, 2), bool))
    with pytest.raises(ValueError, match=r"initial_state must have the shapes \[\(2, 2\), \(2, 2\)\]"):
        built()(X, initial_state=[np.ones((2, 2))])
    y = built("GRU")(X, mask=np.ones((2, 3), bool), initial_state=np.ones((2, 2)))
    assert y.dtype == "float32"
