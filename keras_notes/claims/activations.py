"""Chapter 2: activations in general, and relu."""

import math
from collections.abc import Iterator
from functools import partial
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras.layers import Activation

from keras_notes.claims import activations_sigmoid  # noqa: F401  # registers the rest of the chapter
from keras_notes.claims.evidence import answers, both, dense, numbers, quarters, raised, slope
from keras_notes.claims.registry import Fact, check
from keras_notes.gradients import central_differences as keras_central_differences
from keras_notes.parity import twin
from reference import activations
from reference.dense import Dense
from reference.gradients import central_differences

Array = np.ndarray


def _halves(name: str) -> tuple[Any, Any]:
    return keras.activations.get(name), activations.get(name)


RELU = _halves("relu")


@check("S0-18")
def ranges() -> Iterator[Fact]:
    """Where outputs lie depends on the activation; only a sigmoid keeps them between 0 and 1."""
    z = np.linspace(-50, 50, 1001)
    for name, expected in (("sigmoid", [0, 1]), ("relu", [0, 50]), ("tanh", [-1, 1]), ("linear", [-50, 50])):
        y, ours = answers(_halves(name), z)
        note = None if name == "sigmoid" else answers(_halves("sigmoid"), z[[0, -1]])[1]
        extent, our_extent = np.array([y.min(), y.max()]), np.array([ours.min(), ours.max()])
        yield Fact(f"{name} from -50 to 50", extent, our_extent, expected=expected, note=note)


def _bend(model: Any, x: Array) -> Array:
    """f(x) + f(-x) - 2 f(0), which is zero for every stack of linear layers."""
    return np.asarray(model(x)) + np.asarray(model(-x)) - 2 * np.asarray(model(0 * x))


@check("S1-35")
def linear_by_default() -> Iterator[Fact]:
    """Without activation= a layer is linear, and a stack of such layers is linear as well."""
    named = [layer.activation.__name__ for layer in (keras.layers.Dense(3), Dense(3))]
    yield Fact("default activation", named[0], named[1], expected="linear")
    x = numbers((5, 3))
    straight = [_bend(model, x) for model in both((3, 4, 2), hidden=None, output=None)]
    yield Fact("f(x) + f(-x) - 2 f(0) without", straight[0], straight[1], expected=np.zeros((5, 2)))
    bent = [_bend(model, x) for model in both((3, 4, 2), hidden="relu", output=None)]
    yield Fact("f(x) + f(-x) - 2 f(0) with relu", bent[0], bent[1], note=straight[1])


@check("S1-58")
def each_in_its_own_way() -> Iterator[Fact]:
    """The same sums become other outputs with every activation."""
    z = numbers((1, 6))
    found: list[tuple[Array, Array]] = []
    for name in ("linear", "relu", "sigmoid", "tanh", "softmax"):
        found.append(answers(_halves(name), z))
        yield Fact(name, *found[-1])
    kinds, our_kinds = (len(np.unique(np.vstack(half), axis=0)) for half in zip(*found, strict=True))
    yield Fact("different results", kinds, our_kinds, expected=5)


@check("S2-33")
def one_sum_or_the_whole_layer() -> Iterator[Fact]:
    """An activation maps the sum of a node to its output, but softmax looks at the whole layer."""
    z = numbers(4).astype("float64")
    for name in ("sigmoid", "softmax"):
        f, ours = _halves(name)
        y, cache = ours.forward(z)
        rows = np.array([ours.backward(unit, cache) for unit in np.eye(4)])
        with tf.GradientTape(persistent=True) as tape:
            x = tf.Variable(z)
            output = f(x)
        own = np.diag(y * (1 - y))  # what each output owes to its own sum
        expected, note = (own, None) if name == "sigmoid" else (np.diag(y) - np.outer(y, y), own)
        jacobian = tape.jacobian(output, x, experimental_use_pfor=False).numpy()
        yield Fact(f"Jacobian of {name}", jacobian, rows, expected, note)


@check("S2-34")
def larger_of_zero_and_input() -> Iterator[Fact]:
    """Relu under all its names in Keras is the larger of 0 and the input."""
    x = numbers((4, 5))
    forms = (keras.activations.relu, Activation("relu"), keras.layers.ReLU(), keras.ops.relu)
    for f, name in zip(forms, ("activations.relu", "Activation", "ReLU", "ops.relu"), strict=True):
        yield Fact(name, *answers((f, RELU[1]), x), expected=np.where(x > 0, x, 0), tolerance=0)


