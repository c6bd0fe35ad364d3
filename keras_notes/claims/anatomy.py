"""Chapter 4: the parts of a network."""

from collections.abc import Iterator
from functools import partial
from itertools import product
from typing import Any

import keras
import numpy as np
from sklearn.linear_model import LogisticRegression

from keras_notes.claims import anatomy_layers, anatomy_pictures  # noqa: F401  more of this chapter
from keras_notes.claims.evidence import answers, both, numbers, on_both, parts, raised
from keras_notes.claims.registry import Fact, check
from keras_notes.parity.precision import precision
from reference import activations, layers

Array = np.ndarray


@check("S0-07")
def hidden_layers_are_optional() -> Iterator[Fact]:
    """Input, hidden, output are roles: without a hidden layer a network is logistic regression."""
    with precision("float64"):
        pair = both((2, 1), output="sigmoid")
        x = numbers((6, 2)).astype("float64")
        outputs = answers(pair, x)
    kernel, bias = pair[1].get_weights()
    regression = LogisticRegression()
    regression.coef_, regression.intercept_, regression.classes_ = kernel.T, bias, np.array([0, 1])
    probability = regression.predict_proba(x)[:, 1:]
    yield Fact("2-1 and scikit-learn's LogisticRegression", *outputs, expected=probability, tolerance=1e-12)
    roles = ("input", "hidden", "output")
    columns = parts(pair, "layer_sizes", len)
    yield Fact("kinds of layer that 2-1 is made of", **columns, expected=2, note=len(roles))
    same = on_both(both((2, 3, 2)), lambda model: type(model.layers[0]) is type(model.layers[1]))
    yield Fact("hidden and output layer of 2-3-2 are of one class", **same, expected=True)


@check("S1-05")
def units_in_layers() -> Iterator[Fact]:
    """A network is connected units in layers: no more than kernels, biases and activations."""
    theirs, ours = both((8, 6, 6, 4))
    signals = x = numbers((5, 8))
    weights = iter(ours.get_weights())
    for name in ("relu", "relu", "softmax"):
        signals = getattr(activations, name)(signals @ next(weights) + next(weights))
    yield Fact("8-6-6-4 as a model", theirs(x).numpy(), ours(x))
    yield Fact("and as three kernels, biases and activations", theirs(x).numpy(), signals)


@check("S1-13")
def hidden_layers_lie_between() -> Iterator[Fact]:
    """Hidden layers are those between the input and the output."""
    for sizes in ((2, 1), (2, 3, 2), (8, 6, 6, 4)):
        between = parts(both(sizes), "layer_sizes", lambda columns: len(columns[1:-1]))
        yield Fact(f"hidden layers of {sizes}", **between, expected=len(sizes) - 2)


def _shapes(images: Array, flatten: bool, kinds: Any) -> str:
    """The shapes of kernel and output of a half's Dense(7) on images."""
    dense = kinds.Dense(7)
    output = dense(kinds.Flatten()(images) if flatten else images)
    return f"{tuple(dense.kernel.shape)} {tuple(output.shape)}"


@check("S1-14")
def a_node_a_component() -> Iterator[Fact]:
    """The input has a node a component; Dense maps the last axis alone, so images are flattened first."""
    pair = both((8, 6, 6, 4))
    for width, error in ((8, "nothing"), (9, "ValueError")):
        x = numbers((3, width))
        raises = on_both([partial(model, x) for model in pair], raised)
        yield Fact(f"8-6-6-4 on {width} components raises", **raises, expected=error)
    images = numbers((2, 28, 28))
    for flatten, kernel, output in ((False, (28, 7), (2, 28, 7)), (True, (784, 7), (2, 7))):
        shapes = on_both((keras.layers, layers), partial(_shapes, images, flatten))
        where = "after Flatten" if flatten else "on images of 28 x 28"
        yield Fact(
            f"shapes of kernel and output of Dense(7) {where}", **shapes, expected=f"{kernel} {output}"
        )


def _best_of_one_unit(x: Array, y: Array) -> Array:
    """What one relu unit and a linear output, the best of many, make of x."""
    ones = np.ones(len(x))
    fits = []
    for *weights, bias in product(np.linspace(-1, 1, 9), np.linspace(-1, 1, 9), np.linspace(-2, 2, 17)):
        hidden = np.column_stack([np.maximum(x @ np.array(weights) + bias, 0), ones])
        fits.append(hidden @ np.linalg.lstsq(hidden, y)[0])
    return min(fits, key=lambda fit: float(np.square(fit - y).sum()))


@check("S1-15")
def hidden_size_has_consequences() -> Iterator[Fact]:
    """The size of a hidden layer is free but matters: two units can do XOR, one cannot."""
    for units in (1, 3, 16):
        counts = on_both(both((2, units, 1)), lambda model: model.count_params())
        yield Fact(f"parameters of 2-{units}-1", **counts, expected=2 * units + units + units + 1)
    x, y = np.array(list(product((0, 1), repeat=2)), dtype="float32"), np.array([0, 1, 1, 0])
    pair = both((2, 2, 1), output=None)
    for model in pair:
        model.set_weights([np.ones((2, 2)), np.array([0, -1]), np.array([[1], [-2]]), np.zeros(1)])
    found = on_both(pair, lambda model: np.asarray(model(x))[:, 0])
    yield Fact("exclusive or by two hidden units", **found, expected=y, note=_best_of_one_unit(x, y))


@check("S1-18")
def layers_or_columns() -> Iterator[Fact]:
    """2-3-2 has three columns, but the model lists two layers: the input is kept apart."""
    pair = both((2, 3, 2))
    columns = parts(pair, "layer_sizes", len)
    yield Fact("columns of the picture", **columns, expected=3)
    listed = on_both(pair, lambda model: len(model.layers))
    yield Fact("len(model.layers)", **listed, expected=2, note=columns["numpy"])


@check("S1-51")
def hidden_by_position() -> Iterator[Fact]:
    """A layer is hidden by its place alone: without the last, the one before it is the output layer."""
    pair = both((8, 6, 6, 4))
    for sizes in ([8, 6, 6, 4], [8, 6, 6]):
        between = parts(pair, "layer_sizes", lambda columns: columns[1:-1])
        yield Fact(f"units of the hidden layers of {sizes}", **between, expected=sizes[1:-1])
        for model in pair:
            model.pop()


@check("S2-07")
def deep_has_two_hidden_layers() -> Iterator[Fact]:
    """Deep, by the usual convention, is a network with more than one hidden layer."""
    for sizes in ((2, 3, 2), (3, 4, 2), (10, 32, 2), (8, 6, 6, 4), (784, 16, 16, 10)):
        yield Fact(f"{sizes} is deep", **parts(both(sizes), "is_deep"), expected=len(sizes) > 3)
