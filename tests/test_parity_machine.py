"""The machine that compares: what it calls equal, what it draws, and that it puts things back."""

import json

import keras
import numpy as np
import pytest
from parity_rows import runs_of

import reference.config
from keras_notes.parity import Case, Row, measure
from keras_notes.parity.draw import Draw
from keras_notes.parity.measure import DIFFERENT, EQUAL, IDENTICAL
from keras_notes.parity.precision import precision
from keras_notes.reference_precision import reference_precision

ULP = 2.0**-52  # of float64 numbers from 1 to 2
ULP32 = 2.0**-23
INF, NAN = np.inf, np.nan


def verdict(keras_s, ours, **kwargs):
    return measure("t", np.array(keras_s), np.array(ours), **kwargs).verdict


# ------------------------------------------------------------------ measure


def test_identical():
    found = measure("t", np.array([[1.0, -2.5]]), np.array([[1.0, -2.5]]))
    assert (found.verdict, found.identical, found.agrees) == (IDENTICAL, True, True)
    assert (found.identical_share, found.max_ulp, found.max_relative) == (1, 0, 0)
    assert (found.name, found.shape, found.dtype) == ("t", (1, 2), "float64")


def test_distances_by_hand():
    """1.5 is the largest of Keras's entries; the second differs by three of its units in the last place."""
    found = measure("t", np.array([1.5, 1.0, 0.25, 0.0]), np.array([1.5, 1 + 3 * ULP, 0.25, 0.0]))
    assert (found.verdict, found.identical, found.agrees) == (EQUAL, False, True)
    assert (found.identical_share, found.max_ulp, found.max_relative) == (0.75, 3, 3 * ULP / 1.5)


@pytest.mark.parametrize(("relative", "expected"), [(2.0**-40, EQUAL), (2.0**-39, DIFFERENT)])
def test_the_float64_tolerance_is_1e_12_of_the_largest_entry(relative, expected):
    """2⁻⁴⁰ is 0.91e-12, 2⁻³⁹ 1.8e-12; it is the largest entry that counts, not the one that differs."""
    assert verdict([4.0, 0.001], [4.0, 0.001 + 4 * relative]) == expected


def test_a_tolerance_can_be_asked_for():
    assert verdict([1.0], [1.001], tolerance=0.01) == EQUAL
    assert verdict([1.0], [1.1], tolerance=0.01) == DIFFERENT


@pytest.mark.parametrize(
    ("theirs", "ours", "note"),
    [
        (np.zeros((2, 3)), np.zeros((3, 2)), "Keras has float64 (2, 3), NumPy float64 (3, 2)"),
        (np.zeros(3), np.zeros((3, 1)), "Keras has float64 (3,), NumPy float64 (3, 1)"),
        (np.zeros(3), np.zeros(3, "float32"), "Keras has float64 (3,), NumPy float32 (3,)"),
        (np.zeros(3, "int64"), np.zeros(3), "Keras has int64 (3,), NumPy float64 (3,)"),
    ],
)
def test_another_shape_or_dtype_is_different_whatever_the_numbers(theirs, ours, note):
    found = measure("t", theirs, ours)
    assert (found.verdict, found.note, found.agrees) == (DIFFERENT, note, False)


@pytest.mark.parametrize(
    ("theirs", "ours", "expected"),
    [
        ([NAN, 1.0], [NAN, 1.0], IDENTICAL),
        ([INF, -INF], [INF, -INF], IDENTICAL),
        ([INF, 1.0], [INF, 1.0 + ULP], EQUAL),
        ([NAN, 1.0], [0.0, 1.0], DIFFERENT),
        ([0.0, 1.0], [NAN, 1.0], DIFFERENT),
        ([INF], [-INF], DIFFERENT),
        ([INF, 1.0], [1e308, 1.0], DIFFERENT),
        ([1e308, 1.0], [INF, 1.0], DIFFERENT),
        ([0.0, 0.0], [0.0, 1e-300], DIFFERENT),
        ([0.0], [-0.0], IDENTICAL),
        ([], [], IDENTICAL),
        (3.0, 3.0, IDENTICAL),
        ([True, False], [True, True], DIFFERENT),
        ([10**15, 3], [10**15, 4], EQUAL),  # integers are measured as numbers, too
        ([10, 3], [10, 4], DIFFERENT),
    ],
)
def test_infinities_nans_zeros_and_no_numbers_at_all(theirs, ours, expected):
    assert verdict(theirs, ours) == expected
    if np.asarray(theirs).dtype.kind == "f":  # and with a referee who is of Keras's opinion
        assert verdict(theirs, ours, referee=np.array(theirs)) == expected


