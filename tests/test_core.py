"""EinsumDense, Identity, Masking, Lambda: shapes from an equation, steps that do not count, functions."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops
from parity_rows import beside, halves_of, parity_of

from keras_notes.core import cube
from reference import core
from reference.activations.function import ActivationFunction
from reference.core.einsum import contract

test_parity = parity_of("core")

# An equation, the output shape, the bias axes, the shape of the input.
EQUATIONS = [
    ("ab,bc->ac", 4, None, (None, 3)),
    ("ab,bc->ac", (4,), "c", (2, 3)),
    ("abc,cd->abd", (None, 4), "d", (None, None, 5)),
    ("abc,cd->abd", (3, 4), "bd", (None, 3, 5)),
    ("abc,cde->abde", (None, 2, 4), "e", (None, None, 5)),
    ("abc,cde->abde", (3, 2, 4), "be", (None, 3, 5)),
    ("abc,bcd->abd", (3, 4), "b", (None, 3, 5)),
    ("abc,bd->adc", (4, 5), "d", (None, 3, 5)),
    ("abcd,cde->abe", (None, 6), "e", (None, None, 3, 2)),
    ("abc,cd->ad", 4, None, (None, None, 5)),
    ("XyZ,Zq->Xyq", (7, 4), "yq", (None, 7, 5)),
    ("...x,xy->...y", 4, "y", (None, 3)),
    ("...x,xy->...y", 4, "y", (None, 2, 2, 3)),
    ("...ax,xy->...ay", 4, "ay", (3, 5)),
    ("...ax,xy->...ya", (4, 2), "y", (None, 3, 2, 5)),
    ("ab...,bc->ac...", 4, "c", (None, 3, None, 2)),
    ("ab...,bc->ac...", 4, "c", (None, 3)),
]


def layer_of(half, equation, output_shape, **kwargs):
    return half.EinsumDense(equation, output_shape, **kwargs)


# ------------------------------------------------------------------ EinsumDense


@pytest.mark.parametrize(("equation", "output_shape", "bias_axes", "shape"), EQUATIONS)
def test_shapes_and_initial_kernels_are_keras_s(equation, output_shape, bias_axes, shape):
    """The fans of a scaling initializer come from the equation, not from the kernel's last two axes."""
    for start in ("glorot_uniform", "lecun_uniform", "ones"):
        theirs, ours = (
            each(equation, output_shape, bias_axes=bias_axes, kernel_initializer=start)
            for each in (keras.layers.EinsumDense, core.EinsumDense)
        )
        if start != "ones":
            ours.kernel_initializer.seed = theirs.kernel_initializer.seed
        assert ours.compute_output_shape(shape) == theirs.compute_output_shape(shape)
        for layer in (theirs, ours):
            layer.build(shape)
        assert [w.shape for w in ours.weights] == [tuple(w.shape) for w in theirs.weights]
        assert np.array_equal(ours.kernel, np.asarray(theirs.kernel))
        assert ours.supports_masking is theirs.supports_masking is False


def test_keras_turns_the_sizes_behind_dots_around_where_it_only_computes_them():
    """Keras 3.15.1: its output has the sizes of the input, and its compute_output_shape the reverse."""
    theirs, ours = (each("...x,xy->...y", 5) for each in (keras.layers.EinsumDense, core.EinsumDense))
    x = np.zeros((2, 3, 4, 6), "float32")
    assert tuple(theirs(x).shape) == ours(x).shape == ours.compute_output_shape(x.shape) == (2, 3, 4, 5)
    assert theirs.compute_output_shape((2, 3, 4, 7, 6)) == (2, 7, 4, 3, 5)
    assert ours.compute_output_shape((2, 3, 4, 7, 6)) == (2, 3, 4, 7, 5)


def test_an_initializer_with_axes_of_its_own_keeps_them():
    start = keras.initializers.GlorotUniform(3, input_axes=[0], output_axes=[1, 2])
    theirs = keras.layers.EinsumDense("abc,bcd->ad", 4, kernel_initializer=start)
    ours = core.EinsumDense.from_config(theirs.get_config())
    for layer in (theirs, ours):
        layer.build((None, 2, 3))
    assert np.array_equal(ours.kernel, np.asarray(theirs.kernel))


@halves_of("core")
def test_dense_is_an_equation(half):
    x = np.arange(12, dtype="float32").reshape(2, 2, 3)
    dense, einsum = (
        beside(half, "layers").Dense(2, "tanh"),
        half.EinsumDense("abc,cd->abd", (None, 2), "tanh", "d"),
    )
    for layer in (dense, einsum):
        layer.build((None, None, 3))
        layer.set_weights([np.float32([[1, 0], [-1, 2], [0.5, 0]]), np.float32([0.25, -1])])
    assert np.asarray(einsum(x)).tolist() == np.asarray(dense(x)).tolist()


