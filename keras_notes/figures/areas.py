"""Pictures of curves at thresholds, and of the areas under them."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from keras_notes.figures.style import GREY, HUES, both, figure, picture
from keras_notes.metrics import AUC
from keras_notes.parity import twin
from reference.metrics.areas import CURVES

__all__ = ["curves_at_thresholds"]

Array = np.ndarray


def points(metric: Any, curve: str, y_true: Array, y_pred: Array) -> tuple[Array, Array]:
    """The curve's points at the metric's thresholds, from the highest down, from the state of either half."""
    metric.update_state(y_true, y_pred)
    names = ("true_positives", "false_positives", "true_negatives", "false_negatives")
    x, y = CURVES[curve]({name: np.asarray(getattr(metric, name)) for name in names})
    return x[::-1], y[::-1]


def panel(axes: Axes, curve: str, y_true: Array, y_pred: Array) -> None:
    """The curve at seven even thresholds, and at one between any two scores."""
    coarse = AUC(num_thresholds=7, curve=curve)
    halves = [points(half, curve, y_true, y_pred) for half in (coarse, twin(coarse))]
    scores = np.sort(y_pred)
    fine = twin(AUC(thresholds=((scores[1:] + scores[:-1]) / 2).tolist(), curve=curve))
    axes.plot(
        *points(fine, curve, y_true, y_pred),
        color=GREY,
        linewidth=1,
        label="the curve with a threshold between any two scores",
    )
    both(axes, halves[0][0], halves[0][1], halves[1][1])
    if curve == "ROC":  # of precision and recall the area is not that under straight lines
        axes.fill_between(*halves[0], color=HUES[4], alpha=0.15)
    areas = f"AUC {float(coarse.result()):.3f}, with all thresholds {float(fine.result()):.3f}"
    axes.set(title=f"{curve}: {areas}", xlim=(-0.02, 1.02), ylim=(0, 1.04))


@picture
def curves_at_thresholds() -> Figure:
    """ROC and precision-recall curve of 60 scores at seven thresholds, beside the exact ones."""
    rng = np.random.default_rng(4)
    y_true = rng.integers(0, 2, 60)
    y_pred = (1 / (1 + np.exp(-rng.normal(2 * y_true - 1, 1.5)))).astype("float32")
    made = figure(11, 4.6, "60 scores: the area under a curve at even thresholds, seven of them, and at all")
    for axes, curve in zip(made.subplots(1, 2), ("ROC", "PR"), strict=True):
        panel(axes, curve, y_true, y_pred)
    roc, pr = made.axes
    roc.set(xlabel="false positives / all that are no", ylabel="true positives / all that are yes")
    pr.set(xlabel="recall", ylabel="precision")
    handles, labels = roc.get_legend_handles_labels()
    made.legend(handles, labels, loc="outside lower center", ncols=3)
    return made
