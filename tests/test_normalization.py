"""Normalization: whose statistics, biased variances, moving averages, masks, weights that are overwritten."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from parity_rows import beside, halves_of, parity_of

import reference.layers
from keras_notes import twin
from keras_notes.parity.tape import keras_layer, numpy_layer
from reference import normalization
from reference.models import Sequential

test_parity = parity_of("normalization")

both = halves_of("normalization")
RNG = np.random.default_rng(20)
EPSILON = 1e-3  # the default of all but RMSNormalization
REFUSALS = (ValueError, IndexError, tf.errors.InvalidArgumentError)  # ours are all ValueErrors
NAMES = sorted(normalization.__all__)


def built(layer, shape, *weights):
    """The layer, built for inputs of `shape` and with these weights, if any are given."""
    layer.build(shape)
    if weights:
        layer.set_weights([np.array(each, dtype="float32") for each in weights])
    return layer


def output(layer, x, **call):
    return np.asarray(layer(np.array(x, dtype="float32"), **call))


def names_and_shapes(half, layer):
    """The weights in their order: a list of name and shape."""
    if half is normalization:
        return [(name, w.shape) for name, w in zip(layer.weight_names, layer.weights, strict=True)]
    return [(w.name, tuple(w.shape)) for w in layer.weights]


def close(found, expected, tolerance=1e-5):
    return np.allclose(found, expected, rtol=tolerance, atol=tolerance)


# ------------------------------------------------------------------ BatchNormalization


@both
def test_weights_are_gamma_beta_and_the_moving_statistics_in_this_order(half):
    layer = built(half.BatchNormalization(), (None, 4, 3))
    names = ["gamma", "beta", "moving_mean", "moving_variance"]
    assert names_and_shapes(half, layer) == [(name, (3,)) for name in names]
    assert [w.tolist() for w in layer.get_weights()] == [[1] * 3, [0] * 3, [0] * 3, [1] * 3]
    assert len(layer.trainable_weights) == 2


@both
def test_training_by_hand(half):
    """The batch 1, 3: mean 2, variance 1, the biased one; γ = 2, β = 10; momentum 0.75."""
    layer = built(half.BatchNormalization(momentum=0.75), (None, 1), [2], [10], [4], [8])
    root = np.sqrt(1 + EPSILON)
    assert close(output(layer, [[1], [3]], training=True), [[10 - 2 / root], [10 + 2 / root]])
    _, _, mean, variance = layer.get_weights()
    assert mean.tolist() == [0.75 * 4 + 0.25 * 2]
    assert variance.tolist() == [0.75 * 8 + 0.25 * 1]


@both
def test_in_use_the_moving_statistics_count_and_stay(half):
    layer = built(half.BatchNormalization(), (None, 1), [2], [10], [4], [8])
    before = layer.get_weights()
    assert close(output(layer, [[1], [3]]), 10 + 2 * (np.array([[1], [3]]) - 4) / np.sqrt(8 + EPSILON))
    assert all(np.array_equal(a, b) for a, b in zip(before, layer.get_weights(), strict=True))


@both
def test_what_is_not_trainable_is_in_use_even_in_training(half):
    layer = built(half.BatchNormalization(trainable=False), (None, 2))
    x = RNG.normal(size=(5, 2))
    assert close(output(layer, x, training=True), x / np.sqrt(1 + EPSILON))
    assert layer.get_weights()[2].tolist() == [0, 0]


@both
def test_momentum_0_99_leaves_most_of_the_start(half):
    """After 20 batches of mean 5 the moving mean is 5 (1 - 0.99^20), not yet a fifth of it."""
    layer = built(half.BatchNormalization(), (None, 1))
    x = np.array([[4], [6]], dtype="float32")
    for _ in range(20):
        layer(x, training=True)
    assert layer.get_weights()[2] == pytest.approx(5 * (1 - 0.99**20), rel=1e-4)


@both
def test_the_axis_is_that_of_the_channels(half):
    x = 3 + 2 * RNG.normal(size=(4, 3, 5, 6))
    y = output(half.BatchNormalization(axis=1), x, training=True)
    assert close(y.mean(axis=(0, 2, 3)), 0, 1e-4)
    assert close(y.var(axis=(0, 2, 3)), 1, 5e-3)
    assert not close(y.mean(axis=(0, 1, 2)), 0, 1e-2)


def test_a_single_channel_with_a_mask_stops_keras_unless_the_axis_is_minus_1():
    x, mask = np.float32([[[1], [100]], [[3], [-50]]]), np.array([[True, False], [True, False]])
    with pytest.raises(IndexError):
        output(keras.layers.BatchNormalization(axis=2), x, training=True, mask=mask)
    last, named = (normalization.BatchNormalization(axis=axis) for axis in (-1, 2))
    assert close(output(named, x, training=True, mask=mask), output(last, x, training=True, mask=mask))


@both
def test_masked_places_do_not_count_but_are_normalized(half):
    layer = half.BatchNormalization(momentum=0)
    x, mask = [[[1], [100]], [[3], [-50]]], np.array([[True, False], [True, False]])
    y = output(layer, x, training=True, mask=mask)
    assert close(y, (np.array(x) - 2) / np.sqrt(1 + EPSILON), 1e-4)
    assert close([w[0] for w in layer.get_weights()[2:]], [2, 1])


@both
def test_if_all_is_masked_mean_and_variance_are_0(half):
    layer = half.BatchNormalization(momentum=0)
    y = output(layer, [[[1], [2]]], training=True, mask=np.zeros((1, 2), dtype=bool))
    assert close(y, np.array([[[1], [2]]]) / np.sqrt(EPSILON), 1e-4)
    assert [w.tolist() for w in layer.get_weights()[2:]] == [[0], [0]]


@both
@pytest.mark.parametrize("training", [False, True])
def test_a_mask_has_one_axis_less_than_the_input(half, training):
    with pytest.raises(ValueError, match="mask"):
        output(half.BatchNormalization(), np.ones((2, 3, 4)), training=training, mask=np.ones(2, dtype=bool))


@both
def test_other_sizes_along_other_axes_are_taken(half):
    layer = built(half.BatchNormalization(), (None, 5, 3))
    assert output(layer, np.ones((2, 7, 3))).shape == (2, 7, 3)
    for wrong in ((2, 3), (2, 5, 4)):
        with pytest.raises(ValueError, match="expected"):
            output(layer, np.ones(wrong))


@both
def test_what_never_varies_becomes_0(half):
    assert output(half.BatchNormalization(), np.full((3, 2), 7.0), training=True).tolist() == [[0, 0]] * 3


@pytest.mark.parametrize("shape", [(64, 8, 9, 8), (4096, 4, 3), (40, 600), (301, 60)])
def test_large_arrays_give_what_the_formulas_give(shape):
    """The views of large arrays, wide and not, for channels that come last or not."""
    x, dy = RNG.normal(2, 3, size=shape), RNG.normal(size=shape)
    for axis in (-1, 1):
        layer = built(normalization.BatchNormalization(axis=axis, dtype="float64"), shape)
        layer.gamma[...] = RNG.normal(size=layer.gamma.shape)
        others = tuple(i for i in range(len(shape)) if i != axis % len(shape))
        gamma = np.expand_dims(layer.gamma, others)
        inverse = 1 / np.sqrt(x.var(axis=others, keepdims=True) + EPSILON)
        normalized = (x - x.mean(axis=others, keepdims=True)) * inverse
        y, cache = layer.forward(x, training=True)
        dx, grads = layer.backward(dy, cache)
        level, slope = dy.mean(others, keepdims=True), (dy * normalized).mean(others, keepdims=True)
        assert close(y, gamma * normalized, 1e-12)
        assert close(dx, gamma * inverse * (dy - level - normalized * slope), 1e-12)
        assert close(grads["gamma"], (dy * normalized).sum(axis=others), 1e-11)
        assert close(grads["beta"], dy.sum(axis=others), 1e-11)


def test_forward_writes_nothing_and_commit_does():
    layer = built(normalization.BatchNormalization(), (None, 2))
    _, cache = layer.forward(RNG.normal(size=(4, 2)).astype("float32"), training=True)
    assert layer.moving_mean.tolist() == [0, 0]
    layer.commit(cache)
    assert layer.moving_mean.all()


@pytest.mark.parametrize("argument", ["renorm", "synchronized"])
def test_what_batch_normalization_does_not_do(argument):
    with pytest.raises(ValueError, match=argument):
        normalization.BatchNormalization(**{argument: True})


# ------------------------------------------------------------------ LayerNormalization, GroupNormalization


@both
def test_a_sample_alone_is_normalized_as_in_company(half):
    x = RNG.normal(size=(6, 4))
    layer = half.LayerNormalization()
    assert close(output(layer, x[:1]), output(layer, x)[:1])
    batch = half.BatchNormalization()
    assert not close(output(batch, x[:2], training=True), output(batch, x, training=True)[:2], 1e-2)


@both
def test_layer_normalization_by_hand(half):
    """1, 3: mean 2, variance 1."""
    root = np.sqrt(1 + EPSILON)
    assert close(output(half.LayerNormalization(), [[1, 3]]), [[-1 / root, 1 / root]])


@both
def test_gamma_and_beta_have_the_axes_that_are_normalized_over(half):
    layer = built(half.LayerNormalization(axis=[2, 1]), (None, 4, 6))
    assert names_and_shapes(half, layer) == [("gamma", (4, 6)), ("beta", (4, 6))]
    assert output(layer, np.ones((2, 4, 6, 3))).shape == (2, 4, 6, 3)


@both
def test_axes_counted_from_both_ends_are_sorted_as_numbers(half):
    """-1 comes before 1, so gamma is (6, 4), and reshaped: its rows are not the input's columns."""
    layer = built(half.LayerNormalization(axis=[1, -1], center=False), (None, 4, 6))
    assert names_and_shapes(half, layer) == [("gamma", (6, 4))]
    gamma = np.arange(24, dtype="float32").reshape(6, 4)
    layer.set_weights([gamma])
    x = RNG.normal(size=(2, 4, 6))
    expected = (x - x.mean((1, 2), keepdims=True)) / np.sqrt(x.var((1, 2), keepdims=True) + EPSILON)
    assert close(output(layer, x), expected * gamma.reshape(4, 6), 1e-4)


