"""Metrics: results against Keras's and scikit-learn's, and the conventions one by one."""

import itertools

import keras
import numpy as np
import pytest
from keras.src.trainers.compile_utils import get_metric
from sklearn.metrics import accuracy_score

from reference import losses, metrics

RNG = np.random.default_rng(14)
ACCURACIES = ["BinaryAccuracy", "CategoricalAccuracy", "SparseCategoricalAccuracy"]


def batch(name, n, k=4):
    """Targets and predictions with many ties, and with predictions on the threshold."""
    y_pred = (RNG.integers(0, 5, (n, k)) / 4).astype("float32")
    labels = RNG.integers(0, k, n)
    targets = {"B": RNG.integers(0, 2, (n, k)), "C": np.eye(k)[labels], "S": labels[:, None]}
    return targets[name[0]], y_pred


@pytest.mark.parametrize("dtype", ["float32", "float64", None])
@pytest.mark.parametrize("name", ACCURACIES)
def test_results_are_keras_exactly(name, dtype):
    ours, theirs = getattr(metrics, name)(dtype=dtype), getattr(keras.metrics, name)(dtype=dtype)
    for n in (7, 1, 32):
        y_true, y_pred = batch(name, n)
        for weight in (None, RNG.integers(0, 5, n) / 4, RNG.integers(0, 5, (n, 1)) / 4):
            ours.update_state(y_true, y_pred, weight)
            theirs.update_state(y_true, y_pred, sample_weight=weight)
            assert ours.result() == theirs.result().numpy()
            assert ours.count.dtype == ours.result().dtype == theirs.dtype
    ours.reset_state()
    assert ours.result() == 0
    assert ours.get_config() == theirs.get_config()


def test_several_outputs_a_row_are_averaged_first():
    y_true, y_pred = RNG.integers(0, 2, (2, 6, 5, 3))
    for weight in (None, RNG.random(6), RNG.random((6, 1)), RNG.random((6, 5)), RNG.random((6, 5, 3))):
        theirs = keras.metrics.BinaryAccuracy()(y_true, y_pred, sample_weight=weight).numpy()
        assert metrics.BinaryAccuracy()(y_true, y_pred, weight) == pytest.approx(theirs, rel=1e-6)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_mean_of_values_and_weights_of_every_shape(dtype):
    for shape, weight_shape in [
        ((), ()),
        ((5,), (5,)),
        ((5,), (5, 1)),
        ((5,), ()),
        ((5, 3), (5,)),
        ((5, 3), ()),
    ]:
        values, weight = RNG.random(shape), RNG.random(weight_shape)
        ours, theirs = metrics.Mean(dtype=dtype), keras.metrics.Mean(dtype=dtype)
        for given in (weight, None):
            ours.update_state(values, sample_weight=given)
            theirs.update_state(values, sample_weight=given)
        found, expected = (ours.total, ours.count), (theirs.total.numpy(), theirs.count.numpy())
        np.testing.assert_allclose(found, expected, rtol=1e-13 if dtype == "float64" else 1e-6)


def test_float32_counts_to_two_to_the_24():
    """A property of Keras's accumulators: from there on single samples are lost."""
    ours, theirs = metrics.Mean(), keras.metrics.Mean()
    for mean in (ours, theirs):
        mean.update_state(1.0, sample_weight=2.0**24)
        mean.update_state(1.0)
    assert ours.count == theirs.count.numpy() == 2**24


def test_loss_that_fit_reports():
    mean = metrics.Mean("loss")
    mean.update_state(np.float32(1.5), sample_weight=32)
    assert mean(np.float32(0.5), sample_weight=8) == np.float32(1.3)


def test_threshold_is_strict_and_rounded_to_floatx():
    for threshold in (0.3, 0.5, 0.7, 0, 2, -1):
        one = [[float(threshold)]]
        for y_pred in (
            one,
            np.array(one),
            np.float32(one),
            np.array(one) + 1e-9,
            np.float64(np.float32(one)),
        ):
            theirs = keras.metrics.binary_accuracy(np.ones((1, 1)), y_pred, threshold).numpy()
            assert np.array_equal(metrics.binary_accuracy(np.ones((1, 1)), y_pred, threshold), theirs)
    assert metrics.BinaryAccuracy()([[0], [1]], [[0.5], [0.5]]) == 0.5


