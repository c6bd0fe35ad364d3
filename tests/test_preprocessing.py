"""Preprocessing: scaling, bins, one-hot rows, images of one size, and what is refused."""

import keras
import numpy as np
import pytest
from halves import configured
from parity_rows import beside, halves_of, parity_of

import reference.preprocessing as numpy_half
from keras_notes.parity import twin
from keras_notes.parity.precision import precision
from reference import layers
from reference.interpolation import METHODS, pixel_weights

test_parity = parity_of("preprocessing")

DATA = np.float32([[1, 100], [2, 300], [5, 100]])


def output(layer, x, **call):
    return np.asarray(layer(x, **call))


def counted(*shape):
    """0, 1, 2 … in this shape."""
    return np.arange(np.prod(shape), dtype="float32").reshape(shape)


# ------------------------------------------------------------------ scaling


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
def test_python_s_numbers_are_rounded_to_float32_and_numpy_s_are_not(half):
    with precision("float64"):
        one = np.ones((1, 2))
        assert output(half.Rescaling([0.1, 0.1]), one)[0, 0] == float(np.float32(0.1))
        layer = half.Rescaling(np.array([0.1, 0.2]))
        again = type(layer).from_config(layer.get_config())
        assert output(layer, one).tolist() == output(again, one).tolist() == [[0.1, 0.2]]
        of_list = half.Normalization(mean=[0.1, 0.1], variance=[1.0, 1.0])
        of_array = half.Normalization(mean=np.array([0.1, 0.1]), variance=np.ones(2))
        assert output(of_list, 0 * one)[0, 0] == -float(np.float32(0.1))
        assert output(of_array, 0 * one)[0, 0] == -0.1


@halves_of("preprocessing")
def test_with_channels_first_a_scale_belongs_to_a_channel(half):
    settings = beside(half, "config")
    settings.set_image_data_format("channels_first")
    try:
        scaled = output(half.Rescaling([1.0, 2.0], offset=0.5), np.ones((1, 2, 3, 3), dtype="float32"))
    finally:
        settings.set_image_data_format("channels_last")
    assert scaled[0, :, 0, 0].tolist() == [1.5, 2.5]


@halves_of("preprocessing")
def test_every_kept_axis_has_statistics_of_its_own(half):
    x = counted(2, 3, 4)
    layer = half.Normalization(axis=(2, 1))
    layer.adapt(x)
    np.testing.assert_allclose(output(layer, x)[:, 0, 0], [-1, 1], atol=1e-6)
    assert [w.shape for w in layer.get_weights()] == [(3, 4), (3, 4), ()]
    layer = half.Normalization(axis=None)
    layer.adapt(np.float32([1, 3]))
    np.testing.assert_allclose(output(layer, np.float32([5, 2, 1])), [3, 0, -1], atol=1e-6)


@halves_of("preprocessing")
def test_given_statistics_belong_to_the_last_of_the_kept_axes(half):
    layer = half.Normalization(axis=(1, 2), mean=[0.0, 1.0], variance=[1.0, 4.0])
    x = np.float32([[[1, 1], [3, 3]]])
    assert output(layer, x).tolist() == [[[1, 0], [3, 1]]]
    assert layer.get_weights() == []
    assert output(half.Normalization(mean=1.0, variance=4.0, invert=True), x).tolist() == [[[3, 3], [7, 7]]]


def test_weights_that_are_set_are_used_at_once():
    """Keras's layer goes on with the old ones until it is told that this was all."""
    layers_ = keras.layers.Normalization(), numpy_half.Normalization()
    for layer in layers_:
        layer.build((None, 1))
        layer.set_weights([np.array([3.0]), np.array([4.0]), np.array(0)])
    theirs, ours = (output(layer, np.float32([[7]])) for layer in layers_)
    assert (theirs.tolist(), ours.tolist()) == ([[7]], [[2]])
    layers_[0].finalize_state()
    assert output(layers_[0], np.float32([[7]])).tolist() == [[2]]


@halves_of("preprocessing")
def test_where_nothing_varies_the_width_is_epsilon(half):
    layer = half.Normalization(mean=[1.0], variance=[0.0])
    np.testing.assert_allclose(output(layer, np.float32([[2]])), [[1e7]], rtol=1e-6)


