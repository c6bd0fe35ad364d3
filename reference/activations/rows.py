"""Functions of a whole row: what comes out for one entry depends on the others."""

import numpy as np

from reference.activations.function import ActivationFunction
from reference.activations.sigmoids import sigmoid

__all__ = ["glu", "log_softmax", "softmax", "sparsemax"]

Array = np.ndarray
Axis = int | tuple[int, ...] | None


@ActivationFunction
def softmax(x: Array, axis: Axis = -1) -> Array:
    """Positive numbers of sum 1 along `axis` (Bridle 1990); a tuple of axes, or None for all, will do.

    y_i = exp(x_i) / Σ_j exp(x_j)         with max(x) taken off x first, against overflow
    dx = y (dy - Σ_j dy_j y_j)

    >>> softmax([1.0, 1.0, 1.0, 1.0])
    array([0.25, 0.25, 0.25, 0.25])
    """
    y = np.exp(x - np.maximum.reduce(x, axis=axis, keepdims=True))
    y /= np.add.reduce(y, axis=axis, keepdims=True)
    return y


@softmax.vjp
def _(dy: Array, x: Array, y: Array, axis: Axis = -1) -> Array:
    return y * (dy - np.add.reduce(dy * y, axis=axis, keepdims=True))


@ActivationFunction
def log_softmax(x: Array, axis: Axis = -1) -> Array:
    """The logarithm of softmax, without the detour through probabilities that may be 0.

    y_i = x_i - log Σ_j exp(x_j)         with max(x) taken off x first
    dx = dy - exp(y) Σ_j dy_j
    """
    shifted = x - np.maximum.reduce(x, axis=axis, keepdims=True)
    return shifted - np.log(np.add.reduce(np.exp(shifted), axis=axis, keepdims=True))


@log_softmax.vjp
def _(dy: Array, x: Array, y: Array, axis: Axis = -1) -> Array:
    return dy - np.exp(y) * np.add.reduce(dy, axis=axis, keepdims=True)


def _size(owner: str, x: Array, axis: int) -> int:
    if not isinstance(axis, int) or not -x.ndim <= axis < x.ndim:
        raise ValueError(f"{owner}: axis must be one of the input's, whose shape is {x.shape}, got {axis!r}")
    return int(x.shape[axis])


@ActivationFunction
def glu(x: Array, axis: int = -1) -> Array:
    """Gated linear unit (Dauphin et al. 2017): the first half of x along `axis`, gated by the second.

    y = a sigmoid(b)         a, b = the halves of x
    da = dy sigmoid(b),      db = dy y sigmoid(-b)

    Raises a ValueError if there is no such axis, or its size is odd.
    """
    if _size("glu", x, axis) % 2:
        raise ValueError(f"glu: the size along axis {axis} must be even, got an input of shape {x.shape}")
    a, b = np.split(x, 2, axis)
    return a * sigmoid(b)


@glu.vjp
def _(dy: Array, x: Array, y: Array, axis: int = -1) -> Array:
    b = np.split(x, 2, axis)[1]
    return np.concatenate([dy * sigmoid(b), dy * y * sigmoid(-b)], axis)


def _sparsemax_threshold(x: Array, axis: int) -> tuple[Array, Array, Array, Array]:
    """Return τ, the order of x from large to small, which ranks are the support, and how many."""
    ranks = np.arange(1, _size("sparsemax", x, axis) + 1, dtype=x.dtype)
    ranks = np.moveaxis(ranks.reshape(-1, *[1] * (x.ndim - 1)), 0, axis)
    order = np.argsort(-x, axis=axis, kind="stable")
    ordered = np.take_along_axis(x, order, axis)
    sums = np.cumsum(ordered, axis)
    support = ordered - (sums - 1) / ranks > 0
    count = np.add.reduce(support, axis=axis, keepdims=True, dtype=x.dtype)
    total = np.add.reduce(np.where(support, sums, 0), axis=axis, keepdims=True)
    return (total - 1) / count, order, support, count


@ActivationFunction
@np.errstate(divide="ignore")
def sparsemax(x: Array, axis: int = -1) -> Array:
    """Sparse relative of softmax (Martins & Astudillo 2016), with the τ of Keras 3.15.1.

    Order a row, z_1 ≥ z_2 ≥ …; S_r = z_1 + … + z_r; the support is the k ranks with z_r > (S_r - 1) / r.

    y = max(x - τ, 0)         τ = (S_1 + … + S_k - 1) / k
    dx = g - Σ g (k - r + 1) / k         g = dy where x ≥ τ, else 0; last term for ranks r ≤ k only

    As published τ is (S_k - 1) / k, and y has the sum 1; Keras's is that for k = 1, but not in general:
    https://github.com/keras-team/keras/issues/23425. So large an x that x - 1 = x gives inf, in Keras too.

    >>> sparsemax([3.0, 1.0, 1.0]), sparsemax([0.5, 0.5, -0.5])
    (array([1., 0., 0.]), array([0.25, 0.25, 0.  ]))
    """
    return np.maximum(x - _sparsemax_threshold(x, axis)[0], 0)


@sparsemax.vjp
@np.errstate(divide="ignore", invalid="ignore")
def _(dy: Array, x: Array, y: Array, axis: int = -1) -> Array:
    tau, order, support, count = _sparsemax_threshold(x, axis)
    through = dy * (x >= tau)
    dtau = -np.add.reduce(through, axis=axis, keepdims=True)
    ordered = np.where(support, dtau * (count + 1 - np.cumsum(support, axis)) / count, 0)
    through_tau = np.empty_like(x)
    np.put_along_axis(through_tau, order, ordered, axis)
    return through + through_tau
