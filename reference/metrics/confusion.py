"""Counting true and false positives and negatives at several thresholds at once."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from reference import config
from reference.checks import number
from reference.losses.arguments import as_floats, check_same_shape

__all__ = ["COUNTS", "as_thresholds", "count", "divide_no_nan", "entries", "evenly_spaced", "only_top_k"]

Array = np.ndarray
Counts = dict[str, Array]
COUNTS = ("true_positives", "false_positives", "true_negatives", "false_negatives")
NOT_AMONG_THE_BEST = -1e10  # the score that top_k gives to the rest


@np.errstate(all="ignore")
def divide_no_nan(a: Array, b: Array) -> Array:
    """Return a / b, and 0 where b is 0."""
    return np.where(b == 0, a.dtype.type(0), a / b)


def as_thresholds(owner: str, thresholds: Any, default: float) -> list[float]:
    """Return one threshold from 0 to 1 or a list of them as a list; for None the default."""
    if thresholds is None:
        return [default]
    given = thresholds if isinstance(thresholds, list | tuple) else [thresholds]
    return [number(owner, "thresholds", each, 0, 1) for each in given]


def evenly_spaced(thresholds: Sequence[float]) -> bool:
    """Whether these are 0, 1/m, 2/m … 1, as near as Keras looks: to 1e-5 of each and `epsilon`."""
    even = np.arange(len(thresholds), dtype=np.float32) / max(len(thresholds) - 1, 1)
    return len(thresholds) >= 3 and np.allclose(thresholds, even, atol=config.epsilon())


def only_top_k(y_pred: Array, top_k: int) -> Array:
    """The `top_k` largest of each row as they are, the first of equals, and -1e10 for all others."""
    if top_k > y_pred.shape[-1]:
        raise ValueError(f"top_k: expected at most the {y_pred.shape[-1]} columns of y_pred, got {top_k}")
    best = np.argsort(-y_pred, axis=-1, kind="stable")[..., :top_k]
    kept = np.full_like(y_pred, NOT_AMONG_THE_BEST)
    np.put_along_axis(kept, best, np.take_along_axis(y_pred, best, axis=-1), axis=-1)
    return kept


def entries(
    y_true: Any,
    y_pred: Any,
    sample_weight: Any,
    dtype: Any,
    top_k: int | None = None,
    class_id: int | None = None,
) -> tuple[Array, Array, Array]:
    """Return of every entry whether it is true, its prediction and its weight, all of one shape.

    True is what is not 0. Weights have the shape (n,), for predictions of shape (n, k) also (n, k), or
    any that broadcasts once a last axis was added to what has fewer axes; one number is that of all.

    Raises
    ------
    ValueError
        If shapes do not fit, `top_k` is more than there are columns, or there is no column `class_id`.
    """
    y_pred, y_true = as_floats("y_pred", y_pred, dtype), as_floats("y_true", y_true, dtype)
    check_same_shape(y_true, y_pred)
    weight = as_floats("sample_weight", 1 if sample_weight is None else sample_weight, dtype)
    weight = weight if weight.ndim == y_pred.ndim else weight[..., None]
    if top_k is not None:
        y_pred = only_top_k(y_pred, top_k)
    if class_id is not None:
        if y_pred.ndim == 1 or not -y_pred.shape[-1] <= class_id < y_pred.shape[-1]:
            raise ValueError(f"class_id: expected y_pred with a column {class_id}, got shape {y_pred.shape}")
        y_true, y_pred = y_true[..., class_id, None], y_pred[..., class_id, None]
    try:
        return y_true != 0, y_pred, np.broadcast_to(weight, y_pred.shape)
    except ValueError:
        expected, got = y_pred.shape[:-1] or y_pred.shape, np.shape(sample_weight)
        raise ValueError(f"sample_weight: expected a shape such as {expected}, got {got}") from None


def count(is_true: Array, y_pred: Array, weight: Array, thresholds: Sequence[float], even: bool) -> Counts:
    """Return the weights of each of COUNTS, in shape (thresholds, columns), of entries (n, columns).

    Positive is a prediction strictly greater than a threshold. If the thresholds are `even` the
    predictions are not compared with them: see `in_buckets`.
    """
    if even:
        return in_buckets(is_true, y_pred, weight, thresholds)
    positive = y_pred > np.asarray(thresholds, y_pred.dtype)[:, None, None]
    chosen = (is_true & positive, ~is_true & positive, ~is_true & ~positive, is_true & ~positive)
    zero = weight.dtype.type(0)
    sums = (np.add.reduce(np.where(each, weight, zero), axis=1) for each in chosen)
    return dict(zip(COUNTS, sums, strict=True))


def in_buckets(is_true: Array, y_pred: Array, weight: Array, thresholds: Sequence[float]) -> Counts:
    """Counts at m + 1 even thresholds, from the place of each prediction among them.

    ============ ==========================================================================
    clipped      p = min(max(y_pred, 0), 1)
    bucket       b = ceil(m p) - 1, rounded in the type of the predictions; b = 0 for p = 0
                 if the first threshold is below 0
    positives    those in bucket i and above, at threshold i
    negatives    all less the positives
    ============ ==========================================================================

    So what is beyond [0, 1] counts as 0 or 1, of thresholds that are even but for a little it is the
    even ones that count, and nan is nowhere positive.
    """
    size, columns = len(thresholds), y_pred.shape[1]
    bucket = np.ceil(np.clip(y_pred, 0, 1) * y_pred.dtype.type(size - 1)) - 1
    if thresholds[0] < 0 or thresholds[-1] > 1:
        bucket = np.maximum(bucket, 0)
    placed = bucket >= 0
    place = np.where(placed, bucket, 0).astype(np.intp) * columns + np.arange(columns)

    def positives(weights: Array) -> Array:
        found = np.bincount(place[placed], weights[placed], size * columns).reshape(size, columns)
        return found[::-1].cumsum(axis=0)[::-1]

    zero, sums = weight.dtype.type(0), []
    for weights in (np.where(is_true, weight, zero), np.where(is_true, zero, weight)):
        found = positives(weights)
        sums += [found, np.add.reduce(weights, axis=0, dtype="float64") - found]
    true_positives, false_negatives, false_positives, true_negatives = sums
    counts = (true_positives, false_positives, true_negatives, false_negatives)
    return {name: found.astype(weight.dtype) for name, found in zip(COUNTS, counts, strict=True)}
