"""Weights by class."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from reference import config

__all__ = ["class_weights", "weights_of"]


def class_weights(y: Any, class_weight: Any) -> np.ndarray:
    """The weight of each sample: that of its class, or 1 if there is none for it.

    Parameters
    ----------
    y : array_like
        Labels of shape (n,) or (n, 1), rounded to whole numbers; or rows (n, k), where the class is the
        place of the largest entry.
    class_weight : mapping of int to float

    Returns
    -------
    array
        (n,), of floatx.

    Source: `class_weight_to_sample_weights` of Keras.

    >>> class_weights([0, 1, 5], {0: 2.0, 1: 0.5})
    array([2. , 0.5, 1. ], dtype=float32)
    """
    if not isinstance(class_weight, Mapping):
        raise ValueError(f"class_weight must be a dict of weights by class, got {class_weight!r}")
    labels = np.asarray(y)
    if labels.dtype.kind not in "fiub" or labels.ndim == 0:
        raise ValueError(f"class_weight: expected the labels of y to be numbers, got {labels.dtype}")
    if labels.ndim > 1:
        labels = labels[..., 0] if labels.shape[-1] == 1 else labels.argmax(axis=-1)
    if labels.ndim > 1:
        raise ValueError(f"class_weight: expected one label a sample, got y of shape {np.shape(y)}")
    classes = np.round(labels).astype("int32").tolist()
    return np.array([class_weight.get(each, 1.0) for each in classes], config.floatx())


def weights_of(y: Any, sample_weight: Any, class_weight: Any) -> Any:
    """The weight of each sample, by itself or by its class; None if there are no weights."""
    if class_weight is None:
        return sample_weight
    if sample_weight is not None:
        raise ValueError("class_weight and sample_weight cannot both be given")
    return class_weights(y, class_weight)