@halves_of("preprocessing")
def test_batches_count_as_one_array(half):
    layer, whole = half.Normalization(), half.Normalization()
    layer.adapt([DATA[:1], DATA[1:]])
    whole.adapt(DATA)
    for some, all_ in zip(layer.get_weights(), whole.get_weights(), strict=True):
        np.testing.assert_allclose(some, all_, rtol=1e-6)


# ------------------------------------------------------------------ categories and bins


@halves_of("preprocessing")
def test_one_hot_rows(half):
    np.testing.assert_array_equal(half.to_categorical([2, 0]), [[0, 0, 1], [1, 0, 0]])
    assert np.asarray(half.to_categorical([[1], [0]], 4)).shape == (2, 4)


@halves_of("preprocessing")
def test_a_number_on_a_boundary_belongs_to_the_bin_above(half):
    x = np.float32([-np.inf, 0.9, 1, 1.5, 2, np.inf, np.nan])
    assert output(half.Discretization([1.0, 2.0]), x).tolist() == [0, 0, 1, 1, 2, 2, 2]
    assert output(half.Discretization([]), x).tolist() == [0] * 7
    integers = output(half.Discretization([1.0, 2.0]), np.array([[0, 1], [2, 3]]))
    assert integers.tolist() == [[0, 1], [2, 2]]
    assert integers.dtype == "int32"


@halves_of("preprocessing")
def test_boundaries_are_float32_numbers(half):
    with precision("float64"):
        assert output(half.Discretization([0.1]), np.array([0.1, 0.1000000015])).tolist() == [0, 1]


@halves_of("preprocessing")
@pytest.mark.parametrize("mode", ["one_hot", "multi_hot", "count"])
@pytest.mark.parametrize("shape", [(4,), (4, 1), (4, 3), (2, 3, 2), (2, 3, 1), (2, 1, 3)])
def test_shapes_of_encoded_bins(half, mode, shape):
    layer = half.Discretization([1.0, 2.0], output_mode=mode)
    found = output(layer, counted(*shape) % 3)
    theirs = keras.layers.Discretization([1.0, 2.0], output_mode=mode)
    assert found.tolist() == output(theirs, counted(*shape) % 3).tolist()
    assert found.shape == tuple(layer.compute_output_shape(shape))


@halves_of("preprocessing")
def test_adapted_bins_hold_about_equally_many(half):
    layer = half.Discretization(num_bins=5)
    assert tuple(half.Discretization(num_bins=5, output_mode="one_hot").compute_output_shape((4, 1))) == (
        4,
        5,
    )
    layer.adapt(np.arange(30.0)[::-1])
    assert layer.bin_boundaries == [5, 11, 17, 23]
    layer.adapt([np.arange(30.0), np.arange(500.0)], steps=1)
    assert layer.bin_boundaries == [5, 11, 17, 23]
    again = type(layer).from_config(layer.get_config())
    assert again.bin_boundaries == layer.bin_boundaries


@pytest.mark.parametrize(
    ("bins", "epsilon", "sizes"), [(3, 0.01, (5, 7)), (4, 0.1, (60, 33, 41)), (2, 0.3, (9, 1))]
)
def test_the_summaries_of_batches_are_keras_s(bins, epsilon, sizes):
    batches = [np.random.default_rng(size).normal(size=size).astype("float32") for size in sizes]
    theirs = keras.layers.Discretization(num_bins=bins, epsilon=epsilon)
    ours = twin(theirs)
    theirs.adapt(batches)
    ours.adapt(batches)
    assert ours.bin_boundaries == theirs.bin_boundaries
    np.testing.assert_array_equal(ours.summary, theirs.summary)
    assert twin(theirs).bin_boundaries == theirs.bin_boundaries


