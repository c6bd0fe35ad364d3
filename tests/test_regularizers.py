"""The namespace of regularizers: names, configurations, factors in float32, and what is refused.

Costs and gradients are compared in the rows of `regularization`.
"""

import json

import keras
import numpy as np
import pytest
import tensorflow as tf

from reference import regularizers
from reference.regularizers import L1, L1L2, L2, OrthogonalRegularizer, Regularizer

HALVES = pytest.mark.parametrize("half", [keras.regularizers, regularizers], ids=["keras", "numpy"])
NAMES = ["l1", "L1", "l2", "L2", "l1l2", "L1L2", "orthogonal_regularizer", "OrthogonalRegularizer"]
W = np.array([[1, -2, 0], [0.5, 0, -1]], dtype="float32")


def number(value):
    return float(np.asarray(value))


@pytest.mark.parametrize("name", NAMES)
def test_names_and_configurations_are_keras_s(name):
    theirs = keras.regularizers.serialize(keras.regularizers.get(name))
    ours = regularizers.serialize(regularizers.get(name))
    assert ours == theirs
    again = regularizers.get(json.loads(json.dumps(theirs)))
    assert type(again).__name__ == theirs["class_name"]
    assert regularizers.serialize(again) == theirs


@HALVES
def test_l1_l2_is_documented_but_no_name(half):
    with pytest.raises(ValueError, match="l1_l2"):
        half.get("l1_l2")


@HALVES
def test_the_classes_have_second_names(half):
    assert (half.l1, half.l2, half.l1_l2) == (half.L1, half.L2, half.L1L2)
    assert half.orthogonal_regularizer is half.OrthogonalRegularizer


@HALVES
def test_none_stays_none_and_classes_and_objects_are_taken(half):
    assert half.get(None) is None
    assert isinstance(half.get(half.L2), half.L2)
    regularizer = half.L1(0.5)
    assert half.get(regularizer) is regularizer


def test_none_has_no_configuration():
    assert regularizers.serialize(None) is keras.regularizers.serialize(None) is None


@HALVES
def test_the_costs_of_one_weight_by_hand(half):
    """Σ|w| = 4.5 and Σw² = 6.25; the factors are powers of two."""
    w = tf.constant(W) if half is keras.regularizers else W
    assert number(half.L1(0.5)(w)) == 2.25
    assert number(half.L2(0.5)(w)) == 3.125  # no ½
    assert number(half.L1L2(0.5, 0.25)(w)) == 2.25 + 1.5625
    assert number(half.L1L2()(w)) == number(half.Regularizer()(w)) == 0


def test_the_slopes_of_one_weight_by_hand():
    assert L1(0.5).derivative(W).tolist() == [[0.5, -0.5, 0], [0.5, 0, -0.5]]  # 0 at 0
    assert L2(0.5).derivative(W).tolist() == W.tolist()
    assert L1L2(0.5, 0.25).derivative(W).tolist() == [[1, -1.5, 0], [0.75, 0, -1]]
    assert L1L2().derivative(W).tolist() == Regularizer().derivative(W).tolist() == np.zeros((2, 3)).tolist()


@HALVES
def test_only_l1_and_the_orthogonal_one_give_their_factor_back_rounded(half):
    rounded = float(np.float32(0.1))
    assert half.L1(0.1).get_config() == {"l1": rounded}
    assert half.OrthogonalRegularizer(0.1).get_config() == {"factor": rounded, "mode": "rows"}
    assert half.L2(0.1).get_config() == {"l2": 0.1}
    assert half.L1L2(0.1, 0.2).get_config() == {"l1": 0.1, "l2": 0.2}


@HALVES
def test_the_factor_is_a_float32_number_in_float64_too(half):
    one = np.ones(1)
    w = tf.constant(one) if half is keras.regularizers else one
    for regularizer in (half.L1(0.1), half.L2(0.1), half.L1L2(0.1), half.L1L2(l2=0.1)):
        assert number(regularizer(w)) == float(np.float32(0.1))


@HALVES
def test_the_default_factors(half):
    assert half.L1(None).get_config() == half.L1().get_config() == {"l1": float(np.float32(0.01))}
    assert half.L2(None).get_config() == half.L2().get_config() == {"l2": 0.01}
    assert half.L1L2(None, None).get_config() == half.L1L2().get_config() == {"l1": 0, "l2": 0}


