"""Logits behind the last layers: which layers they survive, and costs of outputs beside them."""

import keras
import numpy as np
import pytest
from keras import layers, regularizers

from keras_notes import compare
from keras_notes.backpropagation import backpropagate as keras_backpropagate
from keras_notes.parity import twin
from reference.backpropagation import backpropagate

X, LABELS = np.random.default_rng(0).standard_normal((5, 3)).astype("float32") * 9, np.array([0, 1, 3, 2, 1])
LOSS = "sparse_categorical_crossentropy"
BEHIND = {
    "identity": lambda: [layers.Identity()],
    "linear": lambda: [layers.Activation("linear"), layers.Identity()],
    "costly": lambda: [layers.ActivityRegularization(l2=0.25)],
    "costly twice": lambda: [layers.Identity(activity_regularizer="l1"), layers.ActivityRegularization(0.5)],
}


def model_of(*last, activity=None):
    softmax = layers.Dense(4, "softmax", activity_regularizer=activity)
    model = keras.Sequential([keras.Input((3,)), layers.Dense(5, "tanh"), softmax, *last])
    model.compile("sgd", LOSS)
    model.set_weights([20 * np.sin(np.arange(w.size) + 1).reshape(w.shape) for w in model.get_weights()])
    return model


@pytest.mark.parametrize("behind", BEHIND)
@pytest.mark.parametrize("activity", [None, regularizers.L2(0.5)])
def test_layers_that_return_their_input_keep_the_logits(behind, activity):
    model = model_of(*BEHIND[behind](), activity=activity)
    ours = twin(model)
    assert ours.has_logits
    assert ours.logits_at == 1
    assert compare(model, X, LABELS).agrees
    assert ours.evaluate(X, LABELS, verbose=0) == pytest.approx(
        model.evaluate(X, LABELS, verbose=0), rel=1e-5
    )
    clipped = -np.log(np.clip(ours(X)[np.arange(5), LABELS], 1e-7, 1)).mean()
    without_costs = twin(model_of(layers.Identity()))
    assert without_costs.evaluate(X, LABELS, verbose=0) != pytest.approx(clipped, rel=1e-3)


def test_layers_that_make_a_new_array_lose_them():
    model = model_of(layers.Reshape((4,)))
    assert not twin(model).has_logits
    assert compare(model, X, LABELS).agrees


def test_the_trace_goes_past_what_stands_behind_the_logits():
    model = model_of(layers.Identity())
    theirs, ours = keras_backpropagate(model, X, LABELS), backpropagate(twin(model), X, LABELS)
    for one, other in zip(theirs, ours, strict=True):
        for a, b in zip(one[1:5], other[1:5], strict=True):
            assert (a is None) == (b is None)
            if a is not None:
                np.testing.assert_allclose(b, a, rtol=1e-4, atol=1e-5)
    assert ours[-1].doutput is None
    assert ours[-2].dz is not None


def test_a_softmax_layer_shows_its_logits():
    model = keras.Sequential([keras.Input((3,)), layers.Dense(4), layers.Softmax()])
    theirs, ours = keras_backpropagate(model, X, LABELS, LOSS), backpropagate(twin(model), X, LABELS, LOSS)
    np.testing.assert_allclose(ours[-1].z, theirs[-1].z, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(ours[-1].dz, theirs[-1].dz, rtol=1e-4, atol=1e-6)


def test_the_way_back_ends_where_integers_are_looked_up():
    model = keras.Sequential(
        [
            keras.Input((3,)),
            layers.Dense(3),
            layers.Discretization([0.0, 1.0]),
            layers.Embedding(3, 2),
            layers.Flatten(),
            layers.Dense(4, "softmax"),
        ]
    )
    assert compare(model, X, LABELS, LOSS).agrees
    ours = twin(model)
    ours.compile("sgd", LOSS)
    before = ours.get_weights()
    ours.fit(X, LABELS, verbose=0)
    changed = [not np.array_equal(a, b) for a, b in zip(before, ours.get_weights(), strict=True)]
    assert changed == [False, False, True, True, True]


def test_numbers_of_bins_become_floats_for_the_layers_behind():
    model = keras.Sequential([keras.Input((3,)), layers.Discretization([0.0, 1.0]), layers.Dense(2)])
    ours = twin(model)
    assert ours(X).dtype == np.float32
    assert compare(model, X).agrees
