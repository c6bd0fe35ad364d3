"""The namespace of constraints: names, configurations, axes, and what is refused.

The weights that they make are compared in the rows of `regularization`.
"""

import json

import keras
import numpy as np
import pytest

from reference import constraints
from reference.constraints import Constraint, MaxNorm, MinMaxNorm, NonNeg, UnitNorm

HALVES = pytest.mark.parametrize("half", [keras.constraints, constraints], ids=["keras", "numpy"])
NAMES = ["max_norm", "MaxNorm", "min_max_norm", "non_neg", "NonNeg", "unit_norm", "Constraint", "constraint"]
W = np.array([[3, 0.3, 0], [4, 0.4, 0]], dtype="float32")  # columns of the lengths 5, 0.5 and 0


def of(constraint, w=W):
    return np.asarray(constraint(w))


@pytest.mark.parametrize("name", NAMES)
def test_names_and_configurations_are_keras_s(name):
    theirs = keras.constraints.serialize(keras.constraints.get(name))
    assert constraints.serialize(constraints.get(name)) == theirs
    again = constraints.get(json.loads(json.dumps(theirs)))
    assert type(again).__name__ == theirs["class_name"]
    assert constraints.serialize(again) == theirs


@HALVES
def test_the_classes_have_second_names(half):
    assert (half.max_norm, half.min_max_norm) == (half.MaxNorm, half.MinMaxNorm)
    assert (half.non_neg, half.unit_norm) == (half.NonNeg, half.UnitNorm)


@HALVES
def test_none_classes_objects_and_functions_are_taken(half):
    assert half.get(None) is None
    assert isinstance(half.get(half.NonNeg), half.NonNeg)
    for each in (half.MaxNorm(3), np.sign):
        assert half.get(each) is each


def test_what_has_no_configuration():
    assert constraints.serialize(None) is keras.constraints.serialize(None) is None
    with pytest.raises(ValueError, match="expected a Constraint"):
        constraints.serialize(np.sign)


@HALVES
def test_long_columns_are_cut_short_ones_stay_and_zeros_stay_zeros(half):
    lengths = np.linalg.norm(of(half.MaxNorm(2)), axis=0)
    np.testing.assert_allclose(lengths, [2, 0.5, 0], rtol=1e-6)
    lengths = np.linalg.norm(of(half.MinMaxNorm(1, 3)), axis=0)
    np.testing.assert_allclose(lengths, [3, 1, 0], rtol=1e-6)
    lengths = np.linalg.norm(of(half.MinMaxNorm(1, 3, rate=0.25)), axis=0)
    np.testing.assert_allclose(lengths, [4.5, 0.625, 0], rtol=1e-6)  # a quarter of the way
    lengths = np.linalg.norm(of(half.UnitNorm()), axis=0)
    np.testing.assert_allclose(lengths, [1, 1, 0], rtol=1e-6)


@HALVES
def test_a_short_column_is_shortened_a_little_all_the_same(half):
    w = np.array([[0.5]])
    assert of(half.MaxNorm(2), w)[0, 0] == 0.5 * (0.5 / (1e-7 + 0.5)) < 0.5


@HALVES
def test_the_axes_of_one_vector(half):
    w = np.ones((2, 3, 4), dtype="float32")
    for axis, length in ((0, 2), (-1, 4), (1, 3), ([0, 1], 6), ((0, 2), 8), (None, 24)):
        np.testing.assert_allclose(of(half.UnitNorm(axis), w), length**-0.5, rtol=1e-6)
    assert half.MaxNorm(3, [0, 1]).get_config() == {"max_value": 3, "axis": [0, 1]}


@HALVES
def test_non_neg_cuts_and_the_base_class_allows_all(half):
    assert of(half.NonNeg(), np.float32([-1.5, 0, 2])).tolist() == [0, 0, 2]
    assert of(half.Constraint()).tolist() == W.tolist()


@pytest.mark.parametrize("constraint", [MaxNorm(1.1), MinMaxNorm(0.1, 0.9, 0.3), UnitNorm(), NonNeg()])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_dtype_stays_and_the_weight_is_not_changed(constraint, dtype):
    w = W.astype(dtype)
    assert constraint(w).dtype == dtype
    assert w.tolist() == W.astype(dtype).tolist()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: MaxNorm(-1), "MaxNorm: max_value"),
        (lambda: MaxNorm("a"), "MaxNorm: max_value"),
        (lambda: MaxNorm(True), "MaxNorm: max_value"),
        (lambda: MaxNorm(float("nan")), "MaxNorm: max_value"),
        (lambda: MinMaxNorm(min_value=None), "MinMaxNorm: min_value"),
        (lambda: MinMaxNorm(2, 1), "min_value 2 must not be above max_value 1"),
        (lambda: MinMaxNorm(rate=-0.5), "MinMaxNorm: rate"),
        (lambda: UnitNorm(axis="a"), "UnitNorm: axis"),
        (lambda: UnitNorm(axis=1.0), "UnitNorm: axis"),
        (lambda: UnitNorm(axis=[0, None]), "UnitNorm: axis"),
        (lambda: UnitNorm(axis=True), "UnitNorm: axis"),
        (lambda: UnitNorm(axis=2)(W), "axis 2"),
        (lambda: constraints.get("typo"), "unknown constraint 'typo'"),
        (lambda: constraints.get(3), "unknown constraint 3"),
    ],
)
def test_what_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_a_constraint_of_your_own():
    class Halves(Constraint):
        def __call__(self, w):
            return np.round(2 * w) / 2

    assert constraints.get(Halves)(np.float32([0.3, 0.8])).tolist() == [0.5, 1]
