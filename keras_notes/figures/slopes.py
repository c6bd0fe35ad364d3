"""Pictures of gradients: how well differences find them, and how depth wears them down."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from keras_notes.activations import sigmoid
from keras_notes.backpropagation import backpropagate
from keras_notes.figures.style import GREY, HUES, NUMPY, both, figure, picture
from keras_notes.gradients import central_differences
from keras_notes.lockstep import start_from
from keras_notes.neuron import neuron_gradients
from keras_notes.parity import twin
from keras_notes.parity.precision import precision
from keras_notes.sequential import network

__all__ = ["difference_steps", "vanishing"]

Array = np.ndarray
DEPTH, WIDTH = 10, 16


@picture
def difference_steps() -> Figure:
    """The error of central differences against their step: too large, and too small."""
    at, steps = 0.7, np.logspace(-12, 0, 49)
    with precision("float64"):
        slope = float(neuron_gradients(np.ones(1), np.array([at]), activation="sigmoid").weights[0])
    found = [
        np.array([abs(float(differences(function, at, step)) - slope) / slope for step in steps])
        for differences, function in (
            (central_differences, sigmoid),
            (twin(central_differences), twin(sigmoid)),
        )
    ]
    made = figure(8, 4.6, "The slope of the sigmoid at 0.7 by central differences")
    axes = made.subplots()
    both(axes, steps, found[0], found[1])
    for guide, text, place, side in (
        (steps**2 / 12, "the curve bends: h² ", (3e-3, 1e-4), "right"),
        (np.finfo(float).eps / steps, "float64 rounds: ε / h", (1e-9, 3e-6), "left"),
    ):
        axes.plot(steps, guide, color=GREY, linestyle=":", linewidth=1.2)
        axes.text(*place, text, ha=side, color=GREY)
    axes.set(
        xscale="log", yscale="log", xlabel="step h", ylabel="relative error of the slope", ylim=(1e-14, 1)
    )
    axes.legend(loc="upper center")
    return made


def _sizes(steps: list[Any]) -> Array:
    """The root mean square of each layer's kernel gradient."""
    grads = [step.weights["kernel"] for step in steps]
    return np.array([np.sqrt(np.mean(grad**2)) for grad in grads])


@picture
def vanishing() -> Figure:
    """How large the gradient of each kernel is in a deep stack, by activation."""
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(64, WIDTH)), rng.normal(size=(64, 1))
    layers = np.arange(1, DEPTH + 1)
    names = {"relu": (-6, 10), "tanh": (-6, 10), "sigmoid": (16, -6)}  # and where the curve leaves room
    made = figure(8, 4.6, f"{DEPTH} layers deep: what arrives of the gradient")
    axes = made.subplots()
    for (activation, offset), colour in zip(names.items(), HUES, strict=False):
        with precision("float64"):
            model = start_from(network((*[WIDTH] * DEPTH, 1), hidden=activation, output=None), seed=5)
            keras = _sizes(backpropagate(model, x, y, "mse"))
            ours = _sizes(twin(backpropagate)(twin(model), x, y, "mse"))
        axes.semilogy(layers, keras, color=colour)
        axes.plot(layers, ours, "o", color=NUMPY, markersize=4)
        label = f"{activation}, Keras"
        axes.annotate(label, (1, keras[0]), offset, textcoords="offset points", color=colour)
    axes.plot([], [], "o", color=NUMPY, markersize=4, label="NumPy")
    axes.legend(loc="lower right")
    axes.set(xlabel="layer, from input (1) to output", ylabel="root mean square of dL/dK", xticks=layers)
    return made
