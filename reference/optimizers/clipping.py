"""Clipping: gradients that are too large are made smaller before anything else happens to them."""

import math
from collections.abc import Sequence

import numpy as np

from reference.row_sum import entries, mapped

__all__ = ["clip_by_global_norm", "clip_by_norm", "clip_by_value", "clipped"]

Array = np.ndarray
Grads = Sequence[Array | None]


def clipped(
    grads: Grads, clipnorm: float | None, global_clipnorm: float | None, clipvalue: float | None
) -> Grads:
    """The gradients as an optimizer's options want them; None and 0 mean none."""
    if clipnorm:
        return clip_by_norm(grads, clipnorm)
    if global_clipnorm:
        return clip_by_global_norm(grads, global_clipnorm)
    return clip_by_value(grads, clipvalue) if clipvalue else grads


def _square_sum(grad: Array) -> float:
    flat = entries(grad).reshape(-1)
    return float(np.dot(flat, flat))


def clip_by_norm(grads: Grads, clipnorm: float) -> list[Array | None]:
    """Each gradient on its own: g ← g c / max(‖g‖, c)."""

    def shorter(grad: Array) -> Array:
        longest = max(math.sqrt(_square_sum(grad)), clipnorm)
        return mapped(lambda g: g * clipnorm / longest, grad)

    return [None if grad is None else shorter(grad) for grad in grads]


def clip_by_value(grads: Grads, clipvalue: float) -> list[Array | None]:
    """Each entry on its own: g ← min(max(g, -c), c)."""

    def cut(grad: Array) -> Array:
        return mapped(lambda g: np.clip(g, -clipvalue, clipvalue), grad)

    return [None if grad is None else cut(grad) for grad in grads]


def clip_by_global_norm(grads: Grads, clipnorm: float) -> list[Array | None]:
    """All gradients by one factor: g ← g c min(1/N, 1/c), N = √Σ‖g‖².

    An infinite N makes every gradient nan, as Keras has it, so that the trouble is seen. What was a sum
    of occurrences is a plain array then.
    """
    norm = math.sqrt(sum(_square_sum(grad) for grad in grads if grad is not None))
    inverse = 1.0 / norm if norm else math.inf
    scale = clipnorm * min(inverse, 1.0 / clipnorm) + (norm - norm)
    return [None if grad is None else grad * scale for grad in grads]
