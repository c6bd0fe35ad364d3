"""Pooling: who gets the gradient, what stands at the border, masks, shapes, what is refused."""

import keras
import numpy as np
import pytest
from parity_rows import beside, halves_of, parity_of

import reference.config
import reference.layers
from keras_notes import pooling as keras_half
from keras_notes.parity import twin
from keras_notes.parity.tape import keras_layer, numpy_layer
from reference import pooling

test_parity = parity_of("pooling")

LOWEST = float(np.finfo("float32").min)
INF, NAN = float("inf"), float("nan")
CLASSES = sorted(pooling.__all__)
NEEDED = {"Average": {"pool_size": 2}, "Adaptive": {"output_size": 2}}


def arguments(name):
    """What a layer of this class cannot do without."""
    return next((given for start, given in NEEDED.items() if name.startswith(start)), {})


def run(half, layer, pixels, dy=None, **call):
    """Output and gradient of one sample of one channel, as lists; the upstream gradient is 1, 2, 3 …"""
    x = np.array(pixels, dtype="float32")[None, ..., None]

    def upstream(name, shape):
        return np.arange(1, 1 + np.prod(shape), dtype="float32").reshape(shape)

    both = keras_layer if half is keras_half else numpy_layer
    found = both(layer, x, upstream if dy is None else np.float32(dy), **call)
    return [found[name].squeeze().tolist() for name in ("output", "d input")]


# ------------------------------------------------------------------ ties


@halves_of("pooling")
@pytest.mark.parametrize("least", [0.0, -INF])
def test_of_equal_pixels_the_first_in_the_window_gets_the_gradient(half, least):
    y = 0.0 if least == 0 else LOWEST  # the search for the largest starts at the most negative number
    assert run(half, half.MaxPooling1D(3, 2), [least] * 7) == [[y] * 3, [1, 0, 2, 0, 3, 0, 0]]
    same = half.MaxPooling1D(3, 1, padding="same")
    assert run(half, same, [least] * 5) == [[y] * 5, [1 + 2, 3, 4, 5, 0]]
    _, dx = run(half, half.MaxPooling2D(2), np.full((4, 4), least))
    assert dx == [[1, 0, 2, 0], [0] * 4, [3, 0, 4, 0], [0] * 4]