@HALVES
def test_cosines_between_rows_by_hand(half):
    """Of the pairs of rows one has the cosine 0.6, two have 0 and 0.8; each pair counts once."""
    w = np.array([[2, 0], [0.6, 0.8], [0, 5]], dtype="float32")
    as_keras = tf.constant if half is keras.regularizers else np.asarray
    assert number(half.OrthogonalRegularizer(3.0)(as_keras(w))) == pytest.approx(1.4)
    assert number(half.OrthogonalRegularizer(3.0, "columns")(as_keras(w.T))) == pytest.approx(1.4)


def test_rows_of_zeros_and_short_rows_have_keras_s_slopes():
    for smallest in (0.0, 1e-9):
        w = np.array([[1, 2, 0], [smallest, 2 * smallest, 0], [3, -1, 1]], dtype="float32")
        for mode in ("rows", "columns"):
            with tf.GradientTape() as tape:
                x = tf.constant(w)
                tape.watch(x)
                cost = keras.regularizers.OrthogonalRegularizer(0.1, mode)(x)
            ours = OrthogonalRegularizer(0.1, mode)
            np.testing.assert_allclose(ours(w), cost, rtol=1e-6)
            np.testing.assert_allclose(ours.derivative(w), tape.gradient(cost, x), rtol=1e-5, atol=1e-9)


@HALVES
def test_a_single_row_has_no_pair(half):
    w = np.array([[1, 2]], dtype="float32")
    regularizer = half.OrthogonalRegularizer()
    assert np.isnan(number(regularizer(tf.constant(w) if half is keras.regularizers else w)))


def test_keras_has_no_orthogonal_regularizer_in_float64():
    w = W.astype("float64")
    with pytest.raises(tf.errors.InvalidArgumentError, match="double"):
        keras.regularizers.OrthogonalRegularizer(0.1)(tf.constant(w))
    ours = OrthogonalRegularizer(0.1)
    assert ours(w).dtype == ours.derivative(w).dtype == np.float64


@HALVES
@pytest.mark.parametrize("factor", [-1, float("inf"), float("nan"), "a", np.float32(0.1)])
def test_factors_that_are_refused(half, factor):
    for make in (half.L1, half.L2, lambda l1: half.L1L2(l1), half.OrthogonalRegularizer):
        with pytest.raises(ValueError, match="l1|l2|factor"):
            make(factor)


@HALVES
def test_other_things_that_are_refused(half):
    with pytest.raises(ValueError, match="mode"):
        half.OrthogonalRegularizer(mode="both")
    with pytest.raises(ValueError, match="rank 2|matrix"):
        half.OrthogonalRegularizer()(np.ones((2, 3, 4), dtype="float32"))
    for unknown in ("ridge", 3, {"class_name": "Ridge", "config": {}}):
        with pytest.raises((ValueError, TypeError)):
            half.get(unknown)
    with pytest.raises(NotImplementedError, match="get_config"):
        half.Regularizer().get_config()


def test_a_plain_function_is_refused_as_it_has_no_derivative():
    assert callable(keras.regularizers.get(lambda w: 0.0))
    with pytest.raises(ValueError, match="unknown regularizer"):
        regularizers.get(lambda w: 0.0)


def test_a_regularizer_of_your_own():
    class Cubes(Regularizer):
        def __call__(self, x):
            return np.sum(np.abs(x) ** 3)

        def derivative(self, x):
            return 3 * x * np.abs(x)

    assert regularizers.get(Cubes)(W) == 10.125
    assert regularizers.get(Cubes()).derivative(W)[0].tolist() == [3, -12, 0]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", NAMES)
def test_values_and_slopes_have_the_dtype_of_the_weight(name, dtype):
    regularizer, w = regularizers.get(name), W.astype(dtype)
    before = w.copy()
    assert regularizer(w).dtype == regularizer.derivative(w).dtype == dtype
    assert np.ndim(regularizer(w)) == 0
    assert regularizer.derivative(w).shape == w.shape
    assert np.array_equal(w, before)
