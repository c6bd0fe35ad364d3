"""Accuracies: their conventions one by one, against Keras and scikit-learn."""

import itertools

import keras
import numpy as np
import pytest
import tensorflow as tf
from sklearn.metrics import accuracy_score, top_k_accuracy_score

from reference import metrics

RNG = np.random.default_rng(15)
NAN, INF = np.nan, np.inf


def batch(name, n, k=4):
    """Targets and predictions with many ties, and with predictions on the threshold."""
    y_pred = (RNG.integers(0, 5, (n, k)) / 4).astype("float32")
    labels = RNG.integers(0, k, n)
    targets = {"B": RNG.integers(0, 2, (n, k)), "C": np.eye(k)[labels], "S": labels[:, None]}
    return targets[name[0]], y_pred


def equal(name, *arguments, **options):
    """The function's result, which must be Keras's in every entry and in its shape."""
    ours, theirs = (getattr(half, name)(*arguments, **options) for half in (metrics, keras.metrics))
    np.testing.assert_array_equal(ours, theirs.numpy(), strict=True)
    return ours


@pytest.mark.parametrize("dtype", ["float32", "float64", None])
@pytest.mark.parametrize("name", ["BinaryAccuracy", "CategoricalAccuracy", "SparseCategoricalAccuracy"])
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


def test_accuracy_casts_the_targets_to_the_type_of_the_predictions():
    for y_true, y_pred, expected in [
        ([1.5, 2, 3], np.array([1, 2, 4]), [1, 1, 0]),
        ([1.5, 2, 3], [1.0, 2.0, 4.0], [0, 1, 0]),
        (np.array([0.1]), np.float32([0.1]), [1]),
        (np.float32([0.1]), np.array([0.1]), [0]),
        ([2**24 + 1], [2**24], [0]),  # integers are compared as such
        ([[True], [False]], [[1], [1]], [[1], [0]]),
        ([NAN, 0.0], [NAN, -0.0], [0, 1]),
    ]:
        theirs = keras.src.metrics.accuracy_metrics.accuracy(y_true, y_pred).numpy()
        ours = metrics.Accuracy().fn(y_true, y_pred)
        assert ours.tolist() == theirs.tolist() == expected


def test_threshold_is_strict_and_rounded_to_floatx():
    for threshold in (0.3, 0.5, 0.7, 0, 2, -1):
        one = [[float(threshold)]]
        near = np.array(one) + 1e-9
        for y_pred in (one, np.array(one), np.float32(one), near, np.float64(np.float32(one))):
            equal("binary_accuracy", np.ones((1, 1)), y_pred, threshold)
    assert metrics.BinaryAccuracy()([[0], [1]], [[0.5], [0.5]]) == 0.5
    equal("binary_accuracy", [[1.0], [0.0], [0.5], [2.0]], np.float32([[NAN], [NAN], [0.9], [0.9]]))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_argmax_takes_the_first_of_equals_and_never_nan_and_knows_two_zeros(dtype):
    small = float(np.finfo(dtype).tiny)
    rows = [[1, 1, 0], [0.1, NAN, 0.9], [NAN, 1, 2], [0.9, NAN, 0.1], [NAN] * 3, [-INF] * 3, [-INF, INF, 0]]
    rows += [[-0.0, 0.0, -1], [small / 2, small / 4, 0.0], [-small / 4, -0.0, -small / 2], [0, small, -small]]
    rows += [[-2 * small, -0.0, -1], [-1, 0.0, small / 2], [-0.0, -small, -1]]
    scores = np.array(rows, dtype)
    for label in range(3):
        labels = np.full(len(rows), label)
        hits = equal("sparse_categorical_accuracy", labels, scores)
        assert np.array_equal(equal("categorical_accuracy", np.eye(3)[labels], scores), hits)
        equal("categorical_accuracy", scores, np.eye(3)[labels].astype(dtype))
    assert not equal("sparse_categorical_accuracy", np.array([7, -1, 1.5]), scores[:3]).any()  # misses


