"""Initial weights: the same seed gives the same weights as `keras.initializers`."""

import random as python_random

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras.src.initializers.random_initializers import compute_fans as keras_fans

from reference import config, initializers, random
from reference.initializers.variance_scaling import compute_fans

DTYPES = ["float32", "float64"]
SHAPES = [(), (1,), (6,), (0, 3), (8, 6), (5, 1), (3, 7, 4), [3, 3, 4, 5], (2, 3, 2, 4, 5)]
EXACT = [
    ("Zeros", {}),
    ("Ones", {}),
    ("Constant", {"value": 0.1}),
    ("Constant", {"value": np.float64(0.1)}),
    ("Constant", {"value": -3}),
    ("RandomUniform", {"seed": 3}),
    ("RandomUniform", {"minval": -0.3, "maxval": 1, "seed": 3}),
    ("GlorotUniform", {"seed": 0}),
    ("HeUniform", {"seed": 2**31 - 1}),
    ("LecunUniform", {"seed": -7}),
    *(
        ("VarianceScaling", {"scale": scale, "mode": mode, "distribution": "uniform", "seed": 5})
        for scale in (2, 0.1)
        for mode in ("fan_in", "fan_out", "fan_avg")
    ),
]
NORMAL = [
    ("RandomNormal", {"seed": 3}),
    ("RandomNormal", {"mean": 0.7, "stddev": 2.0, "seed": 3}),
    ("TruncatedNormal", {"mean": -0.7, "stddev": 0.3, "seed": 3}),
    ("GlorotNormal", {"seed": 1337}),
    ("HeNormal", {"seed": 2}),
    ("LecunNormal", {"seed": 4}),
    ("VarianceScaling", {"seed": 9}),
    ("VarianceScaling", {"distribution": "Normal", "mode": "fan_avg", "seed": 9}),
    ("VarianceScaling", {"distribution": "untruncated_normal", "mode": "fan_out", "scale": 3.0, "seed": 9}),
]
MATRICES = [(6, 4), (4, 6), (5, 5), (1, 1), (0, 3), (3, 2, 4, 5), [2, 2, 7]]
SEEDED = [
    "Orthogonal",
    "GlorotNormal",
    "GlorotUniform",
    "HeNormal",
    "HeUniform",
    "LecunNormal",
    "LecunUniform",
]
SEEDED += ["RandomNormal", "RandomUniform", "TruncatedNormal", "VarianceScaling"]


@pytest.fixture
def global_seeds():
    """Put back what `set_random_seed` changes for the whole process."""
    states = python_random.getstate(), np.random.get_state()
    yield
    keras.utils.clear_session(free_memory=False)
    tf.random.set_seed(None)
    python_random.setstate(states[0])
    np.random.set_state(states[1])


def pair(name, arguments):
    return getattr(initializers, name)(**arguments), getattr(keras.initializers, name)(**arguments)


def assert_same(ours, theirs):
    theirs = np.asarray(theirs)
    assert isinstance(ours, np.ndarray)
    assert (ours.shape, ours.dtype) == (theirs.shape, theirs.dtype)
    np.testing.assert_array_equal(ours, theirs)


def assert_equal_to_rounding(ours, theirs, terms=1.0):
    """Measured: 3 ULPs of the largest entry in float32 and 2 in float64, or of the largest term."""
    theirs = np.asarray(theirs)
    assert (ours.shape, ours.dtype) == (theirs.shape, theirs.dtype)
    scale = np.abs(theirs).max(initial=terms)
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=4 * np.spacing(theirs.dtype.type(scale)))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(("name", "arguments"), EXACT)
def test_constants_and_uniforms_are_bit_for_bit_keras(name, arguments, dtype):
    ours, theirs = pair(name, arguments)
    for shape in SHAPES:
        assert_same(ours(shape, dtype=dtype), theirs(shape, dtype=dtype))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(("name", "arguments"), NORMAL)
def test_normals_are_keras_to_rounding(name, arguments, dtype):
    ours, theirs = pair(name, arguments)
    for shape in SHAPES:
        largest_term = abs(arguments.get("mean", 0.0))
        assert_equal_to_rounding(ours(shape, dtype=dtype), theirs(shape, dtype=dtype), largest_term)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("gain", [1.0, 0.7, -2])
def test_orthogonal_is_keras_to_rounding(gain, dtype):
    """Measured over these shapes: 4 ULPs of the largest entry in either dtype."""
    ours, theirs = pair("Orthogonal", {"gain": gain, "seed": 3})
    for shape in MATRICES:
        expected = np.asarray(theirs(shape, dtype=dtype))
        found = ours(shape, dtype=dtype)
        assert (found.shape, found.dtype) == (expected.shape, expected.dtype)
        np.testing.assert_allclose(found, expected, rtol=0, atol=8 * abs(gain) * np.finfo(dtype).eps)


