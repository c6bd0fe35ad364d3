"""twin: the NumPy counterpart of a Keras object, or a refusal that names what has none."""

import keras
import numpy as np
import pytest
from keras import Input, Sequential, layers, optimizers

import reference.layers
import reference.losses
import reference.metrics
import reference.optimizers
import reference.sequential
from keras_notes import twin
from keras_notes.parity.precision import precision

RNG = np.random.default_rng(23)
X = RNG.standard_normal((12, 3))
Y = RNG.standard_normal((12, 2))


def model_of(*stack):
    return Sequential([Input((3,)), *stack])


def double(thing):
    return thing * 2


class OurOwn(layers.Dense):
    """A layer that somebody wrote themselves."""


class OurModel(keras.Model):
    """A model that somebody wrote themselves."""

    def call(self, inputs):
        return inputs


# ------------------------------------------------------------------ counterparts


@pytest.mark.parametrize(
    "layer",
    [
        layers.Dense(4, "relu", name="mine"),
        layers.Dense(2, use_bias=False),
        layers.Activation("tanh"),
        layers.Flatten(),
        layers.Rescaling(0.5, 1.0),
        layers.Normalization(mean=None),
    ],
    ids=lambda layer: type(layer).__name__,
)
def test_a_built_layer(layer):
    x = X.astype("float32")
    expected = np.asarray(layer(x))
    other = twin(layer)
    assert type(other) is getattr(reference.layers, type(layer).__name__)
    assert other.name == layer.name
    assert other.dtype == "float32"
    assert all(np.array_equal(a, b) for a, b in zip(other.get_weights(), layer.get_weights(), strict=True))
    assert other(x) == pytest.approx(expected, rel=1e-6, abs=2.0**-22)  # sums of numbers near 1 that cancel


def test_a_layer_without_weights_yet():
    assert not twin(layers.Dense(4)).built
    assert twin(model_of(layers.Dense(4))).built
    assert not twin(Sequential([layers.Dense(4)])).built


def test_weights_are_copied_and_not_shared():
    model = model_of(layers.Dense(4, "relu"), layers.Dense(2))
    before, other = model.get_weights(), twin(model)
    other.compile("sgd", "mse")
    other.fit(X, Y, verbose=0)
    assert all(np.array_equal(a, b) for a, b in zip(before, model.get_weights(), strict=True))
    assert not np.array_equal(before[0], other.get_weights()[0])


def test_another_dtype_on_request():
    model = model_of(layers.Dense(4, "relu"))
    other = twin(model, "float64")
    assert [w.dtype for w in other.weights] == ["float64"] * 2
    assert np.array_equal(other.get_weights()[0], model.get_weights()[0])
    assert twin(np.ones(2, "float32"), "float64").dtype == "float64"
    assert twin(np.ones(2, "int64"), "float64").dtype == "int64"


def test_names_and_frozen_layers_go_along():
    model = model_of(layers.Dense(4, name="first", trainable=False), layers.Dense(2, name="second"))
    other = twin(model)
    assert [layer.name for layer in other.layers] == ["first", "second"]
    assert [layer.trainable for layer in other.layers] == [False, True]
    assert len(other.trainable_weights) == 2


