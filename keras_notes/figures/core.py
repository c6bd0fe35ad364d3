"""Pictures of the core: which steps Masking takes out, and what an equation multiplies."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from keras_notes.core import EinsumDense, Masking
from keras_notes.figures.style import SIGNED, figure, picture
from keras_notes.parity import twin

__all__ = ["equations", "grid", "masking"]

Array = np.ndarray


def grid(axes: Axes, values: Array, title: str, limit: float) -> None:
    """A matrix as squares with their numbers in them, red below zero and blue above."""
    axes.imshow(values, cmap=SIGNED, vmin=-limit, vmax=limit)
    for (row, column), value in np.ndenumerate(values):
        colour = "white" if abs(value) > 0.7 * limit else "black"
        text = f"{value:.3g}".replace("-", "−")
        axes.text(column, row, text, ha="center", va="center", color=colour, fontsize=8.5)
    axes.set(xticks=[], yticks=[])
    axes.set_title(title)
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)


@picture
def masking() -> Figure:
    """A sequence of steps, which of them count, and what becomes of the others."""
    x = np.array([[1, 2, -1], [9, 9, 9], [9, -2, 9], [0, 3, 1], [9, 9, 9]], dtype="float32")
    layer = Masking(9)
    mask = np.asarray(layer.compute_mask(x[None]))
    keras, numpy = np.asarray(layer(x[None])), twin(layer)(x[None])
    made = figure(11, 3.9, "Masking(9): a step is out if all its features are 9, and then it is 0")
    parts = [
        (x, "x: 5 steps, 3 features"),
        (mask.T.astype("float32"), "mask"),
        (keras[0], "y, Keras"),
        (numpy[0], "y, NumPy"),
    ]
    panels = made.subplots(1, 4, width_ratios=[3, 1.2, 3, 3])
    for axes, (values, title) in zip(panels, parts, strict=True):
        grid(axes, values, title, 12.0)
    return made


# The output shape of each equation, and what it does with x of shape (1, 3 steps, 2 features).
EQUATIONS = {
    "abc,cd->abd": ((None, 2), "one kernel for\nall steps: Dense"),
    "abc,bcd->abd": ((3, 2), "a kernel\nfor each step"),
    "abc,bd->adc": ((2, 2), "steps are mixed,\nfeatures are not"),
    "abc,cd->ad": (2, "the steps\nare summed"),
}
WIDTHS = (3, 6, 3, 3)  # in squares


@picture
def equations() -> Figure:
    """The same input through four equations."""
    x = np.array([[[1, 2], [0, -1], [3, 1]]], dtype="float32")
    made = figure(11, 7.2, "EinsumDense: the letters say what is multiplied and what is summed")
    panels = made.subplots(4, 4, width_ratios=WIDTHS)
    for row, (equation, (output_shape, meaning)) in zip(panels, EQUATIONS.items(), strict=True):
        layer = EinsumDense(equation, output_shape)
        layer.build(x.shape)
        kernel = np.resize(np.array([1, -1, 0, 2, 1], dtype="float32"), layer.kernel.shape)
        layer.set_weights([kernel])
        beside = np.hstack(list(kernel)) if kernel.ndim == 3 else kernel
        keras, numpy = np.asarray(layer(x))[0], twin(layer)(x)[0]
        order = ", one beside the other" if kernel.ndim == 3 else ""
        titles = (f"x,  {equation}", f"kernel {kernel.shape}{order}", "y, Keras", "y, NumPy")
        parts = zip(row, (x[0], beside, keras, numpy), titles, WIDTHS, strict=True)
        for axes, values, title, width in parts:
            grid(axes, np.atleast_2d(values), title, 9.0)
            axes.set(xlim=(-0.5, width - 0.5), ylim=(2.5, -0.5))
        row[0].set_ylabel(meaning, fontsize=8.5)
    return made
