"""A picture, what pooling leaves of it, and to which pixels the gradient goes back."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from keras_notes.figures.style import SIGNED, figure, picture
from keras_notes.parity import twin
from keras_notes.parity.tape import keras_layer, numpy_layer
from keras_notes.pooling import AveragePooling2D, GlobalMaxPooling2D, MaxPooling2D

__all__ = ["gradients"]

Array = np.ndarray

LETTER = ["00000000", "00246200", "01500730", "00000580", "00136470", "02930560", "00478395", "00000000"]
LAYERS: dict[str, Any] = {
    "MaxPooling2D(2)": MaxPooling2D(2),
    "AveragePooling2D(2)": AveragePooling2D(2),
    "MaxPooling2D(4, 2, 'same')": MaxPooling2D(4, 2, "same"),
    "GlobalMaxPooling2D()": GlobalMaxPooling2D(keepdims=True),
}


def _pixels(axes: Axes, values: Array, limit: float, title: str = "") -> None:
    axes.imshow(values, cmap=SIGNED, vmin=-limit, vmax=limit)
    for (row, column), value in np.ndenumerate(values):
        if value:
            colour = "white" if abs(value) > 0.6 * limit else "black"
            axes.text(column, row, f"{value:.3g}", ha="center", va="center", color=colour, fontsize=6.5)
    axes.set(xticks=[], yticks=[])
    axes.set_title(title, loc="center")
    axes.grid(visible=False)


@picture
def gradients() -> Figure:
    """The outputs of four layers, and the gradient of their sum, of both halves."""
    letter = np.array([[int(pixel) for pixel in row] for row in LETTER], dtype="float32")
    x = letter[None, :, :, None]
    made = figure(11, 7.1, "What pooling leaves, and which pixels get the gradient of 1 that each output has")
    panels = made.subplots(3, 1 + len(LAYERS))
    for axes in panels[:, 0]:
        axes.set_axis_off()
    panels[0, 0].set_axis_on()
    _pixels(panels[0, 0], letter, 12, "x")
    for column, (name, layer) in zip(panels.T[1:], LAYERS.items(), strict=True):
        dy = np.ones(layer.compute_output_shape(x.shape), dtype="float32")
        keras, numpy = keras_layer(layer, x, dy), numpy_layer(twin(layer), x, dy)
        _pixels(column[0], keras["output"][0, :, :, 0], 12, name)
        _pixels(column[1], keras["d input"][0, :, :, 0], 4)
        _pixels(column[2], numpy["d input"][0, :, :, 0], 4)
    for axes, label in zip(panels[:, 1], ("y, Keras", "dx, Keras", "dx, NumPy"), strict=True):
        axes.set_ylabel(label)
    return made
