"""Optimizers: how a gradient moves a weight."""

import keras
import numpy as np

from keras_notes.dense import Dense
from keras_notes.lockstep import LockStep
from keras_notes.optimizers import (
    SGD,
    Adadelta,
    Adafactor,
    Adagrad,
    Adam,
    Adamax,
    AdamW,
    Ftrl,
    Lamb,
    Lion,
    Muon,
    Nadam,
    Optimizer,
    RMSprop,
)
from keras_notes.parity import twin
from keras_notes.parity.precision import precision
from keras_notes.sequential import Input, Sequential
from keras_notes.startup import quiet_tensorflow
from keras_notes.story import Figures, Story, command


def descent(optimizer: Optimizer, steps: int) -> tuple[np.ndarray, np.ndarray]:
    """The weight before and after each step down the loss w², from w = 1: Keras's path, NumPy's path."""
    model = Sequential([Input((1,)), Dense(1, use_bias=False, kernel_initializer="ones")])
    model.compile(optimizer, "mse")
    halves = LockStep(model)
    path = [(1.0, 1.0)]
    for _ in range(steps):
        halves.step(np.ones((1, 1)), np.zeros((1, 1)))
        path.append(tuple(half.get_weights()[0].item() for half in (halves.keras, halves.numpy)))
    theirs, ours = np.array(path).T
    return theirs, ours


def learning_rates(story: Story) -> None:
    """From too timid to too bold."""
    story.say(
        """The smallest problem there is: one weight, loss w², slope 2 w, start at 1. SGD subtracts the
        learning rate times the slope, so a step multiplies the weight by 1 - 2 η. The first four weights:"""
    )
    rates = (0.01, 0.1, 0.5, 0.9, 1.0, 1.1)
    story.compare(*((f"η = {rate:g}: times {1 - 2 * rate:g}", *descent(SGD(rate), 3)) for rate in rates))
    story.say(
        """The curvature of w² is 2; beyond a rate of 2 / curvature = 1 the weight runs away. No range of
        rates is good for every problem: it is the curvature that counts."""
    )


def momentum(story: Story) -> None:
    """Gathering speed."""
    story.say(
        """Momentum keeps a velocity v: v becomes μ v - η g, and the weight moves by v. It gathers speed, and
        runs past the minimum. Nesterov looks one step ahead. η = 0.1, μ = 0.75, four steps:"""
    )
    rules = {
        "plain": SGD(0.1),
        "momentum": SGD(0.1, momentum=0.75),
        "Nesterov": SGD(0.1, momentum=0.75, nesterov=True),
    }
    story.compare(*((name, *descent(rule, 4)) for name, rule in rules.items()))


def adam(story: Story) -> None:
    """Steps of about one length."""
    story.say(
        """Adam divides a running mean of the slopes by the root of a running mean of their squares. Its first
        step is about as long as the rate, whatever the slope:"""
    )
    theirs, ours = descent(Adam(0.1), 4)
    story.compare(("Adam(0.1)", theirs, ours), ("first step", theirs[0] - theirs[1], ours[0] - ours[1]))


def moved(rule: Optimizer, start: float, gradients: list[float]) -> tuple[np.ndarray, np.ndarray]:
    """A weight after each of these gradients: Keras's, NumPy's."""
    ours = twin(rule)
    variable, weight = keras.Variable(np.array(start)), np.array(start)
    found = []
    for gradient in map(np.array, gradients):
        rule.apply([keras.ops.convert_to_tensor(gradient)], [variable])
        ours.apply([gradient], [weight])
        found.append((float(variable), float(weight)))
    theirs, mine = np.array(found).T
    return theirs, mine


def epsilons(story: Story) -> None:
    """Two numbers of one name."""
    gradient, epsilon, beta = 1e-6, 1e-7, float(np.float32(0.999))
    first, later = (epsilon / (1 - beta**t) ** 0.5 for t in (1, 100))
    same, papers = epsilon * (1 - beta) ** 0.5, gradient / (gradient + epsilon)
    story.say(
        f"""In Adam's paper ε is added to the corrected root √(v / (1 - β₂ᵗ)), in Keras to √v itself, which is
        small at first. So Keras's ε = 1e-7 is an ε / √(1 - β₂ᵗ) in the paper: {first:.1e} in the first step,
        {later:.1e} in the hundredth. It shows where gradients are tiny. For g = {gradient:g} and a rate of 1
        the paper's first step is g / (g + ε) = {papers:.6f}; Keras takes that step if its ε is ε √(1 - β₂). A
        weight that starts at 0:"""
    )
    story.compare(
        ("Keras's ε = 1e-7", *moved(Adam(1.0), 0.0, [gradient])),
        (f"Keras's ε = {same:.2e}", *moved(Adam(1.0, epsilon=same), 0.0, [gradient])),
    )


def every_rule(story: Story) -> None:
    """The others."""
    story.say(
        """A weight that starts at 1, moved by the gradients 2, 2 and -1 at a rate of 0.1, by each rule:"""
    )
    rules = (SGD, RMSprop, Adam, AdamW, Adadelta, Adagrad, Adamax, Adafactor, Nadam, Ftrl, Lion, Lamb, Muon)
    story.compare(*((rule.__name__, *moved(rule(0.1), 1.0, [2.0, 2.0, -1.0])) for rule in rules))


def options(story: Story) -> None:
    """What comes before the rule."""
    story.say(
        """Gradients can be clipped, here to 1; weights can decay, here by a twentieth of themselves before
        each step; gradients can wait for each other, here for two of them. SGD, the same gradients:"""
    )
    settings = {
        "clipvalue=1.0": SGD(0.1, clipvalue=1.0),
        "weight_decay=0.5": SGD(0.1, weight_decay=0.5),
        "gradient_accumulation_steps=2": SGD(0.1, gradient_accumulation_steps=2),
    }
    story.compare(*((name, *moved(rule, 1.0, [2.0, 2.0, -1.0])) for name, rule in settings.items()))


def rounded_settings(story: Story) -> None:
    """A trap in float64."""
    story.say(
        f"""A trap in float64: Keras casts some Python numbers through float32. Momentum 0.9 becomes
        {float(np.float32(0.9)):.10f}; the NumPy half does the same, or 25 steps would not end alike:"""
    )
    theirs, ours = descent(SGD(0.05, momentum=0.9), 25)
    story.compare(("after 25 steps", theirs[-1], ours[-1]))


def main(figures: Figures = None) -> None:
    """Optimizers: how a gradient moves a weight."""
    story = Story("Optimizers")
    with precision("float64"), quiet_tensorflow():
        learning_rates(story)
        momentum(story)
        adam(story)
        epsilons(story)
        every_rule(story)
        options(story)
        rounded_settings(story)
    story.end("optimizers", figures)


if __name__ == "__main__":
    command(main)
