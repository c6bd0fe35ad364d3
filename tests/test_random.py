"""The generator: same seed, same numbers as `keras.random` on TensorFlow."""

import copy
import random as python_random

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras.src.random.seed_generator import make_default_seed as keras_default_seed

from reference import config, random
from reference.random.philox import philox, random_words

DTYPES = ["float32", "float64"]
SEEDS = [0, 1, 1337, 2**31 - 3, 2**31 - 2, 2**31 - 1, 2**31, 2**32 - 1, 2**40 + 5, 2**63 - 1]
SEEDS += [-1, -(2**31), -(2**63)]
SHAPES = [(), (0,), (0, 3), (1,), (2,), (3,), (5,), (7, 3), [4, 5, 6], (1, 1, 1, 1), (100_003,)]
NORMALS = ["normal", "truncated_normal"]


@pytest.fixture
def global_seeds():
    """Put back what `set_random_seed` changes for the whole process."""
    states = python_random.getstate(), np.random.get_state()
    yield
    keras.utils.clear_session(free_memory=False)
    tf.random.set_seed(None)
    python_random.setstate(states[0])
    np.random.set_state(states[1])


def assert_same(ours, theirs):
    theirs = np.asarray(theirs)
    assert isinstance(ours, np.ndarray)
    assert (ours.shape, ours.dtype) == (theirs.shape, theirs.dtype)
    np.testing.assert_array_equal(ours, theirs)


def assert_equal_to_rounding(ours, theirs):
    """float32: at most 3 ULPs of each number, as measured; float64: the house's 1e-12."""
    theirs = np.asarray(theirs)
    assert (ours.shape, ours.dtype) == (theirs.shape, theirs.dtype)
    difference = np.abs(ours.astype("float64") - theirs)
    unit = 3 * np.spacing(np.abs(theirs)) if ours.dtype == np.float32 else 1e-12 * np.abs(theirs)
    assert np.all(difference <= unit)


# The known answers that come with Random123, the authors' own library.
@pytest.mark.parametrize(
    ("counter", "key", "answer"),
    [
        ([0] * 4, (0, 0), [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]),
        ([0xFFFFFFFF] * 4, (0xFFFFFFFF, 0xFFFFFFFF), [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD]),
        (
            [0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344],
            (0xA4093822, 0x299F31D0),
            [0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1],
        ),
    ],
)
def test_philox_known_answers(counter, key, answer):
    words = philox(np.array(counter, dtype=np.uint64)[:, None], key)
    assert words.dtype == np.uint32
    np.testing.assert_array_equal(words, [answer])


def test_blocks_are_independent_of_each_other_and_may_pass_2_to_the_32():
    blocks = np.array([5, 2**32 + 5, 2**32 - 1], dtype=np.uint64)
    words = random_words((3, 1), blocks)
    for row, block in enumerate(blocks):
        np.testing.assert_array_equal(words[row], random_words((3, 1), blocks[row : row + 1])[0], str(block))
    assert len({tuple(row) for row in words.tolist()}) == 3


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("seed", SEEDS)
def test_uniform_is_bit_for_bit_keras(seed, dtype):
    for shape in SHAPES:
        arguments = {"shape": shape, "dtype": dtype, "seed": seed}
        assert_same(random.uniform(**arguments), keras.random.uniform(**arguments))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(
    ("minval", "maxval"),
    [
        (-0.05, 0.05),
        (-1, 3),
        (2.5, -0.1),  # the wrong way round: no error in Keras
        (0.7, 0.7),
        (1e-3, 1e30),
        (3, 3_000_000_001),
        (np.float64(0.1), np.float64(0.7)),
        (np.float32(0.1), 0.7),
    ],
)
def test_uniform_bounds_are_bit_for_bit_keras(minval, maxval, dtype):
    arguments = ((33, 7), minval, maxval, dtype, 12)
    assert_same(random.uniform(*arguments), keras.random.uniform(*arguments))


