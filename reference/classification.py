"""From outputs to classes: the small classifiers of the notes, and data to teach them."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from reference.dense import Dense
from reference.input import Input
from reference.reshaping import Flatten
from reference.sequential import Sequential, network

__all__ = [
    "ANIMALS",
    "BODY_TYPES",
    "PETS",
    "TRIAL_OUTCOMES",
    "animals_data",
    "animals_network",
    "body_type_data",
    "body_type_network",
    "pets_data",
    "pets_network",
    "predict_class",
    "trial_data",
    "trial_network",
]

Array = np.ndarray

BODY_TYPES = ("overweight", "underweight")
PETS = ("cat", "dog")
ANIMALS = ("cat", "dog", "llama", "lizard")
TRIAL_OUTCOMES = ("no side effects", "side effects")

# What a typical animal is like: weight kg, height, legs, tail, ears, neck cm, fur and scales 0..1.
_TYPICAL = np.array(
    [
        [4.5, 25, 12, 30, 6, 5, 0.9, 0.0],
        [25, 55, 30, 35, 10, 12, 0.8, 0.0],
        [150, 115, 70, 20, 14, 60, 1.0, 0.0],
        [0.5, 6, 4, 25, 0.1, 2, 0.0, 1.0],
    ]
)


def predict_class(model: Any, x: Any, labels: Sequence[str]) -> list[str]:
    """The label of the largest output for each sample; of equal ones the first.

    Raises a ValueError if the model has another number of outputs than there are labels.
    """
    outputs = np.asarray(model(x))
    if outputs.ndim != 2 or outputs.shape[1] != len(labels):
        raise ValueError(f"predict_class: {len(labels)} labels for outputs of shape {outputs.shape}")
    return [labels[i] for i in outputs.argmax(axis=1)]


def body_type_network() -> Sequential:
    """2-3-2 with weights set by hand: height in m and weight in kg in, two body types out.

    The first hidden unit is weight - 45·height where that is positive, the second 35·height - weight
    where that is; the output compares the two, and between 35 and 45 kg a metre it cannot decide.
    """
    model = network((2, 3, 2))
    kernels = [[[-45.0, 35.0, 0.0], [1.0, -1.0, 0.0]], [[1.0, -1.0], [-1.0, 1.0], [0.0, 0.0]]]
    model.set_weights([kernels[0], np.zeros(3), kernels[1], np.zeros(2)])
    return model


def body_type_data(count: int = 200, seed: int = 0) -> tuple[Array, Array]:
    """Heights (m) and weights (kg) of made-up people, half of them near 52 kg a metre, half near 29.

    Returns x of shape (count, 2) and labels of shape (count,): indices into BODY_TYPES.
    """
    rng = np.random.default_rng(seed)
    height = rng.normal(1.70, 0.10, count)
    over = rng.integers(0, 2, count)
    weight = height * np.where(over, 52, 29) + rng.normal(0, 3, count)
    return np.stack([height, weight], axis=1).astype("float32"), 1 - over


def pets_network(units: int = 8) -> Sequential:
    """Pictures of 8x8 pixels in, cat or dog out: Flatten, a hidden layer, two softmax units."""
    return Sequential([Input((8, 8)), Flatten(), Dense(units, "relu"), Dense(2, "softmax")])


def pets_data(count: int = 200, seed: int = 0) -> tuple[Array, Array]:
    """Noisy 8x8 heads, plainly drawn: cats have pointed ears on top, dogs have them hanging at the sides.

    Returns x of shape (count, 8, 8) in 0..1 and labels of shape (count,): indices into PETS.
    """
    rng = np.random.default_rng(seed)
    head = np.zeros((2, 8, 8))
    head[:, 3:7, 2:6] = 0.7
    head[0, 1:3, [2, 5]] = 1.0
    head[1, 3:6, [1, 6]] = 1.0
    labels = rng.integers(0, 2, count)
    pictures = head[labels] + rng.normal(0, 0.25, (count, 8, 8))
    return pictures.clip(0, 1).astype("float32"), labels


def animals_network() -> Sequential:
    """8-6-6-4: eight measurements in, cat, dog, llama or lizard out; 124 parameters."""
    return network((8, 6, 6, 4))


def animals_data(count: int = 400, seed: int = 0) -> tuple[Array, Array]:
    """Eight measurements of made-up animals, each within about 15% of its kind's typical ones.

    Returns x of shape (count, 8), unscaled, and labels of shape (count,): indices into ANIMALS.
    """
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, len(ANIMALS), count)
    return (_TYPICAL[labels] * rng.normal(1, 0.15, (count, 8))).astype("float32"), labels


def trial_network() -> Sequential:
    """One age in, two outcomes out, sixteen hidden units."""
    return network((1, 16, 2))


def trial_data(count: int = 2000, seed: int = 0) -> tuple[Array, Array]:
    """A made-up clinical trial: ages from 13 to 100, and whether there were side effects.

    Of those of 65 and older 95% had some, of the younger 5%, so that no model can be right about
    more than 95%. Returns x of shape (count, 1) and labels: indices into TRIAL_OUTCOMES.
    """
    rng = np.random.default_rng(seed)
    age = rng.integers(13, 101, count)
    labels = ((age >= 65) ^ (rng.random(count) < 0.05)).astype(int)
    return age[:, None].astype("float32"), labels
