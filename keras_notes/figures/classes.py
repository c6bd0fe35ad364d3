"""Pictures of classification: regions in the plane."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from keras_notes.classification import BODY_TYPES, body_type_data, body_type_network, predict_class
from keras_notes.figures.style import KERAS, NUMPY, figure, picture
from keras_notes.parity import twin

__all__ = ["body_types"]


def _along(axes: Axes, slope: float, x: float, text: str, above: float = 0.0, **how: Any) -> None:
    """Text that runs along the line weight = slope · height, or so far above it."""
    axes.text(
        x,
        x * slope + above,
        text,
        color="#4D4D4D",
        rotation=np.degrees(np.arctan(slope)),
        rotation_mode="anchor",
        transform_rotates_text=True,
        **how,
    )


def _hidden_units(axes: Axes, kernel: np.ndarray) -> None:
    """Where the pre-activations of the two working hidden units are 0."""
    for unit, (above, place) in enumerate(((1.5, "bottom"), (-1.5, "top"))):
        slope = -float(kernel[0, unit] / kernel[1, unit])
        text = f"hidden unit {unit}: z = 0 at {slope:.0f} kg a metre"
        _along(axes, slope, 2.035, text, above, ha="right", va=place)


def _between(axes: Axes, model: Any, slope: float) -> None:
    """What the network says between the two lines."""
    at = np.array([[1.5, 1.5 * slope]], dtype="float32")
    outputs, label = np.asarray(model(at))[0], predict_class(model, at, BODY_TYPES)[0]
    text = f"outputs {outputs[0]:.2f} and {outputs[1]:.2f}: argmax takes the first, {label}"
    _along(axes, slope, 1.37, text, va="center")


@picture
def body_types() -> Figure:
    """The regions of the 2-3-2 whose weights were set by hand, and made-up people in them."""
    x, labels = body_type_data()
    heights, weights = np.meshgrid(np.linspace(1.35, 2.05, 281), np.linspace(25, 125, 301))
    grid = np.stack([heights.ravel(), weights.ravel()], axis=1).astype("float32")
    model = body_type_network()
    keras = np.asarray(model(grid))[:, 0].reshape(heights.shape)
    numpy = twin(model)(grid)[:, 0].reshape(heights.shape)
    right = float(np.mean(np.argmax(model(x), axis=1) == labels))
    made = figure(9, 6, f"Body types by the 2-3-2 set by hand: {right:.1%} of {len(x)} people right")
    axes = made.subplots()
    # Between the two lines both hidden units are silent and the outputs are exactly equal.
    axes.contourf(heights, weights, keras, [0, 0.499, 0.501, 1], colors=["#FFF1D6", "#F0F0F0", "#DCEBF5"])
    axes.contour(heights, weights, numpy, [0.499, 0.501], colors=NUMPY, linestyles=":", linewidths=2)
    for label, (marker, colour) in enumerate((("o", KERAS), ("s", "#B87A00"))):
        at = x[labels == label]
        axes.scatter(at[:, 0], at[:, 1], s=20, marker=marker, color=colour, alpha=0.8, linewidths=0)
        height = (110, 32)[label]
        axes.text(1.38, height, BODY_TYPES[label], color=colour, fontweight="bold", fontsize=12)
    _hidden_units(axes, model.get_weights()[0])
    _between(axes, model, slope=40.0)
    axes.plot([], [], color=NUMPY, linestyle=":", linewidth=2, label="borders, NumPy (regions: Keras)")
    axes.legend(loc="lower right")
    axes.set(xlabel="height (m)", ylabel="weight (kg)", xlim=(1.35, 2.05), ylim=(25, 125))
    axes.grid(visible=False)
    return made
