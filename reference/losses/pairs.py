"""Circle loss: embeddings of one class are to be near, those of different ones far (Sun et al. 2020)."""

from typing import Any

import numpy as np

from reference.checks import number
from reference.losses.arguments import as_class_numbers, as_floats
from reference.losses.function import LossFunction
from reference.losses.loss import Loss

__all__ = ["Circle", "circle"]

Array = np.ndarray


class _OfEmbeddings(LossFunction):
    """`y_true` holds the class of each row of `y_pred`: any whole numbers, (n,) or (n, 1)."""

    def prepare(self, y_true: Any, y_pred: Any, dtype: Any = None, **arguments: Any) -> tuple[Array, Array]:
        y_pred = as_floats("y_pred", y_pred, dtype)
        if y_pred.ndim != 2:
            raise ValueError(f"y_pred: expected embeddings of shape (n, d), got {y_pred.shape}")
        return as_class_numbers(y_true, y_pred), y_pred


@_OfEmbeddings
def circle(
    y_true: Array,
    y_pred: Array,
    ref_labels: Any = None,
    ref_embeddings: Any = None,
    remove_diagonal: bool = True,
    gamma: float = 80,
    margin: float = 0.4,
) -> tuple[Array, Any]:
    """Return log(1 + Σ exp(zp) Σ exp(zn)) for each row, with sums over the rows of its class and the others.

    ==== ============================================================================
    D    max(1 - P Kᵀ, 0): how far the rows of P = `y_pred` are from those of K, which
         are `ref_embeddings` with their `ref_labels`, or P itself; not normalized here
    zp   -γ max(m + D, 0) (m - D), for pairs of one class, with m = `margin`
    zn   γ max(1 + m - D, 0) (1 - m - D), for pairs of two
    ==== ============================================================================

    No row is paired with itself, unless `remove_diagonal=False`. A row without partners, or without
    others, has loss 0; the mean of `Circle` is over those with a loss above 0 only. The gradient goes
    through the weights max(…), too, and where P is K through both of its places.
    """
    itself = ref_embeddings is None
    keys = y_pred if itself else as_floats("ref_embeddings", ref_embeddings, y_pred.dtype)
    labels = y_true if ref_labels is None else as_class_numbers(ref_labels, keys)
    raw = 1 - y_pred @ keys.T
    same = y_true.reshape(-1, 1) == labels.reshape(1, -1)
    pairs = same & (np.eye(*same.shape) == 0) if remove_diagonal else same
    D = np.maximum(raw, 0)
    near, far = np.maximum(margin + D, 0), np.maximum(1 + margin - D, 0)
    zp = np.where(pairs, -gamma * near * (margin - D), -np.inf)
    zn = np.where(same, -np.inf, gamma * far * (1 - margin - D))
    # Each maximum lets the gradient through at its kink; margin + D has none that matters if margin >= 0.
    dzp = gamma * (near - np.where(margin + D >= 0, margin - D, 0))
    dzn = -gamma * (far + np.where(1 + margin - D >= 0, 1 - margin - D, 0))
    (sum_p, share_p), (sum_n, share_n) = _log_sum_exp(zp), _log_sum_exp(zn)
    total = sum_p + sum_n
    slope = np.where(raw >= 0, share_p * dzp + share_n * dzn, 0)
    return np.logaddexp(0, total)[:, 0], (y_pred, keys, itself, total, slope)


def _log_sum_exp(z: Array) -> tuple[Array, Array]:
    """Log Σ exp z of each row, which is kept, and the share that each entry has in it: 0 of nothing."""
    highest = np.maximum.reduce(z, axis=1, keepdims=True)
    exponential = np.exp(z - np.where(np.isfinite(highest), highest, 0))
    total = np.add.reduce(exponential, axis=1, keepdims=True)
    return np.log(total) + highest, exponential / np.where(total == 0, 1, total)


@circle.vjp
def _(dvalues: Array, saved: Any, **arguments: Any) -> Array:
    y_pred, keys, itself, total, slope = saved
    dD = slope * (dvalues / (1 + np.exp(-total)))
    return -(dD @ keys + dD.T @ y_pred) if itself else -(dD @ keys)


@circle.masks
def _(values: Array, saved: Any) -> Array:
    return values > 0


class Circle(Loss):
    """Rows of one class near, others far: see `circle` and `Loss`.

    `y_true` holds the numbers of the classes, `y_pred` rows that were normalized: behind
    `UnitNormalization()`, or a Lambda that does it.

    Parameters
    ----------
    gamma : float
        The steepness.
    margin : float
        How near is near enough, and how far is far enough.
    remove_diagonal : bool
        Whether no row is its own partner.
    reduction, name, dtype
        See `Loss`. Rows without a loss are not counted in a mean.
    """

    def __init__(
        self,
        gamma: float = 80.0,
        margin: float = 0.4,
        remove_diagonal: bool = True,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "circle",
        dtype: Any = None,
    ) -> None:
        super().__init__(
            circle,
            reduction,
            name,
            dtype,
            gamma=number("Circle", "gamma", gamma),
            margin=number("Circle", "margin", margin),
            remove_diagonal=bool(remove_diagonal),
        )
