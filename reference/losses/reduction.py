"""From the losses of a batch to one number, or to none."""

from typing import Any

import numpy as np

from reference.losses.arguments import as_sample_weight

__all__ = ["REDUCTIONS", "broadcast_over", "check_sample_weight", "reduce_values"]

Array = np.ndarray

REDUCTIONS = ("sum_over_batch_size", "sum", "mean", "mean_with_sample_weight", "none", None)


def reduce_values(values: Array, sample_weight: Any, reduction: str | None) -> tuple[Any, Any]:
    """Return the reduced value, as the table of `Loss` says, and its derivative for each of `values`."""
    scale: Any = 1.0
    if sample_weight is not None:
        scale, values = as_sample_weight(sample_weight, values)
        values = values * scale
    if reduction in (None, "none") or not values.shape:
        return values, scale
    total = np.add.reduce(values, axis=None)
    if reduction == "sum":
        return total, scale
    divisor: Any = values.size
    if reduction == "mean_with_sample_weight" and sample_weight is not None:
        divisor = np.add.reduce(scale, axis=None)
        if divisor == 0:
            return divisor, scale * 0
    return total / divisor, scale / divisor


def reduced_axes(axis: Any, rank: int) -> tuple[int, ...]:
    """Return the axes that the losses lack, in ascending order; all for None."""
    if axis is None:
        return tuple(range(rank))
    return tuple(sorted(each % rank for each in (axis if isinstance(axis, list | tuple) else (axis,))))


def check_sample_weight(sample_weight: Any, y_pred: Array, axis: Any) -> None:
    """Raise a ValueError unless the weights fit the losses of such a `y_pred`."""
    lacking = reduced_axes(axis, y_pred.ndim)
    shape = tuple(size for i, size in enumerate(y_pred.shape) if i not in lacking)
    as_sample_weight(sample_weight, np.broadcast_to(y_pred.dtype.type(0), shape))


def broadcast_over(scale: Array, axis: Any, rank: int) -> Array:
    """Return what stands for each of the losses with size 1 on the axes that they lack."""
    axes = reduced_axes(axis, rank)
    shape = list(scale.shape[: rank - len(axes)])
    for each in axes:
        shape.insert(each, 1)
    return scale.reshape(shape)
