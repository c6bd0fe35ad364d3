"""Pictures of networks: units as circles, weights as lines."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure

from keras_notes.anatomy import Drawing, drawing
from keras_notes.classification import ANIMALS, BODY_TYPES
from keras_notes.figures.style import figure, picture
from keras_notes.figures.trained import run
from reference import anatomy as ours

__all__ = ["animals", "body_types"]

Array = np.ndarray
# Red below zero, blue above, and a step between them: a small weight can still be seen.
SIGNS = LinearSegmentedColormap.from_list(
    "signs", [(0, "#8B1A1A"), (0.5, "#F2B8A8"), (0.5, "#AFCFE6"), (1, "#0B3C7A")]
)


def _lines(axes: Axes, plan: Drawing, scale: float) -> None:
    """The weights: blue where positive, red where negative, the wider the larger."""
    for gap, kernel in enumerate(plan.weights):
        pairs = [(i, j) for i in range(kernel.shape[0]) for j in range(kernel.shape[1])]
        pairs.sort(key=lambda pair: abs(kernel[pair]))  # the large ones on top
        ends = [(plan.units[gap][i], plan.units[gap + 1][j]) for i, j in pairs]
        sizes = np.array([kernel[pair] for pair in pairs])
        colours = SIGNS(Normalize(-scale, scale)(sizes))
        axes.add_collection(LineCollection(ends, colors=colours, linewidths=0.8 + 5 * np.abs(sizes) / scale))


def _units(axes: Axes, plan: Drawing, biases: list[Array], scale: float, size: float) -> None:
    """The units, filled by their biases; those of the input have none."""
    for column, places in enumerate(plan.units):
        fill = ["white"] * len(places)
        if column:
            fill = list(SIGNS(Normalize(-scale, scale)(biases[column - 1])))
        axes.scatter(
            places[:, 0], places[:, 1], s=size, c=fill, edgecolors="#333333", linewidths=1.2, zorder=3
        )


def _labels(axes: Axes, plan: Drawing, inputs: tuple[str, ...], outputs: tuple[str, ...]) -> None:
    away = 19 if len(inputs) < 4 else 14  # points, past the circle
    ends = ((0, inputs, -away, "right"), (-1, outputs, away, "left"))
    for column, names, offset, side in ends:
        for place, name in zip(plan.units[column], names, strict=True):
            axes.annotate(name, tuple(place), (offset, 0), textcoords="offset points", ha=side, va="center")


def _numbers(axes: Axes, plan: Drawing) -> None:
    """Each weight beside its line, nearer to the start of the line, where lines do not cross yet."""
    for gap, kernel in enumerate(plan.weights):
        for i, j in np.ndindex(kernel.shape):
            start, stop = plan.units[gap][i], plan.units[gap + 1][j]
            at = start + (0.24 + 0.10 * (i % 2)) * (stop - start)
            axes.annotate(
                f"{kernel[i, j]:.2f}".replace("-", "−"),
                tuple(at),
                ha="center",
                va="center",
                fontsize=8,
                bbox={"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none", "alpha": 0.85},
            )


def _network(axes: Axes, model: Any, plan: Drawing, ends: tuple[tuple[str, ...], ...], scale: float) -> None:
    biases = model.get_weights()[1::2]
    small = len(plan.units[0]) < 4
    _lines(axes, plan, scale)
    _units(axes, plan, biases, scale, 900 if small else 420)
    _labels(axes, plan, *ends)
    if small:
        _numbers(axes, plan)
    axes.set_axis_off()
    axes.margins(0.12 if small else 0.06, 0.18 if small else 0.08)


def _side_by_side(name: str, ends: tuple[tuple[str, ...], ...], height: float) -> Figure:
    """The trained network of that name, Keras's on the left and NumPy's on the right."""
    halves = run(name).halves
    made = figure(13, height, f"{name}, trained: {halves.keras.count_params()} parameters")
    panels = made.subplots(1, 2)
    scale = max(float(np.abs(weight).max()) for weight in halves.keras.get_weights())
    plans = {
        "Keras": (halves.keras, drawing(halves.keras)),
        "NumPy": (halves.numpy, Drawing(*ours.drawing(halves.numpy))),
    }
    for axes, (half, (model, plan)) in zip(panels, plans.items(), strict=True):
        _network(axes, model, plan, ends, scale)
        axes.set_title(half, loc="center", fontweight="bold")
    bar = made.colorbar(ScalarMappable(Normalize(-scale, scale), SIGNS), ax=panels, shrink=0.75, pad=0.02)
    bar.set_label("weight of a line, bias of a unit (its filling)")
    return made


@picture
def body_types() -> Figure:
    """The 2-3-2 network after training, every weight with its number."""
    return _side_by_side("Body types 2-3-2", (("height", "weight"), BODY_TYPES), 5)


@picture
def animals() -> Figure:
    """The 8-6-6-4 network after training."""
    inputs = ("weight", "height", "legs", "tail", "ears", "neck", "fur", "scales")
    return _side_by_side("Animals 8-6-6-4", (inputs, ANIMALS), 6)