def test_labels_may_have_an_axis_more():
    scores = RNG.random((2, 3, 4)).astype("float32")
    for shape in ((2, 3), (2, 3, 1)):
        labels = RNG.integers(0, 4, shape)
        equal("sparse_categorical_accuracy", labels, scores)
        equal("sparse_top_k_categorical_accuracy", labels, scores, k=2)
    for labels, shape in (((5,), (5, 4)), ((5, 1), (5, 4)), ((5, 1), (5, 1, 4)), ((5, 1, 1), (5, 1, 4))):
        equal("sparse_categorical_accuracy", np.ones(labels), np.float32(RNG.random(shape)))


# Ties, a score that is not finite in a row that has it or ties with it, zeros of both signs.
ODD = np.float32(
    [
        [0.1, 0.5, 0.5, 0.2],
        [NAN, 0.5, 0.4, 0.2],
        [0.1, INF, 0.4, 0.2],
        [0.3, 0.3, 0.3, 0.3],
        [0, -INF, 0.1, 0.2],
        [-0.0, 0, 0, 0],
    ]
)


def test_top_k_lets_ties_in_and_rows_that_are_not_finite_out():
    for k, label in itertools.product((1, 2, 3, 4, 9), range(-1, 5)):
        equal("sparse_top_k_categorical_accuracy", np.full(6, label), ODD, k=k)
        if 0 <= label < 4:
            equal("top_k_categorical_accuracy", np.eye(4)[np.full(6, label)], ODD, k=k)
    assert equal("sparse_top_k_categorical_accuracy", np.float32([1.9, -0.9, NAN]), ODD[[0, 3, 3]], k=1).any()
    equal("top_k_categorical_accuracy", np.float32([[0.5, 0.5, 0, 0], [NAN, 0, 1, 0]]), ODD[[0, 3]], k=1)
    equal("top_k_categorical_accuracy", np.eye(4)[[[0, 1, 2]]], RNG.random((1, 3, 4)).astype("float32"), k=2)
    ids = np.float32([[[1, 0, 2], [0, 1, 2]]])
    for k in (1, 2, 7):
        equal("sparse_top_k_categorical_accuracy", np.array([[0, 2]]), ids, k=k, from_sorted_ids=True)


def test_top_k_of_float64_is_refused_by_keras_alone():
    with pytest.raises(tf.errors.InvalidArgumentError, match="expected to be a float tensor"):
        keras.metrics.sparse_top_k_categorical_accuracy(np.zeros(6), ODD.astype("float64"), k=2)
    ours = metrics.sparse_top_k_categorical_accuracy(np.zeros(6), ODD.astype("float64"), k=3)
    assert np.array_equal(ours, metrics.sparse_top_k_categorical_accuracy(np.zeros(6), ODD, k=3))


def test_scikit_learn_agrees():
    scores, labels, weight = RNG.random((40, 4)), RNG.integers(0, 4, 40), RNG.random(40)
    expected = pytest.approx(accuracy_score(labels, scores.argmax(axis=1), sample_weight=weight))
    assert metrics.SparseCategoricalAccuracy()(labels, scores, weight) == expected
    assert metrics.CategoricalAccuracy()(np.eye(4)[labels], scores, weight) == expected
    assert metrics.Accuracy()(labels, scores.argmax(axis=1), weight) == expected
    yes = accuracy_score(labels > 1, scores[:, 0] > 0.5)
    assert metrics.BinaryAccuracy()(labels[:, None] > 1, scores[:, :1]) == pytest.approx(yes)
    for k in (1, 2, 3):
        best = pytest.approx(top_k_accuracy_score(labels, scores, k=k, sample_weight=weight))
        assert metrics.SparseTopKCategoricalAccuracy(k)(labels, scores, weight) == best
        assert metrics.TopKCategoricalAccuracy(k)(np.eye(4)[labels], scores, weight) == best
