"""The area under a curve: ROC, precision-recall, or precision-recall gain."""

from typing import Any

import numpy as np

from reference import config
from reference.activations import sigmoid
from reference.checks import choice, number, positive_int
from reference.losses.arguments import as_floats
from reference.metrics.areas import CURVES, interpolated_pr, riemann
from reference.metrics.confusion import COUNTS, count, divide_no_nan, entries, evenly_spaced
from reference.metrics.metric import Metric
from reference.metrics.operating_points import even_thresholds

__all__ = ["AUC"]

Array = np.ndarray
SUMMATIONS = ("interpolation", "minoring", "majoring")


class AUC(Metric):
    """The area under the curve through the points of several thresholds; see `reference.metrics.areas`.

    The first threshold is epsilon below 0, the last epsilon above 1, so that every p from 0 to 1 is
    positive at the one and none at the other. Of even ones the counts come from `in_buckets`.

    Parameters
    ----------
    num_thresholds : int
        Even thresholds, the two beyond [0, 1] included; not used if `thresholds` are given.
    curve : str
        "ROC", "PR" or "PRGAIN", or the same in small letters.
    summation_method : str
        "interpolation", "minoring" or "majoring", or the same with a capital.
    thresholds : list of float, optional
        Those between the first and the last, in any order. As in Keras they need not lie in [0, 1].
    multi_label : bool
        Whether each column has an area of its own; the result is their mean.
    num_labels : int, optional
        With `multi_label`, the number of columns; if not given, that of the first batch.
    label_weights : list of float, optional
        One for each column: with `multi_label` in the mean of the areas, else of its entries.
    from_logits : bool
        Whether `sigmoid` is to be applied to the predictions.
    name, dtype
        See `Metric`. The state is of floatx, whatever the dtype, as in Keras.

    >>> AUC(num_thresholds=3)([0, 0, 1, 1], [0, 0.5, 0.3, 0.9])
    np.float32(0.75)
    """

    true_positives: Array
    num_labels: int | None

    def __init__(
        self,
        num_thresholds: int = 200,
        curve: str = "ROC",
        summation_method: str = "interpolation",
        name: str | None = None,
        dtype: Any = None,
        thresholds: Any = None,
        multi_label: bool = False,
        num_labels: int | None = None,
        label_weights: Any = None,
        from_logits: bool = False,
    ) -> None:
        super().__init__(name, dtype)
        self._floats = config.floatx()
        self.curve = choice("AUC", "curve", curve, (*CURVES, *map(str.lower, CURVES))).upper()
        names = (*SUMMATIONS, *map(str.capitalize, SUMMATIONS))
        self.summation_method = choice("AUC", "summation_method", summation_method, names).lower()
        self._set_thresholds(num_thresholds, thresholds)
        self.multi_label, self.from_logits = bool(multi_label), bool(from_logits)
        weights = None if label_weights is None else as_floats("label_weights", label_weights, self.dtype)
        if weights is not None and weights.ndim != 1:
            raise ValueError(f"AUC: label_weights must be one number a column, got shape {weights.shape}")
        self.label_weights = weights
        self.num_labels = None if num_labels is None else positive_int("AUC", "num_labels", num_labels)
        if self.num_labels is not None and not self.multi_label:
            raise ValueError(f"AUC: num_labels is for multi_label=True alone, got {num_labels!r}")
        if self.num_labels is not None or not self.multi_label:
            self._create_counts(self.num_labels)

    def _set_thresholds(self, num_thresholds: int, thresholds: Any) -> None:
        self._given = thresholds is not None
        if thresholds is None:
            self.num_thresholds = positive_int("AUC", "num_thresholds", num_thresholds)
            if self.num_thresholds == 1:
                raise ValueError("AUC: num_thresholds must be an integer > 1, got 1")
            inner, self.even = even_thresholds(num_thresholds), True
        else:
            inner = sorted(number("AUC", "thresholds", each) for each in thresholds)
            self.num_thresholds, self.even = len(inner) + 2, evenly_spaced([0.0, *inner, 1.0])
        self.thresholds = [0.0 - config.epsilon(), *inner, 1.0 + config.epsilon()]

    def _create_counts(self, labels: int | None) -> None:
        weights = self.label_weights
        if labels is not None and weights is not None and len(weights) != labels:
            raise ValueError(f"AUC: label_weights must be {labels}, one a column, got {len(weights)}")
        shape = (self.num_thresholds,) if labels is None else (self.num_thresholds, labels)
        for name in COUNTS:
            self.add_variable(name, shape)

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Take in targets and predictions of one shape, (n, labels) with `multi_label`.

        See `reference.metrics.confusion.entries` for the shapes of weights.
        """
        y_pred = sigmoid(as_floats("y_pred", y_pred)) if self.from_logits else y_pred
        is_true, y_pred, weight = entries(y_true, y_pred, sample_weight, self._floats)
        if self.multi_label:
            self._check_labels(y_pred)
        else:
            weight = self._weighted_by_label(weight)
            is_true, y_pred, weight = (each.reshape(-1, 1) for each in (is_true, y_pred, weight))
        for name, found in count(is_true, y_pred, weight, self.thresholds, self.even).items():
            before = getattr(self, name)
            setattr(self, name, before + found.reshape(before.shape))

    def _check_labels(self, y_pred: Array) -> None:
        """Refuse what is not (n, labels), and make the state if the labels were not known."""
        known = self.true_positives.shape[1] if self.state else None
        if y_pred.ndim != 2 or known not in (None, y_pred.shape[1]):
            expected = f"(n, {known or 'labels'})"
            raise ValueError(f"AUC: with multi_label y_pred must have shape {expected}, got {y_pred.shape}")
        if known is None:
            self._create_counts(y_pred.shape[1])

    def _weighted_by_label(self, weight: Array) -> Array:
        """The weights of entries times those of their columns."""
        if self.label_weights is None:
            return weight
        try:
            labels = np.broadcast_to(self.label_weights[None], weight.shape)
        except ValueError:
            need = f"columns of y_pred for {len(self.label_weights)} label_weights"
            raise ValueError(f"AUC: expected {need}, got shape {weight.shape}") from None
        return (weight * labels).astype(weight.dtype, copy=False)

    def result(self) -> Any:
        """Return the area, as a NumPy scalar, 0 before anything came."""
        if not self.state:
            raise ValueError("AUC: no result before the first update_state, unless num_labels is given")
        if (self.curve, self.summation_method) == ("PR", "interpolation"):
            terms = interpolated_pr(self.state)
        else:
            terms = riemann(self.curve, self.summation_method, self.state)
        areas, weights = np.add.reduce(terms, axis=0), self.label_weights
        if not self.multi_label:
            return areas
        if weights is None:
            return areas.mean()
        return divide_no_nan(np.add.reduce(areas * weights), np.add.reduce(weights))[()]

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, as Keras's metric gives them; weights of labels as a list."""
        weights = self.label_weights
        own = {
            "num_thresholds": self.num_thresholds,
            "curve": self.curve,
            "summation_method": self.summation_method,
            "multi_label": self.multi_label,
            "num_labels": self.num_labels,
            "label_weights": None if weights is None else weights.tolist(),
            "from_logits": self.from_logits,
        }
        thresholds = {"thresholds": self.thresholds[1:-1]} if self._given else {}
        return {**super().get_config(), **own, **thresholds}
