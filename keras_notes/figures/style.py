"""How every picture looks: one place for colours, type and lines."""

import functools
import io
from collections.abc import Callable
from typing import Any, ParamSpec

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

__all__ = ["GREY", "HUES", "KERAS", "NUMPY", "SIGNED", "both", "figure", "picture", "png"]

P = ParamSpec("P")

# Okabe and Ito's palette, which the colour-blind can tell apart.
KERAS, NUMPY, GREY = "#0072B2", "#D55E00", "#6E6E6E"
HUES = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")
SIGNED = matplotlib.colormaps["RdBu"]  # red below zero, blue above
DPI = 110

STYLE: dict[str, Any] = {
    "font.size": 9.5,
    "axes.titlesize": 10.5,
    "axes.titlelocation": "left",
    "axes.labelsize": 9.5,
    "axes.edgecolor": "#8A8A8A",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#E8E8E8",
    "grid.linewidth": 0.7,
    "lines.linewidth": 1.8,
    "xtick.color": "#4D4D4D",
    "ytick.color": "#4D4D4D",
    "xtick.labelsize": 8.5,
    "ytick.labelsize": 8.5,
    "legend.frameon": False,
    "legend.fontsize": 9,
    "figure.dpi": DPI,
    "figure.facecolor": "white",
    "image.interpolation": "nearest",
}


def picture(draw: Callable[P, Figure]) -> Callable[P, Figure]:
    """Make a function that draws draw in this style, whatever the user's own settings are."""

    @functools.wraps(draw)
    def styled(*args: P.args, **kwargs: P.kwargs) -> Figure:
        with matplotlib.rc_context():
            matplotlib.rcdefaults()
            matplotlib.rcParams.update(STYLE)
            return draw(*args, **kwargs)

    return styled


def figure(width: float, height: float, headline: str) -> Figure:
    """An empty figure of `width` by `height` inches that says at the top what it shows."""
    made = Figure(figsize=(width, height), layout="constrained")
    made.suptitle(headline, x=0.01, ha="left", fontsize=12, fontweight="bold")
    return made


def both(axes: Axes, x: Any, keras: Any, numpy: Any, every: int = 1) -> None:
    """Draw the same curve twice: Keras as a line, NumPy as dots on it."""
    axes.plot(x, keras, color=KERAS, label="Keras")
    axes.plot(x[::every], numpy[::every], "o", color=NUMPY, markersize=3, label="NumPy")


def png(made: Figure) -> bytes:
    """The figure as the bytes of a PNG file."""
    stream = io.BytesIO()
    with matplotlib.rc_context(STYLE):
        made.savefig(stream, format="png", dpi=DPI)
    return stream.getvalue()
