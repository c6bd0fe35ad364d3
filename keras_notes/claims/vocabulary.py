"""Chapter 0: the words."""

from collections.abc import Iterator

import keras

import keras_notes.anatomy as keras_half
import reference.anatomy as numpy_half
from keras_notes.claims.evidence import both, learners, numbers, raised
from keras_notes.claims.registry import Fact, check
from reference.layers import Dense, Rescaling
from reference.models import Sequential


@check("S1-02")
def deep_is_a_count_of_layers() -> Iterator[Fact]:
    """Deep is a matter of stacked layers; what resembles a brain, connected units, every net has."""
    nets = [both(sizes) for sizes in ((2, 3, 2), (3, 4, 2), (10, 32, 2), (8, 6, 6, 4), (784, 16, 16, 10))]
    yield Fact(
        "2-3-2, 3-4-2, 10-32-2, 8-6-6-4 and 784-16-16-10 are deep",
        keras=[keras_half.is_deep(theirs) for theirs, _ in nets],
        numpy=[numpy_half.is_deep(ours) for _, ours in nets],
        expected=[False, False, False, True, True],
        note=[sum(numpy_half.connections(ours)) > 0 for _, ours in nets],
    )


@check("S1-07")
def nodes_are_units() -> Iterator[Fact]:
    """The word for a node or neuron in code is unit."""
    theirs, ours, x = keras.layers.Dense(units=3), Dense(units=3), numbers((1, 5))
    yield Fact("units of Dense(units=3)", keras=theirs.units, numpy=ours.units, expected=3)
    yield Fact(
        "numbers it puts out for a sample",
        keras=theirs(x).shape[-1],
        numpy=ours(x).shape[-1],
        expected=3,
    )
    yield Fact(
        "Dense(3, neurons=3) raises",
        keras=raised(lambda: keras.layers.Dense(3, neurons=3)),
        numpy=raised(lambda: Dense(3, neurons=3)),
        expected="ValueError",
    )


@check("S2-02")
def learning_lowers_a_loss() -> Iterator[Fact]:
    """To learn is to adjust parameters so that a loss on data falls; seeing the data is not enough."""
    x, y = numbers((20, 3)), numbers((20, 1), seed=1)
    found = []
    for model in learners((3, 1), "mse", output=None):
        before = model.evaluate(x, y, verbose=0)
        model.predict(x, verbose=0)
        seen = model.evaluate(x, y, verbose=0)
        model.fit(x, y, epochs=5, shuffle=False, verbose=0)
        found.append((before, seen, model.evaluate(x, y, verbose=0)))
    (before, seen, after), (our_before, our_seen, our_after) = found
    yield Fact("loss after the data was seen", keras=seen, numpy=our_seen, expected=before)
    yield Fact("loss after 5 epochs of learning", keras=after, numpy=our_after, note=seen)
    yield Fact("the loss fell", keras=after < before, numpy=our_after < our_before, expected=True)


@check("S3-09")
def a_model_may_be_a_net() -> Iterator[Fact]:
    """Here the model is the net: one object has the layers and learns; but a model need not be a net."""
    theirs, ours = both((2, 3, 2))
    abilities = ("layers", "compile", "fit", "evaluate", "predict")
    yield Fact(
        "the network has layers and compiles, fits, evaluates, predicts",
        keras=[hasattr(theirs, name) for name in abilities],
        numpy=[hasattr(ours, name) for name in abilities],
        expected=[True] * len(abilities),
    )
    x = numbers((4, 2))
    doubling = keras.Sequential([keras.Input((2,)), keras.layers.Rescaling(2.0)])
    ours = Sequential([Rescaling(2.0)])
    yield Fact("a model that only doubles", keras=doubling(x).numpy(), numpy=ours(x), expected=x + x)
    yield Fact("its units and weights", keras=doubling.count_params(), numpy=ours.count_params(), expected=0)