def test_exact_admits_no_rounding():
    assert verdict([1.0], [1 + ULP], exact=True) == DIFFERENT
    assert verdict([1.0], [1.0], exact=True) == IDENTICAL


def test_exact_demands_that_the_draw_was_exact():
    """Both agree, but float64 would have given something else: then agreement bit by bit was luck."""
    single = np.array([0.1], dtype="float32")
    found = measure("t", single, single, exact=True, referee=np.array([0.1]))
    assert (found.verdict, found.identical) == (DIFFERENT, True)
    assert found.note == "the draw was not exact: float32 and float64 differ"
    assert measure("t", single, single, exact=True, referee=single.astype("float64")).verdict == IDENTICAL


def of_one(*ulps):
    """1 and so many of its units in the last place, in float32; the entry 1 beside it sets the scale."""
    return np.array([1 + ulps[0] * ULP32, 1], dtype="float32")


@pytest.mark.parametrize(
    ("keras_error", "our_error", "expected"),
    [
        (0, 0, IDENTICAL),
        (0, 8, EQUAL),
        (0, 9, DIFFERENT),
        (4, 16, EQUAL),
        (4, 17, DIFFERENT),
        (4, -16, EQUAL),
        (40, 0, EQUAL),  # better than Keras, and far from it
        (40, -88, EQUAL),
        (40, 89, DIFFERENT),
    ],
)
def test_the_referee_allows_twice_keras_s_own_error_and_8_ulps(keras_error, our_error, expected):
    """Below 1 the grid is twice as fine, so that errors down there are exact as well."""
    truth = np.ones(2)
    assert measure("t", of_one(keras_error), of_one(our_error), referee=truth).verdict == expected


def test_one_batch_of_the_user_s_own_may_be_given_more_room():
    truth = np.ones(2)
    assert measure("t", of_one(0), of_one(64), referee=truth, referee_ulps=64).verdict == EQUAL
    assert measure("t", of_one(0), of_one(65), referee=truth, referee_ulps=64).verdict == DIFFERENT


def test_a_referee_that_contradicts_keras_accuses():
    """Both halves of the NumPy side may share a mistake; then the referee is wrong in the same way."""
    truth = np.ones(2)
    theirs = np.array([1.002, 1], dtype="float32")
    found = measure("t", theirs, truth.astype("float32"), referee=truth)
    assert (found.verdict, found.note) == (DIFFERENT, "Keras is far from the float64 referee")


def test_a_measurement_as_json_has_no_infinities():
    found = measure("t", np.zeros(2), np.zeros(3)).to_json()
    assert (found["max_ulp"], found["max_relative"], found["verdict"]) == (None, None, DIFFERENT)
    assert json.loads(json.dumps(found)) == found | {"shape": [2]}


# ------------------------------------------------------------------ draw


def test_one_seed_and_one_name_give_the_same_numbers_in_any_order():
    draw = Draw(3, exact=False, dtype="float64", rounded_to="float64")
    first = draw("x", (4, 5))
    draw("y", (2,))
    assert np.array_equal(draw("x", (4, 5)), first)
    assert not np.array_equal(draw("y", (4, 5)), first)
    assert not np.array_equal(Draw(4, False, "float64", "float64")("x", (4, 5)), first)


