"""Pictures of dropout's masks, of what noise does to numbers, and of the pull on weights."""

import numpy as np
from matplotlib.figure import Figure

from keras_notes.figures.style import GREY, HUES, NUMPY, figure, picture
from keras_notes.parity import twin
from keras_notes.parity.tape import keras_layer
from keras_notes.regularization import L1, L1L2, L2, Dropout, GaussianDropout, SpatialDropout1D

__all__ = ["masks", "pulls"]

SEED, RATE = 7, 0.4


@picture
def masks() -> Figure:
    """What three layers make of ones: one run in training of each half."""
    made = figure(
        11, 4.4, f"Ones, 10 steps of 24 features, in training at the rate {RATE:g}: black is 0 or less"
    )
    x = np.ones((1, 10, 24), dtype="float32")
    kinds = (Dropout, SpatialDropout1D, GaussianDropout)
    panels = made.subplots(2, len(kinds))
    for (above, below), kind in zip(panels.T, kinds, strict=True):
        layer = kind(RATE, seed=SEED)
        ours = twin(layer)(x, training=True)
        theirs = np.asarray(layer(x, training=True))
        apart = float(np.abs(ours - theirs).max())
        note = "bit for bit" if apart == 0 else f"up to {apart:.0e} apart"
        for axes, half, y in ((above, "Keras", theirs), (below, f"NumPy, {note}", ours)):
            axes.imshow(y[0], cmap="gray", vmin=0, vmax=2, aspect="auto")
            axes.set(xticks=[], yticks=[])
            axes.set_title(f"{kind.__name__}, {half}")
            axes.grid(visible=False)
    return made


@picture
def pulls() -> Figure:
    """The cost of a weight under three regularizers, and the gradient that pulls it to 0."""
    made = figure(11, 3.9, "What a weight costs, and the gradient that pulls it towards 0")
    weights = np.linspace(-2, 2, 81, dtype="float32")
    left, right = made.subplots(1, 2)
    for regularizer, colour in zip((L1(0.5), L2(0.5), L1L2(0.25, 0.25)), HUES, strict=False):
        ours, one = twin(regularizer), np.ones((), "float32")
        slopes = keras_layer(regularizer, weights, one)["d input"]
        costs = [keras_layer(regularizer, weight, one)["output"] for weight in weights[:, None]]
        config = ", ".join(f"{key}={value:g}" for key, value in regularizer.get_config().items())
        name = f"{type(regularizer).__name__}({config}), Keras"
        left.plot(weights, costs, color=colour, label=name)
        left.plot(weights[::5], [ours(each) for each in weights[::5, None]], "o", color=NUMPY, markersize=3)
        right.plot(weights, slopes, color=colour)
        right.plot(weights[::5], ours.derivative(weights)[::5], "o", color=NUMPY, markersize=3)
    left.set(title="cost", xlabel="weight")
    right.set(title="gradient: L1's has one size, L2's shrinks with the weight", xlabel="weight")
    right.axhline(0, color=GREY, linewidth=0.8)
    handles, labels = left.get_legend_handles_labels()
    made.legend([*handles, left.lines[1]], [*labels, "all, NumPy"], loc="outside lower center", ncols=4)
    return made
