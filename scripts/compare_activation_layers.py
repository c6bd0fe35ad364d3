"""Activations as layers: other defaults, a slope that is learned, a softmax with a mask."""

import numpy as np

from keras_notes import activations, twin
from keras_notes.activation_layers import LeakyReLU, PReLU, ReLU, Softmax
from keras_notes.parity.tape import keras_layer, numpy_layer
from keras_notes.story import Figures, Story, command

X = np.float32([[-2, -1, 0, 1, 2]])


def arguments(story: Story) -> None:
    """What the layers have that a string has not."""
    story.say(f"Activations that take arguments are layers. At x = {X[0].astype(int).tolist()}:")
    layers = {
        "LeakyReLU()": LeakyReLU(),
        "ReLU(max_value=1)": ReLU(max_value=1.0),
        "ReLU(threshold=1)": ReLU(threshold=1.0),
    }
    rows = [(name, np.asarray(layer(X))[0], twin(layer)(X)[0]) for name, layer in layers.items()]
    function = activations.leaky_relu
    rows.insert(1, ('leaky_relu, "leaky_relu"', np.asarray(function(X))[0], twin(function)(X)[0]))
    story.compare(*rows)
    story.say(
        """The layer leaks 0.3, the function and its string 0.2. And above its threshold ReLU gives x itself,
        not x - 1: it jumps."""
    )


def learned(story: Story) -> None:
    """The gradient of a slope."""
    layer = PReLU()
    layer.build((None, 2))
    layer.set_weights([np.float32([0.25, 0.5])])
    x, dy = np.float32([[-2, 3], [-1, -4]]), np.float32([[1, 1], [10, 1]])
    story.say(
        """PReLU learns its slope, one for each feature: 0.25 and 0.5 here. Of the samples (-2, 3) and
        (-1, -4), with the upstream gradients (1, 1) and (10, 1), only what is negative teaches it:
        dα = (-2 · 1 - 1 · 10, -4 · 1)."""
    )
    theirs, ours = keras_layer(layer, x, dy), numpy_layer(twin(layer), x, dy)
    story.compare(*((name, theirs[name], ours[name]) for name in ("output", "d input", "d alpha")))
    zero = np.zeros((1, 2), "float32")
    sides = ((keras_layer, layer), (numpy_layer, twin(layer)))
    at_0 = [run(each, zero, zero + 1)["d input"][0] for run, each in sides]
    story.say("At exactly 0 it is flat, as relu is; leaky_relu has its slope on the left there.")
    story.compare(("dx at 0", *at_0))


def masked(story: Story) -> None:
    """A softmax over what counts."""
    layer, x = Softmax(), np.float32([[2, 1, 0.5], [2, 1, 0.5], [2, 1, 0.5]])
    mask = np.array([[1, 1, 1], [0, 1, 1], [0, 0, 0]], dtype=bool)
    story.say(
        """Softmax takes a mask. What is masked gets 0 and the others share the 1; where all is masked,
        nothing is left to share, and the row sums to 0."""
    )
    theirs, ours = np.asarray(layer(x, mask=mask)), twin(layer)(x, mask=mask)
    story.compare(*((f"mask {row.astype(int)}", theirs[i], ours[i]) for i, row in enumerate(mask)))


def main(figures: Figures = None) -> None:
    """Activations as layers: other defaults, a slope that is learned, a softmax with a mask."""
    story = Story("Activations as layers")
    arguments(story)
    learned(story)
    masked(story)
    story.end("activation_layers", figures)


if __name__ == "__main__":
    command(main)
