"""Metrics at given thresholds: the four counts, precision and recall."""

from typing import Any

import numpy as np

from reference.checks import positive_int
from reference.metrics.confusion import (
    NOT_AMONG_THE_BEST,
    as_thresholds,
    count,
    divide_no_nan,
    entries,
    evenly_spaced,
)
from reference.metrics.metric import Metric

__all__ = ["FalseNegatives", "FalsePositives", "Precision", "Recall", "TrueNegatives", "TruePositives"]

Array = np.ndarray


def optional_integer(owner: str, name: str, value: Any) -> int | None:
    """Return `value` if it is None or an integer; else raise a ValueError."""
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | np.integer)):
        raise ValueError(f"{owner}: {name} must be an integer or None, got {value!r}")
    return None if value is None else int(value)


class ThresholdMetric(Metric):
    """A metric whose state is some of the counts, one number for each of its `thresholds`.

    The state is of floatx, whatever the metric's dtype, and all is computed in that type, as in Keras.
    """

    counted: dict[str, str]  # from the name of a count to the name of its variable
    thresholds: list[float]
    even: bool
    top_k: int | None = None
    class_id: int | None = None

    def create_counts(self, thresholds: list[float], even: bool | None = None) -> None:
        """Make the state; `even` says whether the thresholds are 0, 1/m … 1, if that is not to be seen."""
        self.thresholds = thresholds
        self.even = evenly_spaced(thresholds) if even is None else even
        for variable in self.counted.values():
            self.add_variable(variable, (len(thresholds),))

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Take in targets and predictions of one shape, every entry of which counts.

        See `reference.metrics.confusion.entries` for the shapes of weights.
        """
        first, *_ = self.variables
        found = entries(y_true, y_pred, sample_weight, first.dtype, self.top_k, self.class_id)
        is_true, y_pred, weight = (each.reshape(-1, 1) for each in found)
        counts = count(is_true, y_pred, weight, self.thresholds, self.even)
        for name, variable in self.counted.items():
            setattr(self, variable, getattr(self, variable) + counts[name][:, 0])


class ConfusionCount(ThresholdMetric):
    """One of the four counts: the sum of the weights of the entries that it is about.

    Parameters
    ----------
    thresholds : float or list of float, optional
        From 0 to 1; 0.5 if not given. A prediction is positive if it is strictly greater.
    name, dtype
        See `Metric`.
    """

    accumulator: Array

    def __init__(self, thresholds: Any = None, name: str | None = None, dtype: Any = None) -> None:
        super().__init__(name, dtype)
        self.init_thresholds = thresholds
        self.create_counts(as_thresholds(type(self).__name__, thresholds, 0.5))

    def result(self) -> Any:
        """Return the count, or an array of one for each of several thresholds."""
        return self.accumulator[0] if len(self.thresholds) == 1 else self.accumulator

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, as Keras's metric gives them."""
        return {**super().get_config(), "thresholds": self.init_thresholds}


class TruePositives(ConfusionCount):
    """How much is true and predicted so.

    >>> TruePositives(thresholds=[0.25, 0.5])([1, 1, 1, 0], [0.25, 0.5, 0.75, 1])
    array([2., 1.], dtype=float32)
    """

    counted = {"true_positives": "accumulator"}


class FalsePositives(ConfusionCount):
    """How much is not true, but predicted so."""

    counted = {"false_positives": "accumulator"}


class TrueNegatives(ConfusionCount):
    """How much is not true, and not predicted so."""

    counted = {"true_negatives": "accumulator"}


class FalseNegatives(ConfusionCount):
    """How much is true, but not predicted so."""

    counted = {"false_negatives": "accumulator"}


class Share(ThresholdMetric):
    """true_positives / (true_positives + the other count), and 0 if there are none.

    Parameters
    ----------
    thresholds : float or list of float, optional
        From 0 to 1; a prediction is positive if it is strictly greater. If not given 0.5, and with
        `top_k` -1e10: all among the best count.
    top_k : int, optional
        Only the `top_k` largest of a row may be positive; of equals those that come first.
    class_id : int, optional
        The only column that counts; negative ones are counted from the last.
    name, dtype
        See `Metric`.
    """

    true_positives: Array

    def __init__(
        self,
        thresholds: Any = None,
        top_k: int | None = None,
        class_id: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(name, dtype)
        owner = type(self).__name__
        self.init_thresholds = thresholds
        self.top_k = None if top_k is None else positive_int(owner, "top_k", top_k)
        self.class_id = optional_integer(owner, "class_id", class_id)
        default = 0.5 if top_k is None else NOT_AMONG_THE_BEST
        self.create_counts(as_thresholds(owner, thresholds, default))

    def result(self) -> Any:
        """Return the share, or an array of one for each of several thresholds."""
        share = divide_no_nan(self.true_positives, self.true_positives + self.variables[1])
        return share[0] if len(self.thresholds) == 1 else share

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, as Keras's metric gives them."""
        own = {"thresholds": self.init_thresholds, "top_k": self.top_k, "class_id": self.class_id}
        return {**super().get_config(), **own}


class Precision(Share):
    """The share of what is predicted to be true that is true: TP / (TP + FP). See `Share`.

    >>> Precision()([0, 1, 1, 1], [1, 0, 1, 1])
    np.float32(0.6666667)
    """

    counted = {"true_positives": "true_positives", "false_positives": "false_positives"}


class Recall(Share):
    """The share of what is true that is predicted so: TP / (TP + FN). See `Share`.

    >>> Recall(top_k=1)([[0, 1, 1], [1, 0, 0]], [[0.5, 0.5, 0.4], [0.1, 0, 0]])
    np.float32(0.33333334)
    """

    counted = {"true_positives": "true_positives", "false_negatives": "false_negatives"}
