"""Generalized cross-entropy: between -log p and 1 - p, so that wrong labels do less harm (Zhang 2018)."""

from typing import Any

import numpy as np

from reference.checks import number
from reference.losses.arguments import as_floats, as_labels
from reference.losses.function import LossFunction
from reference.losses.loss import Loss

__all__ = ["CategoricalGeneralizedCrossEntropy", "categorical_generalized_cross_entropy"]

Array = np.ndarray


class _OfLabels(LossFunction):
    """A column of labels, (n, 1), is refused: Keras would hold every sample against every label."""

    def prepare(self, y_true: Any, y_pred: Any, dtype: Any = None, **arguments: Any) -> tuple[Array, Array]:
        y_pred = as_floats("y_pred", y_pred, dtype)
        return as_labels(y_true, y_pred, column=False), y_pred


@_OfLabels
def categorical_generalized_cross_entropy(y_true: Array, y_pred: Array, q: float) -> tuple[Array, Any]:
    """Return (1 - p^q) / q for the probability p = y_pred[y] of the right class.

    Labels y have the shape `y_pred.shape[:-1]`. Near q = 0 this is -log p, at q = 1 it is 1 - p. Nothing
    is clipped or normalized. The gradient is -p^(q - 1) for the right class, 0 for the others, which are
    nan where p is 0.

    >>> categorical_generalized_cross_entropy(np.array([1]), np.array([[0.75, 0.25]]), q=0.5)
    array([1.])
    """
    one_hot = np.arange(y_pred.shape[-1]) == y_true[..., None]
    p = np.add.reduce(y_pred * one_hot, axis=-1)
    return (1 - p**q) / q, (one_hot, p)


@categorical_generalized_cross_entropy.vjp
def _(dvalues: Array, saved: tuple[Array, Array], q: float) -> Array:
    one_hot, p = saved
    return one_hot * (-(p[..., None] ** (q - 1)) * dvalues)


class CategoricalGeneralizedCrossEntropy(Loss):
    """(1 - p^q) / q for labels: see `categorical_generalized_cross_entropy` and `Loss`.

    Keras's `get` does not know it, by whatever name; ours does.

    Parameters
    ----------
    q : float
        Between 0 and 1, these excluded: the larger, the less a wrong label pulls.
    reduction, name, dtype
        See `Loss`.
    """

    def __init__(
        self,
        q: float = 0.5,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "categorical_generalized_cross_entropy",
        dtype: Any = None,
    ) -> None:
        q = number("CategoricalGeneralizedCrossEntropy", "q", q)
        if not 0 < q < 1:
            raise ValueError(f"q must lie between 0 and 1, these excluded, got {q!r}")
        super().__init__(categorical_generalized_cross_entropy, reduction, name, dtype, q=q)
