"""Every activation against Keras, against central differences, and at its kinks."""

import inspect
from itertools import product

import keras
import numpy as np
import pytest
import tensorflow as tf

from reference import activations

NAMES = [name for name in activations.__all__ if name not in ("get", "swish", "hard_swish")]
ROWS = ("glu", "log_softmax", "softmax", "sparsemax")
RELU = product((0.0, 0.3), (None, 1.0, 6.0), (0.0, 0.5, -1.0, 3.0))
ELEMENTWISE = [
    *[(name, {}) for name in NAMES if name not in (*ROWS, "threshold")],
    *[("relu", {"negative_slope": a, "max_value": b, "threshold": c}) for a, b, c in RELU],
    *[(name, {"alpha": 0.3}) for name in ("elu", "celu")],
    *[(name, {"threshold": 1.0}) for name in ("hard_shrink", "soft_shrink")],
    ("threshold", {"threshold": 0.5, "default_value": -2.0}),
    ("leaky_relu", {"negative_slope": 0.3}),
    ("gelu", {"approximate": True}),
    ("squareplus", {"b": 0.3}),
]
ALL = [*ELEMENTWISE, *[(name, {"axis": axis}) for name in ROWS for axis in (-1, 0, 1)]]
ALL += [(name, {"axis": axis}) for name in ("log_softmax", "softmax") for axis in (None, (0, 1), (2, 0))]


def each_of(cases):
    ids = ["-".join([name, *(f"{key}={value}" for key, value in kwargs.items())]) for name, kwargs in cases]
    return pytest.mark.parametrize(("name", "kwargs"), cases, ids=ids)


def by_keras(name, kwargs, x, dy):
    x = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = getattr(keras.activations, name)(x, **kwargs)
    return y.numpy(), tape.gradient(y, x, output_gradients=tf.constant(dy)).numpy()


def by_reference(name, kwargs, x, dy):
    """The reference's value and gradient; the arrays it gets cannot be written to."""
    function = getattr(activations, name)
    x.flags.writeable = dy.flags.writeable = False
    y, cache = function.forward(x, **kwargs)
    y.flags.writeable = False
    dx = function.backward(dy, cache)
    assert y.dtype == dx.dtype == x.dtype
    return y, dx


def draw(name, kwargs, dtype="float64"):
    """Inputs on all sides of every kink, not on one, and a random upstream gradient."""
    generator = np.random.default_rng(7)
    x = generator.normal(scale=3, size=(4, 6, 8)).astype(dtype)
    dy = generator.normal(size=getattr(activations, name)(x, **kwargs).shape).astype(dtype)
    return x, dy


def assert_equal(ours, theirs, tolerance):
    for our, their in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(our, their, rtol=tolerance, atol=tolerance)


def test_names_are_those_of_keras():
    functions = {each for each in vars(keras.activations).values() if inspect.isfunction(each)}
    assert {*NAMES, "get", "serialize", "deserialize"} == {each.__name__ for each in functions}
    assert len(NAMES) == 30


@pytest.mark.parametrize("name", NAMES)
def test_arguments_are_those_of_keras(name):
    ours = inspect.signature(getattr(activations, name)).parameters.values()
    theirs = inspect.signature(getattr(keras.activations, name)).parameters.values()
    assert [(each.name, each.default) for each in ours] == [(each.name, each.default) for each in theirs]


@each_of(ALL)
def test_value_and_gradient_are_those_of_keras(name, kwargs):
    x, dy = draw(name, kwargs)
    ours, theirs = by_reference(name, kwargs, x, dy), by_keras(name, kwargs, x, dy)
    for our, their in zip(ours, theirs, strict=True):
        assert np.abs(our - their).max() <= 1e-13 * np.abs(their).max()


@each_of(ALL)
def test_float32_is_as_exact_as_keras(name, kwargs):
    x, dy = draw(name, kwargs, "float32")
    truth = by_reference(name, kwargs, x.astype("float64"), dy.astype("float64"))
    ours, theirs = by_reference(name, kwargs, x, dy), by_keras(name, kwargs, x, dy)
    for exact, our, their in zip(truth, ours, theirs, strict=True):
        few_ulps = 4 * np.spacing(np.abs(their).max())
        assert np.abs(our - exact).max() <= 2 * np.abs(their - exact).max() + few_ulps


