"""Convolution: what a kernel sees, where the zeros go, the order of weights and channels, the errors."""

import json
import tracemalloc

import keras
import numpy as np
import pytest
import tensorflow as tf
from parity_rows import halves_of, parity_of

from keras_notes import convolution as keras_half
from keras_notes import twin
from reference import convolution
from reference.convolution import correlation, layout

test_parity = parity_of("convolution")

both = halves_of("convolution")
FORMATS = ("channels_last", "channels_first")
LINE = np.float32([1, 2, 3, 4]).reshape(1, 4, 1)
CLASSES = {  # smallest arguments and an input
    "Conv1D": ((4, 3), (2, 7, 6)),
    "Conv2D": ((4, 3), (2, 7, 5, 6)),
    "Conv3D": ((4, 3), (2, 4, 5, 3, 6)),
    "DepthwiseConv1D": ((3,), (2, 7, 6)),
    "DepthwiseConv2D": ((3,), (2, 7, 5, 6)),
    "SeparableConv1D": ((4, 3), (2, 7, 6)),
    "SeparableConv2D": ((4, 3), (2, 7, 5, 6)),
}
each_class = pytest.mark.parametrize("name", CLASSES)


def with_weights(layer, shape, *weights):
    """The layer, built for inputs of `shape`, with these weights."""
    layer.build((None, *shape))
    shaped = zip(weights, layer.get_weights(), strict=True)
    layer.set_weights([np.array(weight, "float32").reshape(like.shape) for weight, like in shaped])
    return layer


def line(half, kernel, x=LINE, **kwargs):
    """The output of a Conv1D of one filter, without bias, on a line of numbers."""
    layer = half.Conv1D(1, len(kernel), use_bias=False, **kwargs)
    return np.asarray(with_weights(layer, (None, 1), kernel)(x))[0, :, 0].tolist()


# ------------------------------------------------------------------ what a kernel sees


@both
def test_it_is_a_sum_over_the_window_and_the_kernel_is_not_flipped(half):
    assert line(half, [1, 10, 100]) == [1 + 20 + 300, 2 + 30 + 400]
    assert np.convolve(LINE[0, :, 0], [1, 10, 100], "valid").tolist() == [100 + 20 + 3, 200 + 30 + 4]


@both
def test_the_odd_zero_of_same_comes_last(half):
    assert line(half, [1, 1], padding="same") == [3, 5, 7, 4 + 0]
    assert line(half, [1, 1, 1], padding="same") == [0 + 3, 6, 9, 7 + 0]
    assert line(half, [1, 1, 1], padding="same", strides=2) == [1 + 2 + 3, 3 + 4 + 0]
    assert line(half, [1, 1, 1, 1], padding="same") == [0 + 6, 10, 9 + 0, 7 + 0 + 0]


@both
def test_same_has_no_zeros_where_the_windows_leave_pixels_out(half):
    assert line(half, [1], padding="same", strides=3) == [1, 4]


@both
def test_causal_sees_nothing_that_comes_later(half):
    assert line(half, [1, 10], padding="causal") == [10, 1 + 20, 2 + 30, 3 + 40]
    assert line(half, [1, 10], padding="causal", dilation_rate=2) == [10, 20, 1 + 30, 2 + 40]
    assert line(half, [1, 10], padding="causal", strides=3) == [10, 3 + 40]


@both
def test_dilation_leaves_pixels_out_within_the_window(half):
    assert line(half, [1, 10], dilation_rate=2) == [1 + 30, 2 + 40]


@both
def test_groups_keep_channels_and_filters_apart(half):
    """Filter 0 sees channels 0 and 1, filter 1 channels 2 and 3."""
    layer = with_weights(half.Conv1D(2, 1, groups=2), (1, 4), [[1, 2], [10, 20]], [0, 0.5])
    x = np.float32([1, 2, 3, 4]).reshape(1, 1, 4)
    assert np.asarray(layer(x)).ravel().tolist() == [1 + 20, 6 + 80 + 0.5]


@both
def test_the_outputs_of_a_channel_stand_together(half):
    """Kernel (1, 2 channels, 2 outputs each)."""
    kernel, bias = [[1, 2], [10, 20]], [0, 0, 0, 0]
    layer = with_weights(half.DepthwiseConv1D(1, depth_multiplier=2), (1, 2), kernel, bias)
    x = np.float32([[[1, 3]]])
    assert np.asarray(layer(x)).ravel().tolist() == [1, 2, 30, 60]