@pytest.mark.parametrize("shape", [(6, 4), (4, 6), (5, 5), (3, 2, 4)])
def test_the_shorter_side_of_orthogonal_has_lengths_1_and_right_angles(shape):
    matrix = initializers.Orthogonal(seed=1)(shape, dtype="float64").reshape(-1, shape[-1])
    if matrix.shape[0] < matrix.shape[1]:
        matrix = matrix.T
    np.testing.assert_allclose(matrix.T @ matrix, np.eye(matrix.shape[1]), atol=1e-14)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("gain", [1.0, 0.1, -3])
@pytest.mark.parametrize("shape", [(3, 3), (2, 4), (4, 2), (0, 2)])
def test_identity_is_bit_for_bit_keras(gain, shape, dtype):
    ours, theirs = pair("Identity", {"gain": gain})
    assert_same(ours(shape, dtype=dtype), theirs(shape, dtype=dtype))


def test_the_configuration_of_identity_keeps_the_gain_that_keras_forgets():
    ours, theirs = pair("Identity", {"gain": 2.0})
    assert theirs.get_config() == {}
    assert ours.get_config() == {"gain": 2.0}
    assert initializers.Identity().get_config() == {}
    again = initializers.Identity.from_config(ours.get_config())
    assert again((2, 2)).tolist() == [[2, 0], [0, 2]]
    assert keras.initializers.Identity.from_config(ours.get_config()).gain == 2.0


@pytest.mark.parametrize(
    ("name", "shape"), [("Orthogonal", (3,)), ("Orthogonal", ()), ("Identity", (2, 3, 4))]
)
def test_matrices_need_axes(name, shape):
    ours, theirs = pair(name, {})
    for each in (ours, theirs):
        with pytest.raises(ValueError, match="two|2D"):
            each(shape)


@pytest.mark.parametrize("name", ["Orthogonal", "Identity"])
def test_a_gain_is_a_number(name):
    with pytest.raises(ValueError, match=f"{name}: gain"):
        getattr(initializers, name)("2")((2, 2))


@pytest.mark.parametrize("name", SEEDED)
def test_an_integer_seed_repeats_and_a_generator_goes_on(name):
    ours, theirs = pair(name, {"seed": 3})
    np.testing.assert_array_equal(ours((4, 3)), ours((4, 3)))
    np.testing.assert_array_equal(theirs((4, 3)), theirs((4, 3)))
    ours = getattr(initializers, name)(seed=random.SeedGenerator(3))
    theirs = getattr(keras.initializers, name)(seed=keras.random.SeedGenerator(3))
    first, second = ours((4, 3)), ours((4, 3))
    assert not np.array_equal(first, second)
    assert_equal_to_rounding(first, theirs((4, 3)), terms=0.0)
    assert_equal_to_rounding(second, theirs((4, 3)), terms=0.0)


@pytest.mark.parametrize("name", SEEDED)
def test_without_a_seed_the_constructor_draws_one(name, global_seeds):
    keras.utils.set_random_seed(21)
    theirs = [getattr(keras.initializers, name)() for _ in range(2)]
    random.set_random_seed(21)
    ours = [getattr(initializers, name)() for _ in range(2)]
    assert [each.seed for each in ours] == [each.seed for each in theirs]
    assert ours[0].seed != ours[1].seed
    np.testing.assert_array_equal(ours[0]((3, 2)), ours[0]((3, 2)))


def test_after_set_random_seed_layers_start_with_the_same_weights(global_seeds):
    keras.utils.set_random_seed(5)
    model = keras.Sequential(
        [
            keras.Input((4,)),
            keras.layers.Dense(30),
            keras.layers.Dropout(0.1),
            keras.layers.Dense(20, kernel_initializer="he_uniform", bias_initializer="uniform"),
        ]
    )
    random.set_random_seed(5)
    first = initializers.get("glorot_uniform")
    random.SeedGenerator()  # the Dropout's
    second, bias = initializers.get("he_uniform"), initializers.get("uniform")
    assert_same(first((4, 30)), model.layers[0].kernel)
    assert_same(second((30, 20)), model.layers[2].kernel)
    assert_same(bias((20,)), model.layers[2].bias)


def test_dtype_is_floatx_unless_given():
    for name in ["zeros", "ones", "uniform", "normal", "glorot_uniform", "he_normal"]:
        assert initializers.get(name)((2, 2)).dtype == config.floatx() == "float32"


def test_calls_return_new_arrays():
    ones = initializers.Ones()
    ones((3,))[...] = 7
    np.testing.assert_array_equal(ones((3,)), [1, 1, 1])


@pytest.mark.parametrize(
    ("shape", "fans"),
    [((), (1, 1)), ((7,), (7, 7)), ((8, 6), (8, 6)), ((0, 3), (0, 3)), ((3, 4, 5), (12, 15))]
    + [((3, 2, 4, 5), (24, 30))],
)
def test_fans(shape, fans):
    assert compute_fans(shape) == fans == keras_fans(shape)


