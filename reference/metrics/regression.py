"""Errors of numbers, and the similarity of vectors."""

from typing import Any

import numpy as np

from reference import losses
from reference.losses.arguments import as_floats, check_axis, check_same_shape
from reference.metrics.reduction import Mean
from reference.metrics.wrapper import MeanOfFunction

__all__ = [
    "CosineSimilarity",
    "LogCoshError",
    "MeanAbsoluteError",
    "MeanAbsolutePercentageError",
    "MeanSquaredError",
    "MeanSquaredLogarithmicError",
    "RootMeanSquaredError",
]

Array = np.ndarray


class MeanSquaredError(MeanOfFunction):
    """The mean of (y_pred - y_true)²: see `reference.losses.mean_squared_error`."""

    def __init__(self, name: str = "mean_squared_error", dtype: Any = None) -> None:
        super().__init__(losses.mean_squared_error, name, dtype)


class MeanAbsoluteError(MeanOfFunction):
    """The mean of |y_pred - y_true|: see `reference.losses.mean_absolute_error`."""

    def __init__(self, name: str = "mean_absolute_error", dtype: Any = None) -> None:
        super().__init__(losses.mean_absolute_error, name, dtype)


class MeanAbsolutePercentageError(MeanOfFunction):
    """The mean of 100 |y_pred - y_true| / |y_true|: see `reference.losses.mean_absolute_percentage_error`."""

    def __init__(self, name: str = "mean_absolute_percentage_error", dtype: Any = None) -> None:
        super().__init__(losses.mean_absolute_percentage_error, name, dtype)


class MeanSquaredLogarithmicError(MeanOfFunction):
    """The mean of the squared ratio's logarithm: see `reference.losses.mean_squared_logarithmic_error`."""

    def __init__(self, name: str = "mean_squared_logarithmic_error", dtype: Any = None) -> None:
        super().__init__(losses.mean_squared_logarithmic_error, name, dtype)


class LogCoshError(MeanOfFunction):
    """The mean of log cosh(y_pred - y_true): see `reference.losses.log_cosh`. Its name is "logcosh"."""

    def __init__(self, name: str = "logcosh", dtype: Any = None) -> None:
        super().__init__(losses.log_cosh, name, dtype)


class RootMeanSquaredError(Mean):
    """The root of the mean of (y_pred - y_true)² over all batches: not a mean of roots.

    Every entry is a value of its own: in a batch of shape (n,) there are n, where the loss of the
    mean squared error, and its metric, see one sample. Masks of a model are not looked at, as in Keras.

    >>> metric = RootMeanSquaredError()
    >>> float(metric([0, 0], [3, 4])), float(metric([0, 0], [0, 5]))
    (3.535533905029297, 3.535533905029297)
    """

    def __init__(self, name: str = "root_mean_squared_error", dtype: Any = None) -> None:
        super().__init__(name, dtype)

    def update_state(  # type: ignore[override]  # in Keras, too, it is a mean with other arguments
        self, y_true: Any, y_pred: Any, sample_weight: Any = None
    ) -> None:
        """Take in targets and predictions of one shape; weights as in `samplewise`."""
        y_pred = as_floats("y_pred", y_pred, self.dtype)
        y_true = as_floats("y_true", y_true, self.dtype)
        check_same_shape(y_true, y_pred)
        with np.errstate(all="ignore"):
            squares = (y_pred - y_true) ** 2
        self.add(squares, sample_weight)

    def result(self) -> Any:
        """Return sqrt(total / count), or 0 if nothing counted."""
        with np.errstate(invalid="ignore"):  # weights may be negative
            return np.sqrt(super().result())


def cosine_similarity(y_true: Any, y_pred: Any, axis: int = -1) -> Array:
    """Return the cosine of the angle between `y_true` and `y_pred`: minus the loss of this name."""
    return -losses.cosine_similarity(y_true, y_pred, axis)


class CosineSimilarity(MeanOfFunction):
    """The mean cosine of the angle between rows: 1 where they point the same way; the loss has -1 there.

    As in Keras the configuration does not have the axis.
    """

    def __init__(self, name: str = "cosine_similarity", dtype: Any = None, axis: int = -1) -> None:
        super().__init__(cosine_similarity, name, dtype, axis=check_axis(axis))

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, as Keras's metric gives them."""
        return {"name": self.name, "dtype": self.dtype}
