"""R²: the share of the targets' variance that the predictions explain."""

import warnings
from typing import Any

import numpy as np

from reference.checks import choice
from reference.losses.arguments import as_floats, check_same_shape
from reference.metrics.metric import Metric

__all__ = ["R2Score"]

Array = np.ndarray


class R2Score(Metric):
    """The coefficient of determination, over all batches.

    ============= =====================================
    residual      Σ w (y - p)²    one for each column
    sum           Σ w y
    squared_sum   Σ w y²
    count         Σ w
    total         squared_sum - sum²/count
    R²            1 - residual/total, and 0 where that is infinite: constant targets, missed
    num_samples   the number of all targets, columns included
    adjusted R²   1 - (1 - R²)(num_samples - 1)/(num_samples - num_regressors - 1)
    ============= =====================================

    Constant targets that are met give nan (0/0), where scikit-learn says 1.

    Parameters
    ----------
    class_aggregation : str or None
        None for one score a column, "uniform_average" for their mean, "variance_weighted_average" for
        the mean weighted by `total`.
    num_regressors : int
        The number of independent variables, for the adjusted score; 0 for the plain one.
    name, dtype
        See `Metric`. The state is of floatx, whatever the dtype, as in Keras.

    >>> R2Score()([[1], [4], [3]], [[2], [4], [4]])
    np.float32(0.57142854)
    """

    num_samples: Any
    squared_sum: Array
    sum: Array
    residual: Array
    count: Array

    def __init__(
        self,
        class_aggregation: str | None = "uniform_average",
        num_regressors: int = 0,
        name: str = "r2_score",
        dtype: Any = None,
    ) -> None:
        super().__init__(name, dtype)
        allowed = (None, "uniform_average", "variance_weighted_average")
        self.class_aggregation = choice("R2Score", "class_aggregation", class_aggregation, allowed)
        if not isinstance(num_regressors, int | np.integer) or num_regressors < 0:
            raise ValueError(f"R2Score: num_regressors must be an integer >= 0, got {num_regressors!r}")
        self.num_regressors = int(num_regressors)
        self.add_variable("num_samples")

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Take in targets and predictions of shape (n, k).

        Weights have the shape (n,), (n, 1) or (n, k), or are one number; as in Keras, what broadcasts to
        (n, k) is taken.
        """
        y_pred = as_floats("y_pred", y_pred, self.dtype)
        y_true = as_floats("y_true", y_true, self.dtype)
        check_same_shape(y_true, y_pred)
        if y_pred.ndim != 2:
            raise ValueError(f"R2Score: expected y_true and y_pred of shape (n, k), got {y_pred.shape}")
        weight = self._weight(sample_weight, y_true)
        columns = {
            "squared_sum": y_true * (y_true * weight),
            "sum": y_true * weight,
            "residual": (y_true - y_pred) ** 2 * weight,
            "count": weight,
        }
        if len(self.state) == 1:
            for name in columns:
                self.add_variable(name, y_true.shape[1:])
        elif self.sum.shape != y_true.shape[1:]:
            raise ValueError(f"R2Score: expected {len(self.sum)} columns as before, got {y_true.shape}")
        self.num_samples = self.num_samples + self.num_samples.dtype.type(y_true.size)
        for name, values in columns.items():
            total = getattr(self, name) + np.add.reduce(values, axis=0)
            setattr(self, name, total.astype(self.num_samples.dtype, copy=False))

    def _weight(self, sample_weight: Any, y_true: Array) -> Array:
        weight = as_floats("sample_weight", 1 if sample_weight is None else sample_weight, self.dtype)
        try:
            return np.broadcast_to(weight[:, None] if weight.ndim == 1 else weight, y_true.shape)
        except ValueError:
            allowed = f"{y_true.shape[:1]}, {(len(y_true), 1)} or {y_true.shape}"
            raise ValueError(f"sample_weight: expected shape {allowed}, got {weight.shape}") from None

    @np.errstate(all="ignore")
    def result(self) -> Any:
        """Return the score, or one for each column, in the dtype of the state."""
        if len(self.state) == 1:
            raise ValueError("R2Score: no result before the first update_state")
        total = self.squared_sum - self.sum * (self.sum / self.count)
        scores = 1 - self.residual / total
        scores = np.where(np.isinf(scores), scores.dtype.type(0), scores)
        if self.class_aggregation == "uniform_average":
            return self._adjusted(scores.mean())
        if self.class_aggregation == "variance_weighted_average":
            return self._adjusted(np.add.reduce(total * scores) / np.add.reduce(total))
        return self._adjusted(scores)

    def _adjusted(self, score: Any) -> Any:
        """The score that takes the number of regressors into account."""
        free = self.num_samples - 1 - self.num_regressors
        if self.num_regressors == 0:
            return score
        if free <= 0:
            warnings.warn(
                f"R2Score: {self.num_regressors} regressors need more than {self.num_regressors + 1} samples "
                f"for the adjusted score, got {self.num_samples:g}; this is the standard score",
                stacklevel=3,
            )
            return score
        return 1 - (1 - score) * (self.num_samples - 1) / free

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, as Keras's metric gives them."""
        own = {"class_aggregation": self.class_aggregation, "num_regressors": self.num_regressors}
        return {**super().get_config(), **own}