@halves_of("preprocessing")
def test_tokens_of_a_sample_are_marked_or_counted(half):
    x = np.array([[0, 2, 2], [1, 5, 0]])
    assert output(half.CategoryEncoding(3), x).tolist() == [[1, 0, 1], [1, 1, 0]]
    assert output(half.CategoryEncoding(3, "binary"), x).tolist() == [[1, 0, 1], [1, 1, 0]]
    assert output(half.CategoryEncoding(3, "count"), x).tolist() == [[1, 0, 2], [1, 1, 0]]
    weights = [[0.5, 1.0, 2.0], [4.0, 8.0, 16.0]]
    weighted = output(half.CategoryEncoding(3, "count"), x, count_weights=np.float32(weights))
    assert weighted.tolist() == [[0.5, 0, 3], [16, 4, 0]]
    assert output(half.CategoryEncoding(3, "one_hot"), np.array([[2], [-1]])).tolist() == [
        [0, 0, 1],
        [0, 0, 0],
    ]
    assert output(half.CategoryEncoding(3), np.float32([[0.7, 2.2]])).tolist() == [[1, 0, 1]]


@halves_of("preprocessing")
@pytest.mark.parametrize("mode", ["one_hot", "multi_hot", "count"])
def test_shapes_of_encoded_tokens(half, mode):
    layer = half.CategoryEncoding(3, mode)
    for shape in ((4,), (4, 1), (4, 2)):
        found = output(layer, np.zeros(shape, dtype="int64"))
        assert found.shape == tuple(layer.compute_output_shape(shape))
    many = {"one_hot": (None, 5, 3), "multi_hot": (None, 3), "count": (None, 3)}
    assert tuple(layer.compute_output_shape((None, 5))) == many[mode]


def test_there_is_no_gradient_of_a_category():
    for layer in (numpy_half.CategoryEncoding(3), numpy_half.Discretization([1.0])):
        _, cache = layer.forward(np.array([[0, 2]]))
        assert layer.backward(np.ones((1, 3)), cache) == (None, {})


# ------------------------------------------------------------------ images


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("antialias", [False, True])
@pytest.mark.parametrize(("size", "new_size"), [(3, 7), (7, 3), (5, 5), (1, 4), (6, 1), (30, 13), (200, 201)])
def test_the_weights_are_tensorflow_s(method, antialias, size, new_size):
    pixels = np.eye(size, dtype="float32")[:, :, None, None]  # an image for each pixel, which alone is 1
    images = keras.ops.image.resize(pixels, (new_size, 1), interpolation=method, antialias=antialias)
    ours = pixel_weights(size, new_size, method, antialias)
    np.testing.assert_allclose(ours, np.asarray(images)[:, :, 0, 0].T, atol=3e-6, rtol=0)


@halves_of("preprocessing")
def test_of_an_odd_rest_one_more_is_cropped_at_the_end(half):
    rows = output(half.CenterCrop(2, 1), counted(1, 5, 1, 1)).ravel()
    assert rows.tolist() == [1, 2]
    assert output(half.CenterCrop(2, 1), counted(1, 3, 1, 1)).ravel().tolist() == [0, 1]


@halves_of("preprocessing")
def test_a_crop_larger_than_the_image_is_a_zoom_into_its_middle(half):
    """Of 1 x 4 pixels for 2 x 2: the 1 x 1 in the middle, enlarged."""
    assert output(half.CenterCrop(2, 2), counted(1, 1, 4, 1)).ravel().tolist() == [1, 1, 1, 1]


@halves_of("preprocessing")
def test_the_proportion_is_kept_by_cropping_or_by_padding(half):
    x = counted(1, 2, 4, 1)
    stretched = half.Resizing(2, 2, "nearest")
    cropped = half.Resizing(2, 2, "nearest", crop_to_aspect_ratio=True)
    padded = half.Resizing(4, 4, "nearest", pad_to_aspect_ratio=True, fill_value=9)
    assert output(stretched, x)[0, :, :, 0].tolist() == [[1, 3], [5, 7]]
    assert output(cropped, x)[0, :, :, 0].tolist() == [[1, 2], [5, 6]]
    assert output(padded, x)[0, :, :, 0].tolist() == [[9] * 4, [0, 1, 2, 3], [4, 5, 6, 7], [9] * 4]


@halves_of("preprocessing")
def test_of_an_odd_rest_padding_leaves_one_row_out(half):
    """2 x 5 for a square: of the three rows that lack, one is put on each side; 4 rows become 5."""
    layer = half.Resizing(5, 5, "nearest", pad_to_aspect_ratio=True, fill_value=9)
    rows = output(layer, np.zeros((1, 2, 5, 1), dtype="float32"))[0, :, 0, 0]
    assert rows.tolist() == [9, 0, 0, 0, 9]


