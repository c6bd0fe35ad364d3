"""Pictures of training: the halves in lock step."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from keras_notes.figures.style import GREY, HUES, both, figure, picture
from keras_notes.figures.trained import BATCH, NETWORKS, run

__all__ = ["lock_step"]

DTYPES = {"float32": HUES[1], "float64": HUES[2]}


def _differences(axes: Axes, name: str) -> None:
    """The largest weight difference in both float types."""
    for dtype, colour in DTYPES.items():
        found = run(name, dtype).differences
        epsilon = float(np.finfo(dtype).eps)
        axes.axhline(epsilon, color=GREY, linewidth=0.9, linestyle=":")
        axes.semilogy(np.arange(1, len(found) + 1), np.maximum(found, epsilon / 16), color=colour)
        text = f"{dtype} (dotted: ε = {epsilon:.1e})"
        axes.annotate(text, (len(found), epsilon * 40), color=colour, ha="right", fontsize=8.5)


@picture
def lock_step() -> Figure:
    """Loss curves of the notes' networks, and beneath how far the weights of the halves are apart."""
    made = figure(13, 6.4, f"Trained in lock step: the same start, the same batches of {BATCH}")
    panels = made.subplots(2, len(NETWORKS), sharex=True, height_ratios=(3, 2))
    for (above, below), name in zip(panels.T, NETWORKS, strict=True):
        keras, numpy = run(name).losses.T
        both(above, np.arange(1, len(keras) + 1), keras, numpy, every=4)
        above.set_title(name)
        above.set_ylim(bottom=0)
        _differences(below, name)
        below.set_ylim(1e-17, 1e-2)
        below.set_xlabel("step")
    panels[0, 0].set_ylabel("loss of the batch")
    panels[1, 0].set_ylabel("largest difference\nof a weight")
    handles, labels = panels[0, 0].get_legend_handles_labels()
    panels[0, 0].legend(handles, labels, loc="upper right")
    return made