@both
def test_separable_is_depthwise_and_then_one_matrix_for_each_pixel(half):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(2, 5, 4, 3)).astype("float32")
    whole = half.SeparableConv2D(4, 2, depth_multiplier=2, strides=2, activation="relu")
    whole.build(x.shape)
    first, second, bias = weights = [rng.normal(size=w.shape) for w in whole.get_weights()]
    whole.set_weights(weights)
    depthwise = with_weights(
        half.DepthwiseConv2D(2, depth_multiplier=2, strides=2, use_bias=False), x.shape[1:], first
    )
    pointwise = with_weights(half.Conv2D(4, 1, activation="relu"), (2, 2, 6), second, bias)
    in_steps = np.asarray(pointwise(depthwise(x)))
    np.testing.assert_allclose(np.asarray(whole(x)), in_steps, rtol=1e-5, atol=1e-5)


# ------------------------------------------------------------------ weights and shapes

PARAMETERS = {
    "Conv1D": [(3, 6, 4), (4,)],
    "Conv2D": [(3, 3, 6, 4), (4,)],
    "Conv3D": [(3, 3, 3, 6, 4), (4,)],
    "DepthwiseConv1D": [(3, 6, 1), (6,)],
    "DepthwiseConv2D": [(3, 3, 6, 1), (6,)],
    "SeparableConv1D": [(3, 6, 1), (1, 6, 4), (4,)],
    "SeparableConv2D": [(3, 3, 6, 1), (1, 1, 6, 4), (4,)],
}


@both
@each_class
def test_weights_are_the_kernels_and_then_the_bias(half, name):
    arguments, shape = CLASSES[name]
    layer = getattr(half, name)(*arguments)
    layer.build(shape)
    assert [w.shape for w in layer.get_weights()] == PARAMETERS[name]
    assert layer.count_params() == sum(np.prod(shape) for shape in PARAMETERS[name])


@each_class
@pytest.mark.parametrize(
    "settings",
    [
        {"strides": 2, "padding": "same"},
        {"strides": 3},
        {"dilation_rate": 2, "padding": "same"},
        {"kernel_size": 1, "data_format": "channels_first", "use_bias": False},
    ],
    ids=str,
)
@pytest.mark.parametrize("open_sizes", [False, True])
def test_output_shapes_are_keras_s(name, settings, open_sizes):
    arguments, shape = CLASSES[name]
    layer = getattr(keras_half, name)(*arguments[:-1], **{"kernel_size": arguments[-1]} | settings)
    if open_sizes:
        first = layer.data_format == "channels_first"
        shape = (None, 6, *[None] * (len(shape) - 2)) if first else (*[None] * (len(shape) - 1), 6)
    ours = getattr(convolution, name).from_config(layer.get_config())
    assert ours.compute_output_shape(shape) == layer.compute_output_shape(shape)


@each_class
def test_a_configuration_survives_keras_and_json(name):
    arguments, shape = CLASSES[name]
    stem = "kernel" if name.startswith("Conv") else "depthwise"
    settings = {f"{stem}_initializer": "he_normal", f"{stem}_regularizer": "l2", "bias_constraint": "non_neg"}
    layer = getattr(keras_half, name)(
        *arguments, padding="SAME", activation="relu", activity_regularizer="l1", name="mine", **settings
    )
    ours = getattr(convolution, name).from_config(json.loads(json.dumps(layer.get_config())))
    theirs, config = layer.get_config(), ours.get_config()
    assert {key for key in theirs if theirs[key] is not None} <= set(config)
    again = getattr(keras_half, name).from_config(config).get_config()
    for key in config.keys() - {"dtype"}:
        assert again[key] == theirs[key], key


@each_class
def test_the_same_seed_gives_keras_s_initial_kernels(name):
    arguments, shape = CLASSES[name]
    stem = "kernel" if name.startswith("Conv") else "depthwise"
    start = {f"{stem}_initializer": keras.initializers.GlorotUniform(seed=3)}
    layer = getattr(keras_half, name)(*arguments, **start)
    ours = getattr(convolution, name).from_config(layer.get_config())
    layer.build(shape)
    ours.build(shape)
    np.testing.assert_array_equal(ours.get_weights()[0], layer.get_weights()[0])