@both
def test_without_scale_and_offset_there_are_no_weights(half):
    assert built(half.LayerNormalization(center=False, scale=False), (None, 3)).get_weights() == []


@both
def test_one_group_is_all_but_the_weights_of_layer_normalization(half):
    x = RNG.normal(size=(2, 3, 4, 6))
    layer = half.LayerNormalization(axis=[1, 2, 3])
    assert close(output(half.GroupNormalization(1), x), output(layer, x))
    assert built(half.GroupNormalization(1), x.shape).get_weights()[0].shape == (6,)


@both
def test_as_many_groups_as_channels_is_instance_normalization(half):
    x = RNG.normal(size=(2, 3, 4, 6))
    y = output(half.GroupNormalization(-1), x)
    expected = (x - x.mean((1, 2), keepdims=True)) / np.sqrt(x.var((1, 2), keepdims=True) + EPSILON)
    assert close(y, expected)
    assert built(half.GroupNormalization(-1), x.shape).groups == 6


@both
def test_groups_are_of_neighbouring_channels(half):
    y = output(half.GroupNormalization(2), [[1, 3, 10, 30]])
    assert np.sign(y).tolist() == [[-1, 1, -1, 1]]


@both
@pytest.mark.parametrize("groups", [4, 8])
def test_groups_must_divide_the_channels(half, groups):
    with pytest.raises(ValueError, match=str(groups)):
        half.GroupNormalization(groups).build((None, 6))


