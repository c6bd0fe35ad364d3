"""Chapter 6: the forward pass."""

from collections.abc import Iterator
from functools import reduce
from typing import Any

import numpy as np
from keras.layers import BatchNormalization

import keras_notes.backpropagation as keras_traces
import keras_notes.gradients as keras_half
import keras_notes.training as keras_training
import reference.backpropagation as numpy_traces
import reference.gradients as numpy_half
import reference.training.step as numpy_training
from keras_notes import anatomy, sequential
from keras_notes.claims.evidence import answers, both, flat, learners, numbers, on_both, raised
from keras_notes.claims.registry import Fact, check
from reference import anatomy as numpy_anatomy
from reference import sequential as numpy_sequential

Array = np.ndarray


@check("S0-05", "S1-60")
def output_becomes_input() -> Iterator[Fact]:
    """What the first layer gives is what the second one takes, and that does the same kind of sum."""
    halves, x = both((2, 3, 2), output=None), numbers((5, 2))
    kernel, bias, next_kernel, next_bias = halves[0].get_weights()
    handed_on = np.maximum(x @ kernel + bias, 0)
    first, second = (
        answers([model.layers[i] for model in halves], x if i == 0 else handed_on) for i in (0, 1)
    )
    yield Fact("what the first layer hands on", *first, expected=handed_on)
    yield Fact("what the second makes of it", *second, expected=handed_on @ next_kernel + next_bias)
    yield Fact("the model at once", *answers(halves, x), expected=second[0])


@check("S0-21")
def layer_after_layer() -> Iterator[Fact]:
    """The pass is a loop over the layers, as many times as there are layers behind the input."""
    halves, x = both((8, 6, 6, 4)), numbers((5, 8))

    def looped(model: Any) -> Array:
        return np.asarray(reduce(lambda a, layer: layer(a), model.layers, x))

    yield Fact("the last output of the loop", **on_both(halves, looped), expected=answers(halves, x)[0])
    rounds = on_both(halves, lambda model: len(model.layers))
    yield Fact("rounds of the loop in 8-6-6-4", **rounds, expected=3)


@check("S1-12")
def in_through_and_out() -> Iterator[Fact]:
    """Data enters as wide as the input, passes every hidden layer and leaves; no weight changes."""
    theirs, ours = halves = both((8, 6, 6, 4))
    before, x = flat(theirs), numbers((5, 8))
    stations = keras_traces.trace(theirs, x), numpy_traces.trace(ours, x)
    widths = on_both(stations, lambda path: [x.shape[1], *(station.output.shape[1] for station in path)])
    yield Fact("widths on the way", **widths, expected=[8, 6, 6, 4])
    for their_station, our_station in zip(*stations, strict=True):
        yield Fact(f"output of {our_station.name}", their_station.output, our_station.output)
    last = on_both(stations, lambda path: path[-1].output)
    yield Fact("what leaves is the model's output", **last, expected=answers(halves, x)[0])
    yield Fact("weights afterwards", **on_both(halves, flat), expected=before, tolerance=0)


@check("S1-48")
def a_feature_an_input_node() -> Iterator[Fact]:
    """Feature i meets row i of the first kernel alone, and a sample meets no other sample."""
    theirs, ours = halves = both((8, 6, 6, 4))
    kernel, bias = theirs.layers[0].get_weights()
    one_hot = np.eye(8, dtype="float32")
    z = keras_traces.trace(theirs, one_hot)[0].z, numpy_traces.trace(ours, one_hot)[0].z
    yield Fact(
        "first layer's z of a one-hot sample, less the bias", z[0] - bias, z[1] - bias, expected=kernel
    )
    x = numbers((5, 8))
    third = on_both(halves, lambda model: np.asarray(model(x))[2])
    yield Fact("output for the third of five samples", **third, expected=answers(halves, x[2:3])[0][0])
    refusal = on_both(halves, lambda model: raised(lambda: model(x[:, :7])))
    yield Fact("error of a sample of seven values", **refusal, expected="ValueError")


