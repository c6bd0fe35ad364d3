"""The networks that are measured, as Keras model, as NumPy model, and as a list of weights."""

from typing import Any, NamedTuple

import keras
import numpy as np

from keras_notes import sequential as keras_half
from keras_notes.benchmark.straight import Step, step_one_hidden, step_two_hidden
from reference import sequential as numpy_half
from reference.optimizers import SGD

__all__ = ["LEARNING_RATE", "NETWORKS", "OF_THE_NOTES", "Network", "Sides", "sides_of"]

Array = np.ndarray
LEARNING_RATE = 0.01
LOSS = "sparse_categorical_crossentropy"


class Network(NamedTuple):
    """Sizes, relu inside and a softmax at the end; how much data and how many epochs a `fit` gets."""

    sizes: tuple[int, ...]
    samples: int
    epochs: int

    @property
    def label(self) -> str:
        """The sizes as the notes write them."""
        return "-".join(map(str, self.sizes))

    @property
    def step(self) -> Step:
        """One training step of this stack, written straight down."""
        return step_one_hidden if len(self.sizes) == 3 else step_two_hidden


OF_THE_NOTES = (
    Network((2, 3, 2), 1000, 5),
    Network((8, 6, 6, 4), 1000, 5),
    Network((784, 16, 16, 10), 1000, 5),
)
NETWORKS = (*OF_THE_NOTES, Network((784, 512, 512, 10), 300, 2))


class Sides(NamedTuple):
    """The same network in all its forms, the weights that all start from, and data."""

    keras: Any
    numpy: Any
    start: list[Array]
    x: Array
    labels: Array


def sides_of(network: Network, seed: int = 0) -> Sides:
    """Build and compile both models with plain gradient descent, in floatx, and draw random data."""
    rng = np.random.default_rng(seed)
    model, twin = keras_half.network(network.sizes), numpy_half.network(network.sizes)
    model.compile(keras.optimizers.SGD(LEARNING_RATE), LOSS)
    twin.compile(SGD(LEARNING_RATE), LOSS)
    start = [rng.standard_normal(w.shape).astype(w.dtype) / len(w) ** 0.5 for w in twin.weights]
    model.set_weights(start)
    twin.set_weights(start)
    x = rng.standard_normal((network.samples, network.sizes[0])).astype(twin.dtype)
    return Sides(model, twin, start, x, rng.integers(0, network.sizes[-1], network.samples))
