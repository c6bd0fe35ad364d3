"""Where Keras's files keep which array."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from reference.lookup import snake_case

__all__ = ["Group", "layer_groups", "named_weights", "optimizer_groups"]

Array = np.ndarray


class Group(NamedTuple):
    """One group of a file: its path, the name of what it belongs to, and the arrays "0", "1" … in it."""

    path: str
    name: str
    arrays: list[Array]


def layer_groups(model: Any) -> Iterator[Group]:
    """The model's own group, which is empty, then that of each layer and of each layer inside it.

    ======================================== ==================================================
    layers/dense/vars/0, layers/dense_1/…    a layer's own weights, trained before the others
    layers/lstm/cell/vars/0 …                those of a layer inside it, by its attribute
    layers/rnn/cell/cells/gru_cell/vars/0 …  and where that is a list
    ======================================== ==================================================
    """
    yield Group("vars", model.name, [])
    for name, layer in _counted(model.layers):
        yield from _of_layer(layer, f"layers/{name}/")


def optimizer_groups(optimizer: Any) -> Iterator[Group]:
    """The state of an optimizer, and once more that of the one inside it.

    Those of a LossScaleOptimizer are all its variables, the inner optimizer's included.
    """
    path = "optimizer/"
    while optimizer is not None:
        yield Group(f"{path}vars", optimizer.name, optimizer.variables)
        optimizer, path = getattr(optimizer, "inner_optimizer", None), f"{path}inner_optimizer/"


def named_weights(model: Any) -> dict[str, Array]:
    """Every weight of a model by its path, "dense/kernel": the names in a file of arrays."""
    return {
        f"{layer.name}/{name}": weight.array
        for layer in model.layers
        for name, weight in layer.weight_table.items()
    }


def _of_layer(layer: Any, path: str) -> Iterator[Group]:
    yield Group(f"{path}vars", layer.name, layer.own_weights)
    for attribute, value in sorted(vars(layer).items()):
        if attribute == "sublayers":
            continue
        if any(value is inner for inner in layer.sublayers):
            yield from _of_layer(value, f"{path}{attribute}/")
        elif isinstance(value, list) and value and all(each in layer.sublayers for each in value):
            for name, inner in _counted(value):
                yield from _of_layer(inner, f"{path}{attribute}/{name}/")


def _counted(layers: list[Any]) -> Iterator[tuple[str, Any]]:
    """Each layer with the name of its class, counted where it comes again: "dense", "dense_1"."""
    counts: dict[str, int] = {}
    for layer in layers:
        name = snake_case(type(layer).__name__)
        counts[name] = counts.get(name, -1) + 1
        yield f"{name}_{counts[name]}" if counts[name] else name, layer
