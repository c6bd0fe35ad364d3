"""Sequential: layers in a row, and why they need activations."""

import warnings

import numpy as np

from keras_notes import twin
from keras_notes.backpropagation import trace
from keras_notes.dense import Dense
from keras_notes.lockstep import start_from
from keras_notes.sequential import Sequential, collapse, network
from keras_notes.story import Figures, Story, command
from reference.layers import Dense as OurDense
from reference.models import Sequential as OurSequential

X = np.float32([[1.0, 1.0]])


def a_row_of_layers(story: Story) -> None:
    """The 2-3-2, and the pass forward."""
    model = start_from(network((2, 3, 2)), seed=1)
    ours = twin(model)
    story.say("The 2-3-2 of the notes. Its picture has three columns, but the Input is not among its layers:")
    names = [[type(layer).__name__ for layer in half.layers] for half in (model, ours)]
    shapes = [str([weight.shape for weight in half.get_weights()]) for half in (model, ours)]
    story.compare(
        ("model.layers", *names),
        ("parameters", model.count_params(), ours.count_params()),
        ("shapes of the weights", *shapes),
    )
    story.say(f"The pass forward of x = {X[0].tolist()}, layer by layer: z = a K + b, then the activation.")
    rows = []
    for number, (a, b) in enumerate(zip(trace(model, X), twin(trace)(ours, X), strict=True), start=1):
        rows += [(f"layer {number}: z", a.z, b.z), (f"layer {number}: output", a.output, b.output)]
    story.compare(*rows)


def building(story: Story) -> None:
    """When a model has weights."""
    story.say("Without an Input a model has no weights until data come by:")
    late, our_late = Sequential([Dense(3), Dense(2)]), OurSequential([OurDense(3), OurDense(2)])
    before = len(late.weights), len(our_late.weights)
    late(X), our_late(X)
    story.compare(("weights before", *before), ("weights after", len(late.weights), len(our_late.weights)))
    story.say("The old way, input_shape= on the first layer, still works, and warns:")
    story.once(warning_of(Dense), warning_of(OurDense))


def warning_of(dense: type) -> str:
    """What a Dense layer with input_shape warns of."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        dense(3, input_shape=(2,))
    return str(caught[0].message)


def linear_collapse(story: Story) -> None:
    """Why depth needs activations."""
    story.say(
        """Why activations: without them two layers are one. x K₁ K₂ is x times one matrix, so 3-4-2 without
        activations computes no more than this one layer:"""
    )
    stack = start_from(network((3, 4, 2), hidden=None, output=None), seed=3)
    (kernel, bias), (our_kernel, our_bias) = collapse(stack), twin(collapse)(twin(stack))
    samples = np.float32([[1, 2, 3], [-1, 0, 1]])
    story.compare(
        ("the one kernel", kernel, our_kernel),
        ("the stack's output", np.asarray(stack(samples)), twin(stack)(samples)),
        ("one layer's output", samples @ kernel + bias, samples @ our_kernel + our_bias),
    )


def main(figures: Figures = None) -> None:
    """Sequential: layers in a row, and why they need activations."""
    story = Story("Sequential")
    a_row_of_layers(story)
    building(story)
    linear_collapse(story)
    story.end("sequential", figures)


if __name__ == "__main__":
    command(main)
