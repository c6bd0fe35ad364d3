"""Pictures of activations: every function and its slope."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from keras_notes import activations
from keras_notes.figures.style import HUES, KERAS, NUMPY, figure, picture
from keras_notes.parity import twin
from keras_notes.parity.tape import keras_layer

__all__ = ["slopes"]

Array = np.ndarray

# Where a function does something, if not between -4 and 4.
RANGES = {"relu6": (-2.0, 8.0), "exponential": (-4.0, 1.5), "tanh_shrink": (-3.0, 3.0)}
NEEDS = {"threshold": {"threshold": 0.5, "default_value": -1.0}}
# These map rows: shown is the first entry of what a row with a varying entry becomes.
ROWS = {"softmax": "(x, 0)", "log_softmax": "(x, 0)", "sparsemax": "(x, 0)", "glu": "(1, x)"}
SLOPE = HUES[2]


def _row(name: str, x: Array) -> tuple[Array, int]:
    """The input for a function of that name, and the column of it that x is."""
    if name not in ROWS:
        return x[:, None], 0
    column = 1 if name == "glu" else 0
    row = np.full((len(x), 2), float(column))
    row[:, column] = x
    return row, column


def _curves(name: str, x: Array) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """The function and its slope along x: (of Keras, of NumPy)."""
    function: Any = getattr(activations, name)
    needs = NEEDS.get(name, {})
    rows, column = _row(name, x)
    y, cache = twin(function).forward(rows, **needs)
    dy = np.zeros_like(y)
    dy[:, 0] = 1
    found = keras_layer(lambda at: function(at, **needs), rows, dy)
    slope = twin(function).backward(dy, cache)
    return (found["output"][:, 0], found["d input"][:, column]), (y[:, 0], slope[:, column])


def _panel(axes: Axes, name: str) -> None:
    low, high = RANGES.get(name, (-4.0, 4.0))
    x = np.linspace(low, high, 241)
    keras, numpy = _curves(name, x)
    axes.axhline(0, color="#B0B0B0", linewidth=0.8)
    axes.axvline(0, color="#B0B0B0", linewidth=0.8)
    for colour, theirs, ours in zip((KERAS, SLOPE), keras, numpy, strict=True):
        axes.plot(x, theirs, color=colour, linewidth=2)
        axes.plot(x[::12], ours[::12], "o", color=NUMPY, markersize=2.6)
    axes.set_title(name + (f"  of {ROWS[name]}" if name in ROWS else ""))
    axes.margins(x=0.02)


@picture
def slopes() -> Figure:
    """Every function of keras.activations and its derivative, from both halves."""
    made = figure(13, 11, "Activations f(x) and their slopes f'(x)")
    names = [name for name in activations.__all__ if name != "get"]
    panels = made.subplots(6, 5).flat
    for axes, name in zip(panels, names, strict=True):
        _panel(axes, name)
    for axes in made.axes[-5:]:
        axes.set_xlabel("x")
    shown = made.axes[0].lines[2:]
    handles, labels = (shown[0], shown[2], shown[1]), ("f(x), Keras", "f'(x), Keras", "both, NumPy")
    made.legend(handles, labels, loc="outside lower center", ncols=3, markerscale=2)
    return made
