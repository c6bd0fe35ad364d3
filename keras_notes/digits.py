"""The digit network 784-16-16-10. NumPy twin: reference/digits.py.

What surprises: with ten outputs the mean squared error is a tenth of the squared length that the film
speaks of, so the sigmoid form wants a learning rate near 3, a hundred times Keras's default.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from keras import Sequential
from keras.layers import Dense
from keras.losses import MeanSquaredError, SparseCategoricalCrossentropy
from keras.optimizers import SGD

from keras_notes.data import load_digits
from keras_notes.parity import FitCase, LockStepCase, NetworkCase
from keras_notes.parity.draw import Draw
from keras_notes.sequential import network
from reference.digits import as_text, targets_of

__all__ = ["as_text", "digit_network", "targets_of", "weight_images"]


def digit_network(form: str = "modern") -> Sequential:
    """784 pixels in, ten digits out: "film" (sigmoid throughout) or "modern" (relu and softmax)."""
    forms = {"film": ("sigmoid", "sigmoid"), "modern": ("relu", "softmax")}
    if form not in forms:
        raise ValueError(f"digit_network: form must be 'film' or 'modern', got {form!r}")
    return network((784, 16, 16, 10), *forms[form])


def weight_images(model: Sequential) -> Any:
    """The incoming weights of every unit of the first Dense layer as pictures, (units, 28, 28)."""
    first = next(layer for layer in model.layers if isinstance(layer, Dense))
    return np.moveaxis(first.kernel.numpy().reshape(28, 28, -1), -1, 0)


def film() -> Sequential:
    """The network of the film."""
    return digit_network("film")


@dataclass(frozen=True)
class RealDigitsCase(FitCase):
    """A whole training on 4,000 real digits, with 1,000 others held out."""

    form: str = "modern"

    def _data(self, draw: Draw, model: Any, name: str) -> tuple[Any, ...]:
        digits = load_digits()
        x, labels = digits[:2] if name == "training" else digits[2:]
        return x.astype(draw.dtype), targets_of(labels, self.form)


CASES = [
    NetworkCase("784-16-16-10, film", film, MeanSquaredError),
    NetworkCase("784-16-16-10, modern", digit_network, SparseCategoricalCrossentropy, targets="labels"),
    LockStepCase("784-16-16-10, film", film, MeanSquaredError, SGD, {"learning_rate": 3.0}, batch=10),
    LockStepCase(
        "784-16-16-10, modern",
        digit_network,
        SparseCategoricalCrossentropy,
        SGD,
        {"learning_rate": 0.05},
        targets="labels",
        batch=10,
    ),
    RealDigitsCase(
        "784-16-16-10 on real digits, modern",
        digit_network,
        "sparse_categorical_crossentropy",
        0.05,
        {"batch_size": 20, "epochs": 2},
        held_out=True,
        eager=False,
    ),
    RealDigitsCase(
        "784-16-16-10 on real digits, film",
        film,
        "mean_squared_error",
        3.0,
        {"batch_size": 20, "epochs": 2},
        held_out=True,
        form="film",
        eager=False,
    ),
]
