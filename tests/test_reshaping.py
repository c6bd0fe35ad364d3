"""Reshaping: where each number goes, which end, which axis, and the way back."""

import keras
import numpy as np
import pytest
from halves import configured
from parity_rows import halves_of, parity_of

from keras_notes.parity import twin
from reference import config, layers, reshaping
from reference.interpolation import pixel_weights

test_parity = parity_of("reshaping")


def counted(*shape):
    """0, 1, 2 … in this shape."""
    return np.arange(np.prod(shape), dtype="float32").reshape(shape)


def output(layer, x):
    return np.asarray(layer(x))


def way_back(layer, x, dy):
    """dx of a layer of the NumPy half."""
    return layer.backward(dy, layer.forward(x)[1])[0]


# ------------------------------------------------------------------ shapes


@halves_of("reshaping")
def test_pixel_r_c_becomes_entry_28_r_plus_c(half):
    images = counted(2, 28, 28)
    rows = output(half.Flatten(), images)
    assert rows.shape == (2, 784)
    for r, c in ((0, 0), (0, 27), (1, 0), (13, 5), (27, 27)):
        assert rows[1, 28 * r + c] == images[1, r, c]


@halves_of("reshaping")
@pytest.mark.parametrize(
    ("shape", "flat"), [((4,), (4, 1)), ((4, 6), (4, 6)), ((2, 3, 5), (2, 15)), ((2, 3, 1, 2), (2, 6))]
)
def test_samples_stay_apart(half, shape, flat):
    x = counted(*shape)
    assert output(half.Flatten(), x).tolist() == x.reshape(flat).tolist()
    assert tuple(half.Flatten().compute_output_shape((None, *shape[1:]))) == (None, *flat[1:])


@halves_of("reshaping")
def test_channels_first_are_flattened_like_the_same_images_with_channels_last(half):
    x = counted(2, 3, 4, 5)
    turned = half.Flatten(data_format="channels_first")
    assert output(turned, np.moveaxis(x, -1, 1)).tolist() == output(half.Flatten(), x).tolist()
    assert output(turned, counted(2, 3)).tolist() == counted(2, 3).tolist()


@halves_of("reshaping")
def test_there_is_nothing_to_learn(half):
    layer = half.Flatten()
    layer.build((None, 3, 5))
    assert layer.get_weights() == []
    assert layer.count_params() == 0


def test_the_gradient_goes_back_to_where_the_number_came_from():
    layer = reshaping.Flatten()
    dx, grads = layer.backward(np.arange(30.0).reshape(2, 15), layer.forward(np.zeros((2, 3, 5)))[1])
    assert dx.tolist() == np.arange(30.0).reshape(2, 3, 5).tolist()
    assert grads == {}
    assert layer.backward(dx, (2, 3, 5), input_gradient=False) == (None, {})


@halves_of("reshaping")
def test_reshape_fills_row_after_row(half):
    x = counted(2, 6)
    assert output(half.Reshape((2, 3)), x)[0].tolist() == [[0, 1, 2], [3, 4, 5]]
    assert output(half.Reshape((3, -1)), x).tolist() == x.reshape(2, 3, 2).tolist()
    assert output(half.Reshape((-1,)), counted(2, 2, 3)).tolist() == x.tolist()


@halves_of("reshaping")
def test_permute_counts_axes_from_1(half):
    x = counted(2, 3, 4)
    assert output(half.Permute((2, 1)), x).tolist() == x.transpose(0, 2, 1).tolist()
    assert tuple(half.Permute((3, 1, 2)).compute_output_shape((None, 5, 6, 7))) == (None, 7, 5, 6)
    with pytest.raises(ValueError, match="dims"):
        half.Permute((0, 1))


@halves_of("reshaping")
def test_a_repeated_vector_is_a_sequence_of_equal_steps(half):
    assert output(half.RepeatVector(2), counted(2, 3)).tolist() == [
        [[0, 1, 2], [0, 1, 2]],
        [[3, 4, 5], [3, 4, 5]],
    ]


def test_the_gradient_of_a_repeated_vector_is_the_sum_of_its_copies():
    dy = np.array([[[1.0, 10], [2, 20], [4, 40]]])
    assert way_back(reshaping.RepeatVector(3), np.zeros((1, 2)), dy).tolist() == [[7, 70]]


# ------------------------------------------------------------------ borders


@halves_of("reshaping")
def test_amounts_are_before_then_after_and_rows_then_columns(half):
    x = counted(1, 5, 6, 1)
    narrow = output(half.Cropping2D(((1, 2), (0, 3))), x)[0, :, :, 0]
    assert narrow.tolist() == x[0, 1:3, 0:3, 0].tolist()
    wide = output(half.ZeroPadding2D(((1, 2), (0, 3))), narrow[None, :, :, None])[0, :, :, 0]
    assert wide.tolist() == np.pad(narrow, ((1, 2), (0, 3))).tolist()
    assert output(half.Cropping1D((2, 0)), counted(1, 4, 1)).ravel().tolist() == [2, 3]
    assert output(half.ZeroPadding1D((2, 0)), counted(1, 2, 1)).ravel().tolist() == [0, 0, 0, 1]


