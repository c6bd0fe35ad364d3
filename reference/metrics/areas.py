"""The points of a curve at falling thresholds, and the area under it."""

from collections.abc import Callable, Mapping

import numpy as np

from reference.metrics.confusion import divide_no_nan

__all__ = ["CURVES", "interpolated_pr", "riemann"]

Array = np.ndarray
Counts = Mapping[str, Array]
Points = tuple[Array, Array]


def _four(counts: Counts) -> tuple[Array, Array, Array, Array]:
    tp, fp, tn, fn = (
        counts[f"{name}s"] for name in ("true_positive", "false_positive", "true_negative", "false_negative")
    )
    return tp, fp, tn, fn


def roc(counts: Counts) -> Points:
    """X = FP / (FP + TN), y = TP / (TP + FN)."""
    tp, fp, tn, fn = _four(counts)
    return divide_no_nan(fp, fp + tn), divide_no_nan(tp, tp + fn)


def precision_recall(counts: Counts) -> Points:
    """X = TP / (TP + FN), y = TP / (TP + FP)."""
    tp, fp, _, fn = _four(counts)
    return divide_no_nan(tp, tp + fn), divide_no_nan(tp, tp + fp)


def precision_recall_gain(counts: Counts) -> Points:
    """X = max(1 - s FN/TP, 0), y = 1 - s FP/TP with s = (TP + FN)/(TN + FP); x = 0, y = 1 for TP = 0.

    Flach and Kull (2015).
    """
    tp, fp, tn, fn = _four(counts)
    scale = divide_no_nan(tp + fn, tn + fp)
    one, zero = tp.dtype.type(1), tp.dtype.type(0)
    recall = np.where(tp == 0, zero, one - scale * divide_no_nan(fn, tp))
    precision = np.where(tp == 0, one, one - scale * divide_no_nan(fp, tp))
    return np.maximum(recall, zero), precision


CURVES: dict[str, Callable[[Counts], Points]] = {
    "ROC": roc,
    "PR": precision_recall,
    "PRGAIN": precision_recall_gain,
}
HEIGHTS: dict[str, Callable[[Array, Array], Array]] = {
    "interpolation": lambda here, there: (here + there) / 2,
    "minoring": np.minimum,
    "majoring": np.maximum,
}


def riemann(curve: str, summation_method: str, counts: Counts) -> Array:
    """The terms (xᵢ - xᵢ₊₁) h(yᵢ, yᵢ₊₁) of the area; h is the mean, the smaller or the larger of both."""
    x, y = CURVES[curve](counts)
    return (x[:-1] - x[1:]) * HEIGHTS[summation_method](y[:-1], y[1:])


@np.errstate(all="ignore")
def interpolated_pr(counts: Counts) -> Array:
    """The terms of the area between points of precision and recall that TP, not precision, connects.

    With P = TP + FP the true positives between two thresholds are TP(p) = a + s p (Davis and Goadrich,
    2006), where

    ======= =============================================================
    s       ΔTP / ΔP, the slope
    a       TPᵢ₊₁ - s Pᵢ₊₁, the intercept
    term    s (ΔTP + a log(Pᵢ / Pᵢ₊₁)) / (TPᵢ₊₁ + FNᵢ₊₁)
    ======= =============================================================

    A quotient by 0 is 0, and the logarithm 0 where one of the P is.
    """
    tp, fp, _, fn = _four(counts)
    p = tp + fp
    rise, zero = tp[:-1] - tp[1:], tp.dtype.type(0)
    slope = divide_no_nan(rise, np.maximum(p[:-1] - p[1:], zero))
    intercept = tp[1:] - slope * p[1:]
    both = (p[:-1] > 0) & (p[1:] > 0)
    ratio = np.where(both, divide_no_nan(p[:-1], np.maximum(p[1:], zero)), tp.dtype.type(1))
    return divide_no_nan(slope * (rise + intercept * np.log(ratio)), np.maximum(tp[1:] + fn[1:], zero))
