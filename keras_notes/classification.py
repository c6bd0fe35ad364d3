"""From outputs to classes: the small classifiers of the notes. NumPy twin: reference/classification.py.

What surprises: two classes need no two outputs; one sigmoid unit says the same as two softmax units.
The data are plain NumPy and the same for both halves.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from keras import Input, Sequential
from keras.layers import Dense, Flatten
from keras.losses import CategoricalCrossentropy, SparseCategoricalCrossentropy
from keras.optimizers import SGD

from keras_notes.parity import FitCase, LockStepCase, NetworkCase
from keras_notes.sequential import network
from reference.classification import (
    ANIMALS,
    BODY_TYPES,
    PETS,
    TRIAL_OUTCOMES,
    animals_data,
    body_type_data,
    pets_data,
    trial_data,
)

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


def predict_class(model: Any, x: Any, labels: Sequence[str]) -> list[str]:
    """The label of the largest output for each sample; of equal ones the first."""
    outputs = model.predict(np.asarray(x), verbose=0)
    if outputs.shape[1] != len(labels):
        raise ValueError(f"predict_class: {len(labels)} labels for outputs of shape {outputs.shape}")
    return [labels[i] for i in outputs.argmax(axis=1)]


def body_type_network() -> Sequential:
    """2-3-2 with weights set by hand: height in m and weight in kg in, two body types out."""
    model = network((2, 3, 2))
    first = np.array([[-45.0, 35.0, 0.0], [1.0, -1.0, 0.0]])
    second = np.array([[1.0, -1.0], [-1.0, 1.0], [0.0, 0.0]])
    model.set_weights([first, np.zeros(3), second, np.zeros(2)])
    return model


def pets_network(units: int = 8) -> Sequential:
    """Pictures of 8x8 pixels in, cat or dog out."""
    return Sequential([Input((8, 8)), Flatten(), Dense(units, "relu"), Dense(2, "softmax")])


def animals_network() -> Sequential:
    """8-6-6-4: eight measurements in, cat, dog, llama or lizard out; 124 parameters."""
    return network((8, 6, 6, 4))


def trial_network() -> Sequential:
    """One age in, two outcomes out, sixteen hidden units."""
    return network((1, 16, 2))


CASES = [
    NetworkCase("body type 2-3-2", body_type_network, CategoricalCrossentropy),
    NetworkCase("cat/dog 64-8-2", pets_network, SparseCategoricalCrossentropy, targets="labels"),
    NetworkCase("animals 8-6-6-4", animals_network, CategoricalCrossentropy),
    NetworkCase("clinical trial 1-16-2", trial_network, SparseCategoricalCrossentropy, targets="labels"),
    LockStepCase(
        "cat/dog 64-8-2",
        pets_network,
        SparseCategoricalCrossentropy,
        SGD,
        {"learning_rate": 0.05},
        targets="labels",
        batch=5,
    ),
    FitCase(
        "clinical trial 1-16-2",
        trial_network,
        "sparse_categorical_crossentropy",
        0.1,
        {"batch_size": 10, "epochs": 3},
        targets="labels",
        samples=105,
    ),
]