def test_a_python_float_bound_passes_through_float32_and_a_mean_does_not():
    bound = keras.random.uniform((1,), 0.1, 0.1, "float64", 1)
    assert float(bound[0]) == float(np.float32(0.1)) == random.uniform((1,), 0.1, 0.1, "float64", 1)[0]
    mean = keras.random.normal((1,), 0.1, 0.0, "float64", 1)
    assert float(mean[0]) == 0.1 == random.normal((1,), 0.1, 0.0, "float64", 1)[0]


@pytest.mark.parametrize("name", NORMALS)
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("seed", [0, 1337, 2**32 - 1, -1])
def test_normals_are_keras_to_rounding(name, dtype, seed):
    for shape in SHAPES:
        ours = getattr(random, name)(shape, dtype=dtype, seed=seed)
        assert_equal_to_rounding(ours, getattr(keras.random, name)(shape, dtype=dtype, seed=seed))


@pytest.mark.parametrize("name", NORMALS)
@pytest.mark.parametrize(("dtype", "share"), [("float32", 0.98), ("float64", 0.99)])
def test_a_million_normals_are_mostly_bit_identical(name, dtype, share):
    """And no rejection at |z| = 2 falls otherwise than in Keras, which would show as a large difference."""
    ours = getattr(random, name)((1_000_001,), dtype=dtype, seed=99)
    theirs = np.asarray(getattr(keras.random, name)((1_000_001,), dtype=dtype, seed=99))
    assert_equal_to_rounding(ours, theirs)
    assert np.mean(ours == theirs) > share
    if name == "truncated_normal":
        assert np.abs(ours).max() < 2


# Seeds found by search: one in ten million begins with a uniform number below 1e-7.
@pytest.mark.parametrize(("dtype", "seed"), [("float32", 1056968), ("float64", 24239957)])
def test_the_logarithm_of_a_uniform_number_stops_at_1e_7(dtype, seed):
    assert random.uniform((1,), dtype=dtype, seed=seed)[0] < 1e-7
    ours = random.normal((2,), dtype=dtype, seed=seed)
    assert_equal_to_rounding(ours, keras.random.normal((2,), dtype=dtype, seed=seed))
    assert np.hypot(*ours.astype("float64")) == pytest.approx(np.sqrt(-2 * np.log(1e-7)))


@pytest.mark.parametrize("name", NORMALS)
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(("mean", "stddev"), [(0.3, 0.05), (-7, 2), (1e3, 0.0), (0.0, -1.0)])
def test_mean_and_stddev(name, dtype, mean, stddev):
    arguments = ((41, 5), mean, stddev, dtype, 8)
    theirs = np.asarray(getattr(keras.random, name)(*arguments))
    step = np.finfo(dtype).eps * (abs(mean) + 8 * abs(stddev))
    np.testing.assert_allclose(getattr(random, name)(*arguments), theirs, rtol=0, atol=step)


@pytest.mark.parametrize("name", ["uniform", *NORMALS])
def test_dtype_is_floatx_unless_given(name):
    draw = getattr(random, name)
    assert draw((2,), seed=1).dtype == config.floatx() == "float32"
    for dtype in (np.float64, np.dtype("float64"), "float64"):
        assert draw((2,), seed=1, dtype=dtype).dtype == np.float64


@pytest.mark.parametrize("seed", [3, -5, 2**31 - 1, 2**63 - 1])
@pytest.mark.parametrize("ordered", [True, False])
def test_seed_generator_counts_as_keras(seed, ordered):
    ours, theirs = random.SeedGenerator(seed), keras.random.SeedGenerator(seed)
    for _ in range(5):
        assert_same(ours.next(ordered=ordered), theirs.next(ordered=ordered))
        assert_same(ours.state, theirs.state)


@pytest.mark.parametrize("seed", [7, -5, 2**31 - 1])
def test_draws_in_sequence(seed):
    ours, theirs = random.SeedGenerator(seed), keras.random.SeedGenerator(seed)
    for shape in [(3,), (2, 5), (), (0,), (9,)]:
        assert_same(random.uniform(shape, seed=ours), keras.random.uniform(shape, seed=theirs))
        assert_equal_to_rounding(random.normal(shape, seed=ours), keras.random.normal(shape, seed=theirs))


