"""Recurrence: an LSTM opened on three steps, masks, gradients through time, two GRUs, two directions."""

from typing import Any

import numpy as np

from keras_notes import twin
from keras_notes.initializers import Orthogonal, RandomUniform
from keras_notes.recurrence import GRU, LSTM, Bidirectional, SimpleRNN
from keras_notes.recurrence.examples import (
    GATES,
    LAYERS,
    first_state_gradient,
    keras_step,
    numpy_step,
    small_lstm,
)
from keras_notes.story import Figures, Story, command
from reference.activations import sigmoid

PRICES = np.float32([1.0, -0.5, 2.0]).reshape(1, 3, 1)
STEPS = 24


def gate_by_gate(story: Story) -> None:
    """Three steps of one unit."""
    layer = small_lstm()
    other = twin(layer)
    story.say(
        f"""An LSTM of one unit reads three numbers, {PRICES.ravel().tolist()}. At each step it computes
        z = x K + h U + b for its input, forget, candidate and output columns, in this order; the carry
        becomes c = φ c + i g, and the output, which is also the state h, is o tanh(c)."""
    )
    theirs: Any = (None, np.zeros((1, 1), "float32"), np.zeros((1, 1), "float32"))
    ours = theirs
    for t in range(3):
        x = PRICES[:, t]
        story.say(f"Step {t + 1}, x = {x.item():g}:")
        theirs, ours = keras_step(layer.cell, x, *theirs[1:]), numpy_step(other.cell, x, *ours[1:])
        rows = [
            (name, np.asarray(a)[0, 0], b[0, 0]) for name, a, b in zip(GATES, theirs[0], ours[0], strict=True)
        ]
        rows += [("carry c", np.asarray(theirs[2])[0, 0], ours[2][0, 0])]
        story.compare(*rows, ("output h", np.asarray(theirs[1])[0, 0], ours[1][0, 0]))
    story.say("The layers, which run the three steps themselves, give the last h:")
    story.compare(("LSTM(1)", np.asarray(layer(PRICES))[0, 0], other(PRICES)[0, 0]))


def bias_at_one(story: Story) -> None:
    """Why the forget gate starts open."""
    layer = LSTM(2, kernel_initializer=RandomUniform(seed=1), recurrent_initializer=Orthogonal(seed=2))
    layer.build((None, 3, 1))
    bias = twin(layer).get_weights()[2]
    story.say("A new LSTM(2) has the bias")
    story.compare(("i i, f f, c c, o o", layer.get_weights()[2], bias))
    kept, half = (float(sigmoid(np.float64(b))) for b in (1.0, 0.0))
    story.say(
        f"""Its forget gate starts at one, so that it is sigmoid(1) = {kept:.3f} where nothing else speaks.
        After ten steps {kept**10:.3f} of the carry are left; with a bias of 0 it would be {half**10:.3f}."""
    )


def masked(story: Story) -> None:
    """A step that does not happen."""
    layer = small_lstm(return_sequences=True)
    mask = np.array([[True, False, True]])
    theirs, ours = np.asarray(layer(PRICES, mask=mask)), twin(layer)(PRICES, mask=mask)
    short = np.asarray(small_lstm()(PRICES[:, [0, 2]]))[0, 0]
    story.say("With the mask [True, False, True] the second step keeps the state and repeats the output:")
    story.compare(("outputs", theirs[0, :, 0], ours[0, :, 0]))
    story.say(f"So the last one is that of the two other steps alone: {short:.6g}.")


def through_time(story: Story) -> None:
    """How far back a gradient reaches."""
    story.say(
        f"""The gradient of the last output goes back through all steps. In a SimpleRNN each step multiplies
        that of h by the slope of tanh and by U transposed; in an LSTM it multiplies that of c by the forget
        gate. How long a gradient of length 2 still is at the first state, {STEPS} steps back:"""
    )
    story.compare(*((what, *first_state_gradient(new(), STEPS)) for what, new in LAYERS.items()))
    story.say(
        """A gate that stands open hands the gradient on: it is not the wiring alone that does it. A bias of 1
        is the start, and what an LSTM needs to remember it learns."""
    )


def two_grus(story: Story) -> None:
    """Where the reset gate stands."""
    story.say(
        """A GRU mixes its old state with a candidate, h' = z h + (1 - z) g. The reset gate r hides a part of
        h from the candidate: of its product with the kernel, r (h U + b'), as is the default, or of h
        itself, (r h) U. The first has a second row of biases. The same kernels and inputs, twice:"""
    )
    rng = np.random.default_rng(5)
    kernels, rows = [rng.normal(size=(1, 6)), rng.normal(size=(2, 6))], []
    for after in (True, False):
        layer = GRU(2, reset_after=after)
        layer.build((None, 3, 1))
        layer.set_weights([*kernels, np.zeros((2, 6) if after else (6,))])
        rows.append((f"reset_after={after}: h", np.asarray(layer(PRICES))[0], twin(layer)(PRICES)[0]))
        rows.append((f"reset_after={after}: parameters", layer.count_params(), twin(layer).count_params()))
    story.compare(*rows)


def both_directions(story: Story) -> None:
    """Two layers that meet at every step."""
    story.say(
        """A layer that only adds up, run in both directions by Bidirectional. Its second half has read the
        steps from behind, and its output is turned round: at each step stand the sum so far and the sum
        that is still to come."""
    )
    layer = Bidirectional(SimpleRNN(1, activation=None, use_bias=False, return_sequences=True))
    layer.build((None, 3, 1))
    layer.set_weights([np.ones((1, 1)) for _ in range(4)])
    theirs, ours = np.asarray(layer(PRICES))[0], twin(layer)(PRICES)[0]
    story.compare(*((f"step {t + 1}, x = {PRICES[0, t, 0]:g}", theirs[t], ours[t]) for t in range(3)))


def main(figures: Figures = None) -> None:
    """Recurrence: an LSTM opened on three steps, masks, gradients through time, two GRUs, two directions."""
    story = Story("Recurrence")
    gate_by_gate(story)
    bias_at_one(story)
    masked(story)
    through_time(story)
    two_grus(story)
    both_directions(story)
    story.end("recurrence", figures)


if __name__ == "__main__":
    command(main)
