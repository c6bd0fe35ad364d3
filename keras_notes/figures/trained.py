"""Networks trained for the pictures, each once in a process."""

import functools
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from keras import Sequential
from keras.optimizers import SGD

from keras_notes import classification
from keras_notes.lockstep import LockStep, Trained, start_from, train_digits
from keras_notes.parity.precision import precision
from keras_notes.preprocessing import min_max_rescaling
from keras_notes.startup import quiet_tensorflow

__all__ = ["NETWORKS", "Run", "digits", "run"]

Array = np.ndarray
STEPS, BATCH = 120, 40


class Run(NamedTuple):
    """Losses step by step, (steps, 2) with Keras's first, the largest weight difference after each step,
    and the two halves as they are at the end.
    """

    losses: Array
    differences: Array
    halves: LockStep


# Builder, data, learning rate.
NETWORKS: dict[str, tuple[Callable[[], Sequential], Callable[[], tuple[Array, Array]], float]] = {
    "Body types 2-3-2": (classification.body_type_network, classification.body_type_data, 0.5),
    "Cat or dog 64-8-2": (classification.pets_network, classification.pets_data, 0.1),
    "Animals 8-6-6-4": (classification.animals_network, classification.animals_data, 0.3),
    "Clinical trial 1-16-2": (classification.trial_network, classification.trial_data, 0.5),
}


def _scaled(x: Array) -> Array:
    return np.asarray(min_max_rescaling(x)(x)) if x.ndim == 2 else x


@functools.cache
def run(name: str, dtype: str = "float64") -> Run:
    """Train one of NETWORKS in lock step, from seeded weights, on its own data scaled to 0..1."""
    build, data, rate = NETWORKS[name]
    x, labels = data()
    rng = np.random.default_rng(1)
    losses, differences = [], []
    with precision(dtype), quiet_tensorflow():
        model = start_from(build(), seed=1)
        model.compile(SGD(rate), "sparse_categorical_crossentropy")
        halves, x = LockStep(model), _scaled(x)
        for _ in range(STEPS):
            rows = rng.integers(0, len(x), BATCH)
            losses.append(halves.step(x[rows], labels[rows]))
            differences.append(halves.difference)
    return Run(np.array(losses), np.array(differences), halves)


@functools.cache
def digits(form: str) -> Trained:
    """The digit network of that form after a short training."""
    return train_digits(form=form, epochs=3)
