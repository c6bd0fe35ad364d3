"""Pooling: who gets the gradient, what stands at the border, and what is left of a picture."""

import numpy as np

from keras_notes import twin
from keras_notes.parity.tape import keras_layer, numpy_layer
from keras_notes.pooling import (
    AdaptiveMaxPooling2D,
    AveragePooling1D,
    AveragePooling2D,
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    GlobalMaxPooling2D,
    MaxPooling2D,
    MaxPooling3D,
)
from keras_notes.story import Figures, Story, command

PICTURE = np.float32([[1, 5, 2, 0], [3, 4, 2, 2], [0, 0, 7, 1], [0, 0, 6, 8]])
DY = np.float32([[10, 20], [30, 40]])
TIE = np.float32([[0, 5], [5, 5]])


def plane(found, name):
    """One sample of one channel."""
    return found[name].reshape([n for n in found[name].shape if n > 1] or [1])


def both(layer, pixels, dy, **call):
    """What a Keras layer and its twin make of one sample of one channel."""
    x, dy = (np.asarray(each, dtype="float32")[None, ..., None] for each in (pixels, dy))
    return keras_layer(layer, x, dy, **call), numpy_layer(twin(layer), x, dy, **call)


def windows(story: Story) -> None:
    """Of every window one number, and back to whom it came from."""
    story.say("A picture of 4 x 4 pixels, and the gradient that comes back to the 2 x 2 windows:")
    story.show(f"\n{PICTURE.astype(int)}\n\n{DY.astype(int)}")
    rows = []
    for layer in (MaxPooling2D(), AveragePooling2D(2)):
        theirs, ours = both(layer, PICTURE, DY)
        rows += [
            (f"{type(layer).__name__}, {name}", plane(theirs, name), plane(ours, name))
            for name in ("output", "d input")
        ]
    story.compare(*rows)
    story.say(
        """The largest pixel of a window gets all of the window's gradient, and nobody else any: a change of
        another pixel would change nothing. Of the twos and the zeros it is the first. An average
        gives each of its m pixels 1 / m."""
    )


def ties(story: Story) -> None:
    """Equal pixels: four layers, four answers."""
    story.say("Who of equals gets the gradient depends on the layer. One window, three pixels of 5, dy = 12:")
    story.show(f"\n{TIE.astype(int)}")
    rows = []
    for layer, pixels in (
        (MaxPooling2D(), TIE),
        (GlobalMaxPooling2D(keepdims=True), TIE),
        (MaxPooling3D((1, 2, 2)), TIE[None]),
    ):
        theirs, ours = both(layer, pixels, np.full([1] * pixels.ndim, 12))
        rows.append((type(layer).__name__, plane(theirs, "d input"), plane(ours, "d input")))
    wide = np.pad(TIE, ((0, 1), (0, 1)))
    theirs, ours = both(AdaptiveMaxPooling2D(2), wide, [[12, 0], [0, 0]])
    rows.append(
        ("AdaptiveMaxPooling2D", *(found["d input"][0, :2, :2, 0] for found in (theirs, ours))),
    )
    story.compare(*rows)
    story.say(
        """The first, row after row; a share each; the whole for everyone; and the first, column after
        column, since adaptive pooling takes the rows first. For MaxPooling3D everything within 0.00001 of
        the largest is a tie."""
    )


def borders(story: Story) -> None:
    """Windows that reach beyond the picture."""
    pixels = np.float32([6, 6, 6, 6])
    story.say("Four pixels of 6, windows of three, a step of 1, padding='same':")
    theirs, ours = both(AveragePooling1D(3, 1, "same"), pixels, [12, 0, 0, 12])
    story.compare(*((name, plane(theirs, name), plane(ours, name)) for name in ("output", "d input")))
    story.say(
        """Counted as zeros, the pixels beyond the border would make 4 of the 6 at both ends. They are not
        counted: there a window has two pixels, and each gets half of its gradient."""
    )


def whole_pictures(story: Story) -> None:
    """One number for each channel."""
    stroke = np.zeros((6, 6), dtype="float32")
    stroke[1:4, 1] = 1
    story.say("A stroke of three pixels in 6 x 6, and the same stroke, two further right and one down:")
    rows = []
    for name, pixels in (("stroke", stroke), ("moved", np.roll(stroke, (1, 2), axis=(0, 1)))):
        for layer in (GlobalAveragePooling2D(keepdims=True), GlobalMaxPooling2D(keepdims=True)):
            theirs, ours = both(layer, pixels, [[1]])
            rows.append((f"{name}, {type(layer).__name__}", plane(theirs, "output"), plane(ours, "output")))
    story.compare(*rows)
    story.say(
        """What is left is how much of it there is, 3 / 36, and whether there is any; where it was is gone.
        With a channel for each kind of stroke, that is what a classifier reads."""
    )
    story.say("Of a sequence of four steps, the last two only there to fill up, a mask keeps the first two:")
    layer, steps = GlobalAveragePooling1D(keepdims=True), np.float32([2, 4, 0, 0])
    rows = []
    for what, call in (("without", {}), ("with", {"mask": np.array([[1, 1, 0, 0]], dtype=bool)})):
        theirs, ours = both(layer, steps, [12], **call)
        rows += [
            (f"{what} mask, {name}", plane(theirs, name), plane(ours, name)) for name in ("output", "d input")
        ]
    story.compare(*rows)


def main(figures: Figures = None) -> None:
    """Pooling: who gets the gradient, what stands at the border, and what is left of a picture."""
    story = Story("Pooling")
    windows(story)
    ties(story)
    borders(story)
    whole_pictures(story)
    story.end("pooling", figures)


if __name__ == "__main__":
    command(main)