@both
@pytest.mark.parametrize("groups", [0, -2, 2.0, None])
def test_groups_is_a_positive_integer_or_minus_1(half, groups):
    with pytest.raises(ValueError, match="groups"):
        half.GroupNormalization(groups)


def test_samples_are_no_channels():
    with pytest.raises(ValueError, match="batch axis"):
        normalization.GroupNormalization(2, axis=0).build((4, 6))


# ------------------------------------------------------------------ RMSNormalization, UnitNormalization


@both
def test_rms_normalization_by_hand(half):
    """3, 4: the mean square is 12.5."""
    layer = built(half.RMSNormalization(), (None, 2), [2, 10])
    assert close(output(layer, [[3, 4]]), [[6 / np.sqrt(12.5), 40 / np.sqrt(12.5)]])


@both
def test_the_scale_stands_along_the_last_axis_whatever_axis_says(half):
    layer = built(half.RMSNormalization(axis=1, epsilon=0.0), (None, 2, 2), [1, 10])
    expected = np.array([[1, 2], [3, 4]]) / np.sqrt([5, 10]) * [1, 10]
    assert close(output(layer, [[[1, 2], [3, 4]]])[0], expected)


@both
def test_a_scale_that_does_not_fit_there_is_refused(half):
    with pytest.raises(REFUSALS):
        output(half.RMSNormalization(axis=1), np.ones((2, 4, 6)))


