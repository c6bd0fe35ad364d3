"""Losses: values and gradients against Keras's, and the conventions one by one."""

import itertools

import keras
import numpy as np
import pytest
import tensorflow as tf
from sklearn import metrics as witness

from reference import losses

RNG = np.random.default_rng(9)
Y, Z = RNG.random((5, 3)), RNG.normal(size=(5, 3))
P = 1 / (1 + np.exp(-Z))
LABELS, ONE_HOT = np.array([0, 2, 1, 1, 0]), np.eye(3)[[0, 2, 1, 1, 0]]
REDUCTIONS = ["sum_over_batch_size", "sum", "mean", "mean_with_sample_weight", "none", None]
WEIGHTS = [None, RNG.random(5), RNG.random((5, 1))]
CROSSENTROPIES = ["BinaryCrossentropy", "CategoricalCrossentropy", "SparseCategoricalCrossentropy"]
SMOOTHED = [
    (name, {"from_logits": from_logits, "label_smoothing": smoothing})
    for name in CROSSENTROPIES[:2]
    for from_logits in (False, True)
    for smoothing in (0.0, 0.1, 1.0)
]
LOSSES = [
    ("MeanSquaredError", {}),
    ("MeanAbsoluteError", {}),
    *SMOOTHED,
    *[(CROSSENTROPIES[2], {"from_logits": from_logits}) for from_logits in (False, True)],
]


def keras_side(loss, y_true, y_pred, weight=None, dvalues=None):
    at = tf.constant(y_pred)
    with tf.GradientTape() as tape:
        tape.watch(at)
        value = loss(y_true, at, sample_weight=weight)
    return value.numpy(), tape.gradient(value, at, output_gradients=dvalues).numpy()


def numpy_side(loss, y_true, y_pred, weight=None, dvalues=None, logits=None):
    value, cache = loss.forward(y_true, y_pred, weight, logits=logits)
    return value, loss.backward(cache, dvalues)


def both(name, y_true, y_pred, weight=None, dvalues=None, **kwargs):
    theirs = getattr(keras.losses, name)(dtype=y_pred.dtype.name, **kwargs)
    sides = (y_true, y_pred, weight, dvalues)
    return numpy_side(getattr(losses, name)(**kwargs), *sides), keras_side(theirs, *sides)


def assert_close(ours, theirs, tolerance=1e-13):
    for a, b in zip(ours, theirs, strict=True):
        assert (a.shape, a.dtype) == (b.shape, b.dtype)
        assert np.abs(a - b).max() <= tolerance * np.abs(b).max()


@pytest.mark.parametrize(("name", "kwargs"), LOSSES)
def test_value_and_gradient_are_keras(name, kwargs):
    y_true, y_pred = LABELS if "Sparse" in name else Y, Z if kwargs.get("from_logits", True) else P
    for reduction, weight in itertools.product(REDUCTIONS, WEIGHTS):
        shape = (5,) if weight is None else weight.shape
        dvalues = RNG.normal(size=shape) if reduction in ("none", None) else None
        assert_close(*both(name, y_true, y_pred, weight, dvalues, reduction=reduction, **kwargs))


@pytest.mark.parametrize(("name", "kwargs"), [*SMOOTHED, *LOSSES[:2], LOSSES[-1]])
def test_more_axes_and_weights_of_every_shape(name, kwargs):
    y_true = RNG.integers(0, 5, (2, 4, 1)) if "Sparse" in name else RNG.random((2, 4, 5))
    y_pred = RNG.random((2, 4, 5))
    for weight in (None, RNG.random((2, 4)), RNG.random((2, 1))):
        for reduction in ("sum_over_batch_size", "mean_with_sample_weight"):
            assert_close(*both(name, y_true, y_pred, weight, reduction=reduction, **kwargs))
    if "label_smoothing" in kwargs:  # which divides by the size of the last axis, whatever `axis` is
        assert_close(*both(name, y_true, y_pred, RNG.random((2, 5)), axis=1, **kwargs))


