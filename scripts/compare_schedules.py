"""Schedules: how the learning rate changes from step to step."""

from typing import Any

import numpy as np

from keras_notes.dense import Dense
from keras_notes.lockstep import LockStep
from keras_notes.optimizers import SGD
from keras_notes.parity import twin
from keras_notes.parity.precision import precision
from keras_notes.schedules import (
    CosineDecay,
    CosineDecayRestarts,
    ExponentialDecay,
    InverseTimeDecay,
    PiecewiseConstantDecay,
    PolynomialDecay,
)
from keras_notes.sequential import Input, Sequential
from keras_notes.startup import quiet_tensorflow
from keras_notes.story import Figures, Story, command


def rates(schedule: Any, steps: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """The rates at these steps: Keras's, NumPy's."""
    halves = schedule, twin(schedule)
    theirs, ours = (np.array([np.asarray(half(step)) for step in steps]) for half in halves)
    return theirs, ours


def falling(story: Story) -> None:
    """By a power, by a division, along a polynomial."""
    story.say(
        """A large rate gets near the minimum fast, a small one gets close to it. Three rates that fall from
        1, after 0, 10, 20 and 40 steps: half of it every 10 steps; 1 / (1 + t); and straight down to 0.1:"""
    )
    made = {
        "ExponentialDecay(1.0, 10, 0.5)": ExponentialDecay(1.0, 10, 0.5),
        "InverseTimeDecay(1.0, 10, 1.0)": InverseTimeDecay(1.0, 10, 1.0),
        "PolynomialDecay(1.0, 20, 0.1)": PolynomialDecay(1.0, 20, 0.1),
    }
    story.compare(*((name, *rates(each, (0, 10, 20, 40))) for name, each in made.items()))


def boundaries(story: Story) -> None:
    """Which rate a boundary has."""
    story.say("""A rate that changes at step 10: the boundary itself still has the old one. Steps 9 to 12:""")
    story.compare(
        ("PiecewiseConstantDecay", *rates(PiecewiseConstantDecay([10], [1.0, 0.1]), (9, 10, 11, 12)))
    )


def waves(story: Story) -> None:
    """Cosines."""
    story.say(
        """Down along half a cosine in 20 steps; the same after 5 steps up from 0; and waves of 10, 20, 40
        steps, each half as high as the last. Steps 0, 5, 10, 20 and 30:"""
    )
    steps = (0, 5, 10, 20, 30)
    warm = CosineDecay(0.0, 20, warmup_target=1.0, warmup_steps=5)
    story.compare(
        ("CosineDecay", *rates(CosineDecay(1.0, 20), steps)),
        ("with a warmup", *rates(warm, steps)),
        ("CosineDecayRestarts", *rates(CosineDecayRestarts(1.0, 10, m_mul=0.5), steps)),
    )


def in_training(story: Story) -> None:
    """What a schedule does to a descent."""
    story.say(
        """In training the step is the number of updates so far. One weight, loss w², start at 1; the rate is
        1 (which only flips the sign) for two steps, then 0.25 (which halves the weight). The weight:"""
    )
    model = Sequential([Input((1,)), Dense(1, use_bias=False, kernel_initializer="ones")])
    model.compile(SGD(PiecewiseConstantDecay([1], [1.0, 0.25])), "mse")
    halves, path = LockStep(model), []
    for _ in range(4):
        halves.step(np.ones((1, 1)), np.zeros((1, 1)))
        path.append([half.get_weights()[0].item() for half in (halves.keras, halves.numpy)])
    theirs, ours = np.array(path).T
    story.compare(("after 1, 2, 3 and 4 steps", theirs, ours))


def main(figures: Figures = None) -> None:
    """Schedules: how the learning rate changes from step to step."""
    story = Story("Schedules")
    with precision("float64"), quiet_tensorflow():
        falling(story)
        boundaries(story)
        waves(story)
        in_training(story)
    story.end("schedules", figures)


if __name__ == "__main__":
    command(main)