def test_a_scale_that_would_stretch_the_input_is_refused():
    """Keras makes (2, 4, 4) of (2, 4, 1) there, against what it says of the output's shape."""
    with pytest.raises(ValueError, match="last axes"):
        normalization.RMSNormalization(axis=1).build((None, 4, 1))


@both
def test_unit_normalization_by_hand(half):
    assert close(output(half.UnitNormalization(), [[3, 4], [0, 0]]), [[0.6, 0.8], [0, 0]])
    assert close(output(half.UnitNormalization(axis=0), [[3, 0], [4, 0]]), [[0.6, 0], [0.8, 0]])


def test_a_vector_of_zeros_has_a_gradient_of_its_own():
    """Where the length is below 1e-12 the factor 1e12 is a constant."""
    x, dy = np.array([[0, 0], [3, 4], [1e-14, 0]]), np.array([[1.0, 2], [1, 2], [1, 2]])
    layer = keras.layers.UnitNormalization(dtype="float64")
    theirs, ours = keras_layer(layer, x, dy), numpy_layer(twin(layer), x, dy)
    assert theirs["d input"] == pytest.approx(ours["d input"], rel=1e-12)
    assert ours["d input"][[0, 2]] == pytest.approx(np.array([[1e12, 2e12]] * 2))


# ------------------------------------------------------------------ SpectralNormalization


def spectral(half, **arguments):
    """A wrapped Dense without bias: kernel (2, 2) of singular values 4 and 1, u = (1, 1) / √2."""
    inner = beside(half, "dense").Dense(2, use_bias=False)
    layer = half.SpectralNormalization(inner, **arguments)
    return built(layer, (None, 2), [[4, 0], [0, 1]], [[0.5**0.5, 0.5**0.5]])


@both
def test_a_training_pass_overwrites_kernel_and_u(half):
    """v = (4, 1) / √17, u = (16, 1) / √257, σ = v W uᵀ = (4 · 4 · 16 + 1) / √(17 · 257)."""
    layer, sigma = spectral(half), 257 / np.sqrt(17 * 257)
    assert close(output(layer, [[1, 1]], training=True), np.array([[4, 1]]) / sigma)
    kernel, u = layer.get_weights()
    assert close(kernel, np.diag([4, 1]) / sigma)
    assert close(u, np.array([[16, 1]]) / np.sqrt(257))


@both
def test_iterations_bring_sigma_near_the_largest_singular_value(half):
    layer = spectral(half, power_iterations=10)
    output(layer, [[1, 1]], training=True)
    assert close(layer.get_weights()[0], np.diag([1, 0.25]))


