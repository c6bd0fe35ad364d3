"""Pictures of convolutions: what kernels find in a digit, and which inputs each output sees."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from keras_notes.convolution import Conv1D, Conv2D
from keras_notes.data import load_digits
from keras_notes.figures.style import NUMPY, SIGNED, figure, picture
from keras_notes.parity import twin

__all__ = ["bands", "kernels"]

Array = np.ndarray

KERNELS = {
    "left to right": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
    "top to bottom": [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
    "outline": [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]],
    "blur": [[1, 2, 1], [2, 4, 2], [1, 2, 1]],
}
SETTINGS: tuple[dict[str, Any], ...] = (
    {"padding": "valid"},
    {"padding": "same"},
    {"padding": "same", "strides": 2},
    {"padding": "causal"},
    {"padding": "causal", "dilation_rate": 2},
)


def _image(axes: Axes, values: Array, title: str = "", **settings: Any) -> None:
    axes.imshow(values, **settings)
    axes.set(xticks=[], yticks=[])
    axes.set_title(title, loc="center")
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)


def _readable(value: float) -> str:
    return "white" if abs(value) > 5 else "black"


@picture
def kernels() -> Figure:
    """A digit, four kernels made by hand, and what they answer."""
    digit = load_digits().x_test[0].reshape(1, 28, 28, 1)
    layer = Conv2D(len(KERNELS), 3, padding="same", use_bias=False)
    layer.build(digit.shape)
    stack = np.stack([np.array(kernel, "float32") for kernel in KERNELS.values()], axis=-1)
    layer.set_weights([stack[:, :, None] / np.abs(stack).sum(axis=(0, 1))])
    theirs, ours = np.asarray(layer(digit))[0], twin(layer)(digit)[0]
    made = figure(10.5, 6.2, "What four kernels of 3 x 3 find in a digit: red below zero, blue above")
    panels = made.subplots(3, len(KERNELS) + 1)
    _image(panels[0, 0], digit[0, :, :, 0], "the digit", cmap="Greys")
    for axes in panels[1:, 0]:
        axes.set_axis_off()
    for column, (name, kernel) in enumerate(KERNELS.items()):
        shown = np.array(kernel)
        _image(panels[0, column + 1], shown, name, cmap=SIGNED, vmin=-8, vmax=8)
        for (i, j), value in np.ndenumerate(shown):
            panels[0, column + 1].text(
                j, i, f"{value}".replace("-", "−"), ha="center", va="center", color=_readable(value)
            )
        limit = np.abs(theirs[:, :, column]).max()
        for axes, half, values in zip(
            panels[1:, column + 1], ("Keras", "NumPy"), (theirs, ours), strict=True
        ):
            _image(axes, values[:, :, column], half, cmap=SIGNED, vmin=-limit, vmax=limit)
    return made


def _matrix(settings: dict[str, Any]) -> tuple[Array, Array]:
    """What each output (row) takes of each of 6 inputs (column), in both halves."""
    layer = Conv1D(1, 3, use_bias=False, **settings)
    layer.build((None, 6, 1))
    layer.set_weights([np.array([1, 2, 3], "float32").reshape(3, 1, 1)])
    one_hot = np.eye(6, dtype="float32")[:, :, None]
    return np.asarray(layer(one_hot))[:, :, 0].T, twin(layer)(one_hot)[:, :, 0].T


@picture
def bands() -> Figure:
    """A convolution as the matrix it is, for every way of padding."""
    made = figure(11, 3.1, "The kernel (1, 2, 3) on 6 inputs: a row an output, a column an input")
    for axes, settings in zip(made.subplots(1, len(SETTINGS)), SETTINGS, strict=True):
        theirs, ours = _matrix(settings)
        title = ", ".join(
            f"{value}" if key == "padding" else f"{key} {value}" for key, value in settings.items()
        )
        _image(axes, theirs, title, cmap="Blues", vmin=0, vmax=5)
        for (row, column), value in np.ndenumerate(ours):
            if value:
                axes.text(column, row, f"{value:g}", ha="center", va="center", color=NUMPY, fontweight="bold")
        axes.set_ylim(5.5, -0.5)
    made.supxlabel(
        "blue: Keras; orange numbers: NumPy. What backpropagation applies is the transposed matrix."
    )
    return made
