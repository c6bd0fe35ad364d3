"""The parts of a network, read off a Keras model. NumPy twin: reference/anatomy.py.

What surprises: the input column of the picture is not in `model.layers`; 2-3-2 lists two layers.
"""

from typing import Any

import numpy as np
from keras import Sequential
from keras.layers import Dense

from keras_notes.parity import PairCase
from keras_notes.parity.draw import Draw
from keras_notes.parity.rows.layers import draw_weights
from keras_notes.sequential import network
from reference.anatomy import Drawing

__all__ = ["Drawing", "connections", "describe", "drawing", "is_deep", "layer_sizes"]

Array = np.ndarray


def _dense_layers(model: Sequential) -> list[Any]:
    found = [layer for layer in model.layers if isinstance(layer, Dense)]
    if not found:
        raise ValueError(f"{model.name} has no Dense layer")
    return found


def layer_sizes(model: Sequential) -> list[int]:
    """The number of units in each column of the usual picture, the input's column first."""
    dense = _dense_layers(model)
    return [dense[0].input.shape[-1], *(layer.units for layer in dense)]


def connections(model: Sequential) -> list[int]:
    """The number of lines in each gap: the size of each kernel."""
    return [int(np.prod(layer.kernel.shape)) for layer in _dense_layers(model)]


def is_deep(model: Sequential) -> bool:
    """Whether there is more than one hidden layer: the notes' convention, not a law."""
    return len(_dense_layers(model)) > 2


def describe(model: Sequential) -> str:
    """The network in words: a line a column, with its role, size, activation and parameters."""
    *hidden, last = _dense_layers(model)
    sizes, total = layer_sizes(model), model.count_params()
    biases = total - sum(connections(model))
    head = (
        f"{'-'.join(map(str, sizes))}: {total:,} parameters, {total - biases:,} weights and {biases} biases; "
    )
    head += f"{'deep' if is_deep(model) else 'not deep'} ({len(hidden)} hidden layer"
    lines = [f"{head}{'' if len(hidden) == 1 else 's'})", f"  input   {sizes[0]} units"]
    for role, layer in [*(("hidden", each) for each in hidden), ("output", last)]:
        bias = f" + {layer.units} biases" if layer.use_bias else ""
        weights = layer.count_params() - (layer.units if layer.use_bias else 0)
        lines.append(
            f"  {role}  {layer.units} units  {layer.activation.__name__:<8}  {weights:,} weights{bias}"
        )
    return "\n".join(lines)


def drawing(model: Sequential) -> Drawing:
    """Where a picture of the network puts its units, and the weight of every line between them."""
    units = []
    for column, size in enumerate(layer_sizes(model)):
        heights = np.linspace((size - 1) / 2, -(size - 1) / 2, size)
        units.append(np.column_stack([np.full(size, float(column)), heights]))
    return Drawing(units, [layer.kernel.numpy() for layer in _dense_layers(model)])


def _model(*sizes: int) -> Any:
    def arguments(draw: Draw) -> tuple[Any, ...]:
        model = network(sizes)
        draw_weights(model, draw)
        return (model,)

    return arguments


CASES = [
    PairCase(function, _model(*sizes), about="-".join(map(str, sizes)), exact=True)
    for function in (layer_sizes, connections, is_deep, drawing)
    for sizes in ((2, 3, 2), (8, 6, 6, 4))
]