@check("S1-65")
def one_sample_or_a_batch() -> Iterator[Fact]:
    """One sample goes the whole way; a batch is several of them at once."""
    halves, x = both((8, 6, 6, 4)), numbers((5, 8))
    yield Fact("output for one sample", *answers(halves, x[:1]))
    singles = on_both(
        halves, lambda model: np.concatenate([np.asarray(model(x[i : i + 1])) for i in range(5)])
    )
    yield Fact("outputs for five, one at a time", **singles, expected=answers(halves, x)[0])


@check("S3-20")
def sizes_of_the_picture_alone() -> Iterator[Fact]:
    """3-4-2 without activations has the sizes of the picture, and computes one affine map."""
    theirs, ours = halves = both((3, 4, 2), hidden=None, output=None)
    x = numbers((20, 3))
    sizes = anatomy.layer_sizes(theirs), numpy_anatomy.layer_sizes(ours)
    yield Fact("sizes", *sizes, expected=[3, 4, 2])
    kernel, bias = numpy_sequential.collapse(ours)
    with_activations = both((3, 4, 2))[1]
    output, ours_output = answers(halves, x)
    yield Fact("output", output, ours_output, expected=x @ kernel + bias, note=with_activations(x))
    yield Fact("the one kernel it amounts to", sequential.collapse(theirs)[0], kernel)
    yield Fact("an output is negative", bool(output.min() < 0), bool(ours_output.min() < 0), expected=True)
    yield Fact("row sums", output.sum(axis=1), ours_output.sum(axis=1), note=np.ones(20))


@check("S3-24")
def a_forward_pass_changes_no_weight() -> Iterator[Fact]:
    """Passing data through leaves every weight as it was; a training step does not."""
    theirs, ours = halves = learners((3, 4, 2), "mse", hidden=None, output=None)
    before, x = flat(theirs), numbers((6, 3))

    def passed(model: Any) -> Array:
        model(x)
        model.predict(x, verbose=0)
        model(x, training=True)
        return flat(model)

    after = on_both(halves, passed)
    keras_training.training_step(theirs, x, x[:, :2])
    numpy_training.training_step(ours, x, x[:, :2])
    yield Fact("weights after three passes", **after, expected=before, note=flat(theirs), tolerance=0)
    yield Fact("weights after a training step", **on_both(halves, flat))
    yield from _moving_statistics()


def _moving_statistics() -> Iterator[Fact]:
    """What a layer may change in a pass when it is told to train: statistics, no trainable weight."""
    layer, x = BatchNormalization(momentum=0.9), numbers((6, 3))
    layer(x, training=True)
    gamma, beta, mean, variance = layer.get_weights()
    # the statistics start at 0 and 1, and go a tenth of the way to those of the batch
    yield Fact("moving mean after a pass in training mode", mean, 0.1 * x.mean(axis=0))
    yield Fact("moving variance", variance, 0.9 + 0.1 * x.var(axis=0))
    yield Fact("gamma and beta", np.stack([gamma, beta]), np.stack([np.ones(3), np.zeros(3)]))


@check("S3-25")
def forward_is_a_third_of_a_step() -> Iterator[Fact]:
    """Forward, gradients and update are three things; together they are a training step."""
    theirs, ours = halves = learners((2, 3, 2), "categorical_crossentropy")
    before, x, y = flat(theirs), numbers((6, 2)), np.eye(2, dtype="float32")[[0, 1, 1, 0, 1, 0]]
    outputs = answers(halves, x)
    forward = on_both(halves, flat)
    grads = keras_half.gradients(theirs, x, y).weights, numpy_half.gradients(ours, x, y).weights
    backward = on_both(halves, flat)
    theirs.optimizer.apply(list(grads[0].values()), theirs.trainable_variables)
    ours.optimizer.apply(list(grads[1].values()), ours.trainable_weights)
    yield Fact("output", *outputs)
    yield Fact("weights after the forward pass", **forward, expected=before, note=flat(theirs), tolerance=0)
    yield Fact("weights after the gradients", **backward, expected=before, tolerance=0)
    at_once = learners((2, 3, 2), "categorical_crossentropy")
    for model in at_once:
        model.train_on_batch(x, y)
    yield Fact("weights after the update", **on_both(halves, flat), expected=flat(at_once[0]))
    yield Fact("weights after train_on_batch", **on_both(at_once, flat))
