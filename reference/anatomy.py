"""The parts of a network: roles, sizes, depth, counting, and where a drawing puts them."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from reference.dense import Dense

if TYPE_CHECKING:
    from reference.sequential import Sequential

__all__ = ["Drawing", "connections", "describe", "drawing", "is_deep", "layer_sizes"]

Array = np.ndarray


class Drawing(NamedTuple):
    """A network as points and lines: `units` holds (x, y) of every unit, column by column;
    `weights` the kernel of every gap, whose entry [i, j] is the line from unit i to unit j.
    """

    units: list[Array]
    weights: list[Array]


def _dense_layers(model: "Sequential") -> list[Dense]:
    found = [layer for layer in model.layers if isinstance(layer, Dense)]
    if not found:
        raise ValueError(f"{model.name} has no Dense layer")
    return found


def layer_sizes(model: "Sequential") -> list[int]:
    """The number of units in each column of the usual picture, the input's column first.

    2-3-2 has three columns and two Dense layers: count the input or not, but say which.
    """
    dense = _dense_layers(model)
    return [dense[0].kernel.shape[0], *(layer.units for layer in dense)]


def connections(model: "Sequential") -> list[int]:
    """The number of lines in each gap: every unit to every unit of the next column.

    A Dense layer has one weight a line and one bias a receiving unit.
    """
    return [layer.kernel.size for layer in _dense_layers(model)]


def is_deep(model: "Sequential") -> bool:
    """Whether there is more than one hidden layer: the notes' convention, not a law."""
    return len(layer_sizes(model)) - 2 > 1


def describe(model: "Sequential") -> str:
    """The network in words: a line a column, with its role, size, activation and parameters.

    >>> from reference.sequential import network
    >>> print(describe(network((2, 3, 2))))
    2-3-2: 17 parameters, 12 weights and 5 biases; not deep (1 hidden layer)
      input   2 units
      hidden  3 units  relu      6 weights + 3 biases
      output  2 units  softmax   6 weights + 2 biases
    """
    dense, sizes = _dense_layers(model), layer_sizes(model)
    weights = sum(connections(model))
    biases = sum(layer.units for layer in dense if layer.use_bias)
    hidden = len(dense) - 1
    deep = "deep" if is_deep(model) else "not deep"
    lines = [
        f"{'-'.join(map(str, sizes))}: {weights + biases:,} parameters, {weights:,} weights and {biases} "
        f"biases; {deep} ({hidden} hidden layer{'' if hidden == 1 else 's'})",
        f"  input   {sizes[0]} units",
    ]
    for position, layer in enumerate(dense):
        role = "output" if position == hidden else "hidden"
        activation = layer.activation.__name__
        bias = f" + {layer.units} biases" if layer.use_bias else ""
        lines.append(f"  {role}  {layer.units} units  {activation:<8}  {layer.kernel.size:,} weights{bias}")
    return "\n".join(lines)


def drawing(model: "Sequential") -> Drawing:
    """Where a picture of the network puts its units, and the weight of every line between them.

    Columns stand at x = 0, 1, 2 …; each is centred on y = 0, its first unit at the top.
    """
    units = [
        np.stack([np.full(size, float(column)), (size - 1) / 2 - np.arange(size)], axis=1)
        for column, size in enumerate(layer_sizes(model))
    ]
    return Drawing(units, [layer.kernel.copy() for layer in _dense_layers(model)])