@halves_of("reshaping")
@pytest.mark.parametrize(
    ("amounts", "pairs"), [(2, ((2, 2), (2, 2))), ((1, 2), ((1, 1), (2, 2))), (((1, 0), 2), ((1, 0), (2, 2)))]
)
def test_an_amount_for_both_ends_or_for_all(half, amounts, pairs):
    assert half.ZeroPadding2D(amounts).padding == pairs
    assert half.Cropping2D(list(amounts) if isinstance(amounts, tuple) else amounts).cropping == pairs


@halves_of("reshaping")
def test_defaults_differ_between_ranks(half):
    """Cropping2D crops nothing unless told."""
    assert half.Cropping1D().cropping == (1, 1)
    assert half.Cropping2D().cropping == ((0, 0), (0, 0))
    assert half.Cropping3D().cropping == ((1, 1), (1, 1), (1, 1))
    assert half.ZeroPadding1D().padding == (1, 1)
    assert half.ZeroPadding2D().padding == ((1, 1), (1, 1))
    assert half.ZeroPadding3D().padding == ((1, 1), (1, 1), (1, 1))


def test_padding_is_the_way_back_of_cropping_and_the_other_way_round():
    x, small = counted(1, 4, 5, 2), counted(1, 2, 2, 2)
    pad, crop = reshaping.ZeroPadding2D(((1, 1), (0, 3))), reshaping.Cropping2D(((1, 1), (0, 3)))
    assert way_back(crop, x, small).tolist() == output(pad, small).tolist()
    assert way_back(pad, small, x).tolist() == output(crop, x).tolist()


# ------------------------------------------------------------------ more pixels


@halves_of("reshaping")
def test_neighbours_are_repeated_not_the_whole(half):
    assert output(half.UpSampling1D(2), counted(1, 3, 1)).ravel().tolist() == [0, 0, 1, 1, 2, 2]
    assert output(half.UpSampling2D((1, 3)), counted(1, 1, 2, 1)).ravel().tolist() == [0, 0, 0, 1, 1, 1]


def test_every_copy_sends_its_gradient_back():
    dy = np.array([1.0, 10, 100, 1000]).reshape(1, 4, 1)
    assert way_back(reshaping.UpSampling1D(2), np.zeros((1, 2, 1)), dy).ravel().tolist() == [11, 1100]


def enlarged(half, values, size, method):
    """A row of pixels, `size` times as many."""
    layer = half.UpSampling2D((1, size), interpolation=method)
    return output(layer, np.float32(values).reshape(1, 1, -1, 1)).ravel()


@halves_of("reshaping")
def test_pixels_are_squares_with_their_number_in_the_middle(half):
    """The new pixels lie at 1/4 and 3/4 of the old ones; corners are not aligned; edges are level."""
    assert enlarged(half, [0, 4], 2, "bilinear").tolist() == [0, 1, 3, 4]
    assert enlarged(half, [0, 4, 8], 2, "Bilinear").tolist() == [0, 1, 3, 5, 7, 8]


@halves_of("reshaping")
def test_the_cubic_is_keys_s_with_a_half(half):
    """K(d) = 1.5 d³ - 2.5 d² + 1 up to 1, then -0.5 d³ + 2.5 d² - 4 d + 2, at 1/4, 3/4, 5/4 and 7/4."""
    one = enlarged(half, [0, 0, 0, 1, 0, 0, 0], 2, "bicubic")
    assert one.tolist() == [0, 0, 0, *np.array([-3, -9, 29, 111, 111, 29, -9, -3]) / 128, 0, 0, 0]


@halves_of("reshaping")
@pytest.mark.parametrize("method", ["bilinear", "bicubic", "lanczos3", "lanczos5"])
def test_a_plain_image_stays_plain(half, method):
    np.testing.assert_allclose(enlarged(half, [3, 3, 3], 3, method), 3, rtol=1e-6)


def test_weights_are_shared_and_cannot_be_changed():
    weights = pixel_weights(3, 6, "bilinear")
    assert weights is pixel_weights(3, 6, "bilinear")
    with pytest.raises(ValueError, match="read-only"):
        weights[0] = 1


# ------------------------------------------------------------------ what all share

EXAMPLES = [
    ("Flatten", {}, (4, 5)),
    ("Flatten", {"data_format": "channels_first"}, (4, 5, 6)),
    ("Reshape", {"target_shape": (2, -1)}, (4, 5)),
    ("Reshape", {"target_shape": (10, 2)}, (4, 5)),
    ("Permute", {"dims": (2, 1)}, (4, 5)),
    ("RepeatVector", {"n": 3}, (4,)),
    ("Cropping1D", {"cropping": (1, 2)}, (5, 3)),
    ("Cropping2D", {"cropping": ((1, 2), (0, 1)), "data_format": "channels_first"}, (3, 4, 5)),
    ("Cropping3D", {"cropping": (1, 0, 2)}, (3, 4, 5, 6)),
    ("ZeroPadding1D", {"padding": 2, "data_format": "channels_first"}, (5, 3)),
    ("ZeroPadding2D", {"padding": ((1, 2), (3, 4))}, (3, 4, 5)),
    ("ZeroPadding3D", {"padding": 1}, (3, 4, 5, 6)),
    ("UpSampling1D", {"size": 3}, (4, 5)),
    ("UpSampling2D", {"size": 2, "data_format": "channels_first", "interpolation": "bicubic"}, (3, 4, 5)),
    ("UpSampling3D", {"size": (1, 2, 3)}, (3, 4, 5, 6)),
]


