"""Gradients: which way is up, and how steep."""

import numpy as np

from keras_notes import twin
from keras_notes.gradients import central_differences, gradients
from keras_notes.lockstep import start_from
from keras_notes.parity.precision import precision
from keras_notes.sequential import Sequential, network
from keras_notes.story import Figures, Story, command

X, Y = np.array([[3.0]]), np.array([[1.0]])
WEIGHT, BIAS = 2.0, 0.5


def line(weight: float, bias: float) -> Sequential:
    """A Keras model of one unit, y = w x + b."""
    model = network((1, 1), output=None)
    model.set_weights([np.array([[weight]]), np.array([bias])])
    return model


def one_weight(story: Story) -> None:
    """The chain rule, once."""
    model, error = line(WEIGHT, BIAS), WEIGHT * 3 + BIAS - 1
    story.say(
        f"""One unit, one sample: x = 3, target 1, weight {WEIGHT:g}, bias {BIAS:g}. The loss is
        (w x + b - 1)² = {error:g}² = {error**2:g}. By the chain rule dL/dw = 2 · {error:g} · 3 =
        {2 * error * 3:g} and dL/db = 2 · {error:g} = {2 * error:g}."""
    )
    theirs, ours = gradients(model, X, Y, "mse"), twin(gradients)(twin(model), X, Y, "mse")
    grads = zip(("dL/dw", "dL/db"), theirs.weights.values(), ours.weights.values(), strict=True)
    story.compare(("loss", theirs.loss, ours.loss), *grads, ("dL/dx", theirs.inputs, ours.inputs))


def uphill(story: Story) -> None:
    """What the number means."""
    theirs = gradients(line(WEIGHT, BIAS), X, Y, "mse")
    slope = next(iter(theirs.weights.values())).item()
    story.say(
        f"""It is a rate of change, not the loss divided by the weight (that would be
        {float(theirs.loss) / WEIGHT:g}). And it points uphill, which is why learning subtracts it. The loss
        after a small step of w along the gradient, and against it:"""
    )
    rows = []
    for name, sign in (("along", 1), ("against", -1)):
        model = line(WEIGHT + sign * 0.001 * slope, BIAS)
        found = gradients(model, X, Y, "mse"), twin(gradients)(twin(model), X, Y, "mse")
        rows.append((f"loss after a step {name} it", *(each.loss for each in found)))
    story.compare(*rows)


def differences(story: Story) -> None:
    """A witness that knows no chain rule."""
    story.say(
        """A third witness that knows no chain rule: move the weight a little to both sides and look,
        (L(w + h) - L(w - h)) / 2h. Too large a step misses the bend of the curve, too small a one drowns in
        rounding. For the cube of w at 2, where the slope is 12:"""
    )
    both = central_differences, twin(central_differences)
    steps = (1e-1, 1e-3, 1e-5, 1e-7)
    story.compare(*((f"h = {h:g}", *(slope(lambda w: w * w * w, 2.0, h) for slope in both)) for h in steps))


def a_number_each(story: Story) -> None:
    """The gradient of a network."""
    story.say("A network has one such number for every parameter. 2-3-2 on two samples, cross-entropy:")
    model = start_from(network((2, 3, 2)), seed=1)
    x, y, loss = np.array([[1.0, 1.0], [-1.0, -0.5]]), np.eye(2), "categorical_crossentropy"
    theirs, ours = gradients(model, x, y, loss), twin(gradients)(twin(model), x, y, loss)
    names = [f"dL/d{weight} of layer {layer}" for layer in (1, 2) for weight in "Kb"]
    grads = zip(names, theirs.weights.values(), ours.weights.values(), strict=True)
    story.compare(("loss", theirs.loss, ours.loss), *grads)


def main(figures: Figures = None) -> None:
    """Gradients: which way is up, and how steep."""
    story = Story("Gradients")
    with precision("float64"):
        one_weight(story)
        uphill(story)
        differences(story)
        a_number_each(story)
    story.end("gradients", figures)


if __name__ == "__main__":
    command(main)
