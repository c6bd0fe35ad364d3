"""One run through a stack of layers: what it leaves behind, masks, and what outputs cost."""

import warnings
from collections.abc import Iterable
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

__all__ = ["NOTHING", "Run", "Step", "activity_cost", "activity_gradient", "added", "next_mask", "note_cost"]

Array = np.ndarray
Gradients = dict[str, Array]
# What one layer did: its output, what its way back needs, and the mask of the output.
Step = tuple[Array, Any, Array | None]
NOTHING: MappingProxyType[int, tuple[Array, Any]] = MappingProxyType({})


class Run(NamedTuple):
    """What all layers did.

    Attributes
    ----------
    output : array
    caches : list
        One a layer.
    mask : boolean array or None
        That of the output: the losses of masked places do not count.
    costly : dict
        By the number of the layer, `(output, cache)` of those with an activity regularizer.
    """

    output: Array
    caches: list[Any]
    mask: Array | None
    costly: dict[int, tuple[Array, Any]]


def next_mask(layer: Any, x: Array, mask: Array | None) -> Array | None:
    """The mask behind `layer`; one that does not support masks destroys it, and says so."""
    if layer.supports_masking:
        found: Array | None = layer.compute_mask(x, mask)
        return found
    warnings.warn(
        f"Layer '{layer.name}' (of type {type(layer).__name__}) was passed an input with a mask attached "
        "to it. However, this layer does not support masking and will therefore destroy the mask "
        "information. Downstream layers will not see the mask.",
        stacklevel=4,
    )
    return None


def activity_cost(layer: Any, y: Array) -> Any:
    """What the output of `layer` costs: its activity regularizer's value, divided by the samples."""
    return layer.activity_regularizer(y) / y.dtype.type(len(y))


def activity_gradient(layer: Any, y: Array) -> Array:
    """The gradient of `activity_cost`."""
    gradient: Array = layer.activity_regularizer.derivative(y) / y.dtype.type(len(y))
    return gradient


def note_cost(noted: dict[int, Array] | None, layers: Iterable[int], cost: Array) -> None:
    """Add the gradient of a cost to those `noted`, if they are, of `layers` with one and the same output."""
    if noted is not None:
        for i in layers:
            noted[i] = noted[i] + cost if i in noted else cost


def added(one: tuple[Any, Gradients], other: tuple[Any, Gradients]) -> tuple[Any, Gradients]:
    """Two ways back through one layer, `(dx, grads)` each, as one."""
    dx = None if one[0] is None else one[0] + other[0]
    return dx, {name: grad + other[1][name] for name, grad in one[1].items()}
