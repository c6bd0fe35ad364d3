"""What the three cross-entropies share: the softmax and the clipping."""

import numpy as np

from reference import config

__all__ = ["clip", "dot", "exponentials"]

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
