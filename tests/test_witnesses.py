"""Third witnesses: scikit-learn's networks, scalers and scores, with the same weights and data."""

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, log_loss, mean_squared_error
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, StandardScaler

import keras_notes.preprocessing
import keras_notes.sequential
import reference.preprocessing
from keras_notes import twin
from keras_notes.parity.draw import Draw
from keras_notes.parity.precision import precision
from keras_notes.parity.rows.layers import draw_weights
from reference import losses, metrics

DRAW = Draw(0, False, "float64", "float64")


def fitted(kind, model, x, y, **options):
    """A scikit-learn network of the model's sizes that has been given the model's weights."""
    hidden = tuple(layer.units for layer in model.layers[:-1])
    witness = kind(hidden_layer_sizes=hidden, max_iter=1, **options)
    with pytest.warns(UserWarning, match="Maximum iterations"):
        witness.fit(x, y)
    witness.coefs_ = [layer.kernel.numpy() for layer in model.layers]
    witness.intercepts_ = [layer.bias.numpy() for layer in model.layers]
    return witness


def both_halves(sizes, **activations):
    with precision("float64"):
        model = keras_notes.sequential.network(sizes, **activations)
        draw_weights(model, DRAW)
        return model, twin(model)


@pytest.mark.parametrize("sizes", [(10, 32, 3), (8, 6, 6, 4)])
def test_the_softmax_networks_agree_with_mlpclassifier(sizes):
    model, ours = both_halves(sizes)
    x, labels = DRAW("x", (40, sizes[0])), np.arange(40) % sizes[-1]
    witness = fitted(MLPClassifier, model, x, labels, activation="relu")
    np.testing.assert_allclose(witness.predict_proba(x), ours(x), rtol=1e-12)
    np.testing.assert_allclose(witness.predict_proba(x), model(x).numpy(), rtol=1e-12)


def test_two_classes_are_one_logistic_unit_to_scikit_learn():
    model, ours = both_halves((2, 3, 1), output="sigmoid")
    x, labels = DRAW("x", (40, 2)), np.arange(40) % 2
    witness = fitted(MLPClassifier, model, x, labels, activation="relu")
    assert [w.shape for w in witness.coefs_] == [(2, 3), (3, 1)]
    np.testing.assert_allclose(witness.predict_proba(x)[:, 1:], ours(x), rtol=1e-12)
    np.testing.assert_allclose(witness.predict_proba(x)[:, 1:], model(x).numpy(), rtol=1e-12)


def test_the_linear_network_agrees_with_mlpregressor():
    model, ours = both_halves((3, 4, 2), hidden=None, output=None)
    x, y = DRAW("x", (40, 3)), DRAW("y", (40, 2))
    witness = fitted(MLPRegressor, model, x, y, activation="identity")
    np.testing.assert_allclose(witness.predict(x), ours(x), rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(witness.predict(x), model(x).numpy(), rtol=1e-12, atol=1e-14)


def test_the_sigmoid_film_form_agrees_with_mlpregressor_up_to_its_last_squashing():
    model, ours = both_halves((6, 5, 5, 3), hidden="sigmoid", output="sigmoid")
    x, y = DRAW("x", (30, 6)), DRAW("y", (30, 3))
    witness = fitted(MLPRegressor, model, x, y, activation="logistic")
    np.testing.assert_allclose(1 / (1 + np.exp(-witness.predict(x))), ours(x), rtol=1e-12)


def test_losses_and_accuracy_agree_with_scikit_learn():
    logits, labels = DRAW("logits", (50, 4)), DRAW.integers("labels", 4, (50,))
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    ours = losses.SparseCategoricalCrossentropy()(labels, p)
    np.testing.assert_allclose(log_loss(labels, p, labels=range(4)), ours, rtol=1e-12)
    metric = metrics.SparseCategoricalAccuracy()
    metric.update_state(labels, p)
    assert metric.result() == pytest.approx(accuracy_score(labels, p.argmax(axis=1)), abs=1e-7)
    y = DRAW("y", (50, 4))
    np.testing.assert_allclose(mean_squared_error(y, p), losses.MeanSquaredError()(y, p), rtol=1e-12)


@pytest.mark.parametrize("half", [keras_notes.preprocessing, reference.preprocessing])
def test_min_max_scaling_agrees_with_minmaxscaler(half):
    data = DRAW("data", (30, 3)) * [1, 100, 0.01] + [5, -40, 0]
    expected = MinMaxScaler().fit_transform(data)
    with precision("float32"):
        scaled = np.asarray(half.min_max_rescaling(data)(data.astype("float32")))
    np.testing.assert_allclose(scaled, expected, atol=1e-5)
    assert scaled.min() == pytest.approx(0, abs=1e-5)
    assert scaled.max() == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("half", [keras_notes.preprocessing, reference.preprocessing])
def test_standard_scaling_agrees_with_standardscaler(half):
    data = DRAW("data", (30, 3)) * [1, 100, 0.01] + [5, -40, 0]
    with precision("float64"):
        layer = half.Normalization()
        layer.adapt(data)
        scaled = np.asarray(layer(data))
    np.testing.assert_allclose(scaled, StandardScaler().fit_transform(data), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("half", [keras_notes.preprocessing, reference.preprocessing])
def test_one_hot_agrees_with_onehotencoder(half):
    labels = np.array([2, 0, 1, 2, 1])
    expected = OneHotEncoder(sparse_output=False).fit_transform(labels[:, None])
    np.testing.assert_array_equal(half.to_categorical(labels, 3), expected)
