"""What the cross-entropies share: softmax, clipping, label smoothing, and the binary one, entry by entry."""

import warnings

import numpy as np

from reference import config

__all__ = [
    "binary_losses",
    "binary_slopes",
    "clip",
    "dot",
    "exponentials",
    "normalized_rows",
    "smooth_rows",
    "smooth_yes_or_no",
    "warn_of_one_class",
]

Array = np.ndarray


def exponentials(logits: Array, axis: int) -> tuple[Array, Array, Array]:
    """Return z - max z, its exponentials, and their sums along `axis`, which is kept.

    The softmax is exponentials / sum, its logarithm (z - max z) - log(sum), neither of which can
    overflow.
    """
    shifted = logits - np.maximum.reduce(logits, axis=axis, keepdims=True)
    exponential = np.exp(shifted)
    return shifted, exponential, np.add.reduce(exponential, axis=axis, keepdims=True)


def dot(a: Array, b: Array, axis: int) -> Array:
    """Return Σ a b along `axis`."""
    return np.vecdot(a, b, axis=axis)  # type: ignore[call-overload]  # NumPy's own types lack the axis


def clip(probabilities: Array) -> Array:
    """Return the probabilities moved into [epsilon, 1 - epsilon], so that they have a logarithm.

    What was outside does not move with its probability: it has slope 0. The ends are inside.
    """
    epsilon = config.epsilon()
    return np.minimum(np.maximum(probabilities, epsilon), 1 - epsilon)


def smooth_yes_or_no(y_true: Array, label_smoothing: float) -> Array:
    """Return yes and no (1 and 0) moved towards ½."""
    return y_true * (1 - label_smoothing) + 0.5 * label_smoothing if label_smoothing else y_true


def smooth_rows(y_true: Array, label_smoothing: float) -> Array:
    """Return one-hot rows with a share of the 1 spread over all classes: over the last axis, as in Keras."""
    if not label_smoothing:
        return y_true
    return y_true * (1 - label_smoothing) + label_smoothing / y_true.shape[-1]


def warn_of_one_class(name: str, y_pred: Array) -> None:
    """Warn, as Keras does, if the probability of the only class is always 1."""
    if y_pred.shape[-1] == 1:
        warnings.warn(
            f"{name}: y_pred has one class, shape {y_pred.shape}, whose probability is "
            "always 1; binary_crossentropy takes a single yes or no",
            SyntaxWarning,
            stacklevel=5,
        )


def binary_losses(y_true: Array, y_pred: Array, from_logits: bool) -> tuple[Array, Array]:
    """Return -(y log p + (1 - y) log(1 - p)) of each entry, and what `binary_slopes` wants for `middle`."""
    if from_logits:
        middle = np.exp(-np.abs(y_pred))
        return np.maximum(y_pred, 0) - y_pred * y_true + np.log1p(middle), middle
    middle = clip(y_pred)
    return (y_true - 1) * np.log(1 - middle) - y_true * np.log(middle), middle


def binary_slopes(y_true: Array, y_pred: Array, middle: Array, from_logits: bool) -> Array:
    """Return the derivative of each of the `binary_losses`."""
    if from_logits:
        return np.where(y_pred >= 0, 1, middle) / (1 + middle) - y_true
    return np.where(middle == y_pred, (1 - y_true) / (1 - middle) - y_true / middle, 0)


def normalized_rows(dq: Array, q: Array, total: Array, axis: int) -> Array:
    """Return the gradient for p, given that for q = p / total with total = Σ p along `axis`."""
    gradient: Array = (dq - np.add.reduce(dq * q, axis=axis, keepdims=True)) / total
    return gradient
