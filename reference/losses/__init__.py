"""Losses under the names of `keras.losses`: one number for how wrong a batch is, and its gradient."""

from collections.abc import Mapping
from typing import Any

from reference.lookup import names_of, resolve
from reference.losses.binary import BinaryCrossentropy, binary_crossentropy
from reference.losses.categorical import CategoricalCrossentropy, categorical_crossentropy
from reference.losses.function import LossFunction
from reference.losses.loss import Loss
from reference.losses.regression import (
    MeanAbsoluteError,
    MeanSquaredError,
    mean_absolute_error,
    mean_squared_error,
)
from reference.losses.sparse import SparseCategoricalCrossentropy, sparse_categorical_crossentropy

__all__ = [
    "BinaryCrossentropy",
    "CategoricalCrossentropy",
    "Loss",
    "MeanAbsoluteError",
    "MeanSquaredError",
    "SparseCategoricalCrossentropy",
    "binary_crossentropy",
    "categorical_crossentropy",
    "get",
    "mean_absolute_error",
    "mean_squared_error",
    "sparse_categorical_crossentropy",
]

CLASSES: dict[LossFunction, Any] = {
    binary_crossentropy: BinaryCrossentropy,
    categorical_crossentropy: CategoricalCrossentropy,
    mean_absolute_error: MeanAbsoluteError,
    mean_squared_error: MeanSquaredError,
    sparse_categorical_crossentropy: SparseCategoricalCrossentropy,
}
NAMES = names_of(
    CLASSES.values(),
    mse=MeanSquaredError,
    MSE=MeanSquaredError,
    mae=MeanAbsoluteError,
    MAE=MeanAbsoluteError,
    bce=BinaryCrossentropy,
    BCE=BinaryCrossentropy,
)


def get(identifier: Any) -> Loss:
    """Return the loss that `identifier` stands for, always as a `Loss`.

    It may be a name ("mse", "mean_squared_error", "MeanSquaredError"), a configuration that Keras
    gave for a loss or a function, a function of this module, any `LossFunction`, or a `Loss`.

    >>> get("mse").get_config()
    {'name': 'mean_squared_error', 'reduction': 'sum_over_batch_size'}

    Raises
    ------
    ValueError
        For anything else; it lists the names that are known.
    """
    if isinstance(identifier, Mapping) and identifier.get("class_name") == "function":
        identifier = identifier["config"]
    if isinstance(identifier, LossFunction):
        return CLASSES[identifier]() if identifier in CLASSES else Loss(identifier)
    return resolve("loss", identifier, NAMES, Loss)
