"""Pictures of normalization: whose statistics, and when they arrive."""

import numpy as np
from matplotlib.figure import Figure

from keras_notes.figures.style import GREY, HUES, KERAS, NUMPY, SIGNED, figure, picture
from keras_notes.normalization import BatchNormalization, GroupNormalization, LayerNormalization
from keras_notes.parity import twin

__all__ = ["arrival", "groups"]

Array = np.ndarray

STEPS = 60


def _moving_means(momentum: float, means: Array) -> tuple[Array, Array]:
    """The moving mean after each of the batches, of Keras and of NumPy."""
    theirs = BatchNormalization(momentum=momentum)
    theirs.build((None, 1))
    ours, found = twin(theirs), []
    for mean in means:
        batch = np.array([[mean - 1], [mean + 1]], dtype="float32")
        theirs(batch, training=True)
        ours(batch, training=True)
        found.append((theirs.get_weights()[2][0], ours.moving_mean[0]))
    keras, numpy = np.array(found).T
    return keras, numpy


@picture
def arrival() -> Figure:
    """The moving mean on its way to batches of mean 4, for three momenta."""
    made = figure(10.5, 4, "What BatchNormalization uses after training: means that arrive late")
    axes = made.subplots()
    steps = np.arange(1, STEPS + 1)
    means = 4 + np.random.default_rng(1).normal(size=STEPS)
    axes.plot(steps, means, ".", color=GREY, markersize=4, label="mean of each batch")
    for momentum, colour in zip((0.5, 0.9, 0.99), HUES, strict=False):
        keras, numpy = _moving_means(momentum, means)
        axes.plot(steps, keras, color=colour, label=f"momentum {momentum:g}, Keras")
        axes.plot(steps[::4], numpy[::4], "o", color=NUMPY, markersize=3)
    axes.plot([], [], "o", color=NUMPY, markersize=3, label="all, NumPy")
    axes.set(xlabel="batches seen in training", ylabel="moving mean")
    made.legend(loc="outside lower center", ncols=5)
    return made


@picture
def groups() -> Figure:
    """Six samples of eight features, and what three normalizations make of them."""
    rng = np.random.default_rng(3)
    scales, levels = np.linspace(0.5, 2, 6)[:, None], np.linspace(-3, 3, 8)
    x = (rng.normal(size=(6, 8)) * scales + levels).astype("float32")
    kinds = {
        "BatchNormalization: each column": BatchNormalization(),
        "LayerNormalization: each row": LayerNormalization(),
        "GroupNormalization(2): each half row": GroupNormalization(2),
    }
    keras, numpy = [x], [x]
    for layer in kinds.values():
        layer.build((None, 8))
        numpy.append(twin(layer)(x, training=True))
        keras.append(np.asarray(layer(x, training=True)))
    made = figure(12, 4.2, "Which numbers are brought to mean 0 and variance 1 together")
    panels = made.subplots(2, 4)
    halves = (("Keras", KERAS, keras), ("NumPy", NUMPY, numpy))
    for row, (half, colour, shown) in zip(panels, halves, strict=True):
        row[0].set_ylabel(half, color=colour)
        for axes, values in zip(row, shown, strict=True):
            axes.imshow(values, cmap=SIGNED, vmin=-3, vmax=3)
            axes.set(xticks=[], yticks=[])
            axes.grid(visible=False)
    for axes, title in zip(panels[0], ("6 samples, 8 features", *kinds), strict=True):
        axes.set_title(title, fontsize=9)
    return made
