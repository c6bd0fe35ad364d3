"""Pictures of gradient descent on a surface of two parameters: y = w x + b through four points."""

from typing import Any

import numpy as np
from keras import Input, Sequential
from keras.layers import Dense
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from keras_notes.figures.style import KERAS, NUMPY, figure, picture
from keras_notes.lockstep import LockStep
from keras_notes.optimizers import SGD, Adam
from keras_notes.parity.precision import precision
from keras_notes.startup import quiet_tensorflow

__all__ = ["learning_rates", "rules"]

Array = np.ndarray

X = np.array([[0.0], [1.0], [2.0], [3.0]])
Y = np.array([[0.4], [0.9], [2.3], [2.6]])
START = (-1.0, 3.2)
STEPS = 30
_COLUMNS = np.hstack([X, np.ones_like(X)])
BEST = np.linalg.lstsq(_COLUMNS, Y)[0].ravel()
CURVATURE = float(np.linalg.eigvalsh(2 * _COLUMNS.T @ _COLUMNS / len(X))[-1])


def loss(w: Any, b: Any) -> Array:
    """The mean squared error at (w, b)."""
    return np.asarray(np.mean([(w * x + b - y) ** 2 for x, y in zip(X[:, 0], Y[:, 0], strict=True)], axis=0))


def path(optimizer: Any) -> tuple[Array, Array]:
    """(w, b) before and after every step over all four points, (steps + 1, 2): of Keras, of NumPy."""
    with precision("float64"), quiet_tensorflow():
        model = Sequential([Input((1,)), Dense(1)])
        model.set_weights([np.array([[START[0]]]), np.array([START[1]])])
        model.compile(optimizer, "mse")
        halves = LockStep(model)
        found = [(START, START)]
        for _ in range(STEPS):
            halves.step(X, Y)
            found.append((_parameters(halves.keras), _parameters(halves.numpy)))
    keras, numpy = (np.array(each) for each in zip(*found, strict=True))
    return keras, numpy


def _parameters(half: Any) -> tuple[float, float]:
    kernel, bias = half.get_weights()
    return kernel.item(), bias.item()


def character(points: Array) -> str:
    """What a path does, judged by its numbers."""
    above = loss(*points.T) - loss(*BEST)
    steps = np.diff(points, axis=0)
    if not above[-1] < above[0]:
        return "diverges"
    if np.mean(np.sum(steps[1:] * steps[:-1], axis=1) < 0) > 0.5:
        return "oscillates"
    return "crawls" if above[-1] > 0.05 * above[0] else "converges"


def _panel(axes: Axes, optimizer: Any, title: str) -> None:
    w, b = np.meshgrid(np.linspace(-2.2, 3.6, 121), np.linspace(-3.4, 4.2, 121))
    axes.contour(w, b, loss(w, b) - loss(*BEST), np.geomspace(0.02, 80, 11), colors="#C4C4C4", linewidths=0.9)
    keras, numpy = path(optimizer)
    axes.plot(keras[:, 0], keras[:, 1], color=KERAS, label="Keras's path")
    axes.plot(numpy[:, 0], numpy[:, 1], "o", color=NUMPY, markersize=3, label="NumPy's path")
    axes.plot(*BEST, marker="*", color="black", markersize=11, linestyle="none", zorder=4)
    axes.plot(*START, marker="s", color="black", markersize=6, linestyle="none", zorder=4)
    axes.set(xlim=(-2.2, 3.6), ylim=(-3.4, 4.2), xlabel="weight w")
    axes.grid(visible=False)
    axes.set_title(title.format(character(keras), float(loss(*keras[-1]))))


def _row(headline: str, panels: list[tuple[Any, str]]) -> Figure:
    made = figure(13, 4.6, headline)
    for axes, (optimizer, title) in zip(made.subplots(1, 4, sharey=True), panels, strict=True):
        _panel(axes, optimizer, title)
    made.axes[0].set_ylabel("bias b")
    handles, labels = made.axes[0].get_legend_handles_labels()
    ends = made.axes[0].lines[-2:]
    made.legend(
        [*handles, ends[1], ends[0]], [*labels, "start", "minimum"], loc="outside lower center", ncols=4
    )
    return made


@picture
def learning_rates() -> Figure:
    """The same descent at four learning rates, from timid to too bold."""
    limit = 2 / CURVATURE
    rates = [limit * share for share in (0.02, 0.45, 0.96, 1.03)]
    return _row(
        f"SGD, {STEPS} steps on the mean squared error of w x + b; 2 / largest curvature = {limit:.3f}",
        [(SGD(rate), f"rate {rate:.4f}: {{}}\nloss at the end {{:.3g}}") for rate in rates],
    )


@picture
def rules() -> Figure:
    """Four update rules on the same surface."""
    rules = {
        "SGD(0.02)": SGD(0.02),
        "SGD(0.02, momentum=0.8)": SGD(0.02, momentum=0.8),
        "SGD(0.02, 0.8, nesterov=True)": SGD(0.02, momentum=0.8, nesterov=True),
        "Adam(0.3)": Adam(0.3),
    }
    return _row(
        f"Update rules, {STEPS} steps each",
        [(rule, f"{name}\nloss at the end {{1:.3g}}") for name, rule in rules.items()],
    )
