"""Core layers: a product as an equation, steps that do not count, a function of your own."""

import numpy as np

from keras_notes import twin
from keras_notes.core import EinsumDense, Lambda, Masking, cube, our_cube
from keras_notes.dense import Dense
from keras_notes.parity.tape import keras_layer, numpy_layer
from keras_notes.sequential import Input, Sequential
from keras_notes.story import Figures, Story, command

X = np.float32([[[1, 2], [0, -1], [3, 1]]])  # one sample of three steps, two features each


def equations(story: Story) -> None:
    """Letters, and the gradients one reads off them."""
    story.say(
        f"""EinsumDense says with letters what Dense does: in "abc,cd->abd" x has the axes sample, step,
        feature, the kernel feature and unit; c is missing in the result, so it is summed. x is
        {X[0].astype(int).tolist()}."""
    )
    kernel = np.float32([[1, -1], [0, 2]])
    rows = []
    for name, layer in (("Dense(2)", Dense(2)), ("abc,cd->abd", EinsumDense("abc,cd->abd", (None, 2)))):
        layer.build(X.shape)
        layer.set_weights([kernel, np.zeros(2)] if name == "Dense(2)" else [kernel])
        rows.append((name, np.asarray(layer(X))[0], twin(layer)(X)[0]))
    story.compare(*rows)
    story.say(
        """With a b in the kernel, too, each step has a kernel of its own: "abc,bcd->abd". The gradients are
        equations again, the letters exchanged: dx is "abd,bcd->abc" of dy and K, dK is "abc,abd->bcd" of
        x and dy."""
    )
    layer = EinsumDense("abc,bcd->abd", (3, 2))
    layer.build(X.shape)
    layer.set_weights([np.resize(np.float32([1, -1, 0, 2, 1]), (3, 2, 2))])
    dy = np.float32([[[1, 0], [2, -1], [0, 1]]])
    theirs, ours = keras_layer(layer, X, dy), numpy_layer(twin(layer), X, dy)
    names = ("output", "d input", "d kernel")
    story.compare(*((name, theirs[name].squeeze(), ours[name].squeeze()) for name in names))


def masks(story: Story) -> None:
    """What Masking takes out."""
    layer = Masking()
    x = np.float32([[[1, 2], [0, 0], [0, 3]]])
    story.say(
        f"""Masking marks the steps that are 0 in all features, for layers behind that look at the mask, and
        for the loss. Of the steps {x[0].astype(int).tolist()} the last one counts: one feature is not 0."""
    )
    story.compare(("mask", np.asarray(layer.compute_mask(x))[0], twin(layer).compute_mask(x)[0]))
    models = [Sequential([Input((3, 2)), *layers, Dense(1, use_bias=False)]) for layers in ([], [layer])]
    rows = []
    for name, model in zip(("all three steps", "without the masked one"), models, strict=True):
        model.layers[-1].set_weights([np.ones((2, 1))])
        model.compile("sgd", "mse")
        loss = [each.evaluate(x, np.ones((1, 3, 1), "float32"), verbose=0) for each in (model, twin(model))]
        rows.append((f"loss, {name}", *loss))
    story.say(
        "So the error (0 - 1)² of the step in the middle has no part in the mean of the squares 4, 1, 4:"
    )
    story.compare(*rows)


def functions(story: Story) -> None:
    """What a Lambda needs here."""
    layer = Lambda(cube, arguments={"factor": 0.5})
    ours = twin(layer, counterparts={layer.name: our_cube(layer)})
    story.say(
        """A Lambda is any function, here x³ / 2. TensorFlow finds the derivative; the NumPy half is given it,
        as a pair, and reads no code from a file."""
    )
    x, dy = np.float32([[-2, 1, 3]]), np.ones((1, 3), "float32")
    theirs, found = keras_layer(layer, x, dy), numpy_layer(ours, x, dy)
    story.compare(*((name, theirs[name][0], found[name][0]) for name in ("output", "d input")))


def main(figures: Figures = None) -> None:
    """Core layers: a product as an equation, steps that do not count, a function of your own."""
    story = Story("Core layers")
    equations(story)
    masks(story)
    functions(story)
    story.end("core", figures)


if __name__ == "__main__":
    command(main)
