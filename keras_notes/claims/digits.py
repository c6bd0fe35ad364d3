"""Chapter 17: the digit network, on real handwritten digits; its units are in `digits_units`."""

from collections.abc import Iterator
from operator import itemgetter
from typing import Any

import keras
import numpy as np
from keras import ops
from keras.layers import Flatten, Reshape

import keras_notes.anatomy
import keras_notes.digits
import reference.anatomy
import reference.digits
from keras_notes.claims.digits_units import digits, trained
from keras_notes.claims.evidence import each, on_both
from keras_notes.claims.registry import Fact, check
from keras_notes.digits import as_text
from keras_notes.parity import twin

Array = np.ndarray


def _networks(form: str = "film") -> tuple[Any, Any]:
    """The digit network of either half, each built by that half."""
    return keras_notes.digits.digit_network(form), reference.digits.digit_network(form)


def _pictures(rows: Array) -> tuple[Array, Array]:
    """Rows of 784 as pictures, by either half."""
    return Reshape((28, 28))(rows).numpy(), rows.reshape(-1, 28, 28)


@check("S4-02")
def three_threes() -> Iterator[Fact]:
    """Three 3s, drawn differently."""
    pictures = _pictures(digits().x_train[digits().y_train == 3][:3])
    drawings = on_both(pictures, lambda half: [as_text(picture) for picture in half])
    for i in range(3):
        yield Fact(f"drawing {i + 1}", **each(drawings, itemgetter(i)))
    yield Fact("different ones among them", **each(drawings, lambda texts: len(set(texts))), expected=3)


@check("S4-06")
def a_rule_by_hand_is_hard() -> Iterator[Fact]:
    """Going by the amount of ink tells few digits apart; a network that learned tells most."""
    x, y, x_test, y_test = digits()
    typical = np.array([x[y == digit].sum(axis=1).mean() for digit in range(10)])
    ink = ops.sum(x_test, axis=1)[:, None]
    theirs = ops.argmin(ops.abs(ink - typical.astype("float32")), axis=1).numpy()
    ours = np.abs(x_test.sum(axis=1)[:, None] - typical).argmin(axis=1)
    by_hand = {"keras": float(np.mean(theirs == y_test)), "numpy": float(np.mean(ours == y_test))}
    yield Fact("right answers of the rule: the digit of nearest ink", **by_hand)
    halves = trained()[:2]
    answers = on_both(halves, lambda half: np.argmax(half(x_test), axis=1))
    yield Fact("answers of the network", **answers)
    shares = each(answers, lambda found: float(np.mean(found == y_test)))
    yield Fact("right ones", **shares)
    better = {name: shares[name] > 2 * by_hand[name] for name in shares}
    yield Fact("more than twice as many as the rule's", **better, expected=True)


@check("S4-08")
def one_neuron_a_pixel() -> Iterator[Fact]:
    """Row after row: pixel (r, c) becomes entry 28 r + c."""
    picture = digits().x_train[:1].reshape(1, 28, 28)
    layers = Flatten(), twin(Flatten())
    rows = on_both(layers, lambda flatten: np.asarray(flatten(picture)))
    yield Fact("a picture in one row", **rows, expected=digits().x_train[:1])
    dot = np.zeros((1, 28, 28), dtype="float32")
    dot[0, 5, 17] = 1.0
    places = on_both(layers, lambda flatten: int(np.argmax(flatten(dot))))
    yield Fact("where pixel (5, 17) stands in it", **places, expected=28 * 5 + 17)


@check("S4-10")
def the_grid() -> Iterator[Fact]:
    """A digit is a grid of 28x28 grey values from 0 to 1."""
    grids = [pictures[0] for pictures in _pictures(digits().x_train[:1])]
    yield Fact("a digit", **on_both(grids, as_text))
    yield Fact("its sizes", **on_both(grids, np.shape), expected=(28, 28))
    ends = on_both(grids, lambda grid: [float(grid.min()), float(grid.max())])
    yield Fact("least and largest grey value", **ends, expected=[0.0, 1.0])


@check("S4-11")
def inputs_of_a_picture() -> Iterator[Fact]:
    """28 x 28 pixels are 784 inputs."""
    model = keras.Sequential([keras.Input((28, 28)), Flatten()])
    sizes = on_both((model, twin(model)), lambda half: half.output_shape[1])
    yield Fact("inputs", **sizes, expected=28 * 28)
    first = on_both(_networks(), lambda half: half.input_shape[1])
    yield Fact("inputs of the digit network", **first, expected=28 * 28)


@check("S4-12")
def one_output_a_digit() -> Iterator[Fact]:
    """Ten outputs, for 0 to 9."""
    for form in ("film", "modern"):
        shapes = on_both(_networks(form), lambda half: half(digits().x_test[:3]).shape[1])
        yield Fact(f"outputs, {form}", **shapes, expected=len(np.unique(digits().y_train)))


@check("S4-14")
def the_outputs_as_bars() -> Iterator[Fact]:
    """What the ten outputs say of one picture."""
    bars = on_both(trained()[:2], lambda half: _bars(np.asarray(half(digits().x_test[1:2]))[0]))
    yield Fact(f"outputs for a {digits().y_test[1]}", **bars)
    lines = each(bars, lambda text: len(text.splitlines()))
    yield Fact("bars", **lines, expected=10)


def _bars(outputs: Array) -> str:
    return "\n".join(f"{digit} {'#' * round(20 * value)}" for digit, value in enumerate(outputs))


@check("S4-17")
def sixteen_units_a_hidden_layer() -> Iterator[Fact]:
    """With two hidden layers of 16 there are 13,002 parameters."""
    halves = _networks()
    units = on_both(halves, lambda half: [layer.units for layer in half.layers])
    yield Fact("units of the layers", **units, expected=[16, 16, 10])
    yield Fact("parameters", **on_both(halves, lambda half: half.count_params()), expected=13_002)
    biases = on_both(halves, lambda half: sum(w.size for w in half.get_weights() if w.ndim == 1))
    yield Fact("biases among them", **biases, expected=16 + 16 + 10)


@check("S4-18")
def the_hidden_layers() -> Iterator[Fact]:
    """784-16-16-10, and the lines between the columns."""
    model, ours = _networks()
    yield Fact("in words", keras=keras_notes.anatomy.describe(model), numpy=reference.anatomy.describe(ours))
    yield Fact(
        "connections",
        keras=keras_notes.anatomy.connections(model),
        numpy=reference.anatomy.connections(ours),
        expected=[784 * 16, 16 * 16, 16 * 10],
    )