def test_seed_generator_copy_looks_ahead():
    generator = random.SeedGenerator(4)
    ahead = copy.copy(generator)
    first, second = random.uniform((3,), seed=ahead), random.uniform((3,), seed=ahead)
    np.testing.assert_array_equal(generator.state, [4, 0])
    np.testing.assert_array_equal(random.uniform((3,), seed=generator), first)
    np.testing.assert_array_equal(random.uniform((3,), seed=generator), second)


def test_a_refused_draw_does_not_move_the_generator():
    generator = random.SeedGenerator(4)
    with pytest.raises(ValueError, match="shape"):
        random.uniform((-1,), seed=generator)
    np.testing.assert_array_equal(generator.state, [4, 0])


def test_seed_generator_config_comes_from_keras():
    theirs = keras.random.SeedGenerator(11, name="masks")
    ours = random.SeedGenerator.from_config(theirs.get_config())
    assert ours.get_config() == theirs.get_config() == {"seed": 11, "name": "masks"}
    assert random.SeedGenerator().get_config()["seed"] is None


def test_set_random_seed_gives_both_halves_the_same_default_seeds(global_seeds):
    keras.utils.set_random_seed(21)
    theirs = [keras_default_seed() for _ in range(3)], np.random.rand(3).tolist()
    random.set_random_seed(21)
    assert ([random.make_default_seed() for _ in range(3)], np.random.rand(3).tolist()) == theirs


def test_a_huge_stddev_ends_in_inf_as_in_keras():
    theirs = np.asarray(keras.random.normal((50,), stddev=3e38, seed=1))
    ours = random.normal((50,), stddev=3e38, seed=1)
    assert np.isinf(theirs).any()
    np.testing.assert_array_equal(np.isinf(ours), np.isinf(theirs))


@pytest.mark.parametrize("name", ["uniform", *NORMALS])
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"shape": 3}, "shape"),
        ({"shape": (2, -1)}, "shape"),
        ({"shape": (2.0,)}, "shape"),
        ({"shape": (None, 2)}, "shape"),
        ({"shape": (True, 2)}, "shape"),
        ({"shape": "22"}, "shape"),
        ({"dtype": "float16"}, "dtype"),
        ({"dtype": "int32"}, "dtype"),
        ({"dtype": float}, "dtype"),
        ({"dtype": 3}, "dtype"),
        ({"seed": 1.0}, "seed"),
        ({"seed": True}, "seed"),
        ({"seed": "1"}, "seed"),
        ({"seed": np.int64(1)}, "seed"),
        ({"seed": 2**63}, "seed"),
        ({"seed": -(2**63) - 1}, "seed"),
    ],
)
def test_errors_of_all(name, arguments, message):
    with pytest.raises(ValueError, match=message):
        getattr(random, name)(**{"shape": (2,), "seed": 1} | arguments)


@pytest.mark.parametrize("value", ["1", None, [0.5], np.ones(2), True, float("nan"), float("inf"), 1e300])
@pytest.mark.parametrize(
    ("name", "argument"),
    [("uniform", "minval"), ("uniform", "maxval"), ("normal", "mean"), ("normal", "stddev")]
    + [("truncated_normal", "mean"), ("truncated_normal", "stddev")],
)
def test_errors_of_numbers(name, argument, value):
    with pytest.raises(ValueError, match=argument):
        getattr(random, name)((2,), seed=1, **{argument: value})


def test_error_of_a_width_without_end():
    with pytest.raises(ValueError, match="maxval - minval"):
        random.uniform((2,), minval=-3e38, maxval=3e38, seed=1)


@pytest.mark.parametrize("seed", [1.0, True, "1", None, np.int64(1), -1, 2**32])
def test_errors_of_set_random_seed(seed):
    before = python_random.getstate()
    with pytest.raises(ValueError, match="set_random_seed"):
        random.set_random_seed(seed)
    assert python_random.getstate() == before


@pytest.mark.parametrize("seed", [1.0, True, "1", np.int64(1), 2**63])
def test_errors_of_seed_generator(seed):
    with pytest.raises(ValueError, match="SeedGenerator"):
        random.SeedGenerator(seed)
