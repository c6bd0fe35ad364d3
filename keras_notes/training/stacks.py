"""Rows for `fit` through all kinds of layers: masks, seeds, moving statistics, regularizers, constraints."""

from typing import Any

from keras import Input, Sequential, layers, regularizers
from keras.losses import CategoricalCrossentropy, MeanSquaredError, SparseCategoricalCrossentropy

from keras_notes.parity import FitCase, NetworkCase

__all__ = ["STACK_CASES"]


def _convolutional() -> Any:
    return Sequential(
        [
            Input((6, 7, 1)),
            layers.Conv2D(3, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(4, (1, 2), padding="same", activation="tanh", kernel_regularizer="l2"),
            layers.Flatten(),
            layers.Dense(3, "softmax"),
        ]
    )


def _recurrent() -> Any:
    return Sequential(
        [
            Input((4,)),
            layers.Embedding(5, 3, mask_zero=True),
            layers.LSTM(4, return_sequences=True, dropout=0.25, seed=3),
            layers.GRU(3, return_sequences=True),
            layers.TimeDistributed(layers.Dense(3, "softmax")),
        ]
    )


def _bidirectional() -> Any:
    return Sequential(
        [
            Input((5,)),
            layers.Embedding(4, 2, mask_zero=True),
            layers.Bidirectional(layers.SimpleRNN(3), merge_mode="concat"),
            layers.Dense(3, "softmax"),
        ]
    )


def _tagged() -> Any:
    return Sequential(
        [
            Input((4,)),
            layers.Embedding(5, 3, mask_zero=True),
            layers.Dense(4, "tanh"),
            layers.Dense(3, "softmax"),
        ]
    )


def _normalized() -> Any:
    return Sequential(
        [
            Input((5,)),
            layers.Dense(6, kernel_constraint="max_norm", bias_constraint="non_neg"),
            layers.BatchNormalization(momentum=0.75),
            layers.PReLU(),
            layers.Dropout(0.5, seed=7),
            layers.Dense(3, "softmax"),
        ]
    )


def _regularized() -> Any:
    costly = regularizers.L2(0.125)
    return Sequential(
        [
            Input((4,)),
            layers.Dense(
                5, "relu", kernel_regularizer=regularizers.L1L2(), activity_regularizer=regularizers.L1(0.25)
            ),
            layers.ActivityRegularization(l2=0.5),
            layers.Dense(4, kernel_regularizer=costly, trainable=False),
            layers.Dense(3, "softmax", bias_regularizer=costly, activity_regularizer=costly),
        ]
    )


def _frozen_wrapper() -> Any:
    """A wrapper made frozen, which leaves what is inside trained, behind an input that names a batch size."""
    return Sequential(
        [
            Input(batch_shape=(2, 4, 3)),
            layers.TimeDistributed(layers.Dense(3, "tanh"), trainable=False),
            layers.SimpleRNN(2, trainable=False),
            layers.Dense(3, "softmax"),
        ]
    )


_HALF = {"batch_size": 5, "epochs": 2}

STACK_CASES = [
    FitCase("convolutions", _convolutional, "categorical_crossentropy", 0.125, _HALF, samples=12),
    FitCase(
        "words",
        _recurrent,
        "sparse_categorical_crossentropy",
        0.125,
        _HALF,
        targets="labels",
        vocabulary=5,
        samples=12,
    ),
    FitCase("both ways", _bidirectional, "categorical_crossentropy", 0.125, _HALF, samples=12, vocabulary=4),
    FitCase(
        "normalized and dropped out",
        _normalized,
        "categorical_crossentropy",
        0.125,
        _HALF,
        samples=13,
        weighted=True,
    ),
    FitCase("frozen wrapper", _frozen_wrapper, "categorical_crossentropy", 0.125, _HALF, samples=12),
    FitCase("regularized", _regularized, "categorical_crossentropy", 0.125, _HALF, samples=12, held_out=True),
    NetworkCase("tagged words", _tagged, SparseCategoricalCrossentropy, targets="labels", vocabulary=5),
    NetworkCase("tagged words", _tagged, MeanSquaredError, targets="real", vocabulary=5),
    NetworkCase("regularized 4-5-4-3", _regularized, CategoricalCrossentropy),
    NetworkCase("regularized 4-5-4-3", _regularized, MeanSquaredError, targets="real"),
]
