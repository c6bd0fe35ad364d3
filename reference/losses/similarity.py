"""Cosine similarity: the direction of a vector counts, its length does not."""

from typing import Any

import numpy as np

from reference import config
from reference.losses.arguments import check_axis
from reference.losses.crossentropy import dot
from reference.losses.function import LossFunction
from reference.losses.loss import Loss

__all__ = ["CosineSimilarity", "cosine_similarity"]

Array = np.ndarray


def _inverse_norm(x: Array, axis: int) -> tuple[Array, Array]:
    """1 / |x|, but no more than 1 / epsilon; and where it is less, so that it moves with x."""
    inverse = 1 / np.sqrt(np.add.reduce(x**2, axis=axis, keepdims=True))
    highest = 1 / config.epsilon()
    return np.minimum(inverse, highest), inverse <= highest


@LossFunction
def cosine_similarity(y_true: Array, y_pred: Array, axis: int = -1) -> tuple[Array, Any]:
    """Return -Σ ŷ p̂ over `axis`, with ŷ = y / |y| and p̂ = p / |p|.

    That is -1 for the same direction, 0 at right angles, 1 for the opposite.

    The gradient is (c p̂ - ŷ) / |p|, with c = Σ ŷ p̂. A vector shorter than epsilon is divided by epsilon
    instead, and its gradient is -ŷ / epsilon.

    >>> cosine_similarity(np.array([[0.0, 1.0]]), np.array([[0.0, -3.0]]))
    array([1.])
    """
    inverse, moves = _inverse_norm(y_pred, axis)
    unit, target = y_pred * inverse, y_true * _inverse_norm(y_true, axis)[0]
    cosine = dot(target, unit, axis)
    return -cosine, (unit, target, inverse, np.expand_dims(cosine, axis) * moves)


@cosine_similarity.vjp
def _(dvalues: Array, saved: tuple[Array, ...], axis: int = -1) -> Array:
    unit, target, inverse, cosine = saved
    return (cosine * unit - target) * inverse * dvalues


class CosineSimilarity(Loss):
    """Minus the cosine of the angle between y and p: see `cosine_similarity`, and `Loss`.

    Its configuration is without `axis`, as Keras's is.

    Parameters
    ----------
    axis : int
        The axis of the vectors.
    reduction, name, dtype
        See `Loss`.
    """

    not_in_config = ("axis",)

    def __init__(
        self,
        axis: int = -1,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "cosine_similarity",
        dtype: Any = None,
    ) -> None:
        super().__init__(cosine_similarity, reduction, name, dtype, axis=check_axis(axis))