def test_functions_give_a_loss_for_each_sample():
    pairs = [(losses.mean_squared_error, Y, Z), (losses.mean_absolute_error, Y, Z)]
    pairs += [(losses.binary_crossentropy, Y, P), (losses.categorical_crossentropy, Y, P)]
    for function, y_true, y_pred in [*pairs, (losses.sparse_categorical_crossentropy, LABELS, P)]:
        theirs = getattr(keras.losses, function.__name__)(y_true, tf.constant(y_pred)).numpy()
        np.testing.assert_allclose(function(y_true, y_pred), theirs, rtol=1e-13)
    assert losses.mean_squared_error([[0, 1]], [[1, 1]]).dtype == np.float32  # lists are floatx


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("reduction", ["sum_over_batch_size", "sum"])
def test_mean_squared_error_is_bit_identical_where_it_is_exact(dtype, reduction):
    y_true, y_pred = (RNG.integers(-12, 13, (2, 16, 8)) / 4).astype(dtype)
    ours, theirs = both("MeanSquaredError", y_true, y_pred, reduction=reduction)
    assert ours[0] == theirs[0]
    assert np.array_equal(ours[1], theirs[1])
    assert isinstance(ours[0], np.dtype(dtype).type)


@pytest.mark.parametrize(("name", "kwargs"), LOSSES)
def test_float32_is_as_near_to_the_truth_as_keras(name, kwargs):
    y_true = LABELS if "Sparse" in name else Y.astype("float32")
    y_pred = (Z if kwargs.get("from_logits", True) else P).astype("float32")
    ours, theirs = both(name, y_true, y_pred, **kwargs)
    truth = numpy_side(getattr(losses, name)(dtype="float64", **kwargs), y_true, y_pred)
    for a, b, referee in zip(ours, theirs, truth, strict=True):
        assert a.dtype == np.float32
        few_ulp = 4 * np.spacing(np.float32(np.abs(referee).max()))
        assert np.abs(a - referee).max() <= 2 * np.abs(b - referee).max() + few_ulp


@pytest.mark.parametrize("activation", ["softmax", "sigmoid"])
@pytest.mark.parametrize("name", [*CROSSENTROPIES, "MeanSquaredError"])
def test_logits_path_through_a_real_layer(activation, name):
    """Any cross-entropy reads the logits of any of the two: Keras does not check that they match."""
    layer = keras.layers.Dense(3, activation=activation, dtype="float64")
    x, y_true = tf.constant(RNG.normal(size=(5, 4))), LABELS if "Sparse" in name else ONE_HOT
    with tf.GradientTape() as tape:
        tape.watch(x)
        y_pred = layer(x)
        value = getattr(keras.losses, name)(dtype="float64")(y_true, y_pred)
    kernel, logits = layer.kernel.numpy(), y_pred._keras_logits.numpy()
    loss = getattr(losses, name)()
    assert loss.reads_logits == (name in CROSSENTROPIES)
    ours, gradient = numpy_side(loss, y_true, y_pred.numpy(), logits=logits)
    if loss.reads_logits:
        assert_close((ours, gradient @ kernel.T), (value.numpy(), tape.gradient(value, x).numpy()))
    else:
        assert_close((ours, gradient), numpy_side(loss, y_true, y_pred.numpy()))


def test_forty_and_minus_forty():
    """From the logits the loss is 80 and it still learns; from probabilities it is clipped and stuck."""
    z, one_hot = np.array([[40.0, -40.0]], "float32"), np.array([[0.0, 1.0]], "float32")
    p = keras.ops.softmax(z).numpy()
    for loss, y in [(losses.get("CategoricalCrossentropy"), one_hot), (losses.get(CROSSENTROPIES[2]), [1])]:
        value, gradient = numpy_side(loss, y, p, logits=z)
        assert (value, gradient.tolist()) == (80.0, [[1, -1]])
        value, gradient = numpy_side(loss, y, p)
        assert (round(float(value), 3), gradient.tolist()) == (16.118, [[0, 0]])
    binary, no = losses.BinaryCrossentropy(), np.array([[0.0]], "float32")
    assert numpy_side(binary, no, no + 1, logits=z[:, :1]) == (40.0, [[1]])
    assert [round(float(part.item()), 3) for part in numpy_side(binary, no, no + 1)] == [15.942, 0]
    single = keras.layers.Activation("softmax")(z)  # Keras casts for a loss of another dtype: no logits
    assert round(float(keras.losses.CategoricalCrossentropy(dtype="float64")(one_hot, single)), 3) == 16.118