@both
@each_class
def test_once_built_only_rank_and_channels_are_fixed(half, name):
    arguments, shape = CLASSES[name]
    layer = getattr(half, name)(*arguments)
    layer(np.zeros(shape, "float32"))
    larger = (5, *(size + 1 for size in shape[1:-1]), shape[-1])
    assert np.shape(layer(np.zeros(larger, "float32")))[:2] == (5, shape[1] - 1)
    for other in ((*shape[:-1], 5), (*shape, 2)):
        with pytest.raises(ValueError, match=r"\(2, "):
            layer(np.zeros(other, "float32"))


# ------------------------------------------------------------------ what is refused

REFUSED = [
    ("Conv2D", "filters", {"filters": 0}),
    ("SeparableConv1D", "filters", {"filters": -1}),
    ("Conv2D", "kernel_size", {"kernel_size": (3, 0)}),
    ("Conv3D", "kernel_size", {"kernel_size": (3, 2)}),
    ("DepthwiseConv2D", "strides", {"strides": 0}),
    ("Conv1D", "dilation_rate", {"dilation_rate": -1}),
    ("Conv1D", "padding", {"padding": "full"}),
    ("Conv2D", "padding", {"padding": "causal"}),
    ("SeparableConv1D", "padding", {"padding": "causal"}),
    ("DepthwiseConv1D", "padding", {"padding": "causal"}),
    ("Conv2D", "data_format", {"data_format": "NHWC"}),
    ("Conv2D", "groups", {"groups": 0}),
    ("Conv2D", "groups", {"groups": 3}),
    ("Conv2D", "dilation_rate", {"strides": (2, 1), "dilation_rate": (1, 2)}),
    ("DepthwiseConv1D", "depth_multiplier", {"depth_multiplier": 0}),
    ("SeparableConv2D", "depth_multiplier", {"depth_multiplier": 0}),
]


@both
@pytest.mark.parametrize(("name", "match", "wrong"), REFUSED, ids=str)
def test_refused_arguments_are_named(half, name, match, wrong):
    arguments = {"kernel_size": 3} | ({} if "Depthwise" in name else {"filters": 4}) | wrong
    with pytest.raises(ValueError, match=match):
        getattr(half, name)(**arguments)


@both
@pytest.mark.parametrize(
    ("settings", "shape"),
    [
        ({"groups": 2}, (None, 7, 7, 3)),
        ({}, (None, 7, 2, 3)),
        ({"dilation_rate": 3}, (None, 7, 6, 3)),
        ({}, (None, 7, 7)),
        ({}, (None, 7, 7, 7, 3)),
    ],
    ids=str,
)
def test_refused_inputs(half, settings, shape):
    with pytest.raises(ValueError, match="group|negative|room|rank|length|ndim"):
        half.Conv2D(4, 3, **settings).build(shape)


def test_an_open_size_may_turn_out_too_small_for_a_window():
    """Keras says so for Conv2D; its depthwise layers return an empty picture."""
    for layer in (keras_half.Conv2D(4, 3), convolution.Conv2D(4, 3), convolution.DepthwiseConv2D(3)):
        layer.build((None, None, None, 3))
        with pytest.raises(ValueError, match="empty output|room for a window"):
            layer(np.zeros((1, 2, 5, 3), "float32"))


def test_what_is_not_built_is_refused():
    with pytest.raises(ValueError, match="not built"):
        convolution.Conv1D(4, 3).check_input(LINE)


# ------------------------------------------------------------------ channels first


@each_class
def test_channels_first_only_moves_the_axes(name):
    arguments, shape = CLASSES[name]
    rng = np.random.default_rng(1)
    x = rng.normal(size=(2, *(size + 5 for size in shape[1:-1]), 6)).astype("float32")  # no 4, no 6
    last, first = (getattr(convolution, name)(*arguments, data_format=f) for f in FORMATS)
    last.build(x.shape)
    first.build(np.moveaxis(x, -1, 1).shape)
    weights = [rng.normal(size=w.shape) for w in last.weights]
    for layer in (last, first):
        layer.set_weights(weights)
    y, cache = last.forward(x)
    moved, moved_cache = first.forward(np.moveaxis(x, -1, 1))
    np.testing.assert_array_equal(moved, np.moveaxis(y, -1, 1))
    dy = rng.normal(size=y.shape).astype("float32")
    dx, grads = last.backward(dy, cache)
    moved_dx, moved_grads = first.backward(np.moveaxis(dy, -1, 1), moved_cache)
    np.testing.assert_array_equal(moved_dx, np.moveaxis(dx, -1, 1))
    for key, grad in grads.items():
        np.testing.assert_array_equal(moved_grads[key], grad)