@check("S2-35")
def slope_of_relu() -> Iterator[Fact]:
    """max(0, x), with the slope 1 above 0 and 0 elsewhere, at 0 itself too."""
    x = np.array([-1.0, -0.0, 0.0, 1e-30, 1.0], dtype="float32")
    y, cache = RELU[1].forward(x)
    yield Fact("values", np.asarray(RELU[0](x)), y, expected=[max(0.0, v) for v in x.tolist()], tolerance=0)
    slopes = RELU[1].backward(np.ones_like(x), cache)
    yield Fact("slopes at -1, -0, 0, 10⁻³⁰, 1", slope(RELU[0], x), slopes, expected=[0, 0, 0, 1, 1])


@check("S2-36")
def nothing_up_to_zero() -> Iterator[Fact]:
    """What is 0 or less becomes 0."""
    x = np.array([-1e30, -5.0, -1e-30, -0.0, 0.0], dtype="float32")
    yield Fact("relu", *answers(RELU, x), expected=np.zeros(5), tolerance=0)


@check("S2-37")
def unchanged_above_zero() -> Iterator[Fact]:
    """What is greater than 0 comes out as it went in."""
    x = np.array([1e-30, 0.5, 7.5, 1e30], dtype="float32")
    yield Fact("relu", *answers(RELU, x), expected=x, tolerance=0)


@check("S3-05")
def in_the_layer_or_behind_it() -> Iterator[Fact]:
    """activation="relu" and a layer Activation("relu") are the same; without either nothing bends."""
    x, (plain, our_plain), whole = quarters((4, 3), seed=9), dense(3, 4), dense(3, 4, "relu")
    z, our_z = answers((plain, our_plain), x)
    behind, our_behind = np.asarray(Activation("relu")(z)), twin(Activation("relu"))(our_z)
    yield Fact("Dense, then Activation", behind, our_behind, expected=whole[1](x), tolerance=0)
    yield Fact("Dense with activation=", *answers(whole, x), expected=behind, tolerance=0)
    linear = x @ our_plain.kernel + our_plain.bias
    yield Fact("Dense alone", z, our_z, expected=linear, note=our_behind, tolerance=0)


@check("S3-29")
def graded_not_binary() -> Iterator[Fact]:
    """Only a step is 0 or 1, and its slope, 0, teaches nothing; sigmoid and relu are graded."""
    step = (lambda x: keras.ops.heaviside(x, 0.0)), (lambda x: np.heaviside(x, 0.0))
    x = np.array([-2.0, -0.3, 0.3, 7.5], dtype="float32")
    fires, our_fires = answers(step, x)
    yield Fact("step", fires, our_fires, expected=x > 0)
    for name in ("sigmoid", "relu"):
        yield Fact(f"{name} instead", *answers(_halves(name), x), note=our_fires)
    steep = answers(_halves("sigmoid"), 1000 * x)
    yield Fact("sigmoid of 1000 x: nearly a step", *steep, expected=fires)
    differences = (keras_central_differences, central_differences)
    slopes = [[half(f, v) for v in x] for half, f in zip(differences, step, strict=True)]
    yield Fact("slope of the step", slopes[0], slopes[1], expected=np.zeros(4))


@check("S3-38")
def for_scalars_only() -> Iterator[Fact]:
    """Python's max(0, x) is relu for one finite number; for arrays and nan it is not."""
    x = numbers(20)
    one_by_one = np.array([max(0, v) for v in x.tolist()])
    yield Fact("20 numbers", *answers(RELU, x), expected=one_by_one)
    refusals = [raised(partial(f, x)) for f in (*RELU, partial(max, 0))]
    yield Fact("error for an array", refusals[0], refusals[1], expected="nothing", note=refusals[2])
    yield Fact("of nan", *answers(RELU, np.float32("nan")), expected=math.nan, note=max(0, math.nan))


@check("S4-33")
def squashed_not_normalised() -> Iterator[Fact]:
    """Sigmoid outputs have neither sum 1 nor mean 0; softmax and LayerNormalization see to these."""
    z = np.array([[5.0, 5.0, 5.0], [1.0, -2.0, 4.0]], dtype="float32")
    squashed, ours = answers(_halves("sigmoid"), z)
    shares, our_shares = answers(_halves("softmax"), z)
    yield Fact("sums of sigmoids", squashed.sum(1), ours.sum(1), note=our_shares.sum(1))
    yield Fact("sums of softmax", shares.sum(1), our_shares.sum(1), expected=np.ones(2))
    layer = keras.layers.LayerNormalization()
    centred = z - z.mean(1, keepdims=True)
    normal = centred / np.sqrt(z.var(1, keepdims=True) + layer.epsilon)
    yield Fact("means of sigmoids", squashed.mean(1), ours.mean(1), note=normal.mean(1))
    yield Fact("LayerNormalization", np.asarray(layer(z)), normal)
    yield Fact("its means", np.asarray(layer(z)).mean(1), normal.mean(1), expected=np.zeros(2))
