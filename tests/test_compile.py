"""compile: what it takes, what it refuses, and what is refused before it."""

import keras
import numpy as np
import pytest

from keras_notes.parity import twin
from reference import losses
from reference.layers import Activation, Dense, Input
from reference.optimizers import SGD, Adam
from reference.sequential import Sequential, network

RNG = np.random.default_rng(6)
X, LABELS = RNG.normal(size=(12, 3)), RNG.integers(0, 2, 12)
METHODS = ("fit", "evaluate", "train_on_batch")


def compiled(**arguments):
    model = network((3, 4, 2))
    model.compile(**{"optimizer": "sgd", "loss": "sparse_categorical_crossentropy", **arguments})
    return model


def weights_of(model):
    return [weight.tolist() for weight in model.weights]


def test_before_compile_and_without_a_loss():
    model = network((3, 4, 2))
    for method in METHODS:
        with pytest.raises(ValueError, match=rf"{method}: call compile\(optimizer, loss\) first"):
            getattr(model, method)(X, LABELS)
    with pytest.raises(ValueError, match="reset_metrics: call compile"):
        model.reset_metrics()
    model.compile("sgd")
    for method in METHODS:
        with pytest.raises(ValueError, match=f"{method}: there is no loss; give one to compile"):
            getattr(model, method)(X, LABELS)
    assert model.predict(X, verbose=0).shape == (12, 2)


COMPILE = {
    "optimizer": ({"optimizer": "sdg"}, "unknown optimizer 'sdg'; known are adadelta, .*, sgd"),
    "loss": ({"loss": "mean_squared"}, "unknown loss 'mean_squared'; known are .*mean_squared_error"),
    "metric": ({"metrics": ["precise"]}, "unknown metric 'precise'; known are .*binary_accuracy"),
    "metrics": ({"metrics": "accuracy"}, "metrics must be a list, a tuple or a dict, got 'accuracy'"),
    "no metric": ({"metrics": [["acc"], None]}, "expected a metric, got None"),
    "weighted_metrics": (
        {"weighted_metrics": 3},
        "weighted_metrics must be a list, a tuple or",
    ),
    "two loss_weights": ({"loss_weights": [1.0, 2.0]}, "loss_weights must be one float, .* got"),
    "loss_weights of 2": ({"loss_weights": 2}, "loss_weights must be one float, .* got 2"),
    "two losses": ({"loss": ["mse", "mae"]}, "expected one loss for the one output, got 2"),
    "a dict of losses": ({"loss": {"dense": "mse"}}, "loss as a dict is for models with several outputs"),
    "steps_per_execution": ({"steps_per_execution": 2}, "compile does not support steps_per_execution=2"),
    "reduction": (
        {"loss": losses.MeanSquaredError(reduction="none")},
        "must be one number, got reduction='none'",
    ),
}


@pytest.mark.parametrize(("arguments", "message"), COMPILE.values(), ids=COMPILE)
def test_compile_refuses_and_stays_as_it_was(arguments, message):
    model = compiled(metrics=["accuracy"])
    before = model.optimizer, model.loss, model.evaluate(X, LABELS, verbose=0)
    with pytest.raises(ValueError, match=message):
        model.compile(**{"optimizer": "sgd", "loss": "mse", **arguments})
    assert (model.optimizer, model.loss, model.evaluate(X, LABELS, verbose=0)) == before


def test_neutral_arguments_change_nothing():
    neutral = {"run_eagerly": True, "steps_per_execution": 1, "jit_compile": False, "auto_scale_loss": False}
    losses_found = [compiled(**each) for each in ({}, neutral)]
    losses_found[1].set_weights(losses_found[0].get_weights())
    one, other = (model.evaluate(X, LABELS, verbose=0) for model in losses_found)
    assert one == other > 0
    with pytest.raises(TypeError, match="nonsense"):
        compiled(nonsense=1)


@pytest.mark.parametrize("layer", [lambda name: Dense(2, name), Activation])
def test_an_unknown_activation_is_refused_by_the_layer(layer):
    with pytest.raises(ValueError, match="unknown activation 'rellu'; known are .*relu"):
        layer("rellu")


