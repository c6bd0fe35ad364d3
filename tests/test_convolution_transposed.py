"""Transposed convolutions: what a pixel paints, which side is cropped, shapes, what is refused."""

import itertools

import numpy as np
import pytest
import tensorflow as tf
from parity_rows import halves_of

from keras_notes import convolution as keras_half
from keras_notes.parity import twin
from keras_notes.parity.tape import keras_layer, numpy_layer
from reference import convolution

NAMES = ["Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose"]
RNG = np.random.default_rng(3)


def random(*shape):
    return RNG.normal(size=shape).astype("float32")


def painted(half, pixels, kernel, bias=0.0, **options):
    """What a Conv1DTranspose of one filter makes of one channel."""
    layer = half.Conv1DTranspose(1, len(kernel), **options)
    layer.build((None, len(pixels), 1))
    layer.set_weights([np.reshape(kernel, (-1, 1, 1)), np.array([bias])])
    return np.asarray(layer(np.reshape(np.float32(pixels), (1, -1, 1)))).ravel().tolist()


@halves_of("convolution")
def test_a_pixel_paints_the_kernel_as_it_stands(half):
    assert painted(half, [0, 1, 0], [2, 3, 4]) == [0, 2, 3, 4, 0]
    assert painted(half, [1, 10], [2, 3, 4]) == [2, 3 + 20, 4 + 30, 40]  # where two overlap they add up
    assert painted(half, [1, 10], [2, 3], strides=3, bias=0.5) == [2.5, 3.5, 0.5, 20.5, 30.5, 0.5]


@halves_of("convolution")
def test_same_crops_the_odd_pixel_at_the_end(half):
    """Painted are 2, 3, 4 + 20, 30, 40; 2 · 2 are wanted, so one has to go."""
    assert painted(half, [1, 10], [2, 3, 4], strides=2, padding="same") == [2, 3, 24, 30]
    assert painted(half, [1, 10, 0], [2, 3, 4], padding="same") == [3 + 20, 4 + 30, 40]


@halves_of("convolution")
def test_output_padding_is_room_at_the_end(half):
    for more in (0, 1, 2):
        options = {"strides": 3, "output_padding": more, "bias": 0.5}
        assert painted(half, [1, 10], [2, 3], **options) == [2.5, 3.5, 0.5, 20.5, 30.5, *[0.5] * more]
    odd = {"strides": 2, "padding": "same"}
    assert painted(half, [1, 10], [2, 3, 4], output_padding=0, **odd) == [3, 24, 30]
    assert painted(half, [1, 10], [2, 3, 4], output_padding=1, **odd) == [2, 3, 24, 30]


@halves_of("convolution")
@pytest.mark.parametrize(("padding", "width"), [("valid", 7), ("same", 8)])
def test_it_is_the_way_back_of_a_convolution(half, padding, width):
    """With the same kernel (2, 3, 4, 5): of 4 channels for Conv2D, to 4 channels for Conv2DTranspose."""
    options = {"kernel_size": (2, 3), "strides": (1, 2), "padding": padding, "use_bias": False}
    forth, back = half.Conv2D(5, **options), half.Conv2DTranspose(4, **options)
    forth.build((None, 4, width, 4))
    dy = random(*forth.compute_output_shape((2, 4, width, 4)))
    back.build((None, *dy.shape[1:]))
    assert [w.shape for w in back.get_weights()] == [(2, 3, 4, 5)]
    back.set_weights(forth.get_weights())
    both = keras_layer if half is keras_half else numpy_layer
    dx = both(forth, random(2, 4, width, 4), dy)["d input"]
    np.testing.assert_allclose(back(dy), dx, atol=1e-5)


COMPILED = [
    ("Conv1DTranspose", {"dilation_rate": 3}),
    ("Conv2DTranspose", {"dilation_rate": (1, 2), "padding": "same", "data_format": "channels_first"}),
    ("Conv3DTranspose", {"strides": (2, 1, 3), "padding": "same", "data_format": "channels_first"}),
]


