"""Chapter 17, the second part: what units of the digit network react to, and what their weights show."""

from collections.abc import Iterator
from functools import cache
from itertools import combinations
from operator import itemgetter
from typing import Any

import keras
import numpy as np
from keras import ops
from keras.layers import Dense

import keras_notes.digits
import reference.digits
from keras_notes.backpropagation import trace
from keras_notes.claims.evidence import each, numbers, on_both, slope
from keras_notes.claims.registry import Fact, check
from keras_notes.data import Digits, load_digits
from keras_notes.digits import as_text
from keras_notes.lockstep import Trained, train_digits
from keras_notes.parity import twin
from reference.backpropagation import trace as our_trace

__all__ = ["digits", "grey", "trained"]

Array = np.ndarray


@cache
def digits() -> Digits:
    """The 5,000 pictures."""
    return load_digits()


@cache
def trained() -> Trained:
    """Both halves of 784-16-16-10 after one epoch of 4,000 pictures."""
    return train_digits(digits(), epochs=1, dtype="float64")


def grey(picture: Array) -> Array:
    """A picture of any numbers, from 0 for the smallest to 1 for the largest."""
    return (picture - picture.min()) / (picture.max() - picture.min())


@check("S4-03")
def different_drawings_different_neurons() -> Iterator[Fact]:
    """Three drawings of a 3 differ as inputs, and make different units of the first layer fire."""
    threes = digits().x_train[digits().y_train == 3][:3]
    pictures = keras.layers.Reshape((28, 28))(threes).numpy(), threes.reshape(3, 28, 28)
    yield Fact("pairs of different inputs", **on_both(pictures, _different_pairs), expected=3)
    model, ours, _ = trained()
    outputs = trace(model, threes)[0].output, our_trace(ours, threes)[0].output
    yield Fact("activations of the first hidden layer", keras=outputs[0], numpy=outputs[1])
    firing = outputs[0] > 0, outputs[1] > 0
    units = on_both(firing, lambda rows: "; ".join(" ".join(map(str, np.flatnonzero(row))) for row in rows))
    yield Fact("units that fire for the three", **units)
    yield Fact("pairs of different sets of firing units", **on_both(firing, _different_pairs), expected=3)


def _different_pairs(rows: Any) -> int:
    return sum(not np.array_equal(one, other) for one, other in combinations(rows, 2))


def _first_slope(picture: Array, unit: int) -> Array:
    """The gradient of z of a unit of the first hidden layer for the picture, by the tape."""
    first = trained().keras.layers[0]
    found = slope(lambda x: (ops.matmul(x, first.kernel) + first.bias)[0, unit], picture[None])
    return np.asarray(found)[0]


def _second_slopes(picture: Array, unit: int) -> tuple[Array, Array]:
    """The same for a unit of the second hidden layer, by either half."""
    model, ours, _ = trained()
    first, second = model.layers[:2]
    theirs = slope(lambda x: (ops.matmul(first(x), second.kernel) + second.bias)[0, unit], picture[None])
    _, cache = ours.layers[0].forward(picture[None])
    dx, _ = ours.layers[0].backward(ours.layers[1].kernel[None, :, unit], cache)
    return np.asarray(theirs)[0], dx[0]


@check("S4-22")
def what_raises_a_unit() -> Iterator[Fact]:
    """A first-layer unit is raised by one pattern always, a deeper one by another for each picture."""
    pictures = [digits().x_test[digits().y_test == digit][0].astype("float64") for digit in (1, 3)]
    yield Fact(
        "slope of a unit of the first layer for the pixels of a 1 and of a 3",
        keras=np.stack([_first_slope(picture, 0) for picture in pictures]),
        numpy=np.stack([trained().numpy.layers[0].kernel[:, 0]] * 2),
    )
    theirs, ours = zip(*(_second_slopes(picture, 0) for picture in pictures), strict=True)
    yield Fact("of a unit of the second layer", keras=np.stack(theirs), numpy=np.stack(ours))
    same = on_both((theirs, ours), lambda pair: bool(np.allclose(*pair)))
    yield Fact("these two are one pattern", **same, expected=False)


@check("S4-44")
def weights_are_the_pattern_of_one_neuron() -> Iterator[Fact]:
    """The weights of a first-layer unit are what raises it most; the network's answer has another pattern."""
    model, ours, _ = trained()
    x, unit = digits().x_test[:1].astype("float64"), 5
    column = ours.layers[0].kernel[:, unit]
    yield Fact("slope of z of a unit for the pixels", keras=_first_slope(x[0], unit), numpy=column)
    _, caches = ours.forward(x)
    dx, _ = ours.backward(np.eye(10)[[3]], caches)
    answer = np.asarray(slope(lambda at: model(at)[0, 3], x))[0]
    yield Fact("slope of the output for 3 (note: the unit's weights)", keras=answer, numpy=dx[0], note=column)
    steps = np.vstack([column, numbers((100, 784))])
    steps /= np.linalg.norm(steps, axis=1, keepdims=True)
    best = on_both(
        (model.layers[0].kernel.numpy(), ours.layers[0].kernel),
        lambda kernel: int(np.argmax(steps @ kernel[:, unit])),
    )
    yield Fact("which of 101 steps raises it most, the first being its weights", **best, expected=0)


def _templates() -> Array:
    """A loop and an edge, 28x28."""
    row, column = np.mgrid[:28, :28] - 13.5
    radius = np.hypot(row, column)
    return np.stack([(radius > 6) & (radius < 9), np.abs(row) < 2]).astype("float64")


@check("S4-23")
def loops_and_edges() -> Iterator[Fact]:
    """A unit whose weights are a loop answers most to a loop, one with an edge to an edge."""
    templates = _templates()
    rows = templates.reshape(2, 784).astype("float32")
    model = keras.Sequential([keras.Input((784,)), Dense(2, use_bias=False)])
    model.set_weights([(rows / np.linalg.norm(rows, axis=1, keepdims=True)).T])
    ours = twin(model)
    images = keras_notes.digits.weight_images(model), reference.digits.weight_images(ours)
    texts = on_both(images, lambda half: [as_text(grey(picture)) for picture in half])
    for i, name in enumerate(("a loop", "an edge")):
        shown = each(texts, itemgetter(i))
        yield Fact(f"weights of a unit for {name}", **shown, expected=as_text(templates[i]))
    answers = on_both((model, ours), lambda half: np.asarray(half(rows)))
    yield Fact("answers of both units to both pictures", **answers)
    most = each(answers, lambda found: np.argmax(found, axis=1))
    yield Fact("which unit answers most", **most, expected=[0, 1])


@check("S4-30")
def the_weights_of_one_neuron() -> Iterator[Fact]:
    """The 784 weights into a unit are a picture of 28x28."""
    model, ours, _ = trained()
    pictures = keras_notes.digits.weight_images(model)[0], reference.digits.weight_images(ours)[0]
    yield Fact("weights into the first unit", keras=pictures[0], numpy=pictures[1])
    yield Fact("that picture's sizes", **on_both(pictures, np.shape), expected=(28, 28))
    yield Fact("as text, dark to light", **on_both(pictures, lambda picture: as_text(grey(picture))))
