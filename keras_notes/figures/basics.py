"""Pictures of a unit, a layer and a stack of layers."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from keras_notes.dense import Dense
from keras_notes.figures.style import HUES, NUMPY, SIGNED, both, figure, picture
from keras_notes.lockstep import start_from
from keras_notes.neuron import neuron
from keras_notes.parity import twin
from keras_notes.reshaping import Flatten
from keras_notes.sequential import network
from reference.neuron import neuron as our_neuron

__all__ = ["dense", "flatten", "hidden_activations", "thresholds"]

Array = np.ndarray


@picture
def thresholds() -> Figure:
    """One unit's output against its weighted sum, for three biases."""
    made = figure(11, 4, "The bias moves the place where a unit wakes up: it is at x · w = −b")
    sums, one = np.linspace(-6, 6, 49, dtype="float32"), np.ones(1, dtype="float32")
    for axes, activation in zip(made.subplots(1, 2), ("relu", "sigmoid"), strict=True):
        for bias, colour in zip((2.0, 0.0, -3.0), HUES, strict=False):
            keras = [neuron([x], one, bias, activation) for x in sums]
            numpy = [our_neuron([x], one, bias, activation) for x in sums]
            axes.plot(sums, keras, color=colour, label=f"bias {bias:g}, Keras")
            axes.plot(sums[::4], numpy[::4], "o", color=NUMPY, markersize=3)
            axes.axvline(-bias, color=colour, linestyle=":", linewidth=1)
        axes.set(title=activation, xlabel="weighted sum x · w", ylabel="output f(x · w + b)")
    handles, labels = made.axes[0].get_legend_handles_labels()
    dots = made.axes[0].lines[1]
    made.legend([*handles, dots], [*labels, "all, NumPy"], loc="outside lower center", ncols=4)
    return made


def _matrix(axes: Axes, values: Array, title: str, limit: float) -> None:
    axes.imshow(values, cmap=SIGNED, vmin=-limit, vmax=limit)
    for (row, column), value in np.ndenumerate(values):
        colour = "white" if abs(value) > 0.7 * limit else "black"
        axes.text(column, row, f"{value:g}".replace("-", "−"), ha="center", va="center", color=colour)
    axes.set(xticks=[], yticks=[])
    axes.set_title(title, loc="center")
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)


@picture
def dense() -> Figure:
    """Dense as a product of matrices: one row a sample, one column of the kernel a unit."""
    x = np.array([[1, 2, -1], [0, 1, 3], [2, -1, 0], [-2, 1, 1]], dtype="float32")
    layer = Dense(2)
    layer.build((None, 3))
    layer.set_weights([np.array([[1, -1], [0, 2], [2, 1]]), np.array([0.5, -1])])
    keras, numpy = np.asarray(layer(x)), twin(layer)(x)
    kernel, bias = layer.get_weights()
    made = figure(11, 4.1, "Dense: y = x K + b, a row a sample, a column of K a unit")
    parts = [
        (x, "x\n(4 samples, 3 inputs)"),
        (kernel, "K\n(3 inputs, 2 units)"),
        (bias[None], "b\n(2 units)"),
        (keras, "y, Keras\n(4 samples, 2 units)"),
        (numpy, "y, NumPy\n(4 samples, 2 units)"),
    ]
    panels = made.subplots(1, 5, width_ratios=[values.shape[1] for values, _ in parts])
    for axes, (values, title) in zip(panels, parts, strict=True):
        _matrix(axes, values, title, float(np.abs(keras).max()))
    for axes, sign in zip(panels, ("×", "+", "=", "="), strict=False):
        axes.annotate(
            sign, (1.0, 0.5), (16, 0), xycoords="axes fraction", textcoords="offset points", fontsize=15
        )
    return made


@picture
def flatten() -> Figure:
    """The pixels of a small picture and their places after Flatten."""
    image = np.arange(12, dtype="float32").reshape(1, 3, 4)
    layer = Flatten()
    rows = {"Keras": np.asarray(layer(image)), "NumPy": twin(layer)(image)}
    made = figure(
        11, 3.4, "Flatten: row after row, so pixel (r, c) of a picture 4 wide becomes entry 4 r + c"
    )
    left, *right = made.subplot_mosaic([["x", "Keras"], ["x", "NumPy"]], width_ratios=(1, 3)).values()
    for axes, values, title in [
        (left, image[0], "3 x 4 pixels, numbered"),
        *(
            (axes, values, f"Flatten, {half}")
            for axes, (half, values) in zip(right, rows.items(), strict=True)
        ),
    ]:
        _matrix(axes, values, title, 30.0)
    return made


@picture
def hidden_activations() -> Figure:
    """What a 1-8-8-1 network can draw: a straight line without activations, more with them."""
    x = np.linspace(-3, 3, 121, dtype="float32")[:, None]
    made = figure(11, 3.8, "The same 1-8-8-1 weights, with and without activations")
    for axes, activation in zip(made.subplots(1, 3), ("linear", "relu", "tanh"), strict=True):
        model = start_from(network((1, 8, 8, 1), hidden=activation, output=None), seed=11)
        biases = np.random.default_rng(4).normal(size=(2, 8)).astype("float32")
        for layer, bias in zip(model.layers, biases, strict=False):
            layer.bias.assign(bias)
        keras, numpy = np.asarray(model(x)), twin(model)(x)
        both(axes, x[:, 0], keras[:, 0], numpy[:, 0], every=6)
        line = np.polynomial.Polynomial.fit(x[:, 0], keras[:, 0], 1)(x[:, 0])
        apart = float(np.abs(keras[:, 0] - line).max())
        axes.set(title=f"{activation}: up to {apart:.1g} off a straight line", xlabel="input")
    made.axes[0].set_ylabel("output")
    made.axes[0].legend(loc="best")
    return made