def test_exact_draws_are_small_multiples_of_a_quarter():
    draw = Draw(0, exact=True, dtype="float32", rounded_to="float32")
    x = draw("x", (1000,), scale=10.0)
    assert set(x.tolist()) == {quarters / 4 for quarters in range(-6, 7)}
    assert x.dtype == "float32"
    assert set(draw.weight("w", (100, 9)).ravel().tolist()) <= set(x.tolist())


def test_a_referee_sees_the_numbers_that_float32_saw():
    draw = Draw(1, exact=False, dtype="float32", rounded_to="float32")
    assert np.array_equal(draw.in_float64()("x", (9,)), draw("x", (9,)))
    assert draw.in_float64()("x", (9,)).dtype == "float64"
    assert not np.array_equal(Draw(1, False, "float64", "float64")("x", (9,)), draw("x", (9,)))


def test_weights_are_scaled_by_their_fan_in_and_never_zero():
    draw = Draw(2, exact=False, dtype="float64", rounded_to="float64")
    assert draw.weight("kernel", (400, 50)).std() == pytest.approx(1 / 20, rel=0.05)
    assert draw.weight("bias", (10_000,)).std() == pytest.approx(1 / 2, rel=0.05)
    assert (draw.weight("bias", (10_000,)) != 0).all()


def test_labels_cover_the_classes():
    labels = Draw(5, exact=False, dtype="float64", rounded_to="float64").integers("y", 4, (100,))
    assert sorted(set(labels.tolist())) == [0, 1, 2, 3]


# ------------------------------------------------------------------ precision


def settings():
    return keras.config.floatx(), keras.config.dtype_policy().name, reference.config.floatx()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_precision_switches_both_halves_and_back(dtype):
    before = settings()
    with precision(dtype):
        assert settings() == (dtype, dtype, dtype)
        with reference_precision("float32"):
            assert settings() == (dtype, dtype, "float32")
        assert settings() == (dtype, dtype, dtype)
    assert settings() == before == ("float32", "float32", "float32")


@pytest.mark.parametrize("switch", [precision, reference_precision])
def test_precision_is_put_back_after_an_error(switch):
    before = settings()
    with pytest.raises(ZeroDivisionError), switch("float64"):
        1 / 0  # noqa: B018
    with pytest.raises(ValueError, match="float16"), switch("float16"):
        pass
    assert settings() == before


# ------------------------------------------------------------------ rows


def test_a_row_runs_in_the_tiers_it_has():
    plain, exact = (Case(keras.layers.Dense, {"units": 2}, (3, 4), exact=flag) for flag in (False, True))
    assert list(runs_of(plain)) == [("float64", "float64"), ("float32", "float32")]
    assert list(runs_of(exact))[0] == ("exact", "float32")


def test_the_float32_tier_stacks_several_draws():
    result = Case(keras.layers.Dense, {"units": 2}, (3, 4)).run("float32", "float32", seed=0)
    assert result.agrees
    assert [tensor.name for tensor in result.tensors] == ["output", "d input", "d kernel", "d bias"]
    assert [tensor.shape for tensor in result.tensors] == [(3, 2), (3, 4), (4, 2), (2,)]  # of one draw
    assert json.loads(json.dumps(result.to_json()))["tier"] == "float32"


def test_a_tolerance_of_its_own_needs_a_reason():
    with pytest.raises(ValueError, match=r"Dense\(units=2\) on \(3, 4\): a tolerance of its own needs a why"):
        Case(keras.layers.Dense, {"units": 2}, (3, 4), tolerance=1e-6)
    assert Case(keras.layers.Dense, {"units": 2}, (3, 4), tolerance=1e-6, why="because").tolerance == 1e-6


def test_a_tensor_that_one_side_lacks_is_an_error():
    class Lacking(Case):
        def numpy(self, counterpart, draw):
            found = super().numpy(counterpart, draw)
            found.pop("d bias")
            return found

    assert issubclass(Lacking, Row)
    with pytest.raises(ValueError, match="the NumPy half"):
        Lacking(keras.layers.Dense, {"units": 2}, (3, 4)).run("float64", "float64", seed=0)
