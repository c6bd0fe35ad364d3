"""The best of one share where another is large enough: sensitivity at specificity, and its kin."""

from typing import Any

import numpy as np

from reference.blank import allow
from reference.casting import through_float32
from reference.checks import number, positive_int
from reference.metrics.confusion import COUNTS, divide_no_nan
from reference.metrics.thresholds import ThresholdMetric, optional_integer

__all__ = [
    "PrecisionAtRecall",
    "RecallAtPrecision",
    "SensitivityAtSpecificity",
    "SpecificityAtSensitivity",
]

Array = np.ndarray
SHARES = {  # each is first / (first + second)
    "sensitivity": ("true_positives", "false_negatives"),
    "specificity": ("true_negatives", "false_positives"),
    "precision": ("true_positives", "false_positives"),
    "recall": ("true_positives", "false_negatives"),
}


def even_thresholds(number_of_them: int) -> list[float]:
    """The thresholds 1/m, 2/m … (m - 1)/m between the first, 0, and the last, 1, of m + 1."""
    allow(f"num_thresholds={number_of_them:,}", 32 * number_of_them)  # bytes of a Python number in a list
    return [i / (number_of_them - 1) for i in range(1, number_of_them - 1)]


class OperatingPoint(ThresholdMetric):
    """The largest `wanted` share at any threshold where the `constrained` share is at least a value.

    =========== ==================================
    sensitivity TP / (TP + FN), which is recall
    specificity TN / (TN + FP)
    precision   TP / (TP + FP)
    =========== ==================================

    A share of nothing is 0; so is the result where no threshold will do. As in Keras the value is
    rounded to float32: in float64 a specificity of exactly 0.8 is less than the value 0.8.

    Parameters
    ----------
    specificity, sensitivity, recall or precision : float
        The least value of the constrained share, from 0 to 1.
    num_thresholds : int
        Even thresholds from 0 to 1; for 1 it is 0.5. A prediction of 0 is positive at none of several.
    class_id : int, optional
        The only column that counts; negative ones are counted from the last.
    name, dtype
        See `Metric`.
    """

    counted = {name: name for name in COUNTS}
    constrained: str
    wanted: str

    def _create(self, value: float, num_thresholds: int, class_id: int | None) -> None:
        owner = type(self).__name__
        self.value = number(owner, self.constrained, value, 0, 1)
        setattr(self, self.constrained, self.value)
        self.num_thresholds = positive_int(owner, "num_thresholds", num_thresholds)
        self.class_id = optional_integer(owner, "class_id", class_id)
        several = num_thresholds > 1
        self.create_counts([0.0, *even_thresholds(num_thresholds), 1.0] if several else [0.5], several)

    def _share(self, name: str) -> Array:
        one, other = (self.state[each] for each in SHARES[name])
        return divide_no_nan(one, one + other)

    def result(self) -> Any:
        """Return the best share, as a NumPy scalar of floatx."""
        feasible = self._share(self.constrained) >= through_float32(self.value)
        wanted = self._share(self.wanted)
        return np.max(np.where(feasible, wanted, wanted.dtype.type(0)), initial=0)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, as Keras's metric gives them."""
        own = {"class_id": self.class_id, "num_thresholds": self.num_thresholds}
        return {**super().get_config(), **own, self.constrained: self.value}


class SensitivityAtSpecificity(OperatingPoint):
    """The best sensitivity where the specificity is at least `specificity`. See `OperatingPoint`.

    >>> SensitivityAtSpecificity(0.5)([0, 0, 0, 1, 1], [0, 0.3, 0.8, 0.3, 0.8])
    np.float32(0.5)
    """

    constrained, wanted = "specificity", "sensitivity"

    def __init__(
        self,
        specificity: float,
        num_thresholds: int = 200,
        class_id: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(name, dtype)
        self._create(specificity, num_thresholds, class_id)


class SpecificityAtSensitivity(OperatingPoint):
    """The best specificity where the sensitivity is at least `sensitivity`. See `OperatingPoint`."""

    constrained, wanted = "sensitivity", "specificity"

    def __init__(
        self,
        sensitivity: float,
        num_thresholds: int = 200,
        class_id: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(name, dtype)
        self._create(sensitivity, num_thresholds, class_id)


class PrecisionAtRecall(OperatingPoint):
    """The best precision where the recall is at least `recall`. See `OperatingPoint`."""

    constrained, wanted = "recall", "precision"

    def __init__(
        self,
        recall: float,
        num_thresholds: int = 200,
        class_id: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(name, dtype)
        self._create(recall, num_thresholds, class_id)


class RecallAtPrecision(OperatingPoint):
    """The best recall where the precision is at least `precision`. See `OperatingPoint`."""

    constrained, wanted = "precision", "recall"

    def __init__(
        self,
        precision: float,
        num_thresholds: int = 200,
        class_id: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(name, dtype)
        self._create(precision, num_thresholds, class_id)
