"""Back-propagation: the chain rule, layer by layer from the loss backwards."""

import numpy as np

from keras_notes import twin
from keras_notes.backpropagation import LayerTrace, backpropagate
from keras_notes.parity.precision import precision
from keras_notes.sequential import Sequential, network
from keras_notes.story import Figures, Story, command

X = np.array([[1.0, -0.5], [0.25, 1.0]])
Y = np.eye(2)
WEIGHTS = [
    np.array([[0.5, -1.0, 0.25], [1.0, 0.5, -0.75]]),
    np.array([0.25, 0.0, 0.5]),
    np.array([[1.0, -0.5], [0.5, 0.75], [-0.25, 1.0]]),
    np.array([0.0, 0.25]),
]
Halves = tuple[list[LayerTrace], list[LayerTrace]]


def both(model: Sequential, rows: slice = slice(None)) -> Halves:
    """The trace of both halves on some of the samples."""
    given = (X[rows], Y[rows], "categorical_crossentropy")
    return backpropagate(model, *given), twin(backpropagate)(twin(model), *given)


def weights(number: int, theirs: LayerTrace, ours: LayerTrace) -> list[tuple[str, object, object]]:
    """The rows of a layer's weights."""
    return [(f"layer {number}: d {name}", theirs.weights[name], ours.weights[name]) for name in ours.weights]


def forward(story: Story, traces: Halves) -> None:
    """What is kept on the way."""
    story.say("2-3-2 on two samples, a row each. Forward, every layer keeps what the way back will need:")
    rows = []
    for number, (theirs, ours) in enumerate(zip(*traces, strict=True), start=1):
        rows.append((f"layer {number}: z = a K + b", theirs.z, ours.z))
        rows.append((f"layer {number}: output f(z)", theirs.output, ours.output))
    story.compare(*rows)


def backward(story: Story, traces: Halves) -> None:
    """From the loss to the first kernel."""
    (first, last), (our_first, our_last) = traces
    story.say(
        f"""Backwards, from the end. For a softmax with cross-entropy the gradient of z is (p - y) / n, here
        {((last.output - Y) / len(X)).round(4).tolist()}. The gradient of the output itself is never formed:
        Keras has {last.doutput}, NumPy {our_last.doutput}."""
    )
    story.compare(("layer 2: dz", last.dz, our_last.dz), *weights(2, last, our_last))
    story.say(
        """To layer 1 comes dz Kᵀ of layer 2. Its relu lets through what belongs to a positive z and stops the
        rest; dK is again the layer's input, transposed, times dz."""
    )
    story.compare(
        ("layer 1: d output", first.doutput, our_first.doutput),
        ("layer 1: dz", first.dz, our_first.dz),
        *weights(1, first, our_first),
    )


def a_mean_over_samples(story: Story, model: Sequential) -> None:
    """What a batch is to a gradient."""
    story.say(
        """The gradient of a batch is the mean of its samples' gradients. The kernel of layer 1, each sample
        on its own, and the mean of the two:"""
    )
    alone = [[half[0].weights["kernel"] for half in both(model, slice(i, i + 1))] for i in (0, 1)]
    means = (np.mean(kernels, axis=0) for kernels in zip(*alone, strict=True))
    story.compare(*((f"sample {i}", *alone[i]) for i in (0, 1)), ("their mean", *means))


def main(figures: Figures = None) -> None:
    """Back-propagation: the chain rule, layer by layer from the loss backwards."""
    story = Story("Back-propagation")
    with precision("float64"):
        model = network((2, 3, 2))
        model.set_weights(WEIGHTS)
        traces = both(model)
        forward(story, traces)
        backward(story, traces)
        a_mean_over_samples(story, model)
    story.end("backpropagation", figures)


if __name__ == "__main__":
    command(main)
