"""Random layers: masks bit for bit Keras's, call after call; training and inference; what is refused."""

import random as python_random

import keras
import numpy as np
import pytest
from parity_rows import beside, halves_of, parity_of

from keras_notes import regularization as keras_half
from keras_notes.parity import twin
from keras_notes.parity.precision import precision, referee_precision
from reference import random
from reference import regularization as numpy_half
from reference.random import SeedGenerator, dropout
from reference.regularization import (
    ActivityRegularization,
    AlphaDropout,
    Dropout,
    GaussianDropout,
    GaussianNoise,
    SpatialDropout1D,
    SpatialDropout2D,
)

test_parity = parity_of("regularization")

X = np.random.default_rng(4).normal(size=(4, 5, 6)).astype("float32")
RANDOM = ["Dropout", "AlphaDropout", "GaussianDropout", "GaussianNoise", "SpatialDropout1D"]
MASKS = ["Dropout", "AlphaDropout", "SpatialDropout1D"]  # the others' noise is Keras's to rounding
all_random = pytest.mark.parametrize("name", RANDOM)


def pair(name, /, *args, **kwargs):
    """The same layer of both halves."""
    return [getattr(half, name)(*args, **kwargs) for half in (keras_half, numpy_half)]


# ------------------------------------------------------------------ the same numbers


@pytest.mark.parametrize("floatx", ["float32", "float64"])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@all_random
def test_call_after_call_the_next_noise_of_keras(name, dtype, floatx):
    """AlphaDropout draws numbers of floatx, the others of the layer's own dtype."""
    x = X.astype(dtype)
    with precision(floatx):
        theirs, ours = pair(name, 0.3, seed=12, dtype=dtype)
        outputs = []
        for count in range(3):
            expected = np.asarray(theirs(x, training=True))
            outputs.append(ours(x, training=True))
            assert outputs[-1].dtype == expected.dtype == dtype
            np.testing.assert_allclose(outputs[-1], expected, rtol=0, atol=0 if name in MASKS else 1e-6)
            np.asarray(theirs(x)), ours(x)  # inference does not count
            assert ours.seed_generator.state.tolist() == [12, count + 1]
            assert np.asarray(theirs.seed_generator.state).tolist() == [12, count + 1]
    assert not np.array_equal(outputs[0], outputs[1])


@all_random
def test_a_twin_goes_on_where_the_layer_stands(name):
    theirs, _ = pair(name, 0.5, seed=3)
    theirs(X, training=True)
    ours = twin(theirs)
    np.testing.assert_allclose(ours(X, training=True), theirs(X, training=True), atol=1e-6)


@halves_of("regularization")
@all_random
def test_in_inference_and_at_strength_0_nothing_happens(half, name):
    layer = getattr(half, name)(0.5)
    assert np.array_equal(layer(X), X)
    assert np.array_equal(layer(X, training=False), X)
    assert np.array_equal(getattr(half, name)(0)(X, training=True), X)


@halves_of("regularization")
@all_random
def test_without_a_seed_two_layers_differ(half, name):
    first, second = (np.asarray(getattr(half, name)(0.5)(X, training=True)) for _ in range(2))
    assert not np.array_equal(first, second)


@all_random
def test_a_layer_that_makes_no_noise_takes_no_seed_from_python(name):
    """So that the layers behind it start as Keras's do."""
    for strength, draws in ((0, False), (0.5, True)):
        for layer in (keras_half, numpy_half):
            python_random.seed(1)
            before = python_random.getstate()
            getattr(layer, name)(strength)
            assert (python_random.getstate() != before) == draws


@all_random
def test_forward_and_backward_change_nothing(name):
    layer = getattr(numpy_half, name)(0.5, seed=3)
    before = X.copy()
    y, cache = layer.forward(X, training=True)
    assert np.array_equal(layer.forward(X, training=True)[0], y)
    assert layer.seed_generator.state.tolist() == [3, 0]
    assert layer.backward(X, cache, input_gradient=False) == (None, {})
    layer.backward(X, cache)
    assert np.array_equal(X, before)


# ------------------------------------------------------------------ dropout


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("rate", [0.5, 0.3, 0.999, 0, 1, 0.0, 1.0, np.float64(0.3), np.float32(0.3)])
def test_the_function_is_bit_for_bit_keras(rate, dtype):
    x = X.astype(dtype)
    for shape in (None, (4, 5, 6), (None, 1, 6), (1, None, None), [None, 5, 1], (6,), (5, 1), (1, 1, 1)):
        theirs, ours = keras.random.SeedGenerator(8), SeedGenerator(8)
        for _ in range(2):
            expected = np.asarray(keras.random.dropout(x, rate, noise_shape=shape, seed=theirs))
            result = dropout(x, rate, noise_shape=shape, seed=ours)
            assert result.dtype == dtype
            assert np.array_equal(result, expected)
        assert ours.state.tolist() == np.asarray(theirs.state).tolist()  # not moved on at the rates 0 and 1
    assert np.array_equal(dropout(x, rate, seed=5), np.asarray(keras.random.dropout(x, rate, seed=5)))