@both
def test_in_use_the_wrapper_does_nothing(half):
    layer = spectral(half)
    assert output(layer, [[1, 1]]).tolist() == [[4, 1]]
    assert layer.get_weights()[0].tolist() == [[4, 0], [0, 1]]


@both
def test_a_kernel_of_zeros_is_left_alone(half):
    layer = spectral(half)
    layer.set_weights([np.zeros((2, 2)), np.ones((1, 2))])
    assert output(layer, [[1, 1]], training=True).tolist() == [[0, 0]]
    assert layer.get_weights()[1].tolist() == [[1, 1]]


@both
def test_what_is_not_trainable_is_divided_all_the_same(half):
    layer = spectral(half, trainable=False)
    output(layer, [[1, 1]], training=True)
    assert layer.get_weights()[0][0, 0] < 4


@both
def test_the_kernel_comes_before_u_and_the_bias(half):
    layer = built(half.SpectralNormalization(beside(half, "dense").Dense(3)), (None, 2))
    assert names_and_shapes(half, layer) == [("kernel", (2, 3)), ("vector_u", (1, 3)), ("bias", (3,))]
    assert len(layer.trainable_weights) == 2


@both
def test_only_a_layer_with_a_kernel_can_be_wrapped(half):
    with pytest.raises(ValueError, match="kernel"):
        half.SpectralNormalization(half.LayerNormalization()).build((None, 3))
    with pytest.raises(ValueError, match="layer"):
        half.SpectralNormalization("dense")


@both
def test_the_kernel_inside_a_wrapper_is_not_normalized(half):
    layers = beside(half, "layers")
    with pytest.raises(ValueError, match="kernel"):
        half.SpectralNormalization(layers.TimeDistributed(layers.Dense(2))).build((None, 3, 4))


def test_no_kernel_is_normalized_twice():
    """Keras does it."""
    with pytest.raises(ValueError, match="a weight kernel or embeddings of its own"):
        built(normalization.SpectralNormalization(spectral(normalization)), (None, 2))


@both
@pytest.mark.parametrize("iterations", [0, -1])
def test_power_iterations_are_positive(half, iterations):
    with pytest.raises(ValueError, match="power_iterations"):
        half.SpectralNormalization(beside(half, "dense").Dense(2), power_iterations=iterations)


def test_integers_are_refused():
    with pytest.raises(ValueError, match="floats"):
        spectral(normalization).check_input(np.ones((1, 2), dtype=int))
    with pytest.raises(ValueError, match="not built"):
        normalization.SpectralNormalization(reference.layers.Dense(2)).check_input(np.ones((1, 2)))


def test_a_wrapped_softmax_keeps_its_logits():
    """The loss of a certain mistake is that of the logits, 80, not that of clipped probabilities, 16."""
    inner = reference.layers.Dense(2, activation="softmax", use_bias=False, kernel_initializer="identity")
    model = Sequential([reference.layers.Input((2,)), normalization.SpectralNormalization(inner)])
    model.layers[0].set_weights([np.eye(2), [[1, 0]]])
    model.compile("sgd", "categorical_crossentropy", metrics=["accuracy"])
    found = model.evaluate([[40.0, -40.0]], [[0.0, 1.0]], verbose=0)
    assert list(np.ravel(found)) == [80, 0]


# ------------------------------------------------------------------ what all of them have


def example(half, name, **arguments):
    """A layer of the class `name`."""
    made = getattr(half, name)
    if name == "SpectralNormalization":
        return made(beside(half, "dense").Dense(2), **arguments)
    return made(**({"groups": 2} if name == "GroupNormalization" else {}), **arguments)


ALONG_AXES = [name for name in NAMES if name != "SpectralNormalization"]


@both
@pytest.mark.parametrize("name", NAMES)
def test_sizes_of_the_output(half, name):
    layer = example(half, name)
    last = 2 if name == "SpectralNormalization" else 4
    assert tuple(layer.compute_output_shape((None, 3, 4))) == (None, 3, last)
    assert tuple(layer.compute_output_shape((None, None, 4))) == (None, None, last)