@halves_of("preprocessing")
def test_antialiasing_averages_what_shrinks(half):
    x = np.float32([8, 0, 0, 0, 0, 0, 0, 8]).reshape(1, 1, 8, 1)
    assert output(half.Resizing(1, 2), x).ravel().tolist() == [0, 0]
    smooth = output(half.Resizing(1, 2, antialias=True), x).ravel()
    np.testing.assert_allclose(smooth, [10 / 7, 10 / 7], rtol=1e-6)  # 8 · 5/8, of weights that sum to 7/2


# ------------------------------------------------------------------ what all share

EXAMPLES = [
    ("Rescaling", {"scale": 0.5, "offset": [1.0, 2.0]}, (4, 2)),
    ("Rescaling", {"scale": np.array([0.1, 0.2])}, (4, 2)),
    ("Normalization", {}, (4, 2)),
    ("Normalization", {"axis": (1, 2), "mean": 0.5, "variance": 2.0, "invert": True}, (4, 2)),
    ("Discretization", {"bin_boundaries": [0.5, 1.5], "output_mode": "count"}, (4, 2)),
    ("Discretization", {"num_bins": 3}, (4,)),
    ("CategoryEncoding", {"num_tokens": 3, "output_mode": "one_hot"}, (4, 2)),
    ("CenterCrop", {"height": 2, "width": 5, "data_format": "channels_first"}, (3, 4, 5)),
    ("Resizing", {"height": 2, "width": 5, "interpolation": "bicubic", "antialias": True}, (3, 4, 5)),
    ("Resizing", {"height": 2, "width": 5, "pad_to_aspect_ratio": True, "fill_value": 0.5}, (3, 4, 5)),
]


@pytest.mark.parametrize(("name", "kwargs", "shape"), EXAMPLES)
def test_shapes_and_configurations_are_keras_s(name, kwargs, shape):
    theirs, ours = configured(name, kwargs)
    for each in ((None, *shape), (7, *shape)):
        assert ours.compute_output_shape(each) == tuple(theirs.compute_output_shape(each))


@pytest.mark.parametrize(("name", "kwargs", "shape"), EXAMPLES)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_types_stay_and_nothing_is_computed_that_nobody_asks_for(name, kwargs, shape, dtype):
    layer = getattr(layers, name)(**kwargs, dtype=dtype)
    x = np.ones((2, *shape), dtype=dtype)
    if "num_bins" in kwargs:
        layer.adapt(x)
    y = layer(x)
    assert y.dtype == ("int32" if "num_bins" in kwargs else dtype)
    dx, _ = layer.backward(y, layer.forward(x)[1])
    assert dx is None or dx.dtype == dtype
    assert layer.backward(y, layer.forward(x)[1], input_gradient=False) == (None, {})


def test_images_of_another_size_may_follow():
    for layer in (numpy_half.Resizing(2, 3), numpy_half.CenterCrop(2, 3), numpy_half.Rescaling(2.0)):
        assert [len(layer(np.ones((n, 3 + n, 4, 1)))) for n in (1, 2)] == [1, 2]


def test_integers_become_floats_where_they_are_pixels():
    pixels = np.arange(12, dtype="uint8").reshape(1, 3, 4, 1)
    for layer in (numpy_half.Resizing(2, 3), numpy_half.CenterCrop(2, 3), numpy_half.CenterCrop(4, 4)):
        assert layer(pixels).dtype == layer.forward(pixels)[0].dtype == "float32"


