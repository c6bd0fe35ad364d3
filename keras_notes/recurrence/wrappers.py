"""Rows of TimeDistributed, Bidirectional and the convolutional LSTMs."""

from collections.abc import Callable, Mapping
from typing import Any

from keras.layers import (
    LSTM,
    BatchNormalization,
    Bidirectional,
    Conv2D,
    ConvLSTM1D,
    ConvLSTM2D,
    ConvLSTM3D,
    Dense,
    Dropout,
    Embedding,
    LayerNormalization,
    SimpleRNN,
    Softmax,
    TimeDistributed,
)

from keras_notes.parity import Case, Inner
from keras_notes.parity.draw import Draw

__all__ = ["WRAPPER_CASES"]

ALL_STEPS = {"return_sequences": True}
STEPS_AND_STATES = {"return_sequences": True, "return_state": True}
ENDS = ((1, 1, 0), (1, 0, 0))
HOLES = ((0, 1, 1), (1, 0, 1))  # not the same from behind


def first_states(count: int, *shape: int) -> Callable[[Draw], Mapping[str, Any]]:
    """A call with `count` random first states of this shape."""

    def call(draw: Draw) -> Mapping[str, Any]:
        return {"initial_state": [draw(f"initial_state {i}", shape) for i in range(count)]}

    return call


def drawn_words(draw: Draw, shape: tuple[int, ...]) -> Any:
    """Random integers below 5."""
    return draw.integers("words", 5, shape)


def step_masks(draw: Draw) -> Mapping[str, Any]:
    """A mask for the steps within each step."""
    return {"mask": draw.integers("mask", 3, (2, 2, 3)) > 0}


TIME_DISTRIBUTED = [
    Case(TimeDistributed, {"layer": Inner(Dense, units=2)}, (2, 3, 4), mask=ENDS, exact=True),
    Case(TimeDistributed, {"layer": Inner(Dense, units=2, trainable=False)}, (2, 3, 4), exact=True),
    Case(TimeDistributed, {"layer": Inner(Conv2D, filters=2, kernel_size=2)}, (2, 3, 4, 3, 1), exact=True),
    Case(
        TimeDistributed,
        {"layer": Inner(Embedding, input_dim=5, output_dim=2)},
        (2, 3, 4),
        inputs=drawn_words,
        exact=True,
        about="words",
    ),
    Case(TimeDistributed, {"layer": Inner(Softmax, axis=0)}, (2, 3, 4)),
    Case(TimeDistributed, {"layer": Inner(LayerNormalization)}, (2, 3, 4)),
    Case(
        TimeDistributed,
        {"layer": Inner(BatchNormalization, momentum=0.75)},
        (3, 2, 4),
        training=True,
        mask=((1, 1), (1, 1), (0, 1)),
    ),
    Case(TimeDistributed, {"layer": Inner(Dropout, rate=0.5, seed=3)}, (2, 3, 4), training=True, exact=True),
    Case(
        TimeDistributed,
        {"layer": Inner(SimpleRNN, units=2, dropout=0.4, seed=3, unroll=True)},
        (2, 2, 3, 2),
        training=True,
        call=step_masks,
        about="masked within the steps",
    ),
]
# The names are given, since those that Keras makes up count on from draw to draw.
BIDIRECTIONAL = [
    Case(
        Bidirectional,
        {"layer": Inner(SimpleRNN, name="rnn", units=2, activation="relu", **ALL_STEPS)},
        (2, 2, 3),
        exact=True,
    ),
    Case(
        Bidirectional,
        {"layer": Inner(SimpleRNN, name="rnn", units=2, activation=None, **ALL_STEPS), "merge_mode": "mul"},
        (3, 2, 4),
        exact=True,
    ),
    Case(
        Bidirectional,
        {"layer": Inner(SimpleRNN, name="rnn", units=2, activation=None), "merge_mode": "ave"},
        (2, 2, 3),
        mask=((1, 0), (1, 1)),
        exact=True,
    ),
    Case(
        Bidirectional,
        {"layer": Inner(LSTM, name="rnn", units=2, **ALL_STEPS), "merge_mode": "sum"},
        (2, 3, 4),
        mask=HOLES,
    ),
    Case(
        Bidirectional,
        {"layer": Inner(LSTM, name="rnn", units=2, **STEPS_AND_STATES), "merge_mode": None},
        (2, 2, 3),
        call=first_states(4, 2, 2),
        about="first states",
    ),
    Case(
        Bidirectional,
        {
            "layer": Inner(
                LSTM,
                name="rnn",
                units=2,
                go_backwards=True,
                dropout=0.4,
                seed=3,
                unroll=True,
                **STEPS_AND_STATES,
            ),
            "backward_layer": Inner(
                SimpleRNN,
                name="back",
                units=2,
                recurrent_dropout=0.3,
                seed=5,
                unroll=True,
                **STEPS_AND_STATES,
            ),
            "merge_mode": "mul",
        },
        (3, 2, 1),
        training=True,
    ),
    Case(
        Bidirectional,
        {"layer": Inner(ConvLSTM1D, name="rnn", filters=1, kernel_size=2, unroll=True, **ALL_STEPS)},
        (2, 2, 4, 1),
    ),
]
CONV_LSTM = [
    Case(
        ConvLSTM1D,
        {"filters": 2, "kernel_size": 3, "strides": 2, "padding": "same"},
        (2, 3, 4, 1),
        mask=HOLES,
    ),
    Case(
        ConvLSTM1D,
        {
            "filters": 2,
            "kernel_size": 2,
            "dropout": 0.4,
            "recurrent_dropout": 0.3,
            "seed": 7,
            "go_backwards": True,
            "unroll": True,
            **ALL_STEPS,
        },
        (2, 2, 3, 1),
        training=True,
    ),
    Case(
        ConvLSTM2D,
        {"filters": 2, "kernel_size": (2, 3), "strides": (2, 1), **STEPS_AND_STATES},
        (2, 3, 5, 4, 1),
        mask=ENDS,
        call=first_states(2, 2, 2, 2, 2),
        about="first states",
    ),
    Case(
        ConvLSTM2D,
        {
            "filters": 1,
            "kernel_size": (3, 2),
            "dilation_rate": (1, 2),
            "activation": "softsign",
            "recurrent_activation": "hard_sigmoid",
            "use_bias": False,
            "unroll": True,
            "zero_output_for_mask": True,
            **ALL_STEPS,
        },
        (2, 3, 4, 5, 1),
        mask=HOLES,
    ),
    Case(ConvLSTM3D, {"filters": 1, "kernel_size": (2, 1, 3), "padding": "same"}, (2, 2, 3, 2, 4, 1)),
]
WRAPPER_CASES = [*TIME_DISTRIBUTED, *BIDIRECTIONAL, *CONV_LSTM]
