"""Stacks of other layers than Dense, as Keras model and as its NumPy twin."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import keras
import numpy as np
from keras import Input, layers

from keras_notes.benchmark.networks import LEARNING_RATE, LOSS
from keras_notes.benchmark.timing import Timings, Way, measure
from keras_notes.parity import twin

__all__ = ["STACKS", "Stack", "measure_stack"]

Array = np.ndarray
CLASSES = 10
TURNS = ("Keras", "ours", "ours", "ours")


class Stack(NamedTuple):
    """A row of layers behind an input, before a softmax over 10 classes; how much data a `fit` gets."""

    label: str
    make: Callable[[], Sequence[Any]]
    shape: tuple[int, ...]
    samples: int = 4000
    epochs: int = 2

    def sides(self) -> tuple[Any, Any]:
        """The compiled Keras model, and its twin."""
        model = keras.Sequential([Input(self.shape), *self.make(), layers.Dense(CLASSES, "softmax")])
        model.compile(keras.optimizers.SGD(LEARNING_RATE), LOSS)
        return model, twin(model)

    def data(self, dtype: str) -> tuple[Array, Array]:
        """Random samples and labels."""
        rng = np.random.default_rng(0)
        x = rng.standard_normal((self.samples, *self.shape)).astype(dtype)
        return x, rng.integers(0, CLASSES, self.samples)


def _convolutional() -> list[Any]:
    return [
        layers.Conv2D(8, 3, activation="relu"),
        layers.MaxPooling2D(),
        layers.Conv2D(16, 3, activation="relu"),
        layers.MaxPooling2D(),
        layers.Flatten(),
    ]


def _normalized() -> list[Any]:
    return [
        layers.Dense(128, "relu"),
        layers.BatchNormalization(),
        layers.Dropout(0.5),
        layers.Dense(64, "relu"),
        layers.BatchNormalization(),
        layers.Dropout(0.5),
    ]


STACKS = (
    Stack("convolutional 8, 16", _convolutional, (28, 28, 1)),
    Stack("LSTM 32", lambda: [layers.LSTM(32)], (28, 28)),
    Stack("GRU 32", lambda: [layers.GRU(32)], (28, 28)),
    Stack("SimpleRNN 32", lambda: [layers.SimpleRNN(32)], (28, 28)),
    Stack("Dense, BatchNormalization, Dropout", _normalized, (784,)),
)


def measure_stack(stack: Stack, sides: tuple[Any, Any], batch_size: int, repeats: int) -> Timings:
    """Time a whole `fit` of both halves in turns, each time from the same weights."""
    x, labels = stack.data(sides[1].dtype)
    starts = [half.get_weights() for half in sides]

    def way(half: Any, start: list[Array]) -> Way:
        return Way(
            lambda: half.fit(x, labels, batch_size, stack.epochs, verbose=0), lambda: half.set_weights(start)
        )

    return measure({"Keras": way(sides[0], starts[0]), "ours": way(sides[1], starts[1])}, repeats, TURNS)