@halves_of("regularization")
def test_entries_are_0_or_divided_by_1_minus_rate(half):
    y = np.asarray(half.Dropout(0.75, seed=1)(np.ones((100, 40), "float32"), training=True))
    assert set(y.ravel().tolist()) == {0, 4}
    assert y.mean() == pytest.approx(1, abs=0.1)


@halves_of("regularization")
def test_at_rate_1_all_is_0_and_nothing_is_drawn(half):
    layer = half.Dropout(1, seed=3)
    assert not np.asarray(layer(X, training=True)).any()
    assert np.asarray(layer.seed_generator.state).tolist() == [3, 0]


def test_no_gradient_comes_back_at_rate_1():
    layer = Dropout(1.0)
    _, cache = layer.forward(X, training=True)
    assert not layer.backward(X, cache)[0].any()


@halves_of("regularization")
def test_dropped_infinities_are_0(half):
    x = np.array([[np.nan, np.inf, np.nan, np.inf] * 4], dtype="float32")
    y = np.asarray(half.Dropout(0.5, seed=1)(x, training=True))
    assert 0 < np.sum(y == 0) < y.size
    assert np.sum(y == 0) == np.sum(np.isfinite(y))


@halves_of("regularization")
def test_alpha_dropout_forgets_no_nan(half):
    assert np.isnan(half.AlphaDropout(0.5, seed=1)(np.full((1, 16), np.nan, "float32"), training=True)).all()


@halves_of("regularization")
def test_an_axis_of_size_1_goes_as_one(half):
    y = np.asarray(half.Dropout(0.5, noise_shape=(None, 1, 6), seed=1)(np.ones_like(X), training=True))
    assert np.array_equal(y, np.broadcast_to(y[:, :1], y.shape))
    assert 0 < y.mean() < 2


@halves_of("regularization")
@pytest.mark.parametrize("data_format", ["channels_last", "channels_first"])
def test_spatial_dropout_takes_whole_feature_maps(half, data_format):
    x = np.ones((3, 4, 5, 6), "float32")
    y = np.asarray(half.SpatialDropout2D(0.5, data_format, seed=1)(x, training=True))
    maps = y.sum(axis=(1, 2) if data_format == "channels_last" else (2, 3))
    size = 20 if data_format == "channels_last" else 30
    assert set(maps.ravel().tolist()) == {0, 2 * size}


def test_spatial_dropout_follows_the_image_data_format():
    assert (
        SpatialDropout2D(0.5).data_format == keras_half.SpatialDropout2D(0.5).data_format == "channels_last"
    )


# ------------------------------------------------------------------ the others


@halves_of("regularization")
def test_alpha_dropout_keeps_mean_and_variance(half):
    x = np.random.default_rng(1).normal(size=(400, 100)).astype("float32")
    y = np.asarray(half.AlphaDropout(0.4, seed=2)(x, training=True))
    assert y.mean() == pytest.approx(0, abs=0.02)
    assert y.std() == pytest.approx(1, abs=0.02)
    counts = np.unique(y, return_counts=True)[1]
    assert counts.max() == pytest.approx(0.4 * y.size, rel=0.02)  # the dropped ones, all at one value


@halves_of("regularization")
def test_gaussian_dropout_has_the_spread_of_dropout(half):
    ones = np.ones((400, 100), "float32")
    for layer in (half.GaussianDropout(0.2, seed=1), half.Dropout(0.2, seed=1)):
        y = np.asarray(layer(ones, training=True))
        assert y.mean() == pytest.approx(1, abs=0.02)
        assert y.std() == pytest.approx(0.5, abs=0.02)  # sqrt(0.2 / 0.8)


def test_an_activity_costs_once_a_sample():
    theirs, ours = pair("ActivityRegularization", l1=0.25, l2=0.5)
    x = np.float32([[1, -2], [0, 3]])
    assert np.array_equal(ours(x), np.asarray(theirs(x)))
    assert ours.activity_regularizer(x) / 2 == float(theirs.losses[0]) == (0.25 * 6 + 0.5 * 14) / 2


# ------------------------------------------------------------------ as layers


LAYERS = [
    ("Dropout", {"rate": 0.25, "noise_shape": (None, 1, 6), "seed": 5}),
    ("AlphaDropout", {"rate": 0.25, "noise_shape": [None, 1], "seed": 5}),
    ("GaussianDropout", {"rate": 0.25}),
    ("GaussianNoise", {"stddev": 0.25, "seed": 5}),
    ("SpatialDropout1D", {"rate": 0.25, "seed": 5, "dtype": "float64"}),
    ("SpatialDropout2D", {"rate": 0.25, "data_format": "channels_first", "name": "maps"}),
    ("SpatialDropout3D", {"rate": 0.25}),
    ("ActivityRegularization", {"l1": 0.25, "l2": None}),
]
RANKS = {"SpatialDropout2D": 4, "SpatialDropout3D": 5}


