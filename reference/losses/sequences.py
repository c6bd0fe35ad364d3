"""Connectionist temporal classification: labels in order, at whatever steps they stand (Graves 2006)."""

from typing import Any

import numpy as np

from reference.losses.arguments import as_floats, as_label_sequences
from reference.losses.crossentropy import exponentials
from reference.losses.function import LossFunction
from reference.losses.loss import Loss

__all__ = ["CTC", "ctc"]

Array = np.ndarray


class _OfSequences(LossFunction):
    axis = (1, 2)  # one loss a sequence

    def prepare(self, y_true: Any, y_pred: Any, dtype: Any = None, **arguments: Any) -> tuple[Array, Array]:
        y_pred = as_floats("y_pred", y_pred, dtype)
        return as_label_sequences(y_true, y_pred), y_pred


@_OfSequences
def ctc(y_true: Array, y_pred: Array) -> tuple[Array, Any]:
    """Return -log of the probability of the labels, (n, l), given logits (n, t, d): (n,).

    Class 0 is the blank, and as a label the padding behind a shorter row. All t steps count. A path says
    one class a step; repeated classes and then blanks left out, it reads as the labels. Its probability
    is the product over the steps of softmax(z), that of the labels the sum over their paths.

    ========= ==================================================================================
    states    blank, label 1, blank, label 2 … blank: s = 0 … 2 l
    forward   α(t, s) = p(t, s) (α(t-1, s) + α(t-1, s-1) + α(t-1, s-2)); the last only if s is a
              label, and not the one before
    backward  β(t, s) = the same of the steps behind t, from the last two states
    value     -log Σ α β, at any t
    gradient  softmax(z) - the sum of α β / Σ α β over the states of each class
    ========= ==================================================================================

    In logarithms, and in float64, whatever the dtype: Keras computes in float32.
    """
    shifted, exponential, total = exponentials(y_pred.astype("float64"), -1)
    states = np.zeros((len(y_true), 2 * y_true.shape[1] + 1), y_true.dtype)
    states[:, 1::2] = y_true
    emitted = np.take_along_axis(shifted - np.log(total), states[:, None, :], axis=-1)
    skips = np.zeros(states.shape, bool)
    skips[:, 3::2] = y_true[:, 1:] != y_true[:, :-1]
    last = 2 * np.add.reduce(y_true != 0, axis=1)[:, None]
    ends = np.where(np.isin(np.arange(states.shape[1]) - last, (0, -1)), 0.0, -np.inf)
    paths = _forward(emitted, skips) + _backward(emitted, skips, ends)
    likelihood = np.logaddexp.reduce(paths[:, 0], axis=-1)
    occupied = np.exp(paths - likelihood[:, None, None])
    expected = occupied @ (states[..., None] == np.arange(y_pred.shape[-1])).astype("float64")
    return -likelihood.astype(y_pred.dtype), (exponential / total - expected).astype(y_pred.dtype)


def _moved(a: Array, by: int) -> Array:
    """Log-probabilities moved on by some states, or back; what comes in from beyond is log 0."""
    moved = np.full_like(a, -np.inf)
    source, target = (slice(None, -by), slice(by, None)) if by > 0 else (slice(-by, None), slice(None, by))
    moved[:, target] = a[:, source]
    return moved


def _forward(emitted: Array, skips: Array) -> Array:
    """Log α for each step and state."""
    alpha = np.full_like(emitted, -np.inf)
    alpha[:, 0, :2] = emitted[:, 0, :2]
    for t in range(1, emitted.shape[1]):
        before = alpha[:, t - 1]
        one = np.logaddexp(before, _moved(before, 1))
        alpha[:, t] = np.logaddexp(one, np.where(skips, _moved(before, 2), -np.inf)) + emitted[:, t]
    return alpha


def _backward(emitted: Array, skips: Array, ends: Array) -> Array:
    """Log β for each step and state."""
    beta = np.full_like(emitted, -np.inf)
    beta[:, -1] = ends
    for t in range(emitted.shape[1] - 2, -1, -1):
        behind = beta[:, t + 1] + emitted[:, t + 1]
        one = np.logaddexp(behind, _moved(behind, -1))
        beta[:, t] = np.logaddexp(one, _moved(np.where(skips, behind, -np.inf), -2))
    return beta


@ctc.vjp
def _(dvalues: Array, gradient: Array) -> Array:
    return gradient * dvalues


class CTC(Loss):
    """-log of the probability of a sequence of labels: see `ctc`, and `Loss` for the arguments.

    Stricter than Keras, where labels that do not fit into the steps have a loss of about 700 and a
    gradient without meaning: that is an error here.
    """

    def __init__(
        self, reduction: str | None = "sum_over_batch_size", name: str | None = "ctc", dtype: Any = None
    ) -> None:
        super().__init__(ctc, reduction, name, dtype)
