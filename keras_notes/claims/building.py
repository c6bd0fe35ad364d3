"""Chapter 5: building a Sequential; the programs of the notes are in `building_programs`."""

import inspect
from collections.abc import Iterator
from functools import reduce
from typing import Any

import keras
import numpy as np

from keras_notes.claims import building_programs
from keras_notes.claims.building_programs import IMPORTS, models_of, refused, share_weights, written
from keras_notes.claims.evidence import answers, both, learners, numbers, on_both
from keras_notes.claims.registry import Fact, check
from keras_notes.sequential import collapse
from reference import layers as numpy_layers
from reference.sequential import Sequential
from reference.sequential import collapse as numpy_collapse

__all__ = ["building_programs"]


def _shapes(model: Any) -> str:
    return str([tuple(weight.shape) for weight in model.weights])


@check("S0-25")
def no_positional_input_shape() -> Iterator[Fact]:
    """Dense takes the units, then the activation; an input shape has no place between them."""
    yield Fact(
        "the first two arguments of Dense by position",
        keras=list(inspect.signature(keras.layers.Dense).parameters)[:2],
        numpy=list(inspect.signature(numpy_layers.Dense).parameters)[:2],
        expected=["units", "activation"],
        note=["units", "input_shape"],
    )
    for layer in ('Dense("units", "shape", "activation")', 'Dense(3, (2,), "relu")'):
        yield Fact(f"error of {layer}", **refused(layer), expected="ValueError")
    halves = models_of('Input((2,)), Dense(3, activation="relu")')
    share_weights(halves)
    yield Fact("weights of the form that builds", **on_both(halves, _shapes), expected="[(2, 3), (3,)]")
    x = numbers((5, 2))
    yield Fact("its output", *answers(halves, x))


@check("S0-26")
def input_shape_is_optional() -> Iterator[Fact]:
    """Without an input shape the weights come with the first data; on a later layer it means nothing."""
    x, shapes = numbers((5, 4)), "[(4, 3), (3,), (3, 2), (2,)]"
    waiting = models_of("Dense(3), Dense(2)")
    yield Fact("weights before the first call", **on_both(waiting, _shapes), expected="[]")
    for model in waiting:
        model(x)
    yield Fact("weights after it", **on_both(waiting, _shapes), expected=shapes)
    told = models_of("Input((4,)), Dense(3), Dense(2)")
    yield Fact("weights at once with an Input", **on_both(told, _shapes), expected=shapes)
    late = models_of("Input((4,)), Dense(3), Dense(2, input_shape=(99,))")
    yield Fact("weights with a wrong shape on a later layer", **on_both(late, _shapes), expected=shapes)
    yield Fact("warning of input_dim=", **written("Dense(3, input_dim=4)"), expected="UserWarning")
    for layer in ("Dense(3, batch_input_shape=(None, 4))", "Input(4)"):
        yield Fact(f"error of {layer}", **refused(layer), expected="ValueError")


@check("S0-27")
def the_kernel_needs_the_input_width() -> Iterator[Fact]:
    """The first kernel has a row an input feature; all later widths follow from the layers."""
    for width in (2, 5):
        halves = models_of(f"Input(({width},)), Dense(3), Dense(2)")
        expected = f"[({width}, 3), (3,), (3, 2), (2,)]"
        yield Fact(f"weights for {width} features", **on_both(halves, _shapes), expected=expected)
    call = "from numpy import ones\nSequential([Input((2,)), Dense(3)])"
    fits, wide = (f"{call}(ones((1, {width})))" for width in (2, 3))
    yield Fact("error of two features into a model built for two", **refused(fits), expected="nothing")
    yield Fact("error of three", **refused(wide), expected="ValueError")


def _additivity_gap(model: Any) -> float:
    """How far m(x + y) is from m(x) + m(y) - m(0), which it is for every affine map m."""
    x, y = numbers((50, 3), 1), numbers((50, 3), 2)
    gap = np.asarray(model(x + y)) - (np.asarray(model(x)) + np.asarray(model(y)) - np.asarray(model(0 * x)))
    return float(np.abs(gap).max())


@check("S1-24")
def a_stack_of_any_layers() -> Iterator[Fact]:
    """A linear stack is a chain; were its layers linear, all of them would amount to one."""
    theirs, ours = straight = both((3, 4, 2), hidden=None, output=None)
    bent = both((3, 4, 2), hidden="relu", output=None)
    x = numbers((6, 3))
    kernel, bias = numpy_collapse(ours)
    yield Fact("output of 3-4-2 with relu", *answers(bent, x), note=x @ kernel + bias)
    outputs = answers(straight, x)
    yield Fact("output without an activation: one affine map", *outputs, expected=x @ kernel + bias)
    yield Fact("its kernel", keras=collapse(theirs)[0], numpy=kernel)
    yield Fact(
        "how far linear layers are from additive",
        **on_both(straight, _additivity_gap),
        expected=0,
        tolerance=1e-5,
    )
    yield Fact("how far layers with relu are", **on_both(bent, _additivity_gap), note=0.0)
    mixed = models_of('Input((2, 2)), Flatten(), Dense(3), Activation("softmax")')
    share_weights(mixed)
    yield Fact("a stack of three kinds", *answers(mixed, numbers((4, 2, 2))))


