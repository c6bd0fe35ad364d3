"""Chapter 3, the rest: what is connected to what, and what a connection does."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import tensorflow as tf

from keras_notes.claims.evidence import answers, both, dense, numbers, on_both, parts, quarters
from keras_notes.claims.registry import Fact, check
from keras_notes.parity import twin
from reference.gradients import central_differences

Array = np.ndarray


def _reach(layer: Any) -> Array:
    """What each input, alone and of 1, adds to the output of each unit: (inputs, units)."""
    alone = np.eye(layer.kernel.shape[0], dtype="float32")
    return np.asarray(layer(alone)) - np.asarray(layer(np.zeros_like(alone)))


def _change(layer: Any, x: Array, i: int, j: int, by: float) -> Array:
    """How the outputs change when the weight from input i to unit j grows."""
    before, weights = np.asarray(layer(x)), layer.get_weights()
    weights[0][i, j] += by
    layer.set_weights(weights)
    return np.asarray(layer(x)) - before


@check("S0-13")
def one_weight_a_connection() -> Iterator[Fact]:
    """Every connection has its own weight, which acts on one unit alone."""
    gaps = parts(both((8, 6, 6, 4)), "connections")
    yield Fact("weights in the gaps of 8-6-6-4", **gaps, expected=[8 * 6, 6 * 6, 6 * 4])
    x, step = quarters((5, 3)), 0.25
    expected = np.zeros((5, 4))
    expected[:, 2] = step * x[:, 1]
    changes = on_both(dense(3, 4), lambda layer: _change(layer, x, 1, 2, step))
    yield Fact("what 1/4 more from input 1 to unit 2 changes", **changes, expected=expected)


def _slopes(layer: Any, x: Array, unit: int) -> Array:
    """How a unit's output changes with each input, by central differences."""
    return central_differences(lambda at: layer(at[None])[0, unit], x)


@check("S0-15")
def weight_is_a_slope() -> Iterator[Fact]:
    """A weight is the slope of a unit's sum for an input: its size is the strength, its sign the sense."""
    theirs, ours = dense(3, 4)
    x = tf.constant(numbers((1, 3)))
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        sums = theirs(x)[0]
    exact = twin(theirs, "float64")
    yield Fact(
        "slope of each of 4 sums for each of 3 inputs",
        keras=tape.jacobian(sums, x, experimental_use_pfor=False)[:, 0].numpy(),
        numpy=np.array([_slopes(exact, x.numpy()[0], unit) for unit in range(4)]),
        expected=ours.kernel.T,
        note=np.abs(ours.kernel.T),
    )


@check("S0-20")
def to_every_unit_of_the_next_layer() -> Iterator[Fact]:
    """What a unit says goes to every unit of the next layer, to each by its own weight."""
    models, bump = both((2, 3, 2), output=None), 0.5
    hidden = numbers((1, 3))
    bumped = hidden + np.array([bump, 0, 0], dtype="float32")
    pair = [model.layers[1] for model in models]
    changes = on_both(pair, lambda layer: np.asarray(layer(bumped)) - np.asarray(layer(hidden)))
    row = bump * pair[1].kernel[:1]
    to_one = np.where(np.arange(2) == 0, row, 0)
    yield Fact("what 1/2 more from hidden unit 0 changes", **changes, expected=row, note=to_one)


@check("S1-31")
def both_layers_are_dense() -> Iterator[Fact]:
    """In 2-3-2 every pair of neighbours is joined, and the joints belong to the receiving layer."""
    models = both((2, 3, 2), hidden=None, output=None)
    for position, (name, shape) in enumerate({"hidden": (2, 3), "output": (3, 2)}.items()):
        pair = [model.layers[position] for model in models]
        shapes = on_both(pair, lambda layer: tuple(layer.kernel.shape))
        yield Fact(f"shape of the kernel of the {name} layer", **shapes, expected=shape)
        joined = on_both(pair, lambda layer: np.count_nonzero(_reach(layer)))
        yield Fact(f"pairs joined by the {name} layer", **joined, expected=6)


@check("S1-32")
def every_input_to_every_output() -> Iterator[Fact]:
    """Dense wires every input to every output; and it adds a bias, and applies the activation."""
    pair = [model.layers[0] for model in both((3, 4), output="tanh")]
    x = numbers((5, 3))
    kernel, bias = pair[1].get_weights()
    yield Fact("Dense(4, 'tanh')", *answers(pair, x), expected=np.tanh(x @ kernel + bias), note=x @ kernel)
    count = on_both(pair, lambda layer: np.count_nonzero(_reach(layer)))
    yield Fact("pairs that are wired", **count, expected=3 * 4)
    for layer in pair:
        _change(layer, x, 2, 1, by=-kernel[2, 1])
    wired = np.ones((3, 4), dtype=bool)
    wired[2, 1] = False
    yield Fact("with that one weight at 0", **on_both(pair, lambda layer: _reach(layer) != 0), expected=wired)


@check("S1-49")
def eight_inputs_to_six_units() -> Iterator[Fact]:
    """Each of the 8 inputs is joined to each of the 6 units."""
    models = both((8, 6, 6, 4), hidden=None)
    counts = parts(models, "connections", lambda gaps: gaps[0])
    yield Fact("connections", **counts, expected=8 * 6)
    reached = on_both(models, lambda model: np.count_nonzero(_reach(model.layers[0]), axis=1))
    yield Fact("units that each input reaches", **reached, expected=[6] * 8)


@check("S1-50")
def from_output_to_input() -> Iterator[Fact]:
    """A connection hands on the output of its left unit, times its weight."""
    theirs, ours = both((8, 6, 6, 4), hidden=None)
    x = numbers((1, 8))
    outputs, sent = theirs.layers[0](x), ours.layers[0](x)
    receiver, (kernel, bias) = theirs.layers[1], ours.layers[1].get_weights()
    alone = np.diag(outputs.numpy()[0])
    carried = receiver(alone).numpy() - receiver(np.zeros_like(alone)).numpy()
    yield Fact("what the 36 connections carry", carried, sent.T * kernel)
    arrived = [sum(sent[0, i] * kernel[i, j] for i in range(6)) + bias[j] for j in range(6)]
    received = ours.layers[1](sent)[0]
    yield Fact("what arrives, with the bias", receiver(outputs).numpy()[0], arrived, expected=received)
