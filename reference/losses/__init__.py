"""Losses under the names of `keras.losses`: one number for how wrong a batch is, and its gradient."""

from collections.abc import Mapping
from typing import Any

from reference.lookup import names_of, resolve
from reference.losses.binary import BinaryCrossentropy, binary_crossentropy
from reference.losses.binary_focal import BinaryFocalCrossentropy, binary_focal_crossentropy
from reference.losses.categorical import CategoricalCrossentropy, categorical_crossentropy
from reference.losses.categorical_focal import CategoricalFocalCrossentropy, categorical_focal_crossentropy
from reference.losses.distributions import KLDivergence, Poisson, kl_divergence, poisson
from reference.losses.function import LossFunction
from reference.losses.generalized import (
    CategoricalGeneralizedCrossEntropy,
    categorical_generalized_cross_entropy,
)
from reference.losses.loss import Loss
from reference.losses.margins import (
    CategoricalHinge,
    Hinge,
    SquaredHinge,
    categorical_hinge,
    hinge,
    squared_hinge,
)
from reference.losses.overlap import Dice, Tversky, dice, tversky
from reference.losses.pairs import Circle, circle
from reference.losses.regression import (
    MeanAbsoluteError,
    MeanSquaredError,
    mean_absolute_error,
    mean_squared_error,
)
from reference.losses.relative import (
    MeanAbsolutePercentageError,
    MeanSquaredLogarithmicError,
    mean_absolute_percentage_error,
    mean_squared_logarithmic_error,
)
from reference.losses.robust import Huber, LogCosh, huber, log_cosh
from reference.losses.sequences import CTC, ctc
from reference.losses.similarity import CosineSimilarity, cosine_similarity
from reference.losses.sparse import SparseCategoricalCrossentropy, sparse_categorical_crossentropy

__all__ = [
    "BinaryCrossentropy",
    "BinaryFocalCrossentropy",
    "CTC",
    "CategoricalCrossentropy",
    "CategoricalFocalCrossentropy",
    "CategoricalGeneralizedCrossEntropy",
    "CategoricalHinge",
    "Circle",
    "CosineSimilarity",
    "Dice",
    "Hinge",
    "Huber",
    "KLDivergence",
    "LogCosh",
    "Loss",
    "MeanAbsoluteError",
    "MeanAbsolutePercentageError",
    "MeanSquaredError",
    "MeanSquaredLogarithmicError",
    "Poisson",
    "SparseCategoricalCrossentropy",
    "SquaredHinge",
    "Tversky",
    "binary_crossentropy",
    "binary_focal_crossentropy",
    "categorical_crossentropy",
    "categorical_focal_crossentropy",
    "categorical_generalized_cross_entropy",
    "categorical_hinge",
    "circle",
    "cosine_similarity",
    "ctc",
    "dice",
    "get",
    "hinge",
    "huber",
    "kl_divergence",
    "log_cosh",
    "mean_absolute_error",
    "mean_absolute_percentage_error",
    "mean_squared_error",
    "mean_squared_logarithmic_error",
    "poisson",
    "sparse_categorical_crossentropy",
    "squared_hinge",
    "tversky",
]

CLASSES: dict[LossFunction, Any] = {
    binary_crossentropy: BinaryCrossentropy,
    binary_focal_crossentropy: BinaryFocalCrossentropy,
    categorical_crossentropy: CategoricalCrossentropy,
    categorical_focal_crossentropy: CategoricalFocalCrossentropy,
    categorical_generalized_cross_entropy: CategoricalGeneralizedCrossEntropy,
    categorical_hinge: CategoricalHinge,
    circle: Circle,
    cosine_similarity: CosineSimilarity,
    ctc: CTC,
    dice: Dice,
    hinge: Hinge,
    huber: Huber,
    kl_divergence: KLDivergence,
    log_cosh: LogCosh,
    mean_absolute_error: MeanAbsoluteError,
    mean_absolute_percentage_error: MeanAbsolutePercentageError,
    mean_squared_error: MeanSquaredError,
    mean_squared_logarithmic_error: MeanSquaredLogarithmicError,
    poisson: Poisson,
    sparse_categorical_crossentropy: SparseCategoricalCrossentropy,
    squared_hinge: SquaredHinge,
    tversky: Tversky,
}
NAMES = names_of(
    CLASSES.values(),
    mse=MeanSquaredError,
    MSE=MeanSquaredError,
    mae=MeanAbsoluteError,
    MAE=MeanAbsoluteError,
    mape=MeanAbsolutePercentageError,
    MAPE=MeanAbsolutePercentageError,
    msle=MeanSquaredLogarithmicError,
    MSLE=MeanSquaredLogarithmicError,
    bce=BinaryCrossentropy,
    BCE=BinaryCrossentropy,
    kld=KLDivergence,
    KLD=KLDivergence,
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
