"""Regularizers and constraints of a model: what adds to its loss, and what bounds its weights."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from reference.run import Run, activity_cost
from reference.weight import Weight

__all__ = ["Costly", "add_gradients", "bound_weights", "constrain", "costly_weights", "penalties"]

Array = np.ndarray
Costly = list[tuple[int, str, Weight]]


def costly_weights(model: Any) -> Costly:
    """The trained weights that have a regularizer; Keras forgets those of frozen layers, too."""
    return [each for each in model.trained if each[2].regularizer is not None]


def penalties(model: Any, run: Run, costly: Costly) -> Iterable[Any]:
    """What each output with an activity regularizer costs, then what each of the `costly` weights does."""
    yield from (activity_cost(model.layers[i], y) for i, (y, _) in run.costly.items())
    yield from (weight.regularizer(weight.array) for *_, weight in costly)


def add_gradients(grads: list[dict[str, Array]], costly: Costly) -> None:
    """Add the gradients of what the weights cost to those of the loss."""
    for i, name, weight in costly:
        slope, grad = weight.regularizer.derivative(weight.array), grads[i][name]
        grads[i][name] = slope if grad is None else grad + slope


def bound_weights(model: Any) -> list[Weight]:
    """The trained weights that have a constraint."""
    return [weight for *_, weight in model.trained if weight.constraint is not None]


def constrain(bound: Iterable[Weight]) -> None:
    """Bring weights back into their bounds, after an update."""
    for weight in bound:
        weight.array[...] = weight.constraint(weight.array)