@halves_of("pooling")
def test_first_means_row_after_row_but_adaptive_pooling_goes_by_columns(half):
    picture = [[0, 5], [5, 0]]
    assert run(half, half.MaxPooling2D(2), picture)[1] == [[0, 1], [0, 0]]
    # The second window of columns is there so that neither axis has one output, where Keras's own
    # gradient is undefined.
    wide = [[0, 5, 0, 0], [5, 0, 0, 0], [9, 0, 0, 0], [0, 0, 0, 0]]
    _, dx = run(half, half.AdaptiveMaxPooling2D(2), wide, np.eye(4)[:1].reshape(1, 2, 2, 1))
    assert dx == [[0, 0, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]


@halves_of("pooling")
def test_three_axes_give_every_pixel_near_the_largest_the_whole_gradient(half):
    picture = np.array([1, 1 - 9e-6, 1 - 2e-5, 1]).reshape(1, 2, 2)
    assert run(half, half.MaxPooling3D((1, 2, 2)), picture)[1] == [[1, 0 + 1], [0, 1]]
    pixels = np.array([0, 0, -1, 2]).reshape(1, 1, 4)
    assert run(half, half.MaxPooling3D((1, 1, 2)), pixels)[1] == [1, 1, 0, 2]
    nothing = np.full((1, 1, 2), -INF)
    assert run(half, half.MaxPooling3D((1, 1, 2)), nothing) == [-INF, [0, 0]]


@halves_of("pooling")
def test_global_pooling_shares_the_gradient_among_equals(half):
    assert run(half, half.GlobalMaxPooling1D(), [1, 3, 2, 3]) == [3, [0, 0.5, 0, 0.5]]
    assert run(half, half.GlobalMaxPooling2D(), [[2, 2], [2, 2]]) == [2, [[0.25] * 2] * 2]
    assert run(half, half.GlobalMaxPooling1D(), [-INF, -INF]) == [-INF, [0.5, 0.5]]


@halves_of("pooling")
def test_nan_is_passed_over_in_windows_and_spoils_a_global_maximum(half):
    for layer in (half.MaxPooling1D(3), half.AdaptiveMaxPooling1D(2)):
        assert run(half, layer, [2, 1, NAN, NAN, NAN, NAN])[0] == [2, LOWEST]
    y, dx = run(half, half.GlobalMaxPooling1D(), [1, NAN, 3])
    np.testing.assert_array_equal([y, *dx], [NAN] * 4)


# ------------------------------------------------------------------ borders and windows


@halves_of("pooling")
def test_the_average_at_a_border_does_not_count_padding(half):
    layer = half.AveragePooling1D(4, 1, padding="same")  # one before, two after
    y, dx = run(half, layer, [4, 8, 12, 16], [[[12], [4], [6], [2]]])
    assert y == [8, 10, 12, 14]
    assert dx == [4 + 1, 4 + 1 + 2, 4 + 1 + 2 + 1, 1 + 2 + 1]


@halves_of("pooling")
def test_the_odd_pixel_of_padding_is_at_the_end(half):
    layer = half.MaxPooling1D(2, padding="same")
    assert run(half, layer, [1, 2, 5]) == [[2, 5], [0, 1, 2]]
    assert run(half, half.MaxPooling1D(2), [1, 2, 5]) == [2, [0, 1, 0]]  # "valid" leaves the last out
    assert run(half, half.MaxPooling1D(9, padding="same"), [1, 2, 5]) == [5, [0, 0, 1]]


@halves_of("pooling")
def test_adaptive_windows_start_rounded_down_and_end_rounded_up(half):
    """Of 5 pixels, 3 windows: from 0, 5/3, 10/3 to 5/3, 10/3, 5."""
    layer = half.AdaptiveAveragePooling1D(3)
    assert run(half, layer, [2, 4, 9, 6, 2], [[[2], [3], [4]]]) == [
        [3, pytest.approx(19 / 3), 4],
        [1, 2, 1, 3, 2],
    ]
    assert run(half, half.AdaptiveMaxPooling1D(5), [1, 3, 2, 4])[0] == [1, 3, 3, 4, 4]  # more than pixels


def test_the_gradient_of_adaptive_pooling_to_one_pixel():
    """Keras would be no witness: TensorFlow also pools by an empty window, and leaves memory as it was."""
    assert run(pooling, pooling.AdaptiveMaxPooling1D(1), [1, 3, 2, 3]) == [3, [0, 1, 0, 0]]
    assert run(pooling, pooling.AdaptiveMaxPooling2D(1), [[1, 3], [3, 2]]) == [3, [[0, 0], [1, 0]]]


# ------------------------------------------------------------------ masks


@halves_of("pooling")
def test_masked_steps_do_not_count(half):
    x = np.float32([[[2], [4], [9]], [[1], [2], [3]], [[1], [2], [3]]])
    mask = np.array([[1, 1, 0], [0, 0, 0], [0, 0, 0]])
    both = keras_layer if half is keras_half else numpy_layer
    found = both(half.GlobalAveragePooling1D(), x, np.float32([[6], [6], [0]]), mask=mask)
    np.testing.assert_array_equal(found["output"], [[3], [NAN], [NAN]])  # no step is left: 0 / 0
    assert found["d input"].squeeze().tolist() == [[3, 3, 0], [0, 0, 0], [0, 0, 0]]


@halves_of("pooling")
def test_the_mask_ends_where_there_are_no_steps(half):
    layers = beside(half, "layers")
    model = keras.Sequential if half is keras_half else beside(half, "models").Sequential
    stack = model([layers.Masking(), half.GlobalAveragePooling1D(keepdims=True)])
    assert np.asarray(stack(np.float32([[[1, 2], [0, 0], [3, 4]]]))).tolist() == [[[2, 3]]]
    layer = half.GlobalAveragePooling1D()
    assert layer.supports_masking
    assert layer.compute_mask(np.ones((1, 2, 3)), np.ones((1, 2), dtype=bool)) is None


@pytest.mark.parametrize("name", CLASSES)
def test_all_others_destroy_a_mask(name):
    theirs, ours = (getattr(half, name)(**arguments(name)) for half in (keras_half, pooling))
    assert ours.supports_masking == theirs.supports_masking == (name == "GlobalAveragePooling1D")


# ------------------------------------------------------------------ shapes and configurations

SHAPES = {1: (None, 7, 3), 2: (4, None, 9, 3), 3: (None, 6, 7, None, 5)}
OPTIONS = [
    {"pool_size": 3, "strides": 2},
    {"pool_size": 2, "strides": 3, "padding": "same"},
    {"pool_size": (2, 1, 3)},
    {"output_size": 4},
    {"output_size": (5, 1, 3)},
    {"keepdims": True},
    {"keepdims": False},
]


def options_of(name, rank):
    """Those of the options that a class takes, shortened to its rank."""
    key = "output_size" if "Adaptive" in name else "keepdims" if "Global" in name else "pool_size"
    for options in OPTIONS:
        if key in options:
            yield {k: v[:rank] if isinstance(v, tuple) else v for k, v in options.items()}


@pytest.mark.parametrize("data_format", ["channels_last", "channels_first"])
@pytest.mark.parametrize("name", CLASSES)
def test_output_shapes_and_configurations_are_keras_s(name, data_format):
    rank = int(name[-2])
    for options in options_of(name, rank):
        theirs = getattr(keras_half, name)(**options, data_format=data_format, name="pool")
        ours = twin(theirs)
        for shape in (SHAPES[rank], (2, 8, 9, 7, 6)[: rank + 2]):
            assert ours.compute_output_shape(shape) == tuple(theirs.compute_output_shape(shape))
        config = theirs.get_config()
        assert ours.get_config() == config | {"dtype": "float32"}
        assert type(ours).from_config(config).get_config() == ours.get_config()


@halves_of("pooling")
def test_windows_lie_side_by_side_unless_told(half):
    assert half.MaxPooling2D((3, 2)).strides == (3, 2)
    assert half.MaxPooling2D().pool_size == (2, 2)
    assert half.AveragePooling3D(2, (1, 2, 3)).strides == (1, 2, 3)


def test_the_shorter_names_are_the_same_classes():
    for name in (each for each in dir(keras.layers) if "Pool" in each):
        assert getattr(reference.layers, name).__name__ == getattr(keras.layers, name).__name__


def test_other_sizes_than_those_built_for_will_do():
    layer = pooling.GlobalMaxPooling2D()
    assert [layer(np.ones(shape, dtype="float32")).shape for shape in ((2, 4, 5, 3), (3, 6, 2, 1))] == [
        (2, 3),
        (3, 1),
    ]


def test_the_default_layout_is_the_configured_one():
    reference.config.set_image_data_format("channels_first")
    try:
        assert pooling.MaxPooling2D()(np.zeros((2, 3, 4, 6), dtype="float32")).shape == (2, 3, 2, 3)
    finally:
        reference.config.set_image_data_format("channels_last")


@pytest.mark.parametrize("name", CLASSES)
def test_no_gradient_is_computed_that_nobody_asks_for(name):
    layer = getattr(pooling, name)(**arguments(name))
    y, cache = layer.forward(np.zeros((2, 4, 4, 4, 4)[: layer.rank + 2], dtype="float32"))
    assert layer.backward(y, cache, input_gradient=False) == (None, {})


# ------------------------------------------------------------------ what is refused


@halves_of("pooling")
@pytest.mark.parametrize("value", [0, -1, 2.5, "2", (2,), (2, 0)])
def test_pool_size_must_be_positive_integers(half, value):
    with pytest.raises(ValueError, match="pool_size"):
        half.MaxPooling2D(value)


@pytest.mark.parametrize("value", [0, (1, 0), 1.5, (1, 2, 3)])
def test_so_must_strides_and_output_size(value):
    """Keras takes a 0 and fails when it runs; for a wrong output_size it raises a TypeError."""
    with pytest.raises(ValueError, match="strides"):
        pooling.AveragePooling2D(2, value)
    with pytest.raises(ValueError, match="output_size"):
        pooling.AdaptiveMaxPooling2D(value)


@halves_of("pooling")
def test_a_window_must_fit(half):
    layer = half.MaxPooling1D(5)
    with pytest.raises(ValueError, match="pool_size"):
        layer.compute_output_shape((None, 3, 2))


@halves_of("pooling")
def test_there_must_be_a_pixel_to_adapt(half):
    """A window of open size may leave none."""
    layer = half.AdaptiveAveragePooling1D(3)
    layer.build((None, None, 2))
    with pytest.raises(ValueError, match=r"\(1, 0, 2\)|window_shape=\(0,\)"):
        layer(np.ones((1, 0, 2), "float32"))


def test_padding_is_valid_or_same_and_a_layout_one_of_two():
    """Keras takes any padding and fails when it runs."""
    with pytest.raises(ValueError, match="padding must be one of .*, got 'causal'"):
        pooling.MaxPooling1D(padding="causal")
    for half in (pooling, keras_half):
        with pytest.raises(ValueError, match="data_format"):
            half.AdaptiveMaxPooling1D(2, data_format="nhwc")


@halves_of("pooling")
@pytest.mark.parametrize("name", ["MaxPooling1D", "GlobalAveragePooling1D"])
def test_the_rank_of_the_input_is_fixed(half, name):
    with pytest.raises(ValueError, match=r", 3\)"):
        getattr(half, name)()(np.ones((2, 3), dtype="float32"))


def test_strides_far_beyond_the_window_with_three_axes_and_same():
    """Keras's output comes from the middle of each stride, its gradient goes to the start: no derivative."""
    pixels = np.float32([1, 2, 3, 4, 5, 6]).reshape(1, 1, 6)
    layer = keras_half.AveragePooling3D(1, (1, 1, 3), padding="same")
    assert run(keras_half, layer, pixels) == [[2, 5], [1, 0, 0, 2, 0, 0]]
    with pytest.raises(ValueError, match="strides"):
        pooling.AveragePooling3D(1, (1, 1, 3), padding="same")
    assert pooling.AveragePooling3D(1, (1, 1, 3)).strides == (1, 1, 3)
