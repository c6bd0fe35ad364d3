"""Rows of SimpleRNN, LSTM and GRU."""

from collections.abc import Callable, Mapping
from typing import Any

from keras.layers import GRU, LSTM, SimpleRNN

from keras_notes.parity import Case
from keras_notes.parity.draw import Draw

__all__ = ["CASES", "given"]

EVERYTHING = {"return_sequences": True, "return_state": True}
LINEAR = {"activation": None, "recurrent_activation": None}
DROPPING = {"dropout": 0.4, "recurrent_dropout": 0.3, "seed": 7, "unroll": True}
HOLES = ((1, 0, 1), (0, 1, 0))  # the second sequence begins and ends with a masked step
TAILS = ((1, 1, 1), (1, 1, 0))


def given(name: str, *sizes: int, n: int = 2) -> Callable[[Draw], Mapping[str, Any]]:
    """A call with random states of these sizes for n samples as the argument `name`."""
    return lambda draw: {name: [draw(f"{name} {i}", (n, size)) for i, size in enumerate(sizes)]}


FROM_ONE_STATE, FROM_TWO_STATES = given("initial_state", 3), given("initial_state", 3, 3)

CASES = [
    Case(SimpleRNN, {"units": 3, "activation": "relu"}, (2, 2, 4), exact=True),
    Case(
        SimpleRNN, {"units": 2, "activation": None, "go_backwards": True, **EVERYTHING}, (3, 2, 4), exact=True
    ),
    Case(
        SimpleRNN,
        {"units": 3, "activation": "linear", "use_bias": False, **EVERYTHING},
        (2, 3, 2),
        mask=HOLES,
        call=FROM_ONE_STATE,
        exact=True,
    ),
    Case(SimpleRNN, {"units": 3, "return_sequences": True, "go_backwards": True}, (2, 3, 4), mask=TAILS),
    Case(SimpleRNN, {"units": 2, **DROPPING, "dropout": 1.0, "return_state": True}, (3, 2, 2), training=True),
    Case(LSTM, {"units": 3, **LINEAR, "return_state": True}, (2, 1, 4), call=FROM_TWO_STATES, exact=True),
    Case(LSTM, {"units": 3}, (2, 3, 4)),
    Case(LSTM, {"units": 3, **EVERYTHING}, (2, 3, 2), mask=HOLES, call=FROM_TWO_STATES),
    Case(
        LSTM,
        {
            "units": 2,
            "activation": "silu",
            "recurrent_activation": "softmax",
            "use_bias": False,
            "go_backwards": True,
            "unroll": True,
            **EVERYTHING,
        },
        (2, 3, 4),
    ),
    Case(LSTM, {"units": 2, "dropout": 0.4, "seed": 7, "stateful": True}, (3, 2, 4), training=True),
    Case(
        LSTM,
        {"units": 2, **DROPPING, "dropout": 1.0, "return_sequences": True},
        (2, 2, 1),
        training=True,
    ),
    Case(GRU, {"units": 2, **LINEAR}, (3, 1, 2), call=given("initial_state", 2, n=3), exact=True),
    Case(
        GRU,
        {"units": 2, "reset_after": False, **LINEAR},
        (3, 1, 2),
        call=given("initial_state", 2, n=3),
        exact=True,
    ),
    Case(GRU, {"units": 3}, (2, 3, 4)),
    Case(GRU, {"units": 3, "reset_after": False}, (2, 3, 4)),
    Case(
        GRU,
        {"units": 3, "use_bias": False, "go_backwards": True, **EVERYTHING},
        (2, 3, 4),
        mask=TAILS,
        call=FROM_ONE_STATE,
    ),
    Case(
        GRU,
        {"units": 3, "reset_after": False, "use_bias": False, **EVERYTHING},
        (2, 2, 4),
        call=FROM_ONE_STATE,
    ),
    Case(GRU, {"units": 2, **DROPPING}, (2, 2, 3), training=True),
    Case(GRU, {"units": 2, "reset_after": False, **DROPPING}, (2, 2, 3), training=True),
]