@pytest.mark.parametrize(
    ("thing", "kind"),
    [
        (keras.losses.CategoricalCrossentropy(label_smoothing=0.1), "losses.CategoricalCrossentropy"),
        (keras.losses.MeanSquaredError(reduction="sum"), "losses.MeanSquaredError"),
        (optimizers.SGD(0.5, momentum=0.25, nesterov=True), "optimizers.SGD"),
        (optimizers.Adam(0.5, epsilon=1e-3), "optimizers.Adam"),
        (keras.metrics.BinaryAccuracy(threshold=0.25), "metrics.BinaryAccuracy"),
        (keras.initializers.HeNormal(seed=3), "initializers.HeNormal"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_other_objects_with_their_settings(thing, kind):
    other = twin(thing)
    assert f"{type(other).__module__}.{type(other).__name__}".startswith("reference.")
    assert type(other).__name__ == kind.split(".")[1]
    theirs = thing.get_config()
    assert {key: theirs[key] for key in other.get_config()} == other.get_config()


def test_functions_arrays_and_plain_values():
    assert twin(keras.activations.relu) is reference.activations.relu
    assert twin(keras.losses.mean_squared_error) is reference.losses.mean_squared_error
    assert twin(keras.utils.to_categorical) is reference.preprocessing.to_categorical
    assert twin(keras.random.uniform).__module__.startswith("reference.random")
    for value in ("mse", 3, 0.5, None, True, [1, 2], (1, 2), np.float32(2)):
        assert twin(value) is value


# ------------------------------------------------------------------ compiled models


@pytest.mark.parametrize(
    "optimizer",
    [
        lambda: optimizers.SGD(0.05),
        lambda: optimizers.SGD(0.05, momentum=0.9, nesterov=True),
        lambda: optimizers.Adam(0.05),
    ],
    ids=["sgd", "nesterov", "adam"],
)
def test_a_compiled_model_goes_on_as_keras_would(optimizer):
    """After some training the twin has the optimizer's slots and step counter too, not only the weights."""
    with precision("float64"):
        model = model_of(layers.Dense(4, "tanh"), layers.Dense(2))
        model.compile(optimizer(), "mse")
        model.fit(X, Y, epochs=2, batch_size=5, shuffle=False, verbose=0)
        other = twin(model)
        assert other.optimizer.iterations == 6
        losses = [
            half.fit(X, Y, epochs=2, batch_size=5, shuffle=False, verbose=0).history["loss"]
            for half in (model, other)
        ]
    assert losses[1] == pytest.approx(losses[0], rel=1e-13)
    for ours, theirs in zip(other.get_weights(), model.get_weights(), strict=True):
        assert ours == pytest.approx(theirs, rel=1e-12)


def test_loss_and_metrics_go_along():
    model = model_of(layers.Dense(2, "softmax"))
    loss = keras.losses.CategoricalCrossentropy(label_smoothing=0.25)
    model.compile("adam", loss, metrics=["accuracy", keras.metrics.CategoricalAccuracy(name="again")])
    x, y = X.astype("float32"), np.eye(2)[RNG.integers(0, 2, 12)]
    theirs, ours = (half.evaluate(x, y, verbose=0, return_dict=True) for half in (model, twin(model)))
    assert sorted(ours) == sorted(theirs) == ["accuracy", "again", "loss"]
    assert ours == pytest.approx(theirs, rel=1e-6)


# ------------------------------------------------------------------ refusals


@pytest.mark.parametrize(
    ("make", "named"),
    [
        (lambda: layers.RandomFlip(), "RandomFlip"),
        (lambda: layers.Lambda(double), "Lambda"),
        (lambda: OurOwn(3), "OurOwn"),
        (lambda: OurModel(), "OurModel"),
        (lambda: model_of(layers.Dense(2), layers.Hashing(3)), "Hashing"),
        (lambda: model_of(Sequential([layers.Dense(2)])), "Sequential"),
        (lambda: layers.Dense(3, double), "double"),
        (lambda: layers.Activation(double), "double"),
        (lambda: model_of(layers.Dense(3, double)), "double"),
        (lambda: layers.Dense(3, layers.LeakyReLU()), "LeakyReLU"),
        (lambda: layers.Dense(3, lora_rank=2), "lora_rank"),
        (lambda: layers.BatchNormalization(synchronized=True), "synchronized"),
        (lambda: keras.losses.Loss(), "Loss"),
        (lambda: optimizers.ScheduleFreeAdamW(), "ScheduleFreeAdamW"),
        (lambda: keras.losses.serialize, "serialize"),
        (lambda: layers.Dense, "Dense"),  # the class, not a layer
    ],
)
def test_what_has_no_counterpart_is_named(make, named):
    with pytest.raises(ValueError, match=named):
        twin(make())


def test_a_functional_model_is_named():
    inputs = Input((3,))
    with pytest.raises(ValueError, match="Functional"):
        twin(keras.Model(inputs, layers.Dense(2)(inputs)))


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("sgd", double), "double"),
    ],
)
def test_a_model_compiled_with_something_else_is_refused(arguments, named):
    model = model_of(layers.Dense(2))
    model.compile(*arguments)
    with pytest.raises(ValueError, match=named):
        twin(model)


@pytest.mark.parametrize(
    "thing", [object(), double, keras.ops.ones(3), {"a": 1}], ids=["object", "function", "tensor", "dict"]
)
def test_what_is_nothing_of_keras_s_is_a_type_error(thing):
    with pytest.raises(TypeError, match="twin: expected a Keras object"):
        twin(thing)


def test_a_stateful_layer_goes_on_from_its_states():
    layer = layers.LSTM(2, stateful=True)
    x = RNG.standard_normal((3, 4, 2)).astype("float32")
    layer(x)
    ours = twin(layer)
    np.testing.assert_allclose(ours(x), np.asarray(layer(x)), rtol=1e-5, atol=1e-6)


def test_a_layer_built_by_an_array_of_unknown_shape_has_a_twin():
    layer = layers.CategoryEncoding(3)
    layer(np.array([0, 2, 1]))
    np.testing.assert_array_equal(twin(layer)(np.array([1, 1])), np.asarray(layer(np.array([1, 1]))))


def test_a_stateful_bidirectional_that_has_run_goes_on_from_its_states():
    layer = keras.layers.Bidirectional(keras.layers.LSTM(3, stateful=True))
    x = np.random.default_rng(3).normal(size=(2, 4, 5)).astype("float32")
    layer(x)
    ours = twin(layer)
    for _ in range(2):
        np.testing.assert_allclose(ours(x), np.asarray(layer(x)), rtol=1e-5, atol=1e-6)


def test_a_twin_is_frozen_where_the_original_is():
    """Inside, too: a layer made frozen has trained ones inside, one frozen later has not."""
    made = keras.layers.TimeDistributed(keras.layers.Dense(2), trainable=False)
    later = keras.layers.ConvLSTM1D(2, 2)
    later.trainable = False
    for layer, shape in ((made, (None, 4, 3)), (later, (None, 4, 5, 3))):
        layer.build(shape)
        flags = [weight.trainable for weight in layer.weights]
        assert [weight.trainable for weight in twin(layer).all_weights()] == flags
    assert flags == [False] * 3
