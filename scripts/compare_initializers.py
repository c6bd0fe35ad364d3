"""Initial weights: how wide, and why not all the same."""

import numpy as np

from keras_notes import initializers, twin
from keras_notes.dense import Dense
from keras_notes.lockstep import LockStep
from keras_notes.optimizers import SGD
from keras_notes.sequential import Input, Sequential
from keras_notes.startup import quiet_tensorflow
from keras_notes.story import Figures, Story, command

SHAPE = (8, 6)
FAMILIES = ("Glorot", "He", "Lecun")


def uniform_families(story: Story) -> None:
    """Limits from the numbers of connections."""
    fan_in, fan_out = SHAPE
    story.say(
        f"""A Dense layer starts from GlorotUniform: uniform between ±sqrt(6 / (fan-in + fan-out)), here
        ±sqrt(6 / ({fan_in} + {fan_out})) = ±{np.sqrt(6 / (fan_in + fan_out)):.4f}; He takes
        sqrt(6 / fan-in) = {np.sqrt(6 / fan_in):.4f}, LeCun sqrt(3 / fan-in) = {np.sqrt(3 / fan_in):.4f}.
        Of {fan_in * fan_out} weights, the largest and the first three:"""
    )
    rows = []
    for family in FAMILIES:
        source = getattr(initializers, f"{family}Uniform")(seed=1)
        a, b = np.asarray(source(SHAPE)), twin(source)(SHAPE)
        rows.append((f"{family}Uniform: largest", np.abs(a).max(), np.abs(b).max()))
        rows.append((f"{family}Uniform: first three", a[0, :3], b[0, :3]))
    story.compare(*rows)


def normal_families(story: Story) -> None:
    """Cut off, and widened again."""
    story.say(
        """The normal members are cut off at two standard deviations and widened a little, so that their
        standard deviation is what the family wants. Over 784 x 16 weights:"""
    )
    rows = []
    for family in FAMILIES:
        source = getattr(initializers, f"{family}Normal")(seed=1)
        a, b = np.asarray(source((784, 16))), twin(source)((784, 16))
        rows.append((f"{family}Normal: std", a.std(), b.std()))
        rows.append((f"{family}Normal: largest / std", np.abs(a).max() / a.std(), np.abs(b).max() / b.std()))
    story.compare(*rows)


def symmetry(story: Story) -> None:
    """Why weights are random at all."""
    story.say(
        """Why random at all? Units that start alike get the same gradient and stay alike. Three hidden units
        after 20 steps, from equal weights:"""
    )
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(16, 2)).astype("float32"), rng.normal(size=(16, 1)).astype("float32")
    hidden = Dense(3, "tanh", kernel_initializer=initializers.Constant(0.5))
    model = Sequential([Input((2,)), hidden, Dense(1, kernel_initializer="ones")])
    model.compile(SGD(0.1), "mse")
    halves = LockStep(model)
    with quiet_tensorflow():
        for _ in range(20):
            halves.step(x, y)
    theirs, ours = halves.keras.get_weights()[0], halves.numpy.get_weights()[0]
    apart = (np.ptp(kernel, axis=1).max() for kernel in (theirs, ours))
    story.compare(("kernel, a column a unit", theirs, ours), ("columns differ by", *apart))


def main(figures: Figures = None) -> None:
    """Initial weights: how wide, and why not all the same."""
    story = Story("Initializers")
    uniform_families(story)
    normal_families(story)
    symmetry(story)
    story.end("initializers", figures)


if __name__ == "__main__":
    command(main)