@pytest.mark.parametrize(("name", "kwargs"), LAYERS, ids=[name for name, _ in LAYERS])
def test_configurations_shapes_and_masks_are_keras_s(name, kwargs):
    theirs, ours = pair(name, **kwargs)
    config = theirs.get_config()
    again = type(ours).from_config(config)
    expected = config | {"name": again.name, "dtype": again.dtype}
    if "noise_shape" in config:
        expected["noise_shape"] = tuple(config["noise_shape"])
    assert again.get_config() == expected
    assert type(ours).from_config(again.get_config()).get_config() == again.get_config()
    shape = (None, 3, None, 6, 2)[: RANKS.get(name, 3)]
    assert ours.compute_output_shape(shape) == theirs.compute_output_shape(shape) == shape
    assert ours.supports_masking is theirs.supports_masking is True
    assert ours.compute_mask(X, X[..., 0] > 0).tolist() == (X[..., 0] > 0).tolist()


@halves_of("regularization")
def test_any_shape_goes_through_but_where_feature_maps_are_asked_for(half):
    layer = half.Dropout(0.5)
    for shape in ((3,), (3, 2), (3, 2, 2, 1)):
        assert layer(np.ones(shape, "float32"), training=True).shape == shape
    for spatial, shape in ((half.SpatialDropout1D, (3, 2)), (half.SpatialDropout3D, (3, 2, 4, 1))):
        with pytest.raises(ValueError, match="rank|ndim"):
            spatial(0.5)(np.ones(shape, "float32"))


@halves_of("regularization")
def test_in_a_stack_predict_is_plain_and_training_is_not(half):
    stack = beside(half, "sequential")
    model = stack.Sequential([stack.Input((6,)), half.Dropout(0.5, seed=1), half.GaussianNoise(0.5, seed=2)])
    x = np.ones((8, 6), "float32")
    assert np.array_equal(model.predict(x, verbose=0), x)
    first, second = (np.asarray(model(x, training=True)) for _ in range(2))
    assert not np.array_equal(first, x)
    assert not np.array_equal(first, second)


def test_the_referee_of_a_float32_run_sees_its_masks():
    x = np.ones((50,), "float32")
    run = dropout(x, 0.5, seed=1)
    assert not np.array_equal(dropout(x.astype("float64"), 0.5, seed=1), run)
    with referee_precision():
        assert np.array_equal(dropout(x.astype("float64"), 0.5, seed=1), run)
        assert random.normal((2,), seed=1).dtype == np.float64


# ------------------------------------------------------------------ what is refused


@pytest.mark.parametrize("strength", [-0.1, 1.5, "a", None, float("nan"), True])
@all_random
def test_a_strength_that_is_none(name, strength):
    argument = "stddev" if name == "GaussianNoise" else "rate"
    with pytest.raises(ValueError, match=f"{name}: {argument} must be a number from 0 to 1"):
        getattr(numpy_half, name)(strength)


@pytest.mark.parametrize("layer", [AlphaDropout, GaussianDropout])
def test_rate_1_where_keras_divides_by_zero(layer):
    with pytest.raises(ZeroDivisionError):
        getattr(keras_half, layer.__name__)(1)(X, training=True)
    with pytest.raises(ValueError, match="rate must be below 1"):
        layer(1)


@halves_of("regularization")
@pytest.mark.parametrize("shape", ["ab", 5, (1.5, 2), (0, 2), (-1, 2)])
def test_a_noise_shape_that_is_none(half, shape):
    with pytest.raises(ValueError, match="noise_shape"):
        half.Dropout(0.5, noise_shape=shape)


@pytest.mark.parametrize("shape", [(4, 1), (4, 2, 6), (None, 1, None, 6), (2, 4, 5, 6), (None, 6)])
def test_a_noise_shape_that_does_not_stretch(shape):
    with pytest.raises(ValueError, match="noise_shape"):
        Dropout(0.5, noise_shape=shape).forward(X, training=True)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: dropout([1.0, 2.0], 0.5), "inputs must be an array"),
        (lambda: dropout(np.arange(3), 0.5), "inputs must be an array"),
        (lambda: dropout(X, 1.5), "dropout: rate"),
        (lambda: Dropout(0.5, seed=1.5), "seed"),
        (lambda: GaussianNoise(0.5, units=3), "units"),
        (lambda: SpatialDropout2D(0.5, data_format="first"), "data_format"),
        (lambda: SpatialDropout1D(0.5).build((None, 3)), "rank 3"),
        (lambda: ActivityRegularization(l1=-1), "l1"),
    ],
)
def test_other_things_that_are_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()
