"""Pictures of data and of scores."""

import numpy as np
from matplotlib.figure import Figure

from keras_notes.classification import animals_data
from keras_notes.figures.style import HUES, KERAS, NUMPY, both, figure, picture
from keras_notes.losses import BinaryCrossentropy
from keras_notes.metrics import BinaryAccuracy
from keras_notes.parity import twin
from keras_notes.preprocessing import Normalization, min_max_rescaling
from keras_notes.random import normal, truncated_normal, uniform

__all__ = ["distributions", "loss_and_accuracy", "scaling"]

Array = np.ndarray
FEATURES = ("weight", "height", "legs", "tail", "ears", "neck", "fur", "scales")


@picture
def distributions() -> Figure:
    """The three sources of random numbers, 20,000 numbers each."""
    made = figure(11, 3.8, "20,000 numbers from seed 7")
    for axes, source in zip(made.subplots(1, 3), (uniform, normal, truncated_normal), strict=True):
        theirs, ours = np.asarray(source((20000,), seed=7)), twin(source)((20000,), seed=7)
        bins = np.linspace(theirs.min(), theirs.max(), 41)
        axes.hist(theirs, bins.tolist(), color=KERAS, alpha=0.45, label="Keras")
        axes.plot(
            (bins[1:] + bins[:-1]) / 2,
            np.histogram(ours, bins)[0],
            "o",
            color=NUMPY,
            markersize=3,
            label="NumPy",
        )
        axes.set(title=f"{source.__name__}: {theirs.min():.2f} to {theirs.max():.2f}", xlabel="number drawn")
    made.axes[0].set_ylabel("how many")
    handles, labels = made.axes[0].get_legend_handles_labels()
    made.legend(handles, labels, loc="outside lower center", ncols=2)
    return made


@picture
def loss_and_accuracy() -> Figure:
    """Twenty predictions moved towards their targets together: the loss falls, the accuracy jumps."""
    rng = np.random.default_rng(2)
    targets = rng.integers(0, 2, (20, 1)).astype("float32")
    logits = rng.normal(-0.5, 1, (20, 1)) * np.where(targets, 1, -1)
    shifts = np.linspace(-1, 3, 201)
    loss, accuracy = BinaryCrossentropy(), BinaryAccuracy()
    curves = []
    for each_loss, each_accuracy in ((loss, accuracy), (twin(loss), twin(accuracy))):
        rows = []
        for shift in shifts:
            p = (1 / (1 + np.exp(-(logits + shift * np.where(targets, 1, -1))))).astype("float32")
            each_accuracy.reset_state()
            rows.append((float(each_loss(targets, p)), float(each_accuracy(targets, p))))
        curves.append(np.array(rows))
    made = figure(11, 3.8, "Why training follows the loss: the accuracy has steps, and no slope in between")
    names = ("binary cross-entropy", "accuracy: share of p > 0.5 on the right side")
    for column, (axes, name) in enumerate(zip(made.subplots(1, 2), names, strict=True)):
        both(axes, shifts, curves[0][:, column], curves[1][:, column], every=5)
        axes.set(title=name, xlabel="shift of all 20 logits towards their targets", ylim=(0, None))
    made.axes[0].legend(loc="upper right")
    return made


@picture
def scaling() -> Figure:
    """The animals' measurements as they are, rescaled to 0..1, and normalized."""
    x, _ = animals_data()
    layer = Normalization()
    layer.adapt(x)
    rescaling = min_max_rescaling(x)
    made = figure(13, 4.4, f"{len(x)} animals: eight features, in units of their own and in comparable ones")
    parts = [("as measured", None), ("Rescaling to 0..1", rescaling), ("Normalization", layer)]
    for axes, (title, each) in zip(made.subplots(1, 3), parts, strict=True):
        theirs, ours = (x, x) if each is None else (np.asarray(each(x)), twin(each)(x))
        rows = np.arange(len(FEATURES)) + np.random.default_rng(0).uniform(-0.18, 0.18, x.shape)
        axes.plot(theirs, rows, ".", color=HUES[4], markersize=2.5, alpha=0.6)
        axes.plot(
            ours.mean(axis=0), np.arange(len(FEATURES)), "D", color=NUMPY, markersize=5, label="mean, NumPy"
        )
        axes.set(title=title, yticks=range(8), yticklabels=FEATURES, ylim=(7.6, -0.6), xlabel="value")
    made.axes[0].set_xlabel("value (kg, cm, shares)")
    made.axes[0].plot([], [], ".", color=HUES[4], markersize=7, label="animals, Keras")
    made.axes[0].legend(loc="lower right")
    return made