@pytest.mark.parametrize("name", CROSSENTROPIES)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_gradient_at_inside_and_outside_the_clip(name, dtype):
    low, high = np.array([1e-7, 1 - 1e-7], dtype)
    ends = [np.nextafter(end, to) for end in (low, high) for to in np.array([0, 1], dtype)]
    y_true = np.array([1]) if "Sparse" in name else np.array([[0.25, 0.75]], dtype)
    for first, second in itertools.product([low, high, *ends, -1, 0, 0.5, 1, 2], repeat=2):
        ours, theirs = both(name, y_true, np.array([[first, second]], dtype))
        if np.isfinite(theirs[1]).all():  # categorical divides 1 - 1 by 0
            assert_close(ours, theirs, 1e-13 if dtype == "float64" else 1e-5)


def test_gradient_of_the_logits_is_p_minus_y_even_where_y_does_not_sum_to_one():
    y, z = np.array([[0.7, 1.0, 0.0]]), np.array([[0.3, 0.2, -1.0]])
    p = np.exp(z) / np.exp(z).sum()
    ours, theirs = both("CategoricalCrossentropy", y, z, from_logits=True)
    assert_close(ours, theirs)
    assert_close(ours, (-(y * np.log(p)).sum(), p - y))


def test_sparse_divides_by_the_sum_after_the_clip_and_categorical_before():
    p = np.array([[0.0, 1e-3]])
    for name, y_true in [("CategoricalCrossentropy", np.array([[1.0, 0]])), (CROSSENTROPIES[2], [0])]:
        ours, theirs = both(name, np.array(y_true), p)
        assert_close(ours, theirs)
        assert ours[0] == pytest.approx(-np.log(1e-7 if "Sparse" not in name else 1e-7 / (1e-7 + 1e-3)))


def test_mean_absolute_error_has_slope_zero_where_it_is_right():
    ours, theirs = both("MeanAbsoluteError", np.array([[0.0, 1, 2]]), np.array([[0.0, 3, 0]]))
    assert ours[1].tolist() == theirs[1].tolist() == [[0, 1 / 3, -1 / 3]]


def test_weights_without_a_sum_and_nan():
    weights = np.array([1.0, -1, 2, -2, 0])
    weightless = both("MeanSquaredError", Y, Z, weights, reduction="mean_with_sample_weight")
    assert all(value == 0 and not gradient.any() for value, gradient in weightless)
    assert np.isnan(losses.MeanSquaredError()([[np.nan, 1]], [[0, 1]]))


def test_scikit_learn_agrees():
    softmax = np.exp(Z) / np.exp(Z).sum(axis=-1, keepdims=True)
    pairs = [
        ("mse", Y, Z, witness.mean_squared_error(Y, Z)),
        ("mae", Y, Z, witness.mean_absolute_error(Y, Z)),
    ]
    pairs += [("categorical_crossentropy", ONE_HOT, softmax, witness.log_loss(LABELS, softmax))]
    pairs += [("sparse_categorical_crossentropy", LABELS, softmax, witness.log_loss(LABELS, softmax))]
    pairs += [("bce", ONE_HOT, P, witness.log_loss(ONE_HOT.ravel(), P.ravel()))]
    for name, y_true, y_pred, expected in pairs:
        np.testing.assert_allclose(losses.get(name)(y_true, y_pred), expected, rtol=1e-13)
