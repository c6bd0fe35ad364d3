"""Rows for programs and orders: what `set_random_seed` decides, from the first weight to the last batch."""

from typing import Any

from keras_notes.parity import FitCase, ProgramCase
from keras_notes.sequential import network

__all__ = ["PROGRAM_CASES"]


def _dense(half: Any) -> Any:
    layers = half.layers
    return half.models.Sequential(
        [
            layers.Input((4,)),
            layers.GaussianNoise(0.25),
            layers.Dense(6, "tanh", kernel_initializer="he_normal"),
            layers.BatchNormalization(),
            layers.Dropout(0.5),
            layers.Dense(3, "softmax"),
        ]
    )


def _pictures(half: Any) -> Any:
    layers = half.layers
    return half.models.Sequential(
        [
            layers.Input((6, 5, 2)),
            layers.SeparableConv2D(4, 3, activation="relu"),
            layers.SpatialDropout2D(0.25),
            layers.Conv2D(3, 2),
            layers.Flatten(),
            layers.AlphaDropout(0.25),
            layers.Dense(3, "softmax"),
        ]
    )


def _words(half: Any) -> Any:
    layers = half.layers
    return half.models.Sequential(
        [
            layers.Input((5,)),
            layers.Embedding(7, 4, mask_zero=True),
            layers.Bidirectional(layers.LSTM(3, return_sequences=True, dropout=0.25)),
            layers.GRU(4, recurrent_dropout=0.25),
            layers.Dense(3, "softmax"),
        ]
    )


_LOSS = "sparse_categorical_crossentropy"
_TWO = {"batch_size": 5, "epochs": 2}


def _network_232() -> Any:
    return network((2, 3, 2))


PROGRAM_CASES = [
    ProgramCase("dense", _dense, _LOSS, (13, 4), _TWO),
    ProgramCase(
        "pictures", _pictures, _LOSS, (11, 6, 5, 2), {"batch_size": 4, "shuffle": "batch"}, seed=2**31 - 1
    ),
    ProgramCase("words", _words, _LOSS, (11, 5), _TWO, vocabulary=7, seed=0),
    FitCase("2-3-2", _network_232, "categorical_crossentropy", 0.125, _TWO | {"shuffle": True}),
    FitCase(
        "2-3-2",
        _network_232,
        "categorical_crossentropy",
        0.125,
        _TWO | {"shuffle": "batch", "validation_split": 0.25},
    ),
]
