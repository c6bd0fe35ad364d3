"""From the gradients of a model to its optimizer."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from reference.penalties import constrain
from reference.row_sum import mapped

__all__ = ["build_optimizer", "update"]

Array = np.ndarray


def build_optimizer(model: Any) -> None:
    """Build the optimizer of a model, unless it is built, with Keras's paths: "sequential/dense/kernel"."""
    if not model.optimizer.built:
        paths = [f"{model.name}/{model.layers[i].name}/{weight.path}" for i, _, weight in model.trained]
        model.optimizer.build(model.trainable_weights, paths)


def update(
    optimizer: Any, grads: Sequence[dict[str, Array]], weights: Sequence[Array], bound: Iterable[Any]
) -> None:
    """Let the optimizer update the weights, layer by layer, and bring those that are `bound` back.

    A call that only accumulates gradients does so, too, but not a step that is skipped.

    The gradients of a scaled loss are those of the loss, scaled: only where a number on the way would be
    too large for its type does Keras, which scales the loss, see infinities that are not here.
    """
    flat = [grad for layer in grads for grad in layer.values()]
    scale = optimizer.scale_loss(1.0)
    if scale != 1.0:  # `apply` divides by it again
        flat = [None if grad is None else mapped(lambda g: g * scale, grad) for grad in flat]
    optimizer.apply(flat, weights)
    if bound and not optimizer.skipped:
        constrain(bound)