def test_argmax_takes_the_first_of_equals_and_never_nan():
    nan, inf = np.nan, np.inf
    rows = np.array([[1, 1, 0], [0.1, nan, 0.9], [nan, 1, 2], [0.9, nan, 0.1], [nan] * 3, [-inf] * 3])
    for label in range(3):
        labels = np.full(6, label)
        theirs = keras.metrics.sparse_categorical_accuracy(labels, rows).numpy()
        assert np.array_equal(metrics.sparse_categorical_accuracy(labels, rows), theirs)
        one_hot = np.eye(3)[labels]
        assert np.array_equal(metrics.categorical_accuracy(one_hot, rows), theirs)
    assert not metrics.sparse_categorical_accuracy([7, -1], rows[:2]).any()  # misses, not errors


def test_scikit_learn_agrees():
    scores, labels = RNG.random((40, 4)), RNG.integers(0, 4, 40)
    expected = pytest.approx(accuracy_score(labels, scores.argmax(axis=1)))
    assert metrics.SparseCategoricalAccuracy()(labels, scores) == expected
    assert metrics.CategoricalAccuracy()(np.eye(4)[labels], scores) == expected
    yes = accuracy_score(labels > 1, scores[:, 0] > 0.5)
    assert metrics.BinaryAccuracy()(labels[:, None] > 1, scores[:, :1]) == pytest.approx(yes)


@pytest.mark.parametrize("name", ["accuracy", "acc", "ACC"])
def test_accuracy_by_shapes(name):
    shapes = [(4,), (4, 1), (4, 3), (4, 5), (4, 5, 1), (4, 5, 3), (1,)]
    for y_true, y_pred in itertools.product(shapes, repeat=2):
        theirs = get_metric(name, np.zeros(y_true), np.zeros(y_pred))
        ours = metrics.resolve_accuracy(name, y_true, y_pred)
        assert (type(ours).__name__, ours.name) == (type(theirs).__name__, theirs.name)


def test_get():
    for name in (*ACCURACIES, "Mean"):
        theirs = getattr(keras.metrics, name)(name="mine")
        ours = metrics.get(keras.metrics.serialize(theirs))
        assert (type(ours).__name__, ours.get_config()) == (name, theirs.get_config())
        assert type(metrics.get(name)).__name__ == type(metrics.get(metrics.get(name).name)).__name__ == name
        assert metrics.get(ours) is ours
    function = {"class_name": "function", "config": "binary_accuracy"}  # as in a compile configuration
    assert metrics.get(function).name == metrics.get(metrics.binary_accuracy).name == "binary_accuracy"
    wrapped = metrics.get(losses.mean_squared_error)
    assert (wrapped.name, float(wrapped([[1], [2]], [[1], [4]]))) == ("mean_squared_error", 2)


ONES = np.ones((2, 1))
REFUSED = [
    (lambda: metrics.binary_accuracy(np.ones(2), ONES), r"same shape, got \(2,\) and \(2, 1\); .*reshape"),
    (lambda: metrics.categorical_accuracy([0, 1], np.ones((2, 3))), r"\(2,\) .*SparseCategoricalAccuracy"),
    (
        lambda: metrics.sparse_categorical_accuracy([0], ONES),
        r"labels of shape \(2,\) or \(2, 1\), got \(1,\)",
    ),
    (lambda: metrics.sparse_categorical_accuracy([], np.ones((0, 3))), "at least one sample"),
    (lambda: metrics.BinaryAccuracy()(ONES, [["a"], ["b"]]), "y_pred: expected numbers, got dtype <U1"),
    (
        lambda: metrics.BinaryAccuracy()(ONES, ONES, [1, 2, 3]),
        r"sample_weight: expected .*\(2,\), got \(3,\)",
    ),
    (lambda: metrics.BinaryAccuracy(threshold=None), "threshold must be a number, got None"),
    (lambda: metrics.Mean(dtype="float16"), "dtype must be one of .* got 'float16'"),
    (lambda: metrics.get("auc"), "unknown metric 'auc'; known are binary_accuracy, .*mean, sparse"),
    (lambda: metrics.get("accuracy"), "'accuracy' depends on the shapes of the data: use resolve_accuracy"),
    (lambda: metrics.get(None), "unknown metric None"),
    (lambda: metrics.resolve_accuracy("mse", (4,), (4, 3)), "name must be one of .* got 'mse'"),
    (lambda: metrics.resolve_accuracy("acc", (4,), ()), r"y_pred needs at least one axis, got shape \(\)"),
]


@pytest.mark.parametrize(("call", "message"), REFUSED)
def test_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
