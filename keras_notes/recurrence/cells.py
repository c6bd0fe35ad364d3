"""Rows of the cells alone, of RNN over them and over stacks, and of a recurrent network in training."""

from typing import Any

from keras.layers import RNN, Dense, GRUCell, Input, LSTMCell, SimpleRNN, SimpleRNNCell, StackedRNNCells
from keras.models import Sequential

from keras_notes.parity import Case, FitCase, Inner
from keras_notes.recurrence.layers import EVERYTHING, HOLES, TAILS, given

__all__ = ["CASES"]

# Names of their own, since Keras counts on from run to run.
LSTM_UNDER_GRU = Inner(
    StackedRNNCells,
    name="stack",
    cells=[Inner(LSTMCell, units=1, name="low"), Inner(GRUCell, units=2, name="high")],
)
DROPPING_STACK = Inner(
    StackedRNNCells,
    name="stack",
    cells=[
        Inner(GRUCell, units=3, dropout=0.3, seed=3, name="low"),
        Inner(SimpleRNNCell, units=2, dropout=0.4, recurrent_dropout=0.2, seed=5, name="high"),
    ],
)


def trained_network() -> Any:
    """A recurrent layer with all that training adds: costs, bounds, dropout, states from batch to batch."""
    rnn = SimpleRNN(
        3,
        stateful=True,
        dropout=0.25,
        recurrent_dropout=0.25,
        seed=3,
        kernel_regularizer="l2",
        recurrent_regularizer="l1",
        activity_regularizer="l2",
        recurrent_constraint="max_norm",
        bias_constraint="unit_norm",
        unroll=True,
    )
    return Sequential([Input(batch_shape=(10, 2, 4)), rnn, Dense(2, activation="softmax")])


CASES = [
    Case(SimpleRNNCell, {"units": 3, "activation": "relu"}, (2, 4), call=given("states", 3), exact=True),
    Case(LSTMCell, {"units": 3}, (2, 4), call=given("states", 3, 3)),
    Case(
        LSTMCell,
        {"units": 2, "dropout": 0.4, "recurrent_dropout": 0.3, "seed": 2},
        (2, 3),
        call=given("states", 2, 2),
        training=True,
    ),
    Case(GRUCell, {"units": 3}, (2, 4), call=given("states", 3)),
    Case(
        StackedRNNCells,
        {"cells": [Inner(GRUCell, units=3, name="low"), Inner(SimpleRNNCell, units=2, name="high")]},
        (2, 4),
        call=given("states", 3, 2),
    ),
    Case(RNN, {"cell": Inner(LSTMCell, units=3), "zero_output_for_mask": True}, (2, 3, 4), mask=HOLES),
    Case(
        RNN,
        {
            "cell": Inner(SimpleRNNCell, units=3),
            "zero_output_for_mask": True,
            "go_backwards": True,
            "unroll": True,
            **EVERYTHING,
        },
        (2, 3, 4),
        mask=TAILS,
    ),
    Case(RNN, {"cell": LSTM_UNDER_GRU}, (2, 3, 1), mask=HOLES),
    Case(
        RNN,
        {"cell": DROPPING_STACK, "go_backwards": True, "unroll": True, **EVERYTHING},
        (3, 2, 1),
        training=True,
    ),
    FitCase(
        "stateful SimpleRNN 3",
        trained_network,
        "categorical_crossentropy",
        0.1,
        {"epochs": 2, "batch_size": 10},
        samples=10,
    ),
]