@halves_of("preprocessing")
@pytest.mark.parametrize(
    "wrong",
    [
        lambda half: half.Normalization(mean=1.0),
        lambda half: half.Normalization(mean=[1.0, 2.0], variance=1.0),
        lambda half: half.Normalization(axis=None, mean=[1.0], variance=[1.0]),
        lambda half: half.Normalization(axis=3).build((None, 2)),
        lambda half: half.Normalization(axis=0).build((None, 2)),
        lambda half: half.Normalization().adapt([1.0]),
        lambda half: half.Normalization().adapt([]),
        lambda half: half.Discretization(),
        lambda half: half.Discretization([1.0], num_bins=2),
        lambda half: half.Discretization(num_bins=-1),
        lambda half: half.Discretization([1.0], output_mode="bits"),
        lambda half: half.Discretization([1.0]).adapt(np.ones(3)),
        lambda half: half.Discretization(num_bins=3)(np.ones((2, 2), dtype="float32")),
        lambda half: half.CategoryEncoding(),
        lambda half: half.CategoryEncoding(0),
        lambda half: half.CategoryEncoding(3, "bits"),
        lambda half: half.CategoryEncoding(3)(np.array([[1, 2]]), count_weights=np.ones((1, 2))),
        lambda half: half.CenterCrop(2, 2)(np.ones((3, 3), dtype="float32")),
        lambda half: half.Resizing(2, 2, "fourier")(np.ones((1, 3, 3, 1), dtype="float32")),
        lambda half: half.Resizing(2, 2, fill_mode="reflect")(np.ones((1, 3, 3, 1), dtype="float32")),
    ],
)
def test_both_halves_refuse(half, wrong):
    with pytest.raises((ValueError, TypeError)):
        wrong(half)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: numpy_half.to_categorical([0, 3], 3), r"labels must lie in 0..2, got 3"),
        (lambda: numpy_half.to_categorical([-1, 0]), r"labels must lie in 0..0, got -1"),
        (lambda: numpy_half.to_categorical([0.5]), "expected integer labels, got float64"),
        (lambda: numpy_half.to_categorical([]), "expected integer labels"),
        (lambda: numpy_half.min_max_rescaling([1.0, 2.0]), r"samples of features, got shape \(2,\)"),
        (lambda: numpy_half.min_max_rescaling(np.zeros((0, 2))), r"got shape \(0, 2\)"),
        (lambda: numpy_half.Rescaling("a"), "Rescaling: scale: expected numbers"),
        (
            lambda: numpy_half.Rescaling([1.0, 2.0])(np.ones((3, 1))),
            r"rescaling: scale of shape \(2,\) does not fit inputs of \(None, 1\)",
        ),
        (lambda: numpy_half.Rescaling(1.0, np.ones((1, 2))).check_input(np.ones(2)), "offset of shape"),
        (lambda: numpy_half.Normalization(axis=1).build((None, None)), r"axis must name.*\(1,\)"),
        (lambda: numpy_half.Normalization(axis=(1, -1)).build((None, 2)), r"different axes of known sizes"),
        (lambda: numpy_half.Normalization().check_input(DATA), "normalization is not built"),
        (lambda: numpy_half.Normalization().adapt(3.0), "expected an array or batches"),
        (lambda: numpy_half.Normalization().adapt(np.zeros((0, 2))), r"expected samples, got shape \(0, 2\)"),
        (lambda: numpy_half.Normalization(mean=1.0, variance=1.0).adapt(DATA), "nothing to adapt"),
        (
            lambda: numpy_half.Normalization(mean=[1.0, 2.0], variance=[1.0, 2.0]).build((None, 3)),
            r"mean of \(2,\) does not fit \(3,\)",
        ),
        (lambda: numpy_half.Discretization([2.0, 1.0]), "bin_boundaries must be numbers in rising order"),
        (lambda: numpy_half.Discretization([1.0], epsilon=0), "epsilon must be positive, got 0"),
        (lambda: numpy_half.Discretization([1.0], sparse=True), "Discretization: sparse must be False"),
        (lambda: numpy_half.CategoryEncoding(3, sparse=True), "CategoryEncoding: sparse must be False"),
        (lambda: numpy_half.CategoryEncoding(3)(np.array([[-1, 0]])), "must not be negative, got -1"),
        (lambda: numpy_half.CategoryEncoding(3)(np.zeros((1, 2, 2), dtype="int64")), "rank 1 or 2"),
        (
            lambda: numpy_half.CategoryEncoding(3, "count")(np.array([[0, 1]]), count_weights=[1.0]),
            r"count_weights must have the input's shape \(1, 2\), got \(1,\)",
        ),
        (lambda: numpy_half.Resizing(2, 2, "area"), "interpolation must be one of.* got 'area'"),
        (lambda: numpy_half.Resizing(0, 2), "height must be a positive integer, got 0"),
        (
            lambda: numpy_half.Resizing(2, 2, crop_to_aspect_ratio=True, pad_to_aspect_ratio=True),
            "exclude each other",
        ),
    ],
)
def test_what_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