@pytest.mark.parametrize("axes", [([0], [1, 2]), ((0, 1), (2,)), ([-1], [0])])
def test_axes_make_the_fans(axes):
    arguments = {"seed": 3, "input_axes": axes[0], "output_axes": axes[1]}
    ours, theirs = pair("GlorotUniform", arguments)
    assert_same(ours((2, 3, 4)), theirs((2, 3, 4)))
    assert ours.get_config() == theirs.get_config() == arguments


@pytest.mark.parametrize(("name", "arguments"), [*EXACT, *NORMAL, *((name, {}) for name in SEEDED)])
def test_configurations_are_those_of_keras(name, arguments):
    ours, theirs = pair(name, arguments)
    assert ours.get_config() == theirs.get_config()
    again = type(ours).from_config(theirs.get_config())
    assert again.get_config() == ours.get_config()
    if arguments:
        np.testing.assert_array_equal(again((4, 3)), ours((4, 3)))
    assert initializers.serialize(ours) == keras.initializers.serialize(theirs)
    assert type(initializers.get(keras.initializers.serialize(theirs))) is type(ours)


def test_a_generator_as_seed_survives_the_configuration():
    theirs = keras.initializers.HeUniform(keras.random.SeedGenerator(3, name="weights"))
    ours = initializers.HeUniform.from_config(theirs.get_config())
    assert_same(ours((3, 2)), theirs((3, 2)))
    assert_same(ours((3, 2)), theirs((3, 2)))
    ours = initializers.HeUniform(random.SeedGenerator(3, name="weights"))
    assert ours.get_config() == theirs.get_config()


@pytest.mark.parametrize(
    "name",
    ["zeros", "Zeros", "zero", "ones", "one", "Ones", "normal", "uniform", "random_normal", "RandomUniform"]
    + ["truncated_normal", "variance_scaling", "glorot_uniform", "GlorotNormal", "he_normal", "he_uniform"]
    + ["lecun_normal", "LecunUniform", "orthogonal", "Orthogonal", "OrthogonalInitializer"]
    + ["identity", "Identity", "IdentityInitializer"],
)
def test_get_a_name(name):
    ours, theirs = initializers.get(name), keras.initializers.get(name)
    assert type(ours).__name__ == type(theirs).__name__
    assert ours.get_config() == theirs.get_config()
    assert initializers.get(name) is not ours


def test_get_an_object_a_class_or_a_function():
    ones = initializers.Ones()
    assert initializers.get(ones) is ones
    assert type(initializers.get(initializers.Zeros)) is initializers.Zeros
    assert initializers.get(np.ones) is np.ones
    assert initializers.get({"class_name": "he_normal", "config": {"seed": 4}}).seed == 4


@pytest.mark.parametrize("identifier", [None, "", "Normal", "nope", 3, {"class_name": "Nope"}, {}])
def test_errors_of_get(identifier):
    with pytest.raises(ValueError, match="initializer"):
        initializers.get(identifier)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"scale": 0}, "scale"),
        ({"scale": -1.0}, "scale"),
        ({"scale": "1"}, "scale"),
        ({"scale": True}, "scale"),
        ({"scale": float("nan")}, "scale"),
        ({"mode": "fan"}, "mode"),
        ({"mode": None}, "mode"),
        ({"distribution": "gauss"}, "distribution"),
        ({"distribution": 3}, "distribution"),
        ({"seed": 2.0}, "seed"),
        ({"seed": True}, "seed"),
        ({"seed": np.int64(3)}, "seed"),
        ({"seed": {"class_name": "Other"}}, "seed"),
        ({"input_axes": [0]}, "output_axes"),
        ({"output_axes": [0]}, "input_axes"),
    ],
)
def test_errors_of_variance_scaling(arguments, message):
    with pytest.raises(ValueError, match=message):
        initializers.VarianceScaling(**arguments)


@pytest.mark.parametrize("name", ["Zeros", "Ones", "Constant", "Identity", *SEEDED])
@pytest.mark.parametrize(
    ("shape", "dtype", "message"),
    [(3, None, "shape"), ((2, -1), None, "shape"), ((2.0, 3), None, "shape"), ((None, 3), None, "shape")]
    + [((2, 3), "int32", "dtype"), ((2, 3), "float16", "dtype")],
)
def test_errors_of_a_call(name, shape, dtype, message):
    with pytest.raises(ValueError, match=message):
        getattr(initializers, name)()(shape, dtype=dtype)


def test_errors_of_axes_that_are_not_there():
    with pytest.raises(ValueError, match="no axis 2"):
        initializers.GlorotUniform(3, input_axes=[0], output_axes=[2])((4, 3))


@pytest.mark.parametrize("value", ["a", None, [1.0, 2.0], float("nan"), 1e300])
def test_errors_of_constant(value):
    with pytest.raises(ValueError, match="Constant: value"):
        initializers.Constant(value)((2,))


def test_errors_of_the_others():
    with pytest.raises(ValueError, match="serialize"):
        initializers.serialize(np.ones)
    with pytest.raises(NotImplementedError):
        initializers.Initializer()((2,))
    with pytest.raises(TypeError, match="gain"):
        initializers.HeNormal.from_config({"seed": 3, "gain": 1.0})
