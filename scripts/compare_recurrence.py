"""Recurrence: an LSTM opened on three steps, masks, gradients through time, the two kinds of GRU."""

from typing import Any

import numpy as np

from keras_notes import twin
from keras_notes.activations import sigmoid as keras_sigmoid
from keras_notes.activations import tanh as keras_tanh
from keras_notes.initializers import Orthogonal, RandomUniform
from keras_notes.parity.tape import keras_layer
from keras_notes.recurrence import GRU, LSTM, SimpleRNN
from keras_notes.story import Figures, Story, command
from reference.activations import sigmoid
from reference.recurrence.gates import lstm_gates

Array = np.ndarray
PRICES = np.float32([1.0, -0.5, 2.0]).reshape(1, 3, 1)
STEPS = 24
GATES = ("input gate i", "forget gate φ", "candidate g", "output gate o")
# One feature, one unit; the columns are i, f, c, o.
KERNEL, RECURRENT, BIAS = [[1.0, 0.5, 0.75, -0.5]], [[0.5, -1.0, 0.25, 1.0]], [0.0, 1.0, 0.0, 0.25]


def small_lstm(**kwargs: Any) -> Any:
    """One unit with the weights above."""
    layer = LSTM(1, **kwargs)
    layer.build((None, 3, 1))
    layer.set_weights([np.float32(KERNEL), np.float32(RECURRENT), np.float32(BIAS)])
    return layer


def keras_step(cell: Any, x: Any, h: Any, c: Any) -> tuple[list[Any], Any, Any]:
    """The gates, computed with Keras's operations from its weights, and what its cell makes of them."""
    z = x @ cell.kernel.value + h @ cell.recurrent_kernel.value + cell.bias
    i, f, g, o = (z[:, k : k + 1] for k in range(4))
    gates = [keras_sigmoid(i), keras_sigmoid(f), keras_tanh(g), keras_sigmoid(o)]
    _, (h, c) = cell(x, [h, c])
    return gates, h, c


def numpy_step(cell: Any, x: Array, h: Array, c: Array) -> tuple[list[Array], Array, Array]:
    """The same in NumPy."""
    z = x @ cell.kernel + h @ cell.recurrent_kernel + cell.bias
    h, c, (_, between, g, o, *_) = lstm_gates(z, c, cell.activation, cell.recurrent_activation)
    return [between[:, 0], between[:, 1], g, o], h, c


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


def new_layer(name: str, scale: float = 1.0, forget_bias: float = 1.0) -> Any:
    """A recurrent layer of four units, its orthogonal U times `scale`, its forget gate opened by a bias."""
    start = {"kernel_initializer": RandomUniform(seed=1), "recurrent_initializer": Orthogonal(scale, seed=2)}
    layer = (SimpleRNN if name == "SimpleRNN" else LSTM)(4, **start)
    layer.build((None, STEPS, 2))
    if name == "LSTM":
        kernel, recurrent, bias = layer.get_weights()
        bias[4:8] = forget_bias
        layer.set_weights([kernel, recurrent, bias])
    return layer


def through_time(story: Story) -> None:
    """How far back a gradient reaches."""
    rng = np.random.default_rng(3)
    x, dy = rng.normal(size=(1, STEPS, 2), scale=0.5).astype("float32"), np.float32([[1, -1, 1, -1]])
    story.say(
        f"""The gradient of the last output goes back through all {STEPS} steps. In a SimpleRNN each step
        multiplies it by the slope of tanh and by U transposed, in an LSTM the carry's is multiplied by the
        forget gate. How long it is at the first input, as a share of its length twelve inputs later:"""
    )
    rows = []
    for what, layer in (
        ("SimpleRNN, U orthogonal", new_layer("SimpleRNN")),
        ("SimpleRNN, half of that U", new_layer("SimpleRNN", scale=0.5)),
        ("LSTM, forget bias 1", new_layer("LSTM")),
        ("LSTM, forget bias 3", new_layer("LSTM", forget_bias=3.0)),
    ):
        other = twin(layer)
        theirs, ours = keras_layer(layer, x, dy)["d input"], other.backward(dy, other.forward(x)[1])[0]
        rows.append((what, *(np.linalg.norm(dx[0, 0]) / np.linalg.norm(dx[0, 12]) for dx in (theirs, ours))))
    story.compare(*rows)
    story.say(
        """A gate that stands open hands the gradient on; it is not the wiring alone that does it. A bias of 1
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


def main(figures: Figures = None) -> None:
    """Recurrence: an LSTM opened on three steps, masks, gradients through time, the two kinds of GRU."""
    story = Story("Recurrence")
    gate_by_gate(story)
    bias_at_one(story)
    masked(story)
    through_time(story)
    two_grus(story)
    story.end("recurrence", figures)


if __name__ == "__main__":
    command(main)
