"""Weights of layers within layers: names, order, freezing; regularizers and constraints of a model."""

import copy

import keras
import numpy as np
import pytest
from halves import KERAS, NUMPY
from keras import layers

import reference.layers
from keras_notes import compare
from keras_notes.parity import twin
from keras_notes.parity.precision import precision
from keras_notes.parity.tape import named_variables
from reference.nested import layer_config, layer_from

X = np.random.default_rng(0).standard_normal((6, 4, 3))


def nested():
    """A layer in a layer in a layer."""
    keras.utils.clear_session()  # layer names count on in a session
    inner = layers.Bidirectional(layers.LSTM(2), name="both")
    model = keras.Sequential([keras.Input((4, 3)), inner, layers.Dense(1, name="out")])
    return model, twin(model)


def test_names_and_order_are_keras_s_paths_where_a_name_comes_twice():
    theirs, ours = nested()
    assert ours.layers[0].weight_names == list(named_variables(theirs.layers[0]))
    assert ours.layers[0].weight_names[0] == "forward_lstm/lstm_cell/kernel"
    assert ours.layers[1].weight_names == ["kernel", "bias"]
    single = layers.LSTM(2)
    single.build((None, 4, 3))
    assert twin(single).weight_names == ["kernel", "recurrent_kernel", "bias"]


def test_parameters_come_before_state():
    layer = layers.BatchNormalization()
    layer.build((None, 3))
    ours = twin(layer)
    assert ours.weight_names == ["gamma", "beta", "moving_mean", "moving_variance"]
    assert [weight.frozen for weight in ours.all_weights()] == [False, False, True, True]
    assert len(ours.trainable_weights) == len(ours.non_trainable_weights) == 2


def test_freezing_a_layer_freezes_what_is_in_it():
    for half in nested():
        inner = half.layers[0]
        inner.forward_layer.trainable = False
        assert [len(half.trainable_weights), len(half.non_trainable_weights)] == [5, 3]
        inner.trainable = False
        assert len(half.trainable_weights) == 2
        inner.trainable = True
        assert len(half.trainable_weights) == 8


def test_what_is_partly_frozen_learns_the_rest():
    with precision("float64"):
        theirs, _ = nested()
        theirs.layers[0].backward_layer.trainable = False
        theirs.compile("sgd", "mse")
        ours = twin(theirs)
        assert not ours.layers[0].backward_layer.trainable
        start = ours.get_weights()
        for half in (theirs, ours):
            half.fit(X, np.ones((6, 1)), shuffle=False, verbose=0)
        for a, b, before in zip(theirs.get_weights(), ours.get_weights(), start, strict=True):
            np.testing.assert_allclose(b, a, rtol=1e-11, atol=1e-14)
            assert b.shape == before.shape
        frozen = ours.layers[0].backward_layer.get_weights()
        assert all(np.array_equal(a, b) for a, b in zip(frozen, start[3:6], strict=True))


WRAPPED = {
    "TimeDistributed": lambda half, **frozen: half.TimeDistributed(half.Dense(2), **frozen),
    "Bidirectional": lambda half, **frozen: half.Bidirectional(half.SimpleRNN(2), **frozen),
    "RNN": lambda half, **frozen: half.RNN([half.GRUCell(2), half.LSTMCell(3)], **frozen),
    "ConvLSTM1D": lambda half, **frozen: half.ConvLSTM1D(2, 2, **frozen),
    "GRU": lambda half, **frozen: half.GRU(2, **frozen),
}


@pytest.mark.parametrize("name", WRAPPED)
def test_a_layer_made_frozen_freezes_what_is_inside_only_when_told_again(name):
    """The layer itself then has no trainable weights; its model has them, and trains them. So in Keras."""
    counts = []
    for half in (KERAS, NUMPY):
        layer = WRAPPED[name](half, trainable=False)
        shape = (4, 3, 2) if name == "ConvLSTM1D" else (4, 3)
        model = half.Sequential([half.Input(shape) if half is NUMPY else keras.Input(shape), layer])
        found = [len(part.trainable_weights) for part in (layer, model)]
        found += [len(part.non_trainable_weights) for part in (layer, model)]
        for value in (False, True):
            layer.trainable = value
            found += [len(part.trainable_weights) for part in (layer, model)]
        counts.append(found)
    assert counts[0] == counts[1]
    assert (counts[1][1] > 0) == (name != "GRU")  # which hands it on to its cell


def test_what_is_inside_a_frozen_wrapper_learns_as_in_keras():
    with precision("float64"):
        theirs = keras.Sequential(
            [keras.Input((4, 3)), layers.TimeDistributed(layers.Dense(2), trainable=False), layers.Flatten()]
        )
        theirs.compile("sgd", "mse")
        ours = twin(theirs)
        start = ours.get_weights()
        for half in (theirs, ours):
            half.fit(X, np.ones((6, 8)), shuffle=False, verbose=0)
        for a, b, before in zip(theirs.get_weights(), ours.get_weights(), start, strict=True):
            np.testing.assert_allclose(b, a, rtol=1e-12, atol=1e-14)
            assert not np.array_equal(b, before)