def test_what_tensorflow_has_no_kernel_for_is_computed():
    """Conv2D with channels_first on a CPU, unless compiled by XLA; unequal strides of a depthwise kernel."""
    x = np.arange(2 * 3 * 5 * 4, dtype="float32").reshape(2, 3, 5, 4) / 8
    layer = keras_half.Conv2D(2, 2, data_format="channels_first")
    layer.build(x.shape)
    with pytest.raises(tf.errors.UnimplementedError):
        layer(x)
    compiled = tf.function(layer, jit_compile=True)(x)
    np.testing.assert_allclose(twin(layer)(x), compiled, rtol=1e-5, atol=1e-5)

    unequal = keras_half.DepthwiseConv2D(2, strides=(1, 2))
    unequal.build((None, 3, 5, 4))
    with pytest.raises(tf.errors.InvalidArgumentError, match="equal length strides"):
        unequal(x)
    dense = with_weights(keras_half.DepthwiseConv2D(2), (3, 5, 4), *unequal.get_weights())
    np.testing.assert_allclose(twin(unequal)(x), dense(x)[:, :, ::2], rtol=1e-5, atol=1e-5)


@both
def test_a_bias_as_long_as_the_last_axis_is_added_along_that_one(half):
    """With channels_first; `keras.ops.add` takes what fits the last axis for channels_last."""
    layer = with_weights(
        half.DepthwiseConv1D(1, depth_multiplier=2, data_format="channels_first"), (1, 2), [[0, 0]], [1, 5]
    )
    two, three = (np.asarray(layer(np.zeros((1, 1, time), "float32")))[0].tolist() for time in (2, 3))
    assert two == [[1, 5], [1, 5]]
    assert three == [[1, 1, 1], [5, 5, 5]]


# ------------------------------------------------------------------ the way back


def test_backward_by_hand():
    """x = [1, 2, 3, 4], K = [1, 10], b = 5; dy = [1, 0, -2].

    dK = [1·1 + 2·0 + 3·(-2), 2·1 + 3·0 + 4·(-2)] = [-5, -6]     db = 1 + 0 - 2 = -1
    dx = [1·1, 1·10 + 0·1, 0·10 - 2·1, -2·10] = [1, 10, -2, -20]
    """
    layer = with_weights(convolution.Conv1D(1, 2), (4, 1), [1, 10], [5])
    y, cache = layer.forward(LINE)
    assert y.ravel().tolist() == [26, 37, 48]
    dx, grads = layer.backward(np.float32([1, 0, -2]).reshape(1, 3, 1), cache)
    assert grads["kernel"].ravel().tolist() == [-5, -6]
    assert grads["bias"].tolist() == [-1]
    assert dx.ravel().tolist() == [1, 10, -2, -20]


def test_pixels_that_no_window_sees_have_no_gradient():
    layer = with_weights(convolution.Conv1D(1, 1, strides=3), (5, 1), [2], [0])
    x = np.ones((1, 5, 1), "float32")
    dx, _ = layer.backward(np.ones((1, 2, 1), "float32"), layer.forward(x)[1])
    assert dx.ravel().tolist() == [2, 0, 0, 2, 0]


