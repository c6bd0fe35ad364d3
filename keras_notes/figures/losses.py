"""Pictures of loss functions."""

import functools
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from keras_notes import losses
from keras_notes.figures.style import HUES, NUMPY, both, figure, picture
from keras_notes.parity import twin
from keras_notes.parity.tape import keras_loss

__all__ = ["families", "values_and_gradients"]

Array = np.ndarray


class _Panel(NamedTuple):
    title: str
    xlabel: str
    loss: Any
    x: Array
    rows: Callable[[Array], Array] = lambda x: x[:, None]  # the predictions, one sample a row
    target: tuple[float, ...] = (1.0,)


def _panels() -> list[_Panel]:
    wide, unit, logits = np.linspace(-1, 3, 161), np.linspace(0.02, 0.999, 161), np.linspace(-6, 6, 161)
    binary, categorical = losses.BinaryCrossentropy, losses.CategoricalCrossentropy
    return [
        _Panel("MeanSquaredError", "prediction, target 1", losses.MeanSquaredError, wide),
        _Panel("MeanAbsoluteError", "prediction, target 1", losses.MeanAbsoluteError, wide),
        _Panel("BinaryCrossentropy", "predicted probability, target 1", binary, unit),
        _Panel(
            "CategoricalCrossentropy, from_logits",
            "logit of the right class (others 0)",
            lambda **options: categorical(from_logits=True, **options),
            logits,
            lambda x: np.stack([x, 0 * x, 0 * x], axis=1),
            (1.0, 0.0, 0.0),
        ),
    ]


def _curves(panel: _Panel) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """The loss of each sample and its slope along x: (of Keras, of NumPy)."""
    loss = panel.loss(reduction="none")
    predictions = panel.rows(panel.x).astype("float32")
    targets = np.tile(np.array(panel.target, dtype="float32"), (len(panel.x), 1))
    upstream = np.ones(len(panel.x), dtype="float32")
    theirs = keras_loss(loss, targets, predictions, None, upstream)
    ours = twin(loss)
    value, cache = ours.forward(targets, predictions)
    slope = ours.backward(cache, upstream)
    return (theirs["value"], theirs["d y_pred"][:, 0]), (value, slope[:, 0])


def _draw(axes: tuple[Axes, Axes], panel: _Panel) -> None:
    for at, theirs, ours in zip(axes, *_curves(panel), strict=True):
        both(at, panel.x, theirs, ours, every=8)
        at.axhline(0, color="#B0B0B0", linewidth=0.8)
    axes[0].set_title(panel.title)
    axes[1].set_xlabel(panel.xlabel)


@picture
def values_and_gradients() -> Figure:
    """Four losses of one sample against its prediction, and the slope that back-propagation starts from."""
    made = figure(13, 6.6, "What a wrong prediction costs (above), and which way it is pushed (below)")
    panels = made.subplots(2, 4, sharex="col")
    for column, panel in enumerate(_panels()):
        _draw(tuple(panels[:, column]), panel)
    panels[0, 0].set_ylabel("loss of the sample")
    panels[1, 0].set_ylabel("slope of the loss by the prediction")
    panels[1, 2].set_ylim(-12, 1)
    handles, labels = panels[0, 0].get_legend_handles_labels()
    made.legend(handles, labels, loc="outside lower center", ncols=2)
    return made


def _families() -> list[tuple[str, str, Array, dict[str, _Panel]]]:
    """A title, a label and an x for each column, and what is drawn over it by its name in the legend."""
    wide, unit, rates = np.linspace(-3, 5, 161), np.linspace(0.02, 0.98, 161), np.linspace(0.25, 9, 161)
    errors, margins, rare, counts = {}, {}, {}, {}
    for loss in (losses.MeanSquaredError, losses.MeanAbsoluteError, losses.Huber, losses.LogCosh):
        errors[loss.__name__] = _Panel("", "", loss, wide)
    for loss in (losses.Hinge, losses.SquaredHinge):
        margins[loss.__name__] = _Panel("", "", loss, wide)
    for gamma in (0.0, 2.0, 5.0):
        focal = functools.partial(losses.BinaryFocalCrossentropy, gamma=gamma)
        rare[f"BinaryFocalCrossentropy, gamma={gamma:g}"] = _Panel("", "", focal, unit)
    for loss in (losses.Poisson, losses.MeanSquaredLogarithmicError):
        counts[loss.__name__] = _Panel("", "", loss, rates, target=(3.0,))
    return [
        ("Numbers", "prediction, target 1", wide, errors),
        ("Margins", "prediction, target 1", wide, margins),
        ("Focus on what is hard", "predicted probability, target 1", unit, rare),
        ("Counts", "prediction, target 3", rates, counts),
    ]


@picture
def families() -> Figure:
    """Losses beside their relatives: what far errors, sure answers and large counts cost."""
    made = figure(
        13, 6.6, "Losses and their relatives: the cost (above) and its slope (below); NumPy as dots"
    )
    panels = made.subplots(2, 4, sharex="col")
    for column, (title, xlabel, x, members) in enumerate(_families()):
        for (name, panel), hue in zip(members.items(), HUES, strict=False):
            for at, theirs, ours in zip(panels[:, column], *_curves(panel), strict=True):
                at.plot(x, theirs, color=hue, label=name)
                at.plot(x[::16], ours[::16], "o", color=NUMPY, markersize=3)
        panels[0, column].set_title(title)
        panels[0, column].legend(fontsize=7)
        panels[1, column].set_xlabel(xlabel)
    for at, limits in ((panels[0, 0], (0, 6)), (panels[1, 0], (-4, 4)), (panels[1, 2], (-12, 1))):
        at.set_ylim(*limits)
    panels[0, 0].set_ylabel("loss of the sample")
    panels[1, 0].set_ylabel("slope of the loss by the prediction")
    return made