@check("S1-26")
def sequential_is_one_of_three() -> Iterator[Fact]:
    """A chain is also a functional Model; what branches is no Sequential."""
    theirs, ours = both((3, 3, 3))
    first, second = theirs.layers
    x, inputs = numbers((5, 3)), keras.Input((3,))
    chain = keras.Model(inputs, second(first(inputs)))
    yield Fact("output of the same layers in a functional Model", np.asarray(chain(x)), ours(x))
    branched = keras.Model(inputs, second(keras.layers.add([inputs, first(inputs)])))
    our_first, our_second = ours.layers
    yield Fact(
        "output if the input skips a layer",
        keras=np.asarray(branched(x)),
        numpy=our_second(x + our_first(x)),
        note=ours(x),
    )
    two_inputs = "Sequential([Input((2,)), Input((2,)), Dense(3)])"
    yield Fact("error of a Sequential with two inputs", **refused(two_inputs), expected="ValueError")


@check("S1-28", "S2-17")
def a_sequential_is_a_model() -> Iterator[Fact]:
    """The class Sequential gives a model that computes, of one layer after the other."""
    theirs, ours = halves = models_of('Input((2,)), Dense(3, "relu"), Dense(2, "softmax")')
    share_weights(halves)
    kind = on_both(halves, lambda model: type(model).__name__)
    yield Fact("its class", **kind, expected="Sequential")
    are_models = isinstance(theirs, keras.Model), isinstance(ours, Sequential)
    yield Fact("it is a keras.Model, and ours a Sequential", *are_models, expected=True)
    yield Fact("its layers", **on_both(halves, lambda model: len(model.layers)), expected=2)
    yield Fact("its output", *answers(halves, numbers((4, 2))))


@check("S1-67")
def a_list_or_one_by_one() -> Iterator[Fact]:
    """A list given to the constructor, and add() in a loop, build the same model."""
    layers = 'Input((8,)), Dense(6, "relu"), Dense(6, "relu"), Dense(4, "softmax")'
    listed = models_of(layers)
    added = building_programs.run(
        f"{IMPORTS}model = Sequential()\nfor layer in [{layers}]:\n    model.add(layer)"
    )
    one_by_one = tuple(half.names["model"] for half in added)
    share_weights((*listed, *one_by_one))
    yield Fact("weights, added one by one", **on_both(one_by_one, _shapes), expected=_shapes(listed[0]))
    x = numbers((5, 8))
    yield Fact("their output", *answers(one_by_one, x), expected=listed[1](x))


def _mean_loss(model: Any) -> float:
    x = numbers((20, 3))
    return float(np.mean(np.square(np.asarray(model(x)) - x[:, :2])))


@check("S3-66")
def keras_does_more_than_describe() -> Iterator[Fact]:
    """Keras also trains, evaluates and writes a model down, on one of several backends."""
    theirs, ours = halves = learners((3, 4, 2), "mse", 0.01, output=None)
    before, x = _mean_loss(theirs), numbers((20, 3))
    for model in halves:
        model.fit(x, x[:, :2], epochs=5, shuffle=False, verbose=0)
    yield Fact("loss after five epochs of fit", **on_both(halves, _mean_loss), note=before)
    told = on_both(halves, lambda model: model.evaluate(x, x[:, :2], verbose=0))
    yield Fact("the loss that evaluate tells", **told, expected=_mean_loss(ours))
    again = [type(model).from_config(model.get_config()) for model in halves]
    for copy, model in zip(again, halves, strict=True):
        copy.set_weights(model.get_weights())
    outputs = answers(again, x)
    yield Fact("output of a model built again from its configuration", *outputs, expected=ours(x))
    kinds = on_both(halves, lambda model: type(model(x)).__module__.split(".")[0])
    yield Fact(
        "its outputs are the backend's own arrays",
        keras=kinds["keras"] == keras.backend.backend(),
        numpy=kinds["numpy"] == "numpy",
        expected=True,
    )


@check("S3-70")
def a_chain_of_layers_alone() -> Iterator[Fact]:
    """A Sequential calls layer after layer, and takes nothing but layers."""
    halves = both((8, 6, 6, 4))
    x = numbers((5, 8))

    chained = on_both(halves, lambda model: np.asarray(reduce(lambda a, layer: layer(a), model.layers, x)))
    yield Fact("output of the layers called in turn", **chained, expected=halves[1](x))
    for layers in ('Dense(2), "relu"', "Dense(2), len", "Input((2,)), Dense(2), Input((2,))"):
        yield Fact(
            f"error of Sequential([{layers}])", **refused(f"Sequential([{layers}])"), expected="ValueError"
        )