@pytest.mark.parametrize(
    ("a", "b", "result"),
    [
        ("ab", "bc", "ac"),
        ("abc", "bd", "dca"),
        ("abc", "abd", "adbc"),
        ("abc", "ab", "b"),
        ("a", "b", "ba"),
        ("ab", "ab", ""),
    ],
)
def test_one_product_of_matrices_is_any_einsum_of_two(a, b, result):
    sizes = {"a": 2, "b": 3, "c": 4, "d": 5}
    rng = np.random.default_rng(1)
    x, y = (rng.normal(size=[sizes[axis] for axis in axes]) for axes in (a, b))
    np.testing.assert_allclose(
        contract(x, a, y, b, result), np.einsum(f"{a},{b}->{result}", x, y), rtol=1e-13
    )


@halves_of("core")
@pytest.mark.parametrize(
    ("equation", "output_shape", "bias_axes", "shape"),
    [
        ("ab->ac", 4, None, (None, 3)),
        ("ab, bc -> ac", 4, None, (None, 3)),
        ("a...,ab->b...", 4, None, (None, 3)),
        ("...a,ab->b", 4, None, (None, 3)),
        ("a...b,bc->a...c", 4, None, (None, 2, 3)),
        ("abc,cd->abd", (7, 4), None, (None, 3, 5)),
        ("abc,cd->abd", (7, 4), None, (None, None, 5)),
        ("abc,cd->abe", (3, 4), None, (None, 3, 5)),
        ("abc,cde->abd", (3, 4), None, (None, 3, 5)),
        ("ab,bc->ac", 4, "b", (None, 3)),
        ("ab,bc->ac", 4, "", (None, 3)),
        ("ab,bc->ac", 4, "ac", (None, 3)),
        ("ab,bc->ca", 4, None, (None, 3)),
        ("ab,bc->ac", None, None, (None, 3)),
    ],
)
def test_equations_that_say_too_little_are_refused(half, equation, output_shape, bias_axes, shape):
    with pytest.raises((ValueError, TypeError)):
        half.EinsumDense(equation, output_shape, bias_axes=bias_axes).build(shape)


@pytest.mark.parametrize(
    ("equation", "output_shape", "bias_axes", "shape", "message"),
    [
        ("ab->ac", 4, None, (None, 3), "equation must have a form like .*got 'ab->ac'"),
        ("aab,bc->ac", 4, None, (None, 2, 3), "'aab,bc->ac' has a letter twice"),
        ("abc,cd->abd", (3, 4), None, (None, 3), "does not fit inputs of 2 axes"),
        ("ab,bc->ac", 4, None, (None, 2, 3), "does not fit inputs of 3 axes"),
        ("abc,cd->abe", (3, 4), None, (None, 3, 5), r"leaves the size of \['d', 'e'\] open"),
        ("abc,cd->abd", 4, None, (None, 3, 5), r"output_shape must have 2 sizes, got \(4,\)"),
        ("abc,cd->abd", (7, 4), None, (None, 3, 5), "axis 'b' is 3 in the input .* and 7 in the output"),
        ("ab,bc->ac", 4, "b", (None, 3), "bias_axes must be some of 'ac', got 'b'"),
        ("ab,bc->ac", None, None, (None, 3), "output_shape: a shape must be a tuple"),
        ("abc,bd->adc", (4, 5), None, (None, None, 5), r"makes a weight of \(None, 4\), with an open size"),
    ],
)
def test_errors_of_equations(equation, output_shape, bias_axes, shape, message):
    with pytest.raises(ValueError, match=message):
        core.EinsumDense(equation, output_shape, bias_axes=bias_axes).build(shape)


@halves_of("core")
def test_inputs_must_fit_the_kernel_and_nothing_else(half):
    layer = half.EinsumDense("abc,cd->abd", (None, 4))
    layer.build((None, 3, 5))
    assert np.shape(layer(np.zeros((2, 7, 5), "float32"))) == (2, 7, 4)
    for shape in ((2, 3, 4), (2, 5)):
        with pytest.raises((ValueError, tf.errors.InvalidArgumentError)):
            layer(np.zeros(shape, "float32"))