@pytest.mark.parametrize(("name", "options"), COMPILED)
def test_what_keras_computes_only_when_compiled(name, options):
    """TensorFlow's own kernels for a CPU know neither dilation nor channels_first here; XLA's do."""
    theirs = getattr(keras_half, name)(5, (3, 2, 1)[: int(name[4])], **options)
    x = random(*(2, 3, 4, 5, 3)[: int(name[4]) + 2])
    theirs.build(x.shape)
    theirs.set_weights([random(*w.shape) for w in theirs.weights])
    with pytest.raises(tf.errors.OpError):
        theirs(x)
    ours = twin(theirs)
    dy = random(*ours.compute_output_shape(x.shape))

    @tf.function(jit_compile=True)
    def compiled(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = theirs(x)
        return y, tape.gradient(y, [x, theirs.kernel.value, theirs.bias.value], dy)

    y, gradients = compiled(tf.constant(x))
    found = numpy_layer(ours, x, dy)
    for theirs_, ours_ in zip([y, *gradients], found.values(), strict=True):
        np.testing.assert_allclose(ours_, theirs_, atol=2e-5)


def test_strides_far_beyond_the_window_with_three_axes_and_same():
    """Pixels 0, 3 and 6 of y are x; uncompiled, Keras takes the gradient from 1, 4 and 7, no derivative."""
    theirs = keras_half.Conv3DTranspose(1, 1, (1, 1, 3), "same", kernel_initializer="ones")
    x = np.float32([1, 2, 3]).reshape(1, 1, 1, 3, 1)
    dy = np.arange(9, dtype="float32").reshape(1, 1, 1, 9, 1)
    wrong, right = keras_layer(theirs, x, dy), numpy_layer(twin(theirs), x, dy)
    assert wrong["output"].ravel().tolist() == right["output"].ravel().tolist() == [1, 0, 0, 2, 0, 0, 3, 0, 0]
    assert wrong["d input"].ravel().tolist() == [1, 4, 7]
    assert right["d input"].ravel().tolist() == [0, 3, 6]  # as XLA has it, above


# ------------------------------------------------------------------ shapes and configurations


@pytest.mark.parametrize("padding", ["valid", "same"])
def test_output_shapes_are_keras_s(padding):
    for width, stride, more in itertools.product((1, 2, 3, 4), (1, 2, 3), (None, 1, 2)):
        if more is None or more < stride:
            arguments = (6, (width, 3), stride, padding, more and (more, 0))
            shapes = [
                tuple(half.Conv2DTranspose(*arguments).compute_output_shape((None, 5, None, 2)))
                for half in (keras_half, convolution)
            ]
            assert shapes[0] == shapes[1], arguments


@pytest.mark.parametrize("name", NAMES)
def test_configurations_are_keras_s(name):
    options = {"strides": 2, "padding": "SAME", "output_padding": 1, "activation": "relu"}
    theirs = getattr(keras_half, name)(3, 2, **options, bias_initializer="ones", kernel_regularizer="l2")
    config = theirs.get_config()
    ours = getattr(convolution, name).from_config(config)
    assert set(ours.get_config()) == set(config) - {"activity_regularizer"}
    plain = {key: value for key, value in config.items() if not isinstance(value, dict)}
    assert ours.get_config() | plain == ours.get_config() | {"activity_regularizer": None}
    assert type(ours).from_config(ours.get_config()).get_config() == ours.get_config()
    assert getattr(convolution, name)(3, 2).output_padding is None


@halves_of("convolution")
def test_in_three_dimensions_the_layout_comes_before_output_padding(half):
    layer = half.Conv3DTranspose(1, 2, 2, "valid", "channels_last", 1)
    assert (layer.data_format, layer.output_padding) == ("channels_last", (1, 1, 1))
    layer = half.Conv2DTranspose(1, 2, 2, "valid", 1, "channels_last")
    assert (layer.data_format, layer.output_padding) == ("channels_last", (1, 1))


def test_no_gradient_is_computed_that_nobody_asks_for():
    layer = convolution.Conv2DTranspose(3, (3, 2), 2, "same")
    x = random(2, 3, 4, 2)
    y, cache = (layer.build(x.shape), layer.forward(x))[1]
    dx, grads = layer.backward(y, cache, input_gradient=False)
    assert dx is None
    for name, gradient in layer.backward(y, cache)[1].items():
        np.testing.assert_array_equal(grads[name], gradient)


# ------------------------------------------------------------------ what is refused


@halves_of("convolution")
@pytest.mark.parametrize("value", [2, (0, 2), (1,), (1, 1, 1), "1", -1, 0.5])
def test_output_padding_must_be_less_than_the_strides(half, value):
    with pytest.raises(ValueError, match="output_padding"):
        half.Conv2DTranspose(3, 3, 2, output_padding=value)


@halves_of("convolution")
def test_strides_and_dilation_exclude_each_other(half):
    with pytest.raises(ValueError, match="dilation_rate"):
        half.Conv1DTranspose(3, 3, 2, dilation_rate=2)


def test_an_even_window_with_same_needs_output_padding():
    """(m - 1) s pixels are m - 1 windows, so Keras makes the layer, but cannot run it."""
    with pytest.raises(ValueError, match=r"output_padding must be at least \(1,\)"):
        convolution.Conv1DTranspose(1, 2, 2, "same", 0)
    with pytest.raises(tf.errors.InvalidArgumentError):
        painted(keras_half, [1, 2], [1, 2], strides=2, padding="same", output_padding=0)
