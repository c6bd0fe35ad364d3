"""Dense: many units at once, as one product of matrices."""

import numpy as np

from keras_notes import twin
from keras_notes.dense import Dense
from keras_notes.parity.tape import keras_layer, numpy_layer
from keras_notes.story import Figures, Story, command

# Small multiples of 1/4, so that nothing is rounded.
X = np.float32([[1, 2, -1], [0, 1, 3]])
KERNEL = np.float32([[1, -1], [0, 2], [2, 1]])
BIAS = np.float32([0.5, -1])
DY = np.float32([[1, -2], [0.5, 3]])


def layer_with_weights(**arguments: object) -> Dense:
    """A Dense layer of two units on three inputs, with the weights above."""
    layer = Dense(2, **arguments)
    layer.build((None, 3))
    layer.set_weights([KERNEL, BIAS])
    return layer


def forward(story: Story) -> None:
    """The product, and by hand."""
    layer = layer_with_weights()
    ours = twin(layer)
    story.say(
        """Two samples of three inputs, two units. The kernel has a row an input and a column a unit, so a
        layer is y = x K + b:"""
    )
    story.compare(
        ("kernel K", layer.kernel.numpy(), ours.kernel),
        ("bias b", layer.bias.numpy(), ours.bias),
        ("y = x K + b", np.asarray(layer(X)), ours(X)),
    )
    first = " + ".join(f"({x:g} · {w:g})" for x, w in zip(X[0], KERNEL[:, 0], strict=True))
    story.say(
        f"""By hand, first sample, first unit: {first} + {BIAS[0]:g} = {X[0] @ KERNEL[:, 0] + BIAS[0]:g}.
        Textbooks write W a + b with a standing vector a; their W is the transpose of Keras's kernel, and
        for the first sample W a + b = {KERNEL.T @ X[0] + BIAS}."""
    )
    story.say("The default activation is none at all. With relu, negative sums become 0:")
    with_relu = layer_with_weights(activation="relu")
    story.compare(("relu(x K + b)", np.asarray(with_relu(X)), twin(with_relu)(X)))


def backward(story: Story) -> None:
    """The gradients of inputs, kernel and bias."""
    story.say(
        """The way back, for an upstream gradient dy. To the inputs: dx = dz Kᵀ. To the kernel: dK = xᵀ dz,
        which has the kernel's shape. To the bias: the sum of dz over the samples."""
    )
    story.show(f"\ndy =\n{DY}")
    layer = layer_with_weights()
    theirs, ours = keras_layer(layer, X, DY), numpy_layer(twin(layer), X, DY)
    story.compare(*((name, theirs[name], ours[name]) for name in ("d input", "d kernel", "d bias")))


def last_axis(story: Story) -> None:
    """What happens to pictures."""
    images = np.arange(12, dtype="float32").reshape(1, 4, 3)
    layer = Dense(2, kernel_initializer="ones")
    theirs = np.asarray(layer(images))
    story.say(
        f"""Only the last axis is mapped. An input of shape {images.shape} comes out as {theirs.shape}, not
        flattened: pictures need a Flatten first. With a kernel of ones every row is summed up:"""
    )
    story.compare(("y of rank 3", theirs, twin(layer)(images)))


def main(figures: Figures = None) -> None:
    """Dense: many units at once, as one product of matrices."""
    story = Story("Dense")
    forward(story)
    backward(story)
    last_axis(story)
    story.end("dense", figures)


if __name__ == "__main__":
    command(main)
