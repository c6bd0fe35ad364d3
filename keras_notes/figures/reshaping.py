"""A picture of pixels between pixels."""

import numpy as np
from matplotlib.figure import Figure

from keras_notes.figures.style import GREY, HUES, NUMPY, figure, picture
from keras_notes.parity import twin
from keras_notes.reshaping import UpSampling2D

__all__ = ["interpolation"]

METHODS = ("nearest", "bilinear", "bicubic", "lanczos3")
STEP = [0, 0, 0, 1, 1, 1, 0, 1, 0, 0]
FACTOR = 8
LETTER = ["00000000", "00111100", "01100110", "00000110", "00111110", "01100110", "00111010", "00000000"]


@picture
def interpolation() -> Figure:
    """A line and a letter with eight times as many pixels, by four methods."""
    made = figure(12, 5.6, "UpSampling2D: what stands between the pixels")
    line = np.array(STEP, dtype="float32").reshape(1, 1, -1, 1)
    letter = np.array([[int(pixel) for pixel in row] for row in LETTER], dtype="float32")[None, :, :, None]
    old = np.arange(len(STEP)) + 0.5
    new = (np.arange(len(STEP) * FACTOR) + 0.5) / FACTOR
    upper, lower = made.subplots(2, 4, height_ratios=(1, 1.25))
    for above, below, method, colour in zip(upper, lower, METHODS, HUES, strict=False):
        layer = UpSampling2D((1, FACTOR), interpolation=method)
        keras, numpy = np.asarray(layer(line)).ravel(), twin(layer)(line).ravel()
        above.plot(new, keras, color=colour, label="Keras")
        above.plot(new[::4], numpy[::4], "o", color=NUMPY, markersize=3, label="NumPy")
        above.plot(old, STEP, "s", color=GREY, markersize=5, fillstyle="none", label="pixels")
        above.set(title=method, ylim=(-0.35, 1.4), xlabel="pixels")
        image = twin(UpSampling2D(FACTOR, interpolation=method))(letter)[0, :, :, 0]
        below.imshow(image, cmap="gray", vmin=-0.2, vmax=1.2)
        below.set(xticks=[], yticks=[], xlabel=f"8 x 8 pixels as {8 * FACTOR} x {8 * FACTOR}, NumPy")
        below.grid(visible=False)
    handles, labels = upper[0].get_legend_handles_labels()
    made.legend(handles, labels, loc="outside lower center", ncols=3)
    return made
