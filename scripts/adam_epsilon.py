"""Adam's epsilon: where the paper has it, and where Keras has it."""

from typing import Any

import numpy as np

from keras_notes import optimizers as in_keras
from keras_notes.parity import twin
from keras_notes.parity.precision import precision
from keras_notes.startup import quiet_tensorflow
from keras_notes.story import Story, command

RATE, BETA_1, BETA_2, EPSILON = 0.001, 0.9, 0.999, 1e-7
GRADIENTS = (1.0, 1e-4, 1e-6, 1e-7, 1e-8)


def steps_of(optimizer: Any, gradient: float, number: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """How far one weight moves in the last of some steps with one gradient: in Keras, and in NumPy."""
    import tensorflow as tf  # after keras_notes, which keeps it quiet

    ours, weight, variable = twin(optimizer), np.zeros(1), tf.Variable(np.zeros(1))
    for _ in range(number):
        before = variable.numpy(), weight.copy()
        optimizer.apply_gradients([(tf.constant([gradient], "float64"), variable)])
        ours.apply([np.array([gradient])], [weight])
    return -(variable.numpy() - before[0])[0], -(weight - before[1])[0]


def adam(**settings: float) -> Any:
    """A new Adam of Keras's."""
    return in_keras.Adam(RATE, beta_1=BETA_1, beta_2=BETA_2, **settings)


def paper(gradient: float, epsilon: float = EPSILON) -> float:
    """The paper's step for gradients that are all alike, so that both corrected means are exact.

    m̂ = g and v̂ = g², whatever the step, and w moves by η m̂ / (√v̂ + ε).
    """
    return float(np.float64(RATE)) * gradient / (abs(gradient) + epsilon)


def first_steps(story: Story) -> None:
    """Small gradients tell where epsilon stands."""
    factor = float(np.sqrt(1 - BETA_2))
    story.say(
        f"""Adam moves a weight by about its rate, {RATE:g}, whatever the size of the gradient; epsilon says
        where that ends. The paper adds it to the root of the corrected mean, Keras to the root of the
        uncorrected one, which in the first step is smaller by √(1 - β₂) = {factor:.4f}. So Keras's epsilon of
        {EPSILON:g} weighs there as the paper's would of {EPSILON / factor:.1e}. The first step, divided by
        the rate, with gradients that become smaller and smaller:"""
    )
    story.compare(
        *((f"gradient {g:g}", *(np.array(s) / RATE for s in steps_of(adam(), g))) for g in GRADIENTS)
    )
    shares = ", ".join(f"{paper(g) / RATE:.4g}" for g in GRADIENTS)
    story.say(f"By the paper it would be {shares}.")


def made_equal(story: Story) -> None:
    """The epsilon that makes the two equal, at one step."""
    story.say(
        f"""Both are the same rule where Keras's epsilon is the paper's times √(1 - β₂ᵗ), which depends on the
        step t: no one value makes them equal in all of them. With that epsilon, for the gradient 1e-7, the
        step must be {paper(1e-7):.6f}; what is missing in the sixth digit comes from Keras's rounding of the
        betas to float32:"""
    )
    rows = []
    for step in (1, 10, 1000):
        epsilon = EPSILON * float(np.sqrt(1 - np.float64(np.float32(BETA_2)) ** step))
        theirs, ours = steps_of(adam(epsilon=epsilon), 1e-7, step)
        rows.append((f"step {step}, epsilon {epsilon:.2e}", theirs, ours))
    story.compare(*rows)


def others(story: Story) -> None:
    """Where the other rules have it."""
    story.say(
        """RMSprop and Adagrad have their epsilon inside the root: √(v + ε). For small gradients that is a
        much larger number: the root of 1e-7 is 3e-4. The first step for the gradient 1e-4, by the rate:"""
    )
    rules = (in_keras.RMSprop(RATE), in_keras.Adagrad(RATE, initial_accumulator_value=0.0), adam())
    story.compare(
        *((type(each).__name__, *(np.array(s) / RATE for s in steps_of(each, 1e-4))) for each in rules)
    )


def main() -> None:
    """Adam's epsilon: the paper's and Keras's, on the numbers of both halves."""
    story = Story("Adam's epsilon")
    with precision("float64"), quiet_tensorflow():
        first_steps(story)
        made_equal(story)
        others(story)
    story.end("optimizers")


if __name__ == "__main__":
    command(main)
