"""One unit: multiply, add up, add the bias, apply the activation."""

import numpy as np

from keras_notes import neuron as in_keras
from keras_notes.story import Figures, Story, command
from reference import neuron as in_numpy

INPUTS = np.float32([1.0, 2.0, 3.0])
WEIGHTS = np.float32([0.5, -1.0, 0.75])
BIAS = np.float32(-0.25)
UNIT = (INPUTS, WEIGHTS, BIAS)


def weighted_sum(story: Story) -> None:
    """What a unit computes."""
    products = INPUTS * WEIGHTS
    terms = " + ".join(f"({x:g} · {w:g})" for x, w in zip(INPUTS, WEIGHTS, strict=True))
    story.say(
        f"""A unit multiplies each input by the weight of its connection, adds the products up, and adds its
        bias: {terms} + ({BIAS:g}) = {products.sum():g} + ({BIAS:g}) = {products.sum() + BIAS:g}. Then comes
        the activation. Keras has no neuron; Dense(1) is one. NumPy does it with a dot product."""
    )
    activations = ("linear", "relu", "sigmoid", "tanh")
    story.compare(*((f"{f}(z)", in_keras.neuron(*UNIT, f), in_numpy.neuron(*UNIT, f)) for f in activations))
    story.say("The same, one connection at a time in a loop:")
    story.compare(("with loops", in_keras.neuron_with_loops(*UNIT), in_numpy.neuron_with_loops(*UNIT)))
    story.say(
        f"""It is a sum and not an average (that would be {products.mean():g}), and the bias is added to the
        sum, not to each weight (that would give {(INPUTS * (WEIGHTS + BIAS)).sum():g})."""
    )


def threshold(story: Story) -> None:
    """What the bias is for."""
    story.say(
        """The bias is a threshold with its sign turned: a relu unit wakes up, and a sigmoid passes 1/2, where
        the weighted sum exceeds -b. With one input, weight 1 and bias -10:"""
    )
    rows = []
    for x in (9.0, 10.0, 11.0):
        for activation in ("relu", "sigmoid"):
            one = (np.float32([x]), np.float32([1.0]), -10.0, activation)
            rows.append((f"x = {x:g}, {activation}", in_keras.neuron(*one), in_numpy.neuron(*one)))
    story.compare(*rows)


def slopes(story: Story) -> None:
    """How the output reacts."""
    story.say(
        """How the output of a sigmoid unit reacts: to an input by f'(z) times its weight, to a weight by
        f'(z) times its input, to the bias by f'(z). The larger an input, the more its weight matters."""
    )
    theirs, ours = (half.neuron_gradients(*UNIT, "sigmoid") for half in (in_keras, in_numpy))
    names = ours._fields
    story.compare(*((f"d output / d {name}", getattr(theirs, name), getattr(ours, name)) for name in names))


def main(figures: Figures = None) -> None:
    """One unit: multiply, add up, add the bias, apply the activation."""
    story = Story("One neuron")
    weighted_sum(story)
    threshold(story)
    slopes(story)
    story.end("neuron", figures)


if __name__ == "__main__":
    command(main)
