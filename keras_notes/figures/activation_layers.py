"""Pictures of the activation layers: bends, and the slope that is learned."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from keras_notes.activation_layers import ELU, LeakyReLU, PReLU, ReLU, Softmax
from keras_notes.figures.style import GREY, HUES, KERAS, NUMPY, both, figure, picture
from keras_notes.parity import twin
from keras_notes.parity.tape import keras_layer, numpy_layer

__all__ = ["bends", "masked_softmax"]

Array = np.ndarray


def _learned(slope: float) -> Any:
    layer = PReLU()
    layer.build((None, 1))
    layer.set_weights([np.array([slope])])
    return layer


def _learned_slopes(axes: Axes, x: Array) -> None:
    for slope, colour in zip((-0.5, 0.25), HUES, strict=False):
        layer = _learned(slope)
        axes.plot(x, np.asarray(layer(x)), color=colour, label=f"α = {slope:g}".replace("-", "−"))
        axes.plot(x[::12], twin(layer)(x[::12]), "o", color=NUMPY, markersize=3)
    one, some = np.ones((1, 1), dtype="float32"), x[::12]
    taught = [float(keras_layer(layer, at[None], one)["d alpha"][0]) for at in some]
    ours = [float(numpy_layer(twin(layer), at[None], one)["d alpha"][0]) for at in some]
    axes.plot(some, taught, color=GREY, linestyle="--", label="dy/dα")
    axes.plot(some, ours, "o", color=NUMPY, markersize=2)
    axes.set(title="PReLU: only x < 0 teaches α", xlabel="x")
    axes.legend(loc="best")


@picture
def bends() -> Figure:
    """The layers with their arguments, and what an input teaches the learned slope."""
    x = np.linspace(-3, 3, 241, dtype="float32")[:, None]
    layers = {
        "ELU(), ELU(0.3)": [ELU(), ELU(0.3)],
        "LeakyReLU(): slope 0.3": [LeakyReLU()],
        "ReLU(2, threshold=1): a jump": [ReLU(max_value=2.0, threshold=1.0)],
    }
    made = figure(12, 3.6, "Activations as layers")
    *panels, last = made.subplots(1, 4)
    for axes, (title, several) in zip(panels, layers.items(), strict=True):
        for layer in several:
            both(axes, x[:, 0], np.asarray(layer(x))[:, 0], twin(layer)(x)[:, 0], every=12)
        axes.set(title=title, xlabel="x")
    _learned_slopes(last, x)
    panels[0].set_ylabel("output")
    panels[1].legend(loc="best")
    return made


@picture
def masked_softmax() -> Figure:
    """The same logits under three masks."""
    x = np.array([[2.0, 1.0, 0.5, 1.5]], dtype="float32")
    made = figure(11, 3.4, "Softmax with a mask: what is masked gets nothing, the others share the 1")
    places = np.arange(4)
    for axes, mask in zip(made.subplots(1, 3, sharey=True), ([1] * 4, [0, 1, 1, 1], [0] * 4), strict=True):
        layer, kept = Softmax(), np.array([mask], dtype=bool)
        keras, numpy = np.asarray(layer(x, mask=kept))[0], twin(layer)(x, mask=kept)[0]
        axes.bar(places - 0.2, keras, width=0.36, color=KERAS, label="Keras")
        axes.bar(places + 0.2, numpy, width=0.36, color=NUMPY, label="NumPy")
        axes.set(title=f"mask {mask}", xlabel="logits " + ", ".join(f"{v:g}" for v in x[0]), xticks=places)
    made.axes[0].set_ylabel("output")
    made.axes[0].legend(loc="best")
    return made