@halves_of("core")
@pytest.mark.parametrize(
    ("equation", "output_shape", "bias_axes", "axis"),
    [
        ("ab,bcd->acd", (4, 5), "c", 1),
        ("ab,bcd->acd", (4, 4), "c", 2),  # it should be 1
        ("ab,bcde->acde", (4, 4, 5), "d", 1),  # it should be 2
        ("ab,bcde->acde", (3, 4, 4), "d", 3),  # it should be 2
        ("ab,bcde->acde", (3, 4, 5), "d", 2),
    ],
)
def test_a_bias_is_added_along_the_last_axis_or_axis_1_if_these_are_as_long(
    half, equation, output_shape, bias_axes, axis
):
    """`keras.ops.add` on TensorFlow takes what has one size above 1 for the bias of a channel axis."""
    layer = half.EinsumDense(equation, output_shape, bias_axes=bias_axes, kernel_initializer="zeros")
    layer.build((2, 3))
    kernel, bias = layer.get_weights()
    bias[...] = np.arange(4).reshape(bias.shape)
    layer.set_weights([kernel, bias])
    y = np.moveaxis(np.asarray(layer(np.ones((2, 3), "float32"))), axis, -1)
    assert np.array_equal(y, np.broadcast_to(np.arange(4), y.shape))


def test_an_einsum_dense_that_is_not_built_says_so():
    with pytest.raises(ValueError, match="not built"):
        core.EinsumDense("ab,bc->ac", 4).check_input(np.zeros((2, 3)))


def test_what_the_input_alone_has_gets_the_same_gradient_all_along():
    layer = core.EinsumDense("abc,cd->ad", 2)
    y = layer(np.ones((1, 3, 2), "float32"))
    layer.set_weights([np.eye(2)])
    dx, _ = layer.backward(np.float32([[1, -2]]), layer.forward(np.ones((1, 3, 2), "float32"))[1])
    assert y.shape == (1, 2)
    assert dx.tolist() == [[[1, -2]] * 3]
    assert layer.backward(np.float32([[1, -2]]), layer.forward(np.ones((1, 3, 2)))[1], False)[0] is None


# ------------------------------------------------------------------ Identity, Masking

SEQUENCES = np.float32([[[0, 0], [0, 5], [0, 0]], [[1, 0], [2, 2], [np.nan, 0]]])


@halves_of("core")
def test_masking_keeps_a_step_for_one_feature(half):
    layer = half.Masking()
    mask = np.asarray(layer.compute_mask(SEQUENCES))
    assert mask.tolist() == [[False, True, False], [True, True, True]]
    np.testing.assert_array_equal(np.asarray(layer(SEQUENCES)), SEQUENCES)  # what is 0 stays 0


@halves_of("core")
def test_masked_steps_become_0_whatever_the_value(half):
    layer = half.Masking(2)
    assert np.asarray(layer(np.float32([[[2, 2], [2, 1]]]))).tolist() == [[[0, 0], [2, 1]]]
    assert np.asarray(layer.compute_mask(np.float32([[2, 2], [2, 1]]))).tolist() == [False, True]


@halves_of("core")
def test_a_float_to_mask_is_rounded_to_float32(half):
    layer = half.Masking(0.1, dtype="float64")
    x = np.array([[[0.1]], [[float(np.float32(0.1))]]])
    assert np.asarray(layer.compute_mask(x)).tolist() == [[True], [False]]


def test_masking_replaces_the_mask_it_gets():
    mask = np.zeros((2, 3), dtype=bool)
    ours, theirs = core.Masking(), keras.layers.Masking()
    assert (
        ours.compute_mask(SEQUENCES, mask).tolist()
        == np.asarray(theirs.compute_mask(SEQUENCES, mask)).tolist()
    )
    assert core.Identity().compute_mask(SEQUENCES, mask) is mask


@pytest.mark.parametrize("value", [None, "0", True, [0.0, 1.0]])
def test_a_mask_value_is_a_number(value):
    with pytest.raises(ValueError, match="mask_value must be a number"):
        core.Masking(value)


@halves_of("core")
def test_identity_hands_on_what_it_gets(half):
    layer = half.Identity()
    for shape in ((2,), (2, 3), (1, 2, 3, 4)):
        x = np.ones(shape, "float32")
        np.testing.assert_array_equal(np.asarray(layer(x)), x)
    assert layer.supports_masking
    assert layer.weights == []
    assert tuple(layer.compute_output_shape((None, 3))) == (None, 3)


@halves_of("core")
def test_masks_reach_the_end_of_a_stack_of_these(half):
    stack = beside(half, "sequential")
    layers = beside(half, "layers")
    model = stack.Sequential([stack.Input((3, 2)), half.Masking(), half.Identity(), layers.Dense(1)])
    model.compile("sgd", "mse")
    model.layers[-1].set_weights([np.ones((2, 1)), np.zeros(1)])
    x = np.float32([[[0, 0], [1, 2], [0, 0]]])  # one step of three counts: (3 - 1)² alone
    assert model.evaluate(x, np.ones((1, 3, 1), "float32"), verbose=0) == pytest.approx(4.0)


# ------------------------------------------------------------------ Lambda