def test_layers_from_configurations():
    dense = reference.layers.Dense(3)
    assert layer_from("wrapper", dense) is dense
    again = layer_from("wrapper", layer_config(dense))
    assert again.get_config() == dense.get_config()
    for wrong in (3, {}, {"config": {}}):
        with pytest.raises(ValueError, match="wrapper: expected a layer or the configuration of one"):
            layer_from("wrapper", wrong)
    with pytest.raises(ValueError, match="no layer named 'Conv9D' here"):
        layer_from("wrapper", {"class_name": "Conv9D"})


def test_constraints_hold_after_every_update():
    model = keras.Sequential([keras.Input((3,)), layers.Dense(2, kernel_constraint="non_neg")])
    model.compile(keras.optimizers.SGD(1.0), "mse")
    ours = twin(model)
    x, y = X[:, 0].astype("float32"), np.full((6, 2), -9.0)
    for half in (model, ours):
        half.train_on_batch(x, y)
    assert (ours.get_weights()[0] >= 0).all()
    assert (ours.get_weights()[0] == 0).any()
    np.testing.assert_allclose(ours.get_weights()[0], model.get_weights()[0], rtol=1e-5)


def test_regularizers_are_part_of_the_loss_that_is_reported_in_training_and_in_evaluation():
    model = keras.Sequential(
        [keras.Input((3,)), layers.Dense(2, kernel_regularizer="l2", activity_regularizer="l1")]
    )
    model.compile("sgd", "mse")
    ours = twin(model)
    x, y = X[:, 0].astype("float32"), np.zeros((6, 2))
    expected, found = (half.evaluate(x, y, verbose=0) for half in (model, ours))
    assert found == pytest.approx(expected, rel=1e-5)
    output, (kernel, _) = ours(x), ours.get_weights()
    by_hand = (output**2).mean() + 0.01 * (kernel**2).sum() + 0.01 * np.abs(output).sum() / 6
    assert found == pytest.approx(by_hand, rel=1e-5)


def test_a_frozen_weight_costs_nothing():
    model = keras.Sequential([keras.Input((3,)), layers.Dense(2, kernel_regularizer="l2", trainable=False)])
    model.compile("sgd", "mse")
    x, y = X[:, 0].astype("float32"), np.zeros((6, 2))
    ours = twin(model)
    assert ours.evaluate(x, y, verbose=0) == pytest.approx((ours(x) ** 2).mean(), rel=1e-6)
    assert model.evaluate(x, y, verbose=0) == pytest.approx((ours(x) ** 2).mean(), rel=1e-6)


def test_compare_runs_in_training_mode_too_and_seeds_go_on_together():
    model = keras.Sequential(
        [keras.Input((5,)), layers.Dense(4), layers.BatchNormalization(), layers.Dropout(0.5)]
    )
    x = np.random.default_rng(1).standard_normal((8, 5))
    first = compare(model, x, training=True)
    assert first.agrees
    assert np.count_nonzero(np.asarray(model(x, training=True)) == 0) >= 4
    assert compare(model, x, training=True).agrees  # with the next masks
    assert compare(model, x, np.zeros((8, 4)), "mse").agrees


def test_a_twin_draws_on_from_where_the_original_is():
    layer = layers.Dropout(0.5, seed=3)
    x = np.ones((4, 6), "float32")
    layer(x, training=True)
    ours = twin(layer)
    for _ in range(2):
        np.testing.assert_array_equal(ours(x, training=True), np.asarray(layer(x, training=True)))


def test_forward_alone_moves_nothing():
    layer = reference.layers.Dropout(0.5, seed=3)
    before = copy.deepcopy(layer.seed_generator.state)
    layer.forward(np.ones((2, 3), "float32"), training=True)
    assert layer.seed_generator.state.tolist() == before.tolist()
    layer(np.ones((2, 3), "float32"), training=True)
    assert layer.seed_generator.state.tolist() != before.tolist()


def test_a_counterpart_stands_in_where_there_is_no_twin():
    half = layers.Lambda(lambda x: x * 0.5, name="half")
    model = keras.Sequential([keras.Input((3,)), half, layers.Dense(2)])
    with pytest.raises(ValueError, match="Lambda"):
        twin(model)
    ours = twin(model, counterparts={"half": reference.layers.Rescaling(0.5, name="half")})
    x = X[:, 0].astype("float32")
    np.testing.assert_allclose(ours(x), np.asarray(model(x)), rtol=1e-5, atol=1e-6)