@both
@pytest.mark.parametrize("name", NAMES)
def test_which_pass_masks_on(half, name):
    assert example(half, name).supports_masking == (name not in ("RMSNormalization", "SpectralNormalization"))


@both
@pytest.mark.parametrize("name", ALONG_AXES)
@pytest.mark.parametrize("axis", [2, -3])
def test_an_axis_that_the_input_lacks_is_refused(half, name, axis):
    with pytest.raises(REFUSALS):
        output(example(half, name, axis=axis), np.ones((2, 4)))


@pytest.mark.parametrize("name", ALONG_AXES)
def test_an_axis_is_an_integer(name):
    with pytest.raises(TypeError, match="axis must be an integer"):
        example(normalization, name, axis="last")
    with pytest.raises(TypeError, match="axis"):
        example(normalization, name, axis=1.5)


@pytest.mark.parametrize("name", ["BatchNormalization", "GroupNormalization"])
def test_channels_have_one_axis(name):
    with pytest.raises(TypeError, match=r"axis must be an integer, got \[1\]"):
        example(normalization, name, axis=[1])


@pytest.mark.parametrize("name", ["LayerNormalization", "RMSNormalization", "UnitNormalization"])
def test_an_axis_is_named_once(name):
    with pytest.raises(ValueError, match="twice"):
        example(normalization, name, axis=[1, -1]).build((None, 4))


@pytest.mark.parametrize("name", ["BatchNormalization", "GroupNormalization", "RMSNormalization"])
def test_the_sizes_along_the_axes_must_be_known(name):
    with pytest.raises(ValueError, match="axis -1"):
        example(normalization, name).build((None, None))


@pytest.mark.parametrize("name", NAMES)
def test_what_is_not_built_takes_no_input(name):
    if name == "UnitNormalization":  # which has nothing to build
        return example(normalization, name).check_input(np.ones((2, 4)))
    with pytest.raises(ValueError, match="not built"):
        example(normalization, name).check_input(np.ones((2, 4)))
    return None


@pytest.mark.parametrize("name", NAMES)
def test_configurations_go_round(name):
    original = example(keras.layers, name) if name != "SpectralNormalization" else None
    original = original or keras.layers.SpectralNormalization(keras.layers.Dense(2), power_iterations=3)
    config = original.get_config()
    layer = getattr(normalization, name).from_config(config)
    again = getattr(keras.layers, name).from_config(layer.get_config())
    assert again.get_config() == config
    x = RNG.normal(size=(3, 4)).astype("float32")
    assert close(twin(built(original, (None, 4)))(x), original(x))
    assert twin(original).get_config().keys() == layer.get_config().keys()


def test_rules_of_the_weights_are_kept():
    arguments = {"gamma_initializer": "zeros", "beta_regularizer": "l2", "gamma_constraint": "non_neg"}
    for name in ("BatchNormalization", "LayerNormalization", "GroupNormalization"):
        theirs = example(keras.layers, name, **arguments).get_config()
        ours = example(normalization, name, **arguments).get_config()
        for key in arguments:
            assert ours[key]["class_name"] == theirs[key]["class_name"]
            assert ours[key]["config"] == pytest.approx(theirs[key]["config"])


def test_the_deprecated_rms_scaling_is_refused():
    with pytest.raises(ValueError, match="rms_scaling"):
        normalization.LayerNormalization(rms_scaling=True)


@pytest.mark.parametrize("name", NAMES)
def test_no_gradient_is_computed_that_nobody_asks_for(name):
    layer = built(example(normalization, name), (None, 4))
    x = RNG.normal(size=(3, 4)).astype("float32")
    y, cache = layer.forward(x, training=True)
    dx, grads = layer.backward(np.ones_like(y), cache, input_gradient=False)
    assert dx is None
    assert list(grads) == layer.trainable_weight_names
    assert {g.dtype.name for g in [y, *grads.values()]} == {"float32"}
