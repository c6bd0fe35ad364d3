"""ELU, LeakyReLU, PReLU, ReLU, Softmax: defaults, bends, learned slopes, masks, logits."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from parity_rows import beside, halves_of, parity_of

from keras_notes.parity.tape import keras_layer, numpy_layer
from reference import activation_layers

test_parity = parity_of("activation_layers")

X = np.float32([[-2, -0.5, 0, 0.5, 2]])


def gradients(layer, x, dy=None):
    """Output and gradients of a layer of either half; dy is 1 everywhere unless given."""
    run = keras_layer if isinstance(layer, keras.Layer) else numpy_layer
    layer(x)
    return run(layer, x, np.ones_like(x) if dy is None else np.float32(dy))


def slopes(layer, x=X):
    return gradients(layer, x)["d input"].tolist()


def output(layer, x=X, **call):
    return np.asarray(layer(np.float32(x), **call)).tolist()


# ------------------------------------------------------------------ defaults and bends


@halves_of("activation_layers")
def test_defaults(half):
    assert (half.ELU().alpha, half.LeakyReLU().negative_slope) == (1.0, 0.3)
    relu = half.ReLU()
    assert (relu.max_value, relu.negative_slope, relu.threshold) == (None, 0.0, 0.0)
    assert half.Softmax().axis == -1
    layer = half.PReLU()
    layer.build((None, 3, 4))
    assert [w.tolist() for w in layer.get_weights()] == [np.zeros((3, 4)).tolist()]


@halves_of("activation_layers")
def test_the_leaky_layer_leaks_more_than_the_function(half):
    function = beside(half, "activations").leaky_relu
    assert output(half.LeakyReLU(), [-10.0]) == [-3]
    assert np.asarray(function(np.float32([-10]))).tolist() == [-2]


@halves_of("activation_layers")
def test_slopes_at_the_bends(half):
    """At exactly 0 the leaky ones go on as on the left, but the learned one, like relu, is flat."""
    assert slopes(half.ReLU()) == [[0, 0, 0, 1, 1]]
    assert slopes(half.LeakyReLU(0.25)) == [[0.25, 0.25, 0.25, 1, 1]]
    assert slopes(half.ELU(0.25), np.float32([[0, 1]])) == [[0.25, 1]]
    assert slopes(half.PReLU(keras_constant(half, 0.25))) == [[0.25, 0.25, 0, 1, 1]]


def keras_constant(half, value):
    return beside(half, "initializers").Constant(value)


@halves_of("activation_layers")
def test_relu_jumps_at_its_threshold_and_is_flat_beyond_its_maximum(half):
    layer = half.ReLU(max_value=1.0, threshold=0.5, negative_slope=0.25)
    assert output(layer) == [[-0.625, -0.25, -0.125, 0, 1]]
    assert output(layer, [0.75]) == [0.75]
    assert slopes(layer) == [[0.25, 0.25, 0.25, 0, 0]]
    assert slopes(half.ReLU(2.0)) == [[0, 0, 0, 1, 1]]  # at the maximum the slope is still 1 …
    assert slopes(half.ReLU(6.0), np.float32([[6, 5]])) == [[0, 1]]  # … but for 6


@halves_of("activation_layers")
def test_numbers_below_0_are_refused(half):
    for argument in ("max_value", "negative_slope", "threshold"):
        with pytest.raises(ValueError, match=argument):
            half.ReLU(**{argument: -0.5})
    for argument in ("negative_slope", "threshold"):
        with pytest.raises(ValueError, match=argument):
            half.ReLU(**{argument: None})
    for value in (None, -0.5):
        with pytest.raises(ValueError, match="negative_slope"):
            half.LeakyReLU(value)


def test_what_is_no_number_is_refused():
    for value in (None, "1", True):
        with pytest.raises(ValueError, match=f"ELU: alpha must be a number, got {value!r}"):
            activation_layers.ELU(value)
    with pytest.raises(ValueError, match="ReLU: threshold must be a number >= 0, got nan"):
        activation_layers.ReLU(threshold=float("nan"))


@halves_of("activation_layers")
def test_the_old_name_of_the_slope_is_taken_with_a_warning(half):
    with pytest.warns(UserWarning, match="`alpha` is deprecated"):
        assert half.LeakyReLU(alpha=0.5).negative_slope == 0.5


@halves_of("activation_layers")
def test_any_shape_goes_through(half):
    for layer in (half.ELU(), half.LeakyReLU(), half.ReLU(), half.Softmax()):
        for shape in ((3,), (2, 3), (2, 1, 2, 3)):
            assert np.shape(layer(np.ones(shape, "float32"))) == shape
            assert layer.supports_masking
            assert tuple(layer.compute_output_shape((None, *shape))) == (None, *shape)


def test_no_gradient_is_computed_that_nobody_asks_for():
    for layer in (activation_layers.ReLU(), activation_layers.PReLU()):
        layer(X)
        assert layer.backward(X, layer.forward(X)[1], input_gradient=False)[0] is None


# ------------------------------------------------------------------ PReLU


@halves_of("activation_layers")
def test_the_gradient_of_alpha_is_what_comes_from_the_left(half):
    """x = -2 and 3 in one place, dy = 10 and 1: dα = -2 · 10, the positive input adds nothing."""
    found = gradients(half.PReLU(keras_constant(half, 0.5)), np.float32([[-2], [3]]), [[10], [1]])
    assert found["output"].tolist() == [[-1], [3]]
    assert found["d input"].tolist() == [[5], [1]]
    assert found["d alpha"].tolist() == [-20]


@halves_of("activation_layers")
def test_shared_axes_have_one_slope(half):
    for shared, shape in ((None, (2, 3, 4)), (1, (1, 3, 4)), ((1, 2), (1, 1, 4)), ([3, 1], (1, 3, 1))):
        layer = half.PReLU(shared_axes=shared)
        layer.build((None, 2, 3, 4))
        assert [tuple(w.shape) for w in layer.weights] == [shape]
        assert layer.supports_masking
    found = gradients(half.PReLU(shared_axes=[1]), np.float32([[[-1, 2], [-3, -4]]]))
    assert found["d alpha"].tolist() == [[-4, -4]]
    assert half.PReLU(shared_axes=1).get_config()["shared_axes"] == [1]


@halves_of("activation_layers")
def test_along_shared_axes_any_size_will_do(half):
    layer = half.PReLU(shared_axes=[1])
    layer.build((None, None, 2))
    assert np.shape(layer(np.ones((1, 5, 2), "float32"))) == (1, 5, 2)
    for shape in ((1, 5, 3), (1, 2)):
        with pytest.raises(ValueError, match="nput"):
            layer(np.ones(shape, "float32"))


@halves_of("activation_layers")
def test_an_axis_that_is_open_must_be_shared(half):
    with pytest.raises(ValueError, match="None"):
        half.PReLU().build((None, None, 2))


@pytest.mark.parametrize("shared", [0, -1, [1, 3], [True], "1", [1.0]])
def test_shared_axes_count_from_1(shared):
    with pytest.raises(ValueError, match=r"shared_axes must be axes from 1 to 2, got"):
        activation_layers.PReLU(shared_axes=shared).build((None, 3, 4))


def test_keras_shares_another_axis_than_a_negative_one():
    layer = keras.layers.PReLU(shared_axes=[-1])
    layer.build((None, 2, 3, 4))
    assert tuple(layer.alpha.shape) == (2, 1, 4)


def test_a_prelu_that_is_not_built_says_so():
    with pytest.raises(ValueError, match="not built"):
        activation_layers.PReLU().check_input(X)


def test_an_axis_named_twice_is_shared_once():
    layer = activation_layers.PReLU(shared_axes=[1, 1])
    assert gradients(layer, -np.ones((1, 3, 2), "float32"))["d alpha"].tolist() == [[-3, -3]]


# ------------------------------------------------------------------ Softmax


@halves_of("activation_layers")
def test_what_is_masked_has_no_part(half):
    layer = half.Softmax()
    found = output(layer, [[1, 5, 1], [2, 2, 2]], mask=np.array([[True, False, True], [False] * 3]))
    assert found == [[0.5, 0, 0.5], [0, 0, 0]]
    assert output(layer, [[1, 5, 1]], mask=np.float32([[0.6, 0.5, 1]])) == [[0.5, 0, 0.5]]
    assert output(layer, [[1, 5, 1]], mask=np.array([1, 0, 1])) == [[0.5, 0, 0.5]]
    assert output(half.Softmax(1), np.ones((1, 2, 3)), mask=np.array([[1], [0]])) == [[[1] * 3, [0] * 3]]


@halves_of("activation_layers")
@pytest.mark.parametrize("shape", [(2, 2), (1, 2, 3), (3, 3)])
def test_a_mask_must_fit(half, shape):
    with pytest.raises(ValueError, match="mask"):
        half.Softmax()(np.ones((2, 3), "float32"), mask=np.ones(shape, dtype=bool))


@halves_of("activation_layers")
def test_several_axes_are_one_sum(half):
    x = np.zeros((2, 2, 4), "float32")
    assert (
        output(half.Softmax([1, 2]), x)
        == output(half.Softmax((-1, 1)), x)
        == np.full((2, 2, 4), 1 / 8).tolist()
    )
    assert output(half.Softmax([2]), x) == output(half.Softmax(), x) == np.full((2, 2, 4), 1 / 4).tolist()


@pytest.mark.parametrize("axis", [None, [], "1", 1.0, True, [0, None]])
def test_an_axis_is_an_integer(axis):
    with pytest.raises(ValueError, match="Softmax: axis must be an integer or a sequence of them"):
        activation_layers.Softmax(axis)


@halves_of("activation_layers")
def test_an_axis_must_be_there(half):
    with pytest.raises((ValueError, tf.errors.InvalidArgumentError), match="axis|dim"):
        half.Softmax(2)(X)


def softmax_model(half, *layers):
    stack = beside(half, "sequential")
    model = stack.Sequential([stack.Input((2,)), *layers])
    model.compile("sgd", "categorical_crossentropy")
    return model


@halves_of("activation_layers")
def test_cross_entropies_read_the_logits_behind_one_axis(half):
    """For the logits (40, -40): 80, against -log(1e-7) = 16.1 on probabilities alone."""
    x, y = np.float32([[40, -40]]), np.float32([[0, 1]])
    for axis in (1, (-1,)):
        assert softmax_model(half, half.Softmax(axis)).evaluate(x, y, verbose=0) == 80
    x, y = np.stack([x, x], axis=1), np.stack([y, y], axis=1)
    model = beside(half, "sequential").Sequential([half.Softmax([1, 2])])
    model.compile("sgd", "categorical_crossentropy")
    assert model.evaluate(x, y, verbose=0) == pytest.approx(-np.log(1e-7), rel=1e-6)


@halves_of("activation_layers")
def test_the_logits_are_read_along_the_last_axis_whatever_the_axis_is(half):
    x = np.float32([[[40, -40], [0, 0]]])
    model = beside(half, "sequential").Sequential([half.Softmax(1)])
    model.compile("sgd", "categorical_crossentropy")
    found = model.evaluate(x, np.float32([[[0, 1], [1, 0]]]), verbose=0)
    assert found == pytest.approx((80 + np.log(2)) / 2, rel=1e-6)


def test_behind_a_mask_there_are_no_logits():
    layer = activation_layers.Softmax()
    y, cache = layer.forward_to_logits(X)
    assert y is X
    assert layer.backward_from_logits(X, cache) == (X, {})
    with pytest.raises(ValueError, match="softmax: behind a mask there are no logits"):
        layer.forward_to_logits(X, mask=X > 0)


@halves_of("activation_layers")
def test_the_function_and_the_layer_are_one(half):
    functions = beside(half, "activations")
    x = np.float32([[1, -2, 0.5]])
    for name, layer in (("elu", half.ELU()), ("relu", half.ReLU()), ("softmax", half.Softmax())):
        assert output(layer, x) == np.asarray(getattr(functions, name)(tf.constant(x))).tolist()


# ------------------------------------------------------------------ configurations

LAYERS = [
    ("ELU", (0.5,), {}),
    ("ELU", (), {"name": "bent", "trainable": False}),
    ("LeakyReLU", (0.1,), {"dtype": "float64"}),
    ("PReLU", (), {"shared_axes": (1, 2), "alpha_regularizer": "l2", "alpha_constraint": "non_neg"}),
    ("PReLU", ("ones",), {"activity_regularizer": "l1"}),
    ("ReLU", (6, 0.1, 0.5), {}),
    ("Softmax", ([1, 2],), {}),
    ("Softmax", (), {}),
]


@pytest.mark.parametrize(("name", "arguments", "kwargs"), LAYERS)
def test_configurations_are_keras_s(name, arguments, kwargs):
    theirs = getattr(keras.layers, name)(*arguments, **kwargs)
    ours = getattr(activation_layers, name).from_config(theirs.get_config())
    assert ours.get_config() == theirs.get_config() | {"dtype": ours.dtype}
    assert type(ours).from_config(ours.get_config()).get_config() == ours.get_config()
    assert ours.supports_masking is theirs.supports_masking is True