@each_of(ALL)
def test_gradient_is_that_of_central_differences(name, kwargs):
    function = getattr(activations, name)
    x, dy = draw(name, kwargs)
    direction = np.random.default_rng(8).normal(size=x.shape)
    step = 1e-6 * direction
    difference = (function(x + step, **kwargs) - function(x - step, **kwargs)) / 2e-6
    dx = by_reference(name, kwargs, x, dy)[1]
    assert np.sum(dx * direction) == pytest.approx(np.sum(dy * difference), rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(("dtype", "tolerance"), [("float32", 1e-6), ("float64", 1e-14)])
@each_of(ELEMENTWISE)
def test_kinks_are_those_of_keras(name, kwargs, dtype, tolerance):
    x = np.array([0, -0.0, 0.5, -0.5, 0.9, -0.9, 1, -1, 2.9, -2.9, 3, -3, 5.9, 6, -6], dtype)
    dy = np.ones_like(x)
    assert_equal(by_reference(name, kwargs, x, dy), by_keras(name, kwargs, x, dy), tolerance)


@pytest.mark.parametrize(
    ("name", "kwargs", "x", "slope"),
    [
        ("relu", {}, 0.0, 0),
        ("relu", {"max_value": 6.0}, 6.0, 0),
        ("relu", {"max_value": 5.0}, 5.0, 1),
        ("leaky_relu", {}, 0.0, np.float32(0.2)),
        ("celu", {}, 0.0, 2),
    ],
)
def test_slopes_to_remember(name, kwargs, x, slope):
    assert by_reference(name, kwargs, np.array([x]), np.ones(1))[1] == slope


@each_of(ELEMENTWISE)
def test_nan_and_infinity_are_those_of_keras(name, kwargs):
    x, dy = np.array([np.nan, np.inf, -np.inf]), np.ones(3)
    with np.errstate(invalid="ignore"):
        ours = by_reference(name, kwargs, x, dy)
    y, dx = by_keras(name, kwargs, x, dy)
    if name == "sparse_plus":  # where Keras multiplies 0 by inf
        dx = np.array([np.nan, 1, 0])
    assert_equal(ours, (y, dx), 1e-14)


@pytest.mark.parametrize(
    ("dtype", "sizes", "tolerance"),
    [("float32", (100, 1e4, 1e30), 1e-6), ("float64", (1e3, 1e4, 1e300), 1e-9)],
)
@each_of(ELEMENTWISE)
def test_extremes_are_those_of_keras_and_do_not_warn(name, kwargs, dtype, sizes, tolerance):
    x = np.array([sign * size for size in sizes for sign in (1, -1)], dtype)
    dy = np.full_like(x, 0.5)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        ours = by_reference(name, kwargs, x, dy)
    assert_equal(ours, by_keras(name, kwargs, x, dy), tolerance)


@pytest.mark.parametrize("name", ROWS)
@pytest.mark.parametrize("row", [(1e4, -1e4, 0, 1e4), (1, 1, 0, 0), (1, 0, 0, 0), [0, -9] * 20])
def test_ties_and_extremes_in_rows_are_those_of_keras(name, row):
    x = np.array([row], float)
    dy = np.arange(1.0, 1 + (x.size // 2 if name == "glu" else x.size))[None]
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        ours = by_reference(name, {}, x, dy)
    assert_equal(ours, by_keras(name, {}, x, dy), 1e-14)


def test_gelu_keeps_its_small_values():
    assert activations.gelu(-8.0) == pytest.approx(-8 * 6.22096e-16, rel=1e-3, abs=0)


def test_sparsemax_is_that_of_keras_not_the_published_one():
    assert activations.sparsemax([0.0, 0.5, 1.0]).tolist() == [0, 0, 0.25]  # published: 0, 0.25, 0.75
    assert activations.sparsemax(np.float32([1e9, 0])).tolist() == [np.inf, np.inf]
    assert np.isinf(keras.activations.sparsemax(tf.constant([1e9, 0]))).all()


@pytest.mark.parametrize(("name", "axis"), [("glu", -1), ("glu", 2), ("sparsemax", None), ("softmax", 2)])
def test_an_impossible_axis_is_named(name, axis):
    with pytest.raises(ValueError, match=f"axis.* {axis}"):
        getattr(activations, name)(np.zeros((2, 3)), axis=axis)


def test_get_knows_names_configurations_and_functions():
    assert all(activations.get(name) is getattr(activations, name) for name in NAMES)
    assert activations.get("swish") is activations.swish is activations.silu
    assert activations.get("hard_swish") is activations.hard_swish is activations.hard_silu
    assert activations.get(None) is activations.linear
    assert activations.get(activations.relu) is activations.relu
    assert activations.get({"class_name": "function", "config": "relu"}) is activations.relu


@pytest.mark.parametrize("identifier", ["Relu", "get", 3, np.tanh, {"class_name": "ReLU", "config": {}}])
def test_get_refuses_anything_else(identifier):
    with pytest.raises(ValueError, match="unknown activation .*; known are celu, elu"):
        activations.get(identifier)


def test_a_call_takes_lists_and_numbers():
    assert activations.relu([-1, 2]).dtype == np.float32
    assert activations.relu(3) == 3
    assert activations.threshold([0.0, 2.0], 1.0, -1.0).tolist() == [-1, 2]
