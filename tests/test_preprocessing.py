"""Preprocessing: the rows, the conventions of scaling and one-hot targets, and what is refused."""

import numpy as np
import pytest
from parity_rows import beside, halves_of, parity_of

import reference.preprocessing as numpy_half

test_parity = parity_of("preprocessing")

DATA = np.float32([[1, 100], [2, 300], [5, 100]])


@halves_of("preprocessing")
def test_pixels_from_0_to_255_become_grey_values_from_0_to_1(half):
    scaled = np.asarray(half.Rescaling(1 / 255)(np.float32([[0, 51, 255]])))
    np.testing.assert_allclose(scaled, [[0, 0.2, 1]], atol=1e-7)


@halves_of("preprocessing")
def test_min_max_scaling_maps_each_feature_onto_0_to_1(half):
    scaled = np.asarray(half.min_max_rescaling(DATA)(DATA))
    np.testing.assert_allclose(scaled, [[0, 0], [0.25, 1], [1, 0]], atol=1e-6)


@halves_of("preprocessing")
def test_data_that_the_scaling_was_not_fitted_on_may_leave_0_to_1(half):
    scaled = np.asarray(half.min_max_rescaling(DATA)(np.float32([[9, 500]])))
    np.testing.assert_allclose(scaled, [[2, 2]], atol=1e-6)


@halves_of("preprocessing")
def test_a_feature_that_never_varies_becomes_0(half):
    scaled = np.asarray(half.min_max_rescaling(np.float32([[3, 1], [3, 2]]))(np.float32([[3, 1], [4, 2]])))
    np.testing.assert_allclose(scaled, [[0, 0], [1, 1]], atol=1e-6)


@halves_of("preprocessing")
def test_normalization_takes_the_biased_variance_of_the_training_data(half):
    layer = half.Normalization()
    layer.adapt(np.float32([[1], [3]]))
    np.testing.assert_allclose(np.asarray(layer(np.float32([[1], [3], [5]]))), [[-1], [1], [3]], atol=1e-6)


@halves_of("preprocessing")
def test_adapting_again_forgets_the_first_data(half):
    layer = half.Normalization()
    layer.adapt(np.float32([[1], [3]]))
    layer.adapt(np.float32([[10], [30]]))
    np.testing.assert_allclose(np.asarray(layer(np.float32([[20]]))), [[0]], atol=1e-6)


@halves_of("preprocessing")
def test_training_does_not_change_the_statistics(half):
    layer = half.Normalization()
    layer.adapt(DATA)
    model = beside(half, "models").Sequential([layer, beside(half, "layers").Dense(1)])
    model.compile("sgd", "mse")
    before = [np.array(weight) for weight in layer.get_weights()]
    model.fit(DATA + 7, np.float32([[1], [2], [3]]), verbose=0)
    for old, new in zip(before, layer.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


@halves_of("preprocessing")
def test_flattening_is_row_major(half):
    image = np.arange(28 * 28, dtype="float32").reshape(1, 28, 28)
    flat = np.asarray(beside(half, "layers").Flatten()(image))
    assert flat[0, 28 * 3 + 5] == image[0, 3, 5]


@halves_of("preprocessing")
def test_one_hot_rows(half):
    np.testing.assert_array_equal(half.to_categorical([2, 0]), [[0, 0, 1], [1, 0, 0]])
    assert np.asarray(half.to_categorical([[1], [0]], 4)).shape == (2, 4)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: numpy_half.to_categorical([0, 3], 3), r"labels must lie in 0..2, got 3"),
        (lambda: numpy_half.to_categorical([-1, 0]), r"labels must lie in 0..0, got -1"),
        (lambda: numpy_half.to_categorical([0.5]), "expected integer labels, got float64"),
        (lambda: numpy_half.to_categorical([]), "expected integer labels"),
        (lambda: numpy_half.min_max_rescaling([1.0, 2.0]), r"samples of features, got shape \(2,\)"),
        (lambda: numpy_half.min_max_rescaling(np.zeros((0, 2))), r"got shape \(0, 2\)"),
        (lambda: numpy_half.Normalization(axis=1), "axis=-1 only, got 1"),
        (lambda: numpy_half.Normalization(invert=True), "does not support the argument.*invert"),
        (lambda: numpy_half.Normalization().adapt([1.0]), r"samples of features, got shape \(1,\)"),
        (lambda: numpy_half.Rescaling("a"), "Rescaling: scale: expected numbers"),
    ],
)
def test_what_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_configurations_make_the_same_layer_again():
    for layer in (numpy_half.Rescaling(0.5, offset=[1.0, 2.0]), numpy_half.Normalization()):
        again = type(layer).from_config(layer.get_config())
        assert again.get_config() == layer.get_config()
