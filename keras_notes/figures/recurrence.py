"""Pictures of an LSTM at work and of gradients through time."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from keras_notes.figures.style import GREY, HUES, NUMPY, figure, picture
from keras_notes.parity import twin
from keras_notes.recurrence.examples import (
    GATES,
    LAYERS,
    first_state_gradient,
    keras_step,
    numpy_step,
    small_lstm,
)

__all__ = ["gates", "through_time"]

Array = np.ndarray


def _history(step: Any, cell: Any, x: Array) -> Array:
    """The four gates, the carry and the output at each step, as rows."""
    h = c = np.zeros((1, 1), "float32")
    columns = []
    for value in x:
        found, h, c = step(cell, value.reshape(1, 1), h, c)
        columns.append([float(np.asarray(each).item()) for each in (*found, c, h)])
    return np.array(columns).T


@picture
def gates() -> Figure:
    """One unit of an LSTM over a short sequence: what comes in, the gates, what is kept and what goes out."""
    x = np.array([0, 2, 2, 0, 0, 0, -2, -2, 0, 0, 0, 0], "float32")
    layer = small_lstm()
    keras, numpy = _history(keras_step, layer.cell, x), _history(numpy_step, twin(layer).cell, x)
    made = figure(11, 4.2, "An LSTM: the carry remembers what the gates let in, also while the input is 0")
    names, steps = (*GATES, "carry c", "output h"), np.arange(1, len(x) + 1)
    for axes, rows, title in zip(
        made.subplots(1, 2), (range(4), range(4, 6)), ("gates and candidate", "states"), strict=True
    ):
        axes.step(steps, x / 4, where="mid", color=GREY, linewidth=1, linestyle=":", label="input / 4")
        for hue, row in zip(HUES, rows, strict=False):
            axes.plot(steps, keras[row], color=hue, label=f"{names[row]}, Keras")
            axes.plot(steps, numpy[row], "o", color=NUMPY, markersize=3)
        axes.plot([], [], "o", color=NUMPY, markersize=3, label="all, NumPy")
        axes.set(title=title, xlabel="step")
        axes.legend(loc="lower left")
    return made


@picture
def through_time() -> Figure:
    """How long a gradient of length 2 at the last output still is at the first state."""
    made = figure(11, 4.2, "Back-propagation through time: what arrives at the first state")
    axes, lengths = made.subplots(), (1, 8, 16)
    for hue, (what, new) in zip(HUES, LAYERS.items(), strict=False):
        layer = new()
        keras, numpy = zip(*(first_state_gradient(layer, steps) for steps in lengths), strict=True)
        axes.semilogy(lengths, keras, color=hue, label=f"{what}, Keras")
        axes.semilogy(lengths, numpy, "o", color=NUMPY, markersize=4)
    axes.plot([], [], "o", color=NUMPY, markersize=4, label="all, NumPy")
    axes.set(xlabel="steps back", ylabel="length of the gradient", xticks=[*lengths])
    axes.legend(loc="lower left")
    return made
