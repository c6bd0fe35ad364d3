"""Dense: the orientation of the kernel, the bias, the last axis, the slopes."""

import keras
import numpy as np
import pytest
from parity_rows import halves_of, parity_of

from reference import dense

test_parity = parity_of("dense")

KERNEL = [[1.0, -2.0, 3.0], [0.5, 4.0, -1.0]]  # two inputs, three units
BIAS = [0.25, -0.5, 1.0]


def layer_of(half, activation=None):
    """A Dense layer of either half with the weights above."""
    layer = half.Dense(3, activation=activation)
    layer.build((None, 2))
    layer.set_weights([np.array(KERNEL), np.array(BIAS)])
    return layer


def output(layer, x):
    return np.asarray(layer(np.array(x, dtype="float32"))).tolist()


@halves_of("dense")
def test_a_one_hot_input_reads_a_row_of_the_kernel(half):
    layer = half.Dense(3, use_bias=False)
    layer.build((None, 2))
    layer.set_weights([np.array(KERNEL)])
    assert output(layer, np.eye(2)) == KERNEL


@halves_of("dense")
def test_the_bias_is_what_zeros_give(half):
    assert output(layer_of(half), [[0, 0]]) == [BIAS]


@halves_of("dense")
def test_the_textbooks_w_is_the_transposed_kernel(half):
    """σ(W a + b) of a column a, with W of shape (units, inputs)."""
    a = np.array([2.0, -1.0])
    z = np.array(KERNEL).T @ a + BIAS
    assert output(layer_of(half), [a]) == [z.tolist()] == [[1.75, -8.5, 8.0]]


@halves_of("dense")
def test_the_default_activation_is_none(half):
    assert half.Dense(3).activation.__name__ == "linear"
    assert output(layer_of(half), [[-1, 0]]) == [[-0.75, 1.5, -2.0]]  # nothing is cut off


@halves_of("dense")
@pytest.mark.parametrize("activation", ["relu", "sigmoid", "tanh", "softmax"])
def test_an_activation_layer_behind_does_the_same(half, activation):
    x = np.array([[2, -1], [0.5, 3]], dtype="float32")
    separate = half.Activation(activation)(layer_of(half)(x))
    assert output(layer_of(half, activation), x) == np.asarray(separate).tolist()


@halves_of("dense")
def test_a_weight_joins_one_input_to_one_unit(half):
    layer = layer_of(half)
    before = np.array(output(layer, [[2, -1]]))
    kernel = np.array(KERNEL)
    kernel[0, 1] += 0.5
    layer.set_weights([kernel, np.array(BIAS)])
    assert (np.array(output(layer, [[2, -1]])) - before).tolist() == [[0, 0.5 * 2, 0]]


@halves_of("dense")
def test_only_the_last_axis_is_mapped(half):
    layer = half.Dense(7)
    assert np.shape(layer(np.zeros((2, 28, 28), dtype="float32"))) == (2, 28, 7)
    assert [w.shape for w in layer.get_weights()] == [(28, 7), (7,)]


@halves_of("dense")
def test_weights_are_kernel_and_bias_in_this_order(half):
    layer = layer_of(half)
    assert [w.tolist() for w in layer.get_weights()] == [KERNEL, BIAS]
    assert layer.count_params() == 2 * 3 + 3
    assert half.Activation("relu").get_weights() == []


@halves_of("dense")
@pytest.mark.parametrize("units", [0, -1, 2.5, "3", None])
def test_units_must_be_a_positive_integer(half, units):
    with pytest.raises(ValueError, match="units"):
        half.Dense(units)


@halves_of("dense")
def test_the_second_argument_is_no_input_shape(half):
    """The notes' template names the unit count, the shape and the activation; Dense takes no shape."""
    with pytest.raises(ValueError, match="activation"):
        half.Dense(3, (2,), "relu")


@halves_of("dense")
def test_an_input_of_another_width_is_refused(half):
    with pytest.raises(ValueError, match=r"\(1, 3\)"):
        output(layer_of(half), [[1, 2, 3]])


CONFIGURED = [
    ("Dense", (3,), {}),
    ("Dense", (3, "tanh", False), {"kernel_initializer": "orthogonal", "name": "mine", "trainable": False}),
    ("Dense", (3,), {"kernel_regularizer": "L1L2", "bias_regularizer": "l2", "activity_regularizer": "l1"}),
    ("Dense", (3,), {"kernel_constraint": "unit_norm", "bias_constraint": "non_neg", "dtype": "float64"}),
    ("Activation", ("gelu",), {"activity_regularizer": "l2"}),
]


@pytest.mark.parametrize(("name", "arguments", "kwargs"), CONFIGURED)
def test_configurations_are_keras_s(name, arguments, kwargs):
    theirs = getattr(keras.layers, name)(*arguments, **kwargs)
    ours = getattr(dense, name).from_config(theirs.get_config())
    expected = theirs.get_config() | {"dtype": ours.dtype}
    expected.pop("quantization_config", None)  # refused unless it is None
    assert ours.get_config() == expected
    assert type(ours).from_config(ours.get_config()).get_config() == expected


@halves_of("dense")
def test_masks_pass_through(half):
    mask = np.array([[True, False]])
    for layer in (half.Dense(3), half.Activation("relu")):
        assert layer.supports_masking
        assert layer.compute_mask(np.zeros((1, 2, 4), "float32"), mask) is mask


@pytest.mark.parametrize("refused", [{"lora_rank": 2}, {"lora_alpha": 2}, {"quantization_config": "int8"}])
def test_what_is_not_supported_is_named(refused):
    with pytest.raises(ValueError, match=next(iter(refused))):
        dense.Dense(3, **refused)


def test_backward_by_hand():
    """Two samples, x = [[2, -1], [1, 0]], through the kernel above; dy = [[1, 0, -1], [2, 1, 0]].

    dK = xᵀ dy   first row 2·(1, 0, -1) + 1·(2, 1, 0) = (4, 1, -2), second -1·(1, 0, -1) = (-1, 0, 1)
    db = Σ dy    (3, 1, -1)
    dx = dy Kᵀ   (1 - 3, 0.5 + 1) = (-2, 1.5) and (2 - 2, 1 + 4) = (0, 5)
    """
    layer = layer_of(dense)
    x, dy = np.array([[2.0, -1.0], [1.0, 0.0]]), np.array([[1.0, 0.0, -1.0], [2.0, 1.0, 0.0]])
    dx, grads = layer.backward(dy, layer.forward(x)[1])
    assert grads["kernel"].tolist() == [[4, 1, -2], [-1, 0, 1]]
    assert grads["bias"].tolist() == [3, 1, -1]
    assert dx.tolist() == [[-2, 1.5], [0, 5]]


def test_the_weight_is_the_slope_of_the_sum():
    """dz_j/dx_i is K[i, j]: positive weights excite, negative ones inhibit."""
    layer = layer_of(dense)
    _, cache = layer.forward(np.ones((1, 2)))
    jacobian = [layer.backward(unit[None], cache)[0][0].tolist() for unit in np.eye(3)]
    assert jacobian == np.array(KERNEL).T.tolist()


def test_no_gradient_is_computed_that_nobody_asks_for():
    layer = layer_of(dense)
    dx, grads = layer.backward(np.ones((1, 3)), layer.forward(np.ones((1, 2)))[1], input_gradient=False)
    assert dx is None
    assert list(grads) == ["kernel", "bias"]