@pytest.mark.parametrize(("name", "kwargs", "shape"), EXAMPLES)
def test_shapes_and_configurations_are_keras_s(name, kwargs, shape):
    theirs, ours = configured(name, kwargs)
    sizes = [
        (None, *shape),
        (7, *shape),
        *((7, *shape[:i], None, *shape[i + 1 :]) for i in range(len(shape))),
    ]
    for each in sizes:
        assert ours.compute_output_shape(each) == tuple(theirs.compute_output_shape(each))


@pytest.mark.parametrize(("name", "kwargs", "shape"), EXAMPLES)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_types_stay_and_the_next_batch_may_have_another_size(name, kwargs, shape, dtype):
    layer = getattr(layers, name)(**kwargs, dtype=dtype)
    for n in (2, 3):
        y, cache = layer.forward(np.ones((n, *shape), dtype=dtype))
        dx, _ = layer.backward(y, cache)
        assert (y.dtype, dx.dtype, dx.shape) == (dtype, dtype, (n, *shape))
        assert layer(np.ones((n, *shape))).shape == y.shape == layer.compute_output_shape((n, *shape))


def test_images_of_another_size_may_follow():
    layer = reshaping.ZeroPadding2D()
    assert [layer(np.zeros((1, size, 3, 1))).shape[1] for size in (2, 5)] == [4, 7]


def test_the_data_format_is_the_configured_one_unless_given():
    config.set_image_data_format("channels_first")
    try:
        assert reshaping.Flatten().data_format == "channels_first"
        assert reshaping.Cropping1D().data_format == "channels_last"  # has no such argument
    finally:
        config.set_image_data_format("channels_last")
    assert twin(keras.layers.UpSampling2D()).data_format == "channels_last"


@halves_of("reshaping")
@pytest.mark.parametrize(
    "wrong",
    [
        lambda half: half.Flatten(data_format="rows"),
        lambda half: half.Reshape((-1, 2, -1)),
        lambda half: half.Reshape((-2,)),
        lambda half: half.Reshape((4,)).compute_output_shape((None, 3)),
        lambda half: half.Reshape((-1, 4)).compute_output_shape((None, 6)),
        lambda half: half.Permute((1, 3)),
        lambda half: half.Permute((2, 1))(np.zeros((2, 3), dtype="float32")),
        lambda half: half.RepeatVector(0),
        lambda half: half.RepeatVector(1.5),
        lambda half: half.RepeatVector(2)(np.zeros((2, 3, 4), dtype="float32")),
        lambda half: half.Cropping1D((1, 2, 3)),
        lambda half: half.Cropping1D(2)(np.zeros((1, 4, 2), dtype="float32")),
        lambda half: half.Cropping2D(-1),
        lambda half: half.Cropping2D((1, 2, 3)),
        lambda half: half.Cropping2D("1"),
        lambda half: half.Cropping2D(((1, 2), (0, 4))).compute_output_shape((None, 5, 4, 1)),
        lambda half: half.ZeroPadding2D(((1, 2), (3, -4))),
        lambda half: half.ZeroPadding3D(1.5),
        lambda half: half.ZeroPadding2D()(np.zeros((1, 4, 2), dtype="float32")),
        lambda half: half.UpSampling1D((2,)),
        lambda half: half.UpSampling2D((1, 2, 3)),
        lambda half: half.UpSampling2D(0),
        lambda half: half.UpSampling2D(interpolation="fourier")(np.zeros((1, 2, 2, 1), dtype="float32")),
        lambda half: half.UpSampling3D()(np.zeros((1, 4, 2, 2), dtype="float32")),
    ],
)
def test_both_halves_refuse(half, wrong):
    with pytest.raises((ValueError, TypeError)):
        wrong(half)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: reshaping.Reshape((0, 2)), r"Reshape: a size in target_shape.* got 0"),
        (lambda: reshaping.Reshape((2, 5)).forward(np.zeros((2, 9))), r"9 numbers a sample.*\(2, 5\)"),
        (lambda: reshaping.Cropping1D(2).forward(np.zeros((1, 3, 1))), r"leaves nothing of \(1, 3, 1\)"),
        (lambda: reshaping.ZeroPadding3D((1, 2)), r"padding must be an integer or 3 of them.* got \(1, 2\)"),
        (lambda: reshaping.UpSampling2D(interpolation="area"), "interpolation must be one of.* got 'area'"),
    ],
)
def test_errors_say_what_was_expected_and_what_came(wrong, message):
    with pytest.raises(ValueError, match=message):
        wrong()