@each_class
def test_no_gradient_is_computed_that_nobody_asks_for(name, monkeypatch):
    arguments, shape = CLASSES[name]
    layer = getattr(convolution, name)(*arguments)
    layer.build(shape)
    y, cache = layer.forward(np.ones(shape, "float32"))
    monkeypatch.setattr(correlation, "input_gradient", None)
    dx, grads = layer.backward(np.ones_like(y), cache, input_gradient=False)
    assert dx is None
    assert list(grads) == layer.trainable_weight_names


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@each_class
def test_both_ways_in_one_dtype_and_without_a_trace(name, dtype):
    arguments, shape = CLASSES[name]
    layer = getattr(convolution, name)(*arguments, dtype=dtype, padding="same")
    layer.build(shape)
    x = np.random.default_rng(2).normal(size=shape).astype(dtype)
    before = x.copy()
    y, cache = layer.forward(x)
    dy = np.ones_like(y)
    dx, grads = layer.backward(dy, cache)
    assert {array.dtype.name for array in (y, dx, *grads.values())} == {dtype}
    np.testing.assert_array_equal(x, before)
    assert (dy == 1).all()


WAYS = {  # (sizes, channels), (kernel_size, groups, filters), strides
    "position after position": ((6, 7, 2), (2, 3, 1, 5), (1, 2)),
    "by rows": ((6, 7, 5), (2, 3, 1, 5), (1, 2)),
    "by rows, in groups": ((6, 7, 8), (2, 3, 2, 6), (1, 1)),
    "window after window, for strides": ((6, 7, 5), (2, 3, 1, 5), (2, 1)),
    "window after window, of which there are few": ((3, 4, 5), (2, 3, 1, 9), (1, 1)),
    "not at all": ((6, 7, 5), (1, 1, 1, 5), (1, 1)),
}


@pytest.mark.parametrize("block", [None, 1], ids=["at once", "sample by sample"])
@pytest.mark.parametrize(("x_shape", "sizes", "strides"), WAYS.values(), ids=WAYS)
def test_all_ways_of_copying_windows_give_the_same(x_shape, sizes, strides, block, monkeypatch):
    if block:
        monkeypatch.setattr(layout, "BLOCK", block)
    (*kernel_size, groups, filters), rng = sizes, np.random.default_rng(3)
    x = rng.integers(-4, 5, (3, *x_shape))
    kernel = rng.integers(-4, 5, (*kernel_size, x.shape[-1] // groups, filters))
    y, cache = correlation.correlate(x, kernel, strides, ((0, 0), (0, 0)), (1, 1), groups)
    seen = correlation.windows(x, tuple(kernel_size), strides, (1, 1))
    seen = seen.reshape(*seen.shape[:-1], groups, -1)
    wanted = np.einsum("nhwijgc,ijcgf->nhwgf", seen, kernel.reshape(*kernel.shape[:-1], groups, -1))
    np.testing.assert_array_equal(y, wanted.reshape(y.shape))
    dy = rng.integers(-4, 5, y.shape)
    wanted = np.einsum("nhwijgc,nhwgf->ijcgf", seen, dy.reshape(*dy.shape[:-1], groups, -1))
    np.testing.assert_array_equal(correlation.kernel_gradient(cache, dy), wanted.reshape(kernel.shape))


@pytest.mark.parametrize("groups", [1, 2])
@pytest.mark.parametrize("pads", [((0, 0), (0, 0)), ((1, 0), (2, 1))], ids=str)
def test_both_ways_to_the_gradient_of_the_input_give_the_same(groups, pads, monkeypatch):
    """For dy with few channels it is itself a correlation, with the flipped kernel."""
    rng = np.random.default_rng(4)
    kernel, sizes = rng.integers(-4, 5, (2, 3, 6 // groups, 4)), (5, 7)
    outputs = (n + sum(pad) - reach + 1 for n, pad, reach in zip(sizes, pads, (3, 3), strict=True))
    dy = rng.integers(-4, 5, (2, *outputs, 4))
    arguments = (dy, kernel, (2, *sizes, 6), (1, 1), pads, (2, 1), groups)
    flipped = correlation.input_gradient(*arguments)
    monkeypatch.setattr(correlation, "FEW_CHANNELS", 0)
    np.testing.assert_array_equal(correlation.input_gradient(*arguments), flipped)


def test_a_step_needs_little_more_memory_than_its_arrays():
    """z and y, dy, dz, dx and a border; of the windows, 9 times the input in all, a few MB at a time."""
    layer = convolution.Conv2D(16, 3, activation="relu")
    x = np.ones((128, 32, 32, 8), "float32")
    layer.build(x.shape)
    tracemalloc.start()
    y, cache = layer.forward(x)
    layer.backward(np.ones_like(y), cache)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5 * (x.nbytes + y.nbytes)