@pytest.mark.parametrize("method", METHODS)
def test_a_metric_that_does_not_fit_stops_before_the_update(method):
    """Its shapes are known with the first batch only."""
    model = compiled(metrics=["categorical_accuracy"])
    before = weights_of(model)
    with pytest.raises(ValueError, match="must have the same shape"):
        getattr(model, method)(X, LABELS)
    assert weights_of(model) == before
    assert model.optimizer.iterations == 0


def test_an_optimizer_with_the_slots_of_another_model_is_refused():
    adam, other = Adam(), network((3, 2))
    compiled(optimizer=adam).fit(X, LABELS, verbose=0)
    other.compile(adam, "sparse_categorical_crossentropy")
    before = weights_of(other)
    with pytest.raises(ValueError, match=r"adam.apply: 2 gradients for 2 weights, and slots for 4"):
        other.fit(X, LABELS, verbose=0)
    assert weights_of(other) == before


def test_from_logits_of_an_output_with_logits_of_its_own_warns_as_in_keras():
    """It is computed from these, not from the probabilities as if they were logits."""
    y = np.eye(2)[LABELS]
    theirs = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, "softmax")])
    theirs.compile("sgd", keras.losses.CategoricalCrossentropy(from_logits=True))
    ours = twin(theirs)
    with pytest.warns(UserWarning, match="from_logits=True"):
        expected = theirs.evaluate(X, y, verbose=0)
    with pytest.warns(UserWarning, match="from_logits=True, but y_pred has logits of its own"):
        assert ours.evaluate(X, y, verbose=0) == pytest.approx(expected, rel=1e-6)
    plain = Sequential([Input((3,)), Dense(2)])
    plain.set_weights(ours.get_weights())
    plain.compile("sgd", losses.CategoricalCrossentropy(from_logits=True))
    assert plain.evaluate(X, y, verbose=0) == pytest.approx(expected, rel=1e-6)


def test_names_objects_and_configurations_mean_the_same():
    sgd = {"class_name": "SGD", "config": SGD().get_config()}
    found = []
    for optimizer, loss in (("sgd", "mse"), (SGD(), losses.MeanSquaredError()), (sgd, ["MeanSquaredError"])):
        model = network((3, 2), output=None)
        model.set_weights([np.ones((3, 2)), np.ones(2)])
        model.compile(optimizer, loss)
        found.append((model.fit(X, X[:, :2], shuffle=False, verbose=0).history["loss"], weights_of(model)))
    assert found[0] == found[1] == found[2]


def test_compiling_again_starts_the_optimizer_anew_and_keeps_the_weights():
    model = compiled(optimizer="adam")
    model.fit(X, LABELS, verbose=0)
    before = weights_of(model)
    model.compile("adam", "sparse_categorical_crossentropy")
    assert model.optimizer.iterations == 0
    assert weights_of(model) == before


class Thorough(SGD):
    """It wants the loss scaled, scales back, and has a last word."""

    finalized = ()

    def scale_loss(self, loss):
        return loss * 8

    def apply(self, grads, weights):
        super().apply([grad / 8 for grad in grads], weights)

    def finalize_variable_values(self, weights):
        self.finalized = [weight.copy() for weight in weights]


def test_what_an_optimizer_says_of_the_loss_and_of_the_end_is_heard():
    """A power of two as the scale, so that not a bit changes, of the regularizer's gradient neither."""
    found = []
    for optimizer in (SGD(), Thorough()):
        model = Sequential(
            [Input((3,)), Dense(2, "softmax", kernel_regularizer="l2", kernel_initializer="ones")]
        )
        model.compile(optimizer, "sparse_categorical_crossentropy")
        model.fit(X, LABELS, epochs=0, verbose=0)
        assert not getattr(optimizer, "finalized", ())
        model.fit(X, LABELS, epochs=2, shuffle=False, verbose=0)
        found.append(weights_of(model))
    assert found[0] == found[1]
    assert [weight.tolist() for weight in optimizer.finalized] == found[1]
