"""What every layer shares: building, weights, configurations, and what is refused."""

import keras
import numpy as np
import pytest

from keras_notes import twin
from reference import layers
from reference.activations import get, relu
from reference.losses import MeanSquaredError, mean_squared_error
from reference.sequential import Sequential, collapse, network
from reference.sequential.summary import _bytes


def built_dense():
    layer = layers.Dense(2)
    layer.build((None, 3))
    return layer


def test_weights_have_keras_s_names_and_order():
    layer, theirs = built_dense(), keras.layers.Dense(2)
    theirs.build((None, 3))
    assert layer.weight_names == layer.trainable_weight_names == [v.name for v in theirs.weights]
    assert [w.shape for w in layer.weights] == [(3, 2), (2,)]
    assert layer.count_params() == theirs.count_params() == 8


def test_a_float_type_by_its_class():
    assert layers.Dense(2, dtype=np.float64).dtype == "float64"
    assert layers.Dense(2, dtype=np.dtype("float32")).dtype == "float32"


def test_a_frozen_layer_has_no_trainable_weights():
    layer = layers.Dense(2, trainable=False)
    layer.build((None, 3))
    assert layer.trainable_weights == []
    assert len(layer.non_trainable_weights) == 2


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ([np.zeros((3, 2))], r"expected 2 arrays \(kernel, bias\), got 1"),
        ([np.zeros((2, 3)), np.zeros(2)], r"dense/kernel: expected shape \(3, 2\), got \(2, 3\)"),
        ([np.zeros((3, 2)), ["a", "b"]], "dense/bias: expected numbers"),
    ],
)
def test_weights_that_do_not_fit_change_nothing(weights, message):
    layer = built_dense()
    before = layer.get_weights()
    with pytest.raises(ValueError, match=message):
        layer.set_weights(weights)
    for old, new in zip(before, layer.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


def test_a_layer_keeps_copies_not_the_arrays_it_was_given():
    layer, kernel = built_dense(), np.ones((3, 2), dtype="float32")
    layer.set_weights([kernel, np.zeros(2)])
    kernel[:] = 7
    assert layer.kernel.max() == 1


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: layers.Dense(2).count_params(), "dense is not built"),
        (lambda: layers.Dense(2).check_input(np.zeros((1, 3))), "dense is not built"),
        (lambda: layers.Dense(2).build((None,)), "rank 2 or more"),
        (lambda: layers.Dense(2).build(3), r"a shape must be a tuple such as \(8,\), got 3"),
        (lambda: layers.Dense(3, "glu").build((None, 4)), "glu needs an even last axis, got 3"),
        (
            lambda: layers.Dense(2, lora_rank=2),
            "does not support the argument.*lora_rank",
        ),
        (lambda: layers.Dense(2, dtype="float16"), "dtype must be one of .*float16"),
        (lambda: layers.Dense(0), "units must be a positive integer, got 0"),
        (lambda: layers.Dense(True), "units must be a positive integer, got True"),
        (lambda: layers.Dense(2, "softmaxx"), "softmaxx"),
        (lambda: layers.Input(), "give shape, or batch_shape, and not both"),
        (lambda: layers.InputLayer.from_config({"batch_shape": (None, 2), "sparse": True}), "sparse"),
        (lambda: layers.Flatten(data_format="rows_first"), "data_format must be one of .* got 'rows_first'"),
        (lambda: layers.find("Conv4D"), "no layer named 'Conv4D' here; there are .*Dense"),
        (lambda: built_dense()([["a", "b", "c"]]), "input of dense: expected numbers"),
        (lambda: built_dense()([[1, 2, 3], [4]]), "rows of different lengths"),
        (lambda: network((3,)), "at least an input and an output"),
        (lambda: collapse(network((2, 3, 2))), "without activation"),
    ],
)
def test_what_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize(
    "layer",
    [
        keras.layers.Dense(4, "tanh", use_bias=False, kernel_initializer="he_normal", name="mine"),
        keras.layers.Activation("gelu"),
        keras.layers.Flatten(),
        keras.layers.Rescaling(0.5, 1.0),
        keras.layers.Normalization(),
    ],
)
def test_a_configuration_of_keras_s_makes_the_layer_and_comes_back(layer):
    ours = layers.find(type(layer).__name__).from_config(layer.get_config())
    again = type(ours).from_config(ours.get_config())
    assert again.get_config() == ours.get_config()
    assert ours.name == layer.name
    theirs = type(layer).from_config(ours.get_config())
    assert theirs.get_config()["name"] == layer.name


