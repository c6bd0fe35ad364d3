"""F-scores: precision and recall of classes in one number."""

from typing import Any

import numpy as np

from reference.checks import choice
from reference.config import epsilon
from reference.losses.arguments import as_floats, check_same_shape
from reference.metrics.metric import Metric

__all__ = ["F1Score", "FBetaScore"]

Array = np.ndarray


class FBetaScore(Metric):
    """The weighted harmonic mean of precision and recall, of each class or of all.

    ========================= =======================================================
    hit h                     1 where y_pred > threshold; without one, where y_pred is
                              the largest of its row, all equals included, unless its
                              size is 1e-9 or less
    true_positives      TP    Σ w h y          over all rows, and for "micro" columns
    false_positives     FP    Σ w h (1 - y)
    false_negatives     FN    Σ w (1 - h) y
    intermediate_weights I    Σ w y
    precision           p     TP / (TP + FP + ε)
    recall              r     TP / (TP + FN + ε)
    score                     (1 + β²) p r / (β² p + r + ε)
    ========================= =======================================================

    As ε = `config.epsilon()` is in all of them, a perfect score is a little less than 1, and one of
    nothing is 0. The targets y may be any numbers.

    Parameters
    ----------
    average : str or None
        None for one score a class, "macro" for their mean, "weighted" for their mean by I, "micro" for
        one score of all entries.
    beta : float
        How much more recall counts than precision. As in Keras a float, an int is refused.
    threshold : float, optional
        Greater than 0, up to 1.
    name, dtype
        See `Metric`. The state is of this dtype, and so is all that is computed.

    >>> FBetaScore()([[1, 0], [1, 0], [0, 1]], [[0.9, 0.1], [0.3, 0.7], [0.5, 0.5]])
    array([0.49999994, 0.66666657], dtype=float32)
    """

    true_positives: Any
    false_positives: Any
    false_negatives: Any
    intermediate_weights: Any

    def __init__(
        self,
        average: str | None = None,
        beta: float = 1.0,
        threshold: float | None = None,
        name: str = "fbeta_score",
        dtype: Any = None,
    ) -> None:
        super().__init__(name, dtype)
        owner = type(self).__name__
        self.average = choice(owner, "average", average, (None, "micro", "macro", "weighted"))
        if not isinstance(beta, float) or not beta > 0:
            raise ValueError(f"{owner}: beta must be a float > 0, got {beta!r}")
        if threshold is not None and not (isinstance(threshold, float) and 0 < threshold <= 1):
            raise ValueError(f"{owner}: threshold must be a float > 0 and <= 1, or None, got {threshold!r}")
        self.beta, self.threshold = beta, threshold

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Take in targets and predictions of shape (n, classes), and weights of shape (n,)."""
        owner = type(self).__name__
        y_true, y_pred = as_floats("y_true", y_true, self.dtype), as_floats("y_pred", y_pred, self.dtype)
        check_same_shape(y_true, y_pred)
        classes = len(self.state["true_positives"]) if self.state and self.average != "micro" else None
        if y_pred.ndim != 2 or classes not in (None, y_pred.shape[1]):
            expected = f"(n, {classes or 'classes'})"
            raise ValueError(f"{owner}: y_true and y_pred must have shape {expected}, got {y_pred.shape}")
        weight = as_floats("sample_weight", 1 if sample_weight is None else sample_weight, self.dtype)
        if sample_weight is not None and weight.shape not in (y_pred.shape[:1], (1,)):
            raise ValueError(f"sample_weight: expected shape {y_pred.shape[:1]}, got {weight.shape}")
        if not self.state:
            for name in ("true_positives", "false_positives", "false_negatives", "intermediate_weights"):
                self.add_variable(name, () if self.average == "micro" else y_pred.shape[1:], self.dtype)
        self._add(y_true, self._hits(y_pred).astype(self.dtype), weight[..., None])

    def _hits(self, y_pred: Array) -> Array:
        """Whether an entry says that the row is of its class."""
        if self.threshold is not None:
            return y_pred > self.threshold
        return (y_pred >= y_pred.max(axis=-1, keepdims=True)) & (np.abs(y_pred) > 1e-9)

    def _add(self, y_true: Array, hits: Array, weight: Array) -> None:
        axis = None if self.average == "micro" else 0
        for name, values in (
            ("true_positives", hits * y_true),
            ("false_positives", hits * (1 - y_true)),
            ("false_negatives", (1 - hits) * y_true),
            ("intermediate_weights", y_true),
        ):
            setattr(self, name, getattr(self, name) + np.add.reduce(values * weight, axis=axis))

    def result(self) -> Any:
        """Return the score, or an array of one for each class, in the metric's dtype."""
        if not self.state:
            raise ValueError(f"{type(self).__name__}: no result before the first update_state")
        small, beta = epsilon(), self.beta**2
        precision = self.true_positives / (self.true_positives + self.false_positives + small)
        recall = self.true_positives / (self.true_positives + self.false_negatives + small)
        score = precision * recall / (beta * precision + recall + small) * (1 + beta)
        if self.average == "weighted":
            weights = self.intermediate_weights
            return np.add.reduce(score * (weights / (np.add.reduce(weights) + small)))
        return score if self.average is None else np.mean(score)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, as Keras's metric gives them."""
        own = {"average": self.average, "beta": self.beta, "threshold": self.threshold}
        return {**super().get_config(), **own}


class F1Score(FBetaScore):
    """The harmonic mean of precision and recall: `FBetaScore` with beta = 1.

    >>> F1Score(average="micro", threshold=0.5)([[1, 0], [1, 1]], [[0.6, 0.4], [0.5, 0.6]])
    np.float32(0.79999995)
    """

    def __init__(
        self,
        average: str | None = None,
        threshold: float | None = None,
        name: str = "f1_score",
        dtype: Any = None,
    ) -> None:
        super().__init__(average, 1.0, threshold, name, dtype)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, as Keras's metric gives them."""
        config = super().get_config()
        del config["beta"]
        return config
