"""Chapter 3: the fully connected layer, its connections and their weights."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import keras
import numpy as np

from keras_notes.claims import dense_wiring  # noqa: F401  more of this chapter
from keras_notes.claims.evidence import answers, both, numbers, on_both, parts, raised
from keras_notes.claims.registry import Fact, check
from keras_notes.parity.precision import precision
from reference import layers
from reference.neuron import neuron_with_loops
from reference.random import set_random_seed

Array = np.ndarray


def _by_loops(layer: Any, rows: Array) -> Array:
    """What a layer of the NumPy half gives, computed connection by connection."""
    units = list(zip(layer.kernel.T, layer.bias, strict=True))
    return np.array(
        [[neuron_with_loops(row, weights, bias, layer.activation) for weights, bias in units] for row in rows]
    )


@check("S0-06")
def units_at_one_depth() -> Iterator[Fact]:
    """A layer is the units at one depth, its index in the model; all see the outputs of the one before."""
    outputs: list[list[Array]] = []
    for model in both((8, 6, 6, 4)):
        outputs.append([numbers((5, 8))])
        for layer in model.layers:
            outputs[-1].append(np.asarray(layer(outputs[-1][-1])))
    widths = on_both(outputs, lambda half: [found.shape[-1] for found in half])
    yield Fact("units at depth 0 to 3 of 8-6-6-4", **widths, expected=[8, 6, 6, 4])
    for depth in (1, 2, 3):
        yield Fact(f"what the units at depth {depth} say", outputs[0][depth], outputs[1][depth])


@check("S1-06")
def signals_through_connections() -> Iterator[Fact]:
    """Each connection carries a signal; the receiver adds up, answers, and sends on."""
    with precision("float64"):
        theirs, ours = both((3, 4, 2), hidden="tanh", output="sigmoid")
        signals = x = numbers((5, 3)).astype("float64")
        for layer in ours.layers:
            signals = _by_loops(layer, signals)
        fact = Fact(
            "3-4-2, connection by connection", theirs(x).numpy(), signals, expected=ours(x), tolerance=1e-12
        )
    yield fact


@check("S1-29")
def a_class_makes_layers() -> Iterator[Fact]:
    """Dense is a class and no layer; a call makes one, and the layer is called in turn, on data."""
    halves = (keras.layers, layers)
    classes = on_both(halves, lambda half: isinstance(half.Dense, type))
    yield Fact("Dense is a class", **classes, expected=True)
    made = on_both(halves, lambda half: isinstance(half.Dense(3), half.Layer))
    itself = isinstance(keras.layers.Dense, keras.layers.Layer)
    yield Fact("Dense(3) is a layer", **made, expected=True, note=itself)
    shapes = on_both(halves, lambda half: tuple(half.Dense(3)(numbers((5, 2))).shape))
    yield Fact("shape of Dense(3)(x) for an x of shape (5, 2)", **shapes, expected=(5, 3))


@check("S1-30")
def one_type_among_many() -> Iterator[Fact]:
    """Dense is one type of layer; the others do other things with the same input."""
    kinds: dict[str, dict[str, Any]] = {
        "Activation": {"activation": "relu"},
        "Dense": {"units": 4, "kernel_initializer": "ones"},
        "Flatten": {},
        "Rescaling": {"scale": 0.5, "offset": 1.0},
    }
    x, outputs = numbers((2, 3, 4)), []
    for name, given in kinds.items():
        types = (getattr(keras.layers, name), getattr(layers, name))
        bases = (issubclass(types[0], keras.layers.Layer), issubclass(types[1], layers.Layer))
        yield Fact(f"{name} is a type of layer", *bases, expected=True)
        outputs.append(answers([each(**given) for each in types], x))
        yield Fact(f"what {name} makes of the same input", *outputs[-1])
    halves = list(zip(*outputs, strict=True))
    different = on_both(halves, lambda half: len({(found.shape, found.tobytes()) for found in half}))
    yield Fact("different outputs", **different, expected=len(kinds))


@check("S1-33")
def units_come_first() -> Iterator[Fact]:
    """The first argument is the number of units, a positive int."""
    classes = (keras.layers.Dense, layers.Dense)
    yield Fact("units of Dense(3)", **on_both(classes, lambda each: each(3).units), expected=3)
    wrong: Any
    for wrong in (0, 2.5, "3"):
        errors = on_both([partial(each, wrong) for each in classes], raised)
        yield Fact(f"Dense({wrong!r}) raises", **errors, expected="ValueError")


@check("S1-52")
def weights_are_numbers() -> Iterator[Fact]:
    """Every connection has a weight, a real number of either sign."""
    keras.utils.set_random_seed(3)
    theirs = keras.layers.Dense(6)
    theirs.build((None, 8))
    set_random_seed(3)
    ours = layers.Dense(6)
    ours.build((None, 8))
    kernels = (theirs.kernel.numpy(), ours.kernel)
    yield Fact("weights of 8 inputs to 6 units", *kernels)
    dtypes = on_both(kernels, lambda kernel: str(kernel.dtype))
    yield Fact("their type", **dtypes, expected="float32")
    signs = on_both(kernels, lambda kernel: np.unique(np.sign(kernel)))
    yield Fact("their signs", **signs, expected=[-1, 1])


@check("S4-26")
def weights_into_the_first_hidden_layer() -> Iterator[Fact]:
    """Each unit behind 784 pixels has 784 weights; 16 units have 12,544."""
    models = both((784, 16, 16, 10), hidden="sigmoid", output="sigmoid")
    shapes = on_both(models, lambda model: tuple(model.layers[0].kernel.shape))
    yield Fact("shape of the first kernel", **shapes, expected=(784, 16))
    column = on_both(models, lambda model: model.get_weights()[0][:, 5].size)
    yield Fact("weights of one unit", **column, expected=784)
    counts = parts(models, "connections", lambda gaps: gaps[0])
    yield Fact("weights of the layer", **counts, expected=784 * 16)


@check("S4-27")
def one_bias_a_receiver() -> Iterator[Fact]:
    """A weight belongs to a connection, a bias to the unit that receives."""
    models, lines = both((8, 6, 6, 4)), [8 * 6, 6 * 6, 6 * 4]
    yield Fact("weights of each link of 8-6-6-4", **parts(models, "connections"), expected=lines)
    biases = on_both(models, lambda model: [layer.bias.shape[0] for layer in model.layers])
    yield Fact("biases of each link", **biases, expected=[6, 6, 4], note=lines)
    pair = both((3, 2), output=None)
    bias, silence = pair[1].get_weights()[1], np.zeros((1, 3), dtype="float32")
    yield Fact("what two units say when nothing is sent", *answers(pair, silence), expected=bias[None])


@check("S4-51")
def matrix_from_the_left_or_right() -> Iterator[Fact]:
    """The lecture's f(W a + b), for columns, is Keras's f(a K + b), for rows: K is the transpose of W."""
    with precision("float64"):
        theirs, ours = (model.layers[0] for model in both((784, 16), output="sigmoid"))
        a = numbers(784).astype("float64")
        output = theirs(a[None]).numpy()[0]
        loops, matrix = _by_loops(ours, a[None])[0], ours(a[None])[0]
    columns = 1 / (1 + np.exp(-(ours.kernel.T @ a + ours.bias)))
    yield Fact("16 units behind 784, as a matrix product", output, matrix, expected=columns, tolerance=1e-12)
    yield Fact("the same, connection by connection", output, loops, expected=columns, tolerance=1e-12)
