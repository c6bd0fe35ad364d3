"""Pictures of initial weights."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from keras_notes import initializers
from keras_notes.figures.style import GREY, KERAS, NUMPY, figure, picture
from keras_notes.parity import twin

__all__ = ["families"]

SHAPE = (784, 16)
FAMILIES = ("GlorotUniform", "HeUniform", "LecunUniform", "GlorotNormal", "HeNormal", "LecunNormal")


def _panel(axes: Axes, name: str) -> None:
    source = getattr(initializers, name)(seed=3)
    theirs, ours = np.asarray(source(SHAPE)).ravel(), twin(source)(SHAPE).ravel()
    limit = np.abs(theirs).max()
    bins = np.linspace(-limit, limit, 33)
    density = np.histogram(ours, bins, density=True)[0]
    axes.hist(theirs, bins.tolist(), density=True, color=KERAS, alpha=0.45, label="Keras")
    axes.plot((bins[1:] + bins[:-1]) / 2, density, "o", color=NUMPY, markersize=3.5, label="NumPy")
    for side in (-limit, limit):
        axes.axvline(side, color=GREY, linestyle="--", linewidth=1)
    axes.set_title(f"{name}: largest {limit:.4f}, std {theirs.std():.4f}")
    axes.grid(visible=False, axis="x")


@picture
def families() -> Figure:
    """Histograms of 12,544 initial weights from the Glorot, He and LeCun families."""
    made = figure(11, 6, f"Initial weights of a kernel {SHAPE}: fan-in {SHAPE[0]}, fan-out {SHAPE[1]}")
    panels = made.subplots(2, 3, sharex=True, sharey=True)
    for axes, name in zip(panels.flat, FAMILIES, strict=True):
        _panel(axes, name)
    for axes in panels[:, 0]:
        axes.set_ylabel("density")
    for axes in panels[1]:
        axes.set_xlabel("weight")
    handles, labels = panels[0, 0].get_legend_handles_labels()
    made.legend(handles, labels, loc="outside lower center", ncols=2)
    return made