def pair():
    return ActivationFunction(cube).vjp(lambda dy, x, y, **given: 3 * cube(1.0, **given) * x * x * dy)


X = np.float32([[1, -2]])


@halves_of("core")
def test_a_lambda_is_its_function(half):
    assert np.asarray(half.Lambda(cube)(X)).tolist() == [[1, -8]]
    assert np.asarray(half.Lambda(cube, arguments={"factor": 0.5})(X, training=True)).tolist() == [[1, -8]]
    assert half.Lambda(cube).weights == []


@halves_of("core")
def test_the_shape_of_a_lambda_is_given_or_tried(half):
    def last_two(x):
        return x[..., -2:]

    shape = (None, 3, None, 5)
    assert tuple(half.Lambda(last_two).compute_output_shape(shape)) == (None, 3, None, 2)
    assert tuple(half.Lambda(last_two, output_shape=(7, None)).compute_output_shape(shape)) == (None, 7, None)
    assert tuple(half.Lambda(last_two, output_shape=lambda s: (*s, 9)).compute_output_shape(shape)) == (
        *shape,
        9,
    )


@halves_of("core")
def test_a_lambda_destroys_masks_unless_it_says_what_becomes_of_them(half):
    mask = np.array([[True, False]])
    assert not half.Lambda(cube).supports_masking
    assert half.Lambda(cube).compute_mask(X, mask) is None
    assert half.Lambda(cube, mask=mask).supports_masking
    assert half.Lambda(cube, mask=mask).compute_mask(X).tolist() == mask.tolist()
    assert half.Lambda(cube, mask=lambda x, mask: ~mask).compute_mask(X, mask).tolist() == [[False, True]]


@halves_of("core")
def test_a_function_that_asks_for_the_mask_gets_it(half):
    def zeroed(x, mask=None):
        return x if mask is None else ops.convert_to_numpy(x) * np.asarray(mask)

    layer = half.Lambda(zeroed, mask=lambda x, mask: mask)
    assert np.asarray(layer(X)).tolist() == X.tolist()
    assert np.asarray(layer(X, mask=np.array([[True, False]]))).tolist() == [[1, 0]]


@halves_of("core")
def test_a_configuration_with_code_is_not_read(half):
    config = keras.layers.Lambda(lambda x: x).get_config()
    with pytest.raises(ValueError, match="Lambda|lambda"):
        half.Lambda.from_config(config)


def test_the_way_back_needs_the_derivative():
    plain, whole = core.Lambda(cube), core.Lambda(pair(), arguments={"factor": 2.0})
    dy = np.ones_like(X)
    assert whole.backward(dy, whole.forward(X)[1])[0].tolist() == [[6, 24]]
    assert whole.backward(dy, whole.forward(X)[1], input_gradient=False) == (None, {})
    with pytest.raises(ValueError, match="function cube has no derivative; make it an ActivationFunction"):
        plain.backward(dy, plain.forward(X)[1])


def test_errors_of_lambda():
    with pytest.raises(ValueError, match="function must be a function, got 3"):
        core.Lambda(3)
    with pytest.raises(ValueError, match="no configuration, since its function is code"):
        core.Lambda(cube).get_config()


# ------------------------------------------------------------------ configurations

LAYERS = [
    (
        "EinsumDense",
        ("abc,cd->abd", (None, 4), "relu", "d"),
        {"kernel_regularizer": "l2", "bias_constraint": "non_neg"},
    ),
    ("EinsumDense", ("ab,bc->ac", 4), {"kernel_initializer": "he_normal", "activity_regularizer": "l1"}),
    ("Identity", (), {"name": "same", "trainable": False}),
    ("Masking", (0.5,), {"dtype": "float64"}),
]


@pytest.mark.parametrize(("name", "arguments", "kwargs"), LAYERS)
def test_configurations_are_keras_s(name, arguments, kwargs):
    theirs = getattr(keras.layers, name)(*arguments, **kwargs)
    ours = getattr(core, name).from_config(theirs.get_config())
    config = ours.get_config()
    expected = {key: value for key, value in theirs.get_config().items() if key in config} | {
        "dtype": ours.dtype
    }
    assert config == expected
    left_out = set(theirs.get_config()) - set(config)
    assert {theirs.get_config()[key] for key in left_out} <= {None}
    assert type(ours).from_config(config).get_config() == config
    assert ours.supports_masking is theirs.supports_masking


@pytest.mark.parametrize("refused", [{"lora_rank": 2}, {"lora_alpha": 2}, {"quantization_config": "int8"}])
def test_what_is_not_supported_is_named(refused):
    with pytest.raises(ValueError, match=next(iter(refused))):
        core.EinsumDense("ab,bc->ac", 4, **refused)
