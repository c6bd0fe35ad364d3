"""A mask on the output: the losses of masked places do not count, as if they were not there."""

from typing import Any

import numpy as np

from reference.losses.arguments import as_sample_weight

__all__ = ["both_masks", "masked_weight"]

Array = np.ndarray


def both_masks(mask: Array | None, other: Array | None) -> Array | None:
    """Return what neither of them masks; None masks nothing."""
    return mask if other is None else other if mask is None else mask & other


def masked_weight(sample_weight: Any, mask: Array | None, dtype: Any, reduction: str | None) -> Any:
    """Return the `sample_weight` that does to a loss, or to a metric, what the mask of its output does.

    Masked places weigh 0. Where the reduction divides by the number of losses, the others weigh
    (all places / unmasked ones), so that the mean is that of the unmasked ones; where all are
    masked, it is 0.

    Parameters
    ----------
    sample_weight : array_like or None
        Multiplies the result.
    mask : boolean array or None
        Of the shape of the losses.
    dtype : "float32" or "float64"
    reduction : str or None
        The loss's; None for a metric.

    Source: `apply_mask` in Keras's losses.
    """
    if mask is None:
        return sample_weight
    weight = mask.astype(dtype)
    if reduction in ("mean", "sum_over_batch_size"):
        weight *= weight.dtype.type(mask.size) / max(weight.sum(), weight.dtype.type(1))
    if sample_weight is None:
        return weight
    given, weight = as_sample_weight(sample_weight, weight)
    return weight * given