def test_a_model_without_an_input_forgets_its_shape_with_its_last_layer():
    model = Sequential([layers.Dense(2)])
    with pytest.raises(ValueError, match="has no input shape yet"):
        model.input_shape  # noqa: B018
    model(np.zeros((1, 3)))
    assert model.pop().units == 2
    assert not model.built
    model.add(layers.Dense(4))
    assert model(np.zeros((1, 5))).shape == (1, 4)


def test_sizes_in_bytes():
    assert [_bytes(n) for n in (12, 3 * 2**10, 5 * 2**20, 2**31)] == [
        "12.00 B",
        "3.00 KB",
        "5.00 MB",
        "2.00 GB",
    ]


def test_a_linear_stack_without_biases_collapses_too():
    layer = layers.Dense(2, use_bias=False)
    model = Sequential([layers.Input((3,)), layer])
    kernel, bias = collapse(model)
    np.testing.assert_array_equal(kernel, layer.kernel)
    np.testing.assert_array_equal(bias, [0, 0])


def test_a_dense_layer_takes_other_ranks_later_as_keras_does():
    theirs = keras.layers.Dense(2)
    theirs.build((None, 3))
    ours, x = twin(theirs), np.ones((2, 4, 3), dtype="float32")
    np.testing.assert_allclose(ours(x), theirs(x), rtol=1e-6)


@pytest.mark.parametrize(
    "layer",
    [
        layers.AlphaDropout(np.float64(0.5)),
        layers.BatchNormalization(epsilon=np.float64(0.5), momentum=np.float64(0.5)),
        layers.ELU(np.int64(2)),
        layers.GaussianDropout(np.float64(0.5)),
        layers.GroupNormalization(1, epsilon=np.int64(1)),
        layers.LayerNormalization(epsilon=np.float64(0.5)),
        layers.Masking(np.float64(0.5)),
        layers.ReLU(np.float64(2), np.float64(0.5), np.float64(0.5)),
        layers.RMSNormalization(epsilon=np.float64(0.5)),
    ],
    ids=lambda layer: layer.name,
)
def test_numpy_numbers_leave_the_dtype_alone(layer):
    x = np.float32([[-1, 2, 3], [0, 5, 4]])
    layer.build(x.shape)
    y, cache = layer.forward(x, training=True)
    dx, grads = layer.backward(x, cache)
    assert {array.dtype.name for array in (y, dx, *grads.values())} == {"float32"}
    assert not any(isinstance(value, np.number) for value in layer.get_config().values())


@pytest.mark.parametrize(
    "layer",
    [
        layers.Activation("relu"),
        layers.ActivityRegularization(),
        layers.ELU(),
        layers.Identity(),
        layers.Masking(),
        layers.Softmax(),
        layers.UnitNormalization(),
    ],
    ids=lambda layer: layer.name,
)
def test_no_gradient_of_the_input_is_given_that_nobody_asked_for(layer):
    x = np.float32([[-1, 2], [0, 5]])
    assert layer.backward(x, layer.forward(x)[1], input_gradient=False) == (None, {})


def test_every_run_commits_the_state_of_a_layer():
    class Counting(layers.Activation):
        committed = 0

        def commit(self, cache):
            self.committed += 1

    layer = Counting("linear")
    model = Sequential([layer, layers.Dense(1)])
    model.compile("sgd", "mse")
    layer(np.zeros((2, 3)), training=True)
    layer(np.zeros((2, 3)))
    model(np.zeros((2, 3)), training=True)
    model.fit(np.zeros((4, 3)), np.zeros((4, 1)), batch_size=2, verbose=0)
    model.predict(np.zeros((4, 3)), batch_size=3, verbose=0)
    model.evaluate(np.zeros((4, 3)), np.zeros((4, 1)), verbose=0)
    assert layer.committed == 2 + 1 + 2 + 2 + 1


def test_functions_losses_and_models_say_what_they_are():
    assert repr(get("relu")) == "<activation relu>"
    assert get(relu) is relu
    assert "mean_squared_error" in repr(mean_squared_error)
    assert MeanSquaredError()([[1.0]], [[3.0]]) == 4
    assert repr(network((2, 1))) == "<Sequential name=sequential, built=True>"


def test_keras_s_second_names_are_here_too():
    names = [name for name in vars(keras.layers) if isinstance(getattr(keras.layers, name), type)]
    second = {name: getattr(keras.layers, name).__name__ for name in names}
    wanted = {name: first for name, first in second.items() if name != first and hasattr(layers, first)}
    assert len(wanted) == 20
    for name, first in wanted.items():
        assert getattr(layers, name) is getattr(layers, first)
