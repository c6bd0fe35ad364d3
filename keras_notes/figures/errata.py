"""Pictures of what the notes say beside what holds."""

import keras
import numpy as np
import tensorflow as tf
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from keras_notes.figures.style import GREY, NUMPY, both, figure, picture
from reference import activations
from reference.initializers import GlorotUniform

__all__ = ["notes_and_truth"]


def _sigmoid(axes: Axes) -> None:
    """The note's code, whose +1 slipped into the exponent, and the sigmoid."""
    x = np.linspace(-6, 6, 61)
    axes.plot(
        x, np.e**x / np.e ** (x + 1), color=GREY, linestyle="--", label="the note's code: 1/e for every x"
    )
    both(axes, x, np.asarray(keras.activations.sigmoid(x)), activations.sigmoid(x), every=5)
    axes.set(title="sigmoid", xlabel="x", ylabel="sigmoid(x)", ylim=(-0.05, 1.3))
    axes.legend(loc="upper left")


def _weights(axes: Axes) -> None:
    """Where the weights of a fresh Dense layer lie, and where the note says they do."""
    theirs = np.asarray(keras.initializers.GlorotUniform(seed=0)((2, 3000)))
    ours = GlorotUniform(seed=0)((2, 3000))
    bins = np.linspace(-0.05, 0.05, 26)
    axes.axvspan(0, 0.05, color=GREY, alpha=0.15, label="the note: between 0 and 1")
    axes.hist(theirs.ravel(), bins=list(bins), color="#0072B2", label="Keras")
    counts, _ = np.histogram(ours, bins=bins)
    axes.plot((bins[:-1] + bins[1:]) / 2, counts, "o", color=NUMPY, markersize=3, label="NumPy")
    axes.set(title="initial weights", xlabel="weight", ylabel="how many", ylim=(0, counts.max() * 1.6))
    axes.legend(loc="upper left")


def _bias(axes: Axes) -> None:
    """A bias of -10 added to the weighted sum, and added to the weights."""
    inputs = np.linspace([0, 0], [10, 10], 61, dtype="float32")
    unit = keras.layers.Dense(1, activation="sigmoid")
    unit.build((None, 2))
    unit.set_weights([np.ones((2, 1)), np.array([-10.0])])
    total = inputs.sum(axis=1)
    shifted = activations.sigmoid(inputs @ (np.ones(2) - 10))
    axes.plot(total, shifted, color=GREY, linestyle="--", label="the note: −10 added to each weight")
    both(axes, total, unit(inputs).numpy()[:, 0], activations.sigmoid(inputs @ np.ones(2) - 10), every=5)
    axes.set(title="a bias of −10", xlabel="weighted sum", ylabel="output", ylim=(-0.05, 1.3))
    axes.legend(loc="upper left")


def _gradient(axes: Axes) -> None:
    """The slope of (w - 1)², and the loss divided by the weight."""
    w = np.linspace(0.25, 3, 56)
    axes.plot(w, (w - 1) ** 2 / w, color=GREY, linestyle="--", label="the note: loss / weight")
    variable = keras.Variable(w)

    with tf.GradientTape() as tape:
        loss = (variable.value - 1) ** 2
    both(axes, w, tape.gradient(loss, variable.value).numpy(), 2 * (w - 1), every=5)
    axes.set(title="gradient of (w − 1)²", xlabel="weight w", ylabel="dL/dw", ylim=(-2, 6))
    axes.legend(loc="upper left")


@picture
def notes_and_truth() -> Figure:
    """Four errors of the notes, each beside what Keras and NumPy compute."""
    made = figure(11, 7, "What the notes say, and what Keras and NumPy compute")
    for draw, axes in zip((_sigmoid, _weights, _bias, _gradient), made.subplots(2, 2).flat, strict=True):
        draw(axes)
    return made
