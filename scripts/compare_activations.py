"""Activations: thirty functions, their slopes, and what happens at the kinks."""

import numpy as np

from keras_notes import activations, twin
from keras_notes.parity.tape import keras_layer
from keras_notes.story import Figures, Story, command

X = np.float32([-2.0, -0.5, 0.0, 0.5, 2.0])
ZERO, ONE = np.zeros(1, dtype="float32"), np.ones(1, dtype="float32")


def values_and_slopes(name: str, x: np.ndarray) -> tuple[tuple[str, object, object], ...]:
    """The rows of a table: the function and its slope at every entry of x, on both sides."""
    function = getattr(activations, name)
    found = keras_layer(function, x, np.ones_like(x))
    y, cache = twin(function).forward(x)
    slope = twin(function).backward(np.ones_like(x), cache)
    return (f"{name}(x)", found["output"], y), (f"{name}'(x)", found["d input"], slope)


def four_of_the_notes(story: Story) -> None:
    """The functions everybody meets first."""
    story.say(f"Four that the notes use, and their slopes, at x = {X.tolist()}.")
    names = ("relu", "sigmoid", "tanh", "leaky_relu")
    story.compare(*(row for name in names for row in values_and_slopes(name, X)))
    story.say(
        """The sigmoid is not an on/off switch: 1/2 at 0, and close to 0 or 1 only far out. Out there its
        slope, and with it what a unit can learn, dwindles:"""
    )
    rows = []
    for x in (0.0, 1.0, 10.0):
        found = values_and_slopes("sigmoid", np.float32([x]))
        rows += [(f"{name} for x = {x:g}", a[0], b[0]) for name, a, b in found]
    story.compare(*rows)


def kinks(story: Story) -> None:
    """Where there is no slope, and where a default misleads."""
    import keras  # after keras_notes, which keeps TensorFlow's start quiet

    slope = keras_layer(lambda x: keras.ops.maximum(x, 0), ZERO, ONE)["d input"][0]
    story.say(
        f"""At a kink there is no slope, only a convention. These are the slopes at x = 0; that of
        maximum(x, 0), which is relu to the eye, is {slope:g}."""
    )
    names = ("relu", "leaky_relu", "elu", "selu", "celu", "relu6")
    story.compare(*(values_and_slopes(name, ZERO)[1] for name in names))
    function, layer = activations.leaky_relu, keras.layers.LeakyReLU()
    story.say(
        f"""Two defaults under one name: at -1 the function leaky_relu (and the string "leaky_relu") gives
        {float(function(-ONE)[0]):g}, the layer LeakyReLU() {float(layer(-ONE)[0]):g}."""
    )


def of_rows(story: Story) -> None:
    """Functions of a whole row."""
    story.say(
        """Softmax is a function of a whole row: the outputs of a row sum to 1, and adding a constant to its
        inputs changes nothing. Its gradient, for an upstream gradient that differs from entry to entry, since
        one of ones gives zeros:"""
    )
    rows = np.float32([[2.0, 1.0, -1.0], [1002.0, 1001.0, 999.0]])
    dy = np.float32([[0.5, -1.0, 0.25], [1.0, 0.0, 0.0]])
    found = keras_layer(activations.softmax, rows, dy)
    y, cache = twin(activations.softmax).forward(rows)
    dx = twin(activations.softmax).backward(dy, cache)
    story.compare(("softmax", found["output"], y), ("its dx", found["d input"], dx))
    story.say("Sparsemax as published gives rows of sum 1 too. The NumPy half follows Keras as it runs:")
    row = np.float32([[0.5, 0.0, 0.25]])
    theirs, ours = np.asarray(activations.sparsemax(row)), twin(activations.sparsemax)(row)
    story.compare((f"sparsemax of {row[0].tolist()}", theirs, ours), ("its sum", theirs.sum(), ours.sum()))


def all_of_them(story: Story) -> None:
    """One number a function."""
    story.say("Every function on the same 6 x 8 random numbers, the mean size of what comes out:")
    x = np.random.default_rng(0).normal(size=(6, 8)).astype("float32")
    rows = []
    for name in (name for name in activations.__all__ if name not in ("get", "threshold")):
        function = getattr(activations, name)
        rows.append((name, np.abs(function(x)).mean(), np.abs(twin(function)(x)).mean()))
    story.compare(*rows)


def main(figures: Figures = None) -> None:
    """Activations: thirty functions, their slopes, and what happens at the kinks."""
    story = Story("Activations")
    four_of_the_notes(story)
    kinks(story)
    of_rows(story)
    all_of_them(story)
    story.end("activations", figures)


if __name__ == "__main__":
    command(main)
