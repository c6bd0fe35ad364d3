"""What all optimizers share, by hand: clipping, decay, averages, accumulation, scales, rates; and twins."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from parity_rows import halves_of

from keras_notes.parity import twin
from keras_notes.parity.precision import precision
from reference import optimizers, schedules
from reference.layers import Dense, Input
from reference.models import Sequential


def path(half, optimizer, starts, grads, names=("kernel", "bias")):
    """The weights after each step, and the arrays of the optimizer's state behind counter and rate."""
    in_keras = half.__name__.startswith("keras_notes")
    weights = [np.array(start, "float32") for start in starts]
    if in_keras:
        weights = [keras.Variable(w, name=name) for w, name in zip(weights, names, strict=False)]
        optimizer.build(weights)
    else:
        optimizer.build(weights, list(names[: len(weights)]))
    found = []
    for step in grads:
        step = [np.array(grad, "float32") for grad in step]
        optimizer.apply([tf.constant(g) for g in step] if in_keras else step, weights)
        state = [np.asarray(v.numpy() if in_keras else v).tolist() for v in optimizer.variables[2:]]
        found.append(([(w.numpy() if in_keras else w).tolist() for w in weights], state))
    return found


@halves_of("optimizers")
def test_clipping_by_hand(half):
    """‖(3, 4)‖ = 5 and ‖(0, 12)‖ = 12: together 13."""
    starts, grads = [[0.0, 0.0], [0.0, 0.0]], [[[3.0, 4.0], [0.0, 12.0]]]
    for settings, expected in (
        ({"clipnorm": 10.0}, [[-3.0, -4.0], [0.0, -10.0]]),
        ({"global_clipnorm": 6.5}, [[-1.5, -2.0], [0.0, -6.0]]),
        ({"global_clipnorm": 26.0}, [[-3.0, -4.0], [0.0, -12.0]]),
        ({"clipvalue": 3.5}, [[-3.0, -3.5], [0.0, -3.5]]),
        ({"clipnorm": 0.0}, [[-3.0, -4.0], [0.0, -12.0]]),
    ):
        ((found, _),) = path(half, half.SGD(1.0, **settings), starts, grads)
        assert found == [pytest.approx(each, rel=1e-6) for each in expected]


@halves_of("optimizers")
def test_an_infinite_gradient_makes_all_nan_when_clipped_by_the_global_norm(half):
    with np.errstate(all="ignore"):
        ((found, _),) = path(half, half.SGD(1.0, global_clipnorm=1.0), [0.0, 0.0], [[np.inf, 1.0]])
    assert np.isnan(found).all()
    ((found, _),) = path(half, half.SGD(1.0, global_clipnorm=1.0), [0.0, 0.0], [[0.0, 0.0]])
    assert found == [0.0, 0.0]


@halves_of("optimizers")
def test_decay_is_of_the_old_weight_and_leaves_the_momentum_alone(half):
    """w ← 4 - ½·¼·4 = 3.5, then the step of 1/2 · 2; the momentum holds the step only."""
    optimizer = half.SGD(0.5, momentum=0.5, weight_decay=0.25)
    assert path(half, optimizer, [4.0], [[2.0]]) == [([2.5], [-1.0])]


@halves_of("optimizers")
def test_what_is_excluded_from_decay(half):
    for patterns, decays in (
        (["bias"], [True, False]),
        (["^ker", "nothing"], [False, True]),
        (["bias$"], [True, True]),  # TensorFlow's name is "bias:0"
        ([], [True, True]),
    ):
        optimizer = half.SGD(0.5, weight_decay=0.5)
        optimizer.exclude_from_weight_decay(var_names=patterns)
        ((found, _),) = path(half, optimizer, [4.0, 4.0], [[0.0, 0.0]])
        assert found == [3.0 if each else 4.0 for each in decays]


@halves_of("optimizers")
def test_muon_excludes_by_the_last_part_of_the_name(half):
    optimizer = half.Muon(0.5, weight_decay=0.5, adam_weight_decay=0.5)
    optimizer.exclude_from_weight_decay(var_names=["bias$"])
    ((found, _),) = path(half, optimizer, [4.0, 4.0], [[0.0, 0.0]])
    assert found == [3.0, 4.0]


def test_exclusions_can_be_arrays_and_come_late():
    kernel, bias = np.array([4.0]), np.array([4.0])
    optimizer = optimizers.SGD(0.5, weight_decay=0.5)
    optimizer.apply([np.zeros(1), np.zeros(1)], [kernel, bias])
    optimizer.exclude_from_weight_decay(var_list=[bias])
    optimizer.apply([np.zeros(1), np.zeros(1)], [kernel, bias])
    assert (kernel.item(), bias.item()) == (2.25, 3.0)


@halves_of("optimizers")
def test_averages_by_hand(half):
    """μ = 1/2, a step of -1 each time from 0: a = -1 (the first weight), then -3/2, then -9/4."""
    optimizer = half.SGD(1.0, use_ema=True, ema_momentum=0.5)
    found = path(half, optimizer, [0.0], [[1.0]] * 3)
    assert found == [([-1.0], [-1.0]), ([-2.0], [-1.5]), ([-3.0], [-2.25])]


@halves_of("optimizers")
def test_averages_overwrite(half):
    """After the second step w = a = -3/2, and the third starts there."""
    optimizer = half.SGD(1.0, use_ema=True, ema_momentum=0.5, ema_overwrite_frequency=2)
    found = path(half, optimizer, [0.0], [[1.0]] * 3)
    assert found == [([-1.0], [-1.0]), ([-1.5], [-1.5]), ([-2.5], [-2.0])]


@halves_of("optimizers")
def test_accumulation_by_hand(half):
    """The mean of 1 and 3 moves the weight at the second call; iterations are updates."""
    optimizer = half.SGD(1.0, gradient_accumulation_steps=2)
    found = path(half, optimizer, [0.0], [[1.0], [3.0], [4.0]])
    assert found == [([0.0], [1.0]), ([-2.0], [0.0]), ([-2.0], [4.0])]
    assert int(optimizer.iterations) == 1


@halves_of("optimizers")
def test_the_scale_of_the_loss(half):
    assert float(half.SGD(loss_scale_factor=4.0).scale_loss(3.0)) == 12
    assert float(half.SGD().scale_loss(3.0)) == 3
    scaler = half.LossScaleOptimizer(
        half.SGD(1.0, loss_scale_factor=4.0), initial_scale=8.0, dynamic_growth_steps=2
    )
    assert scaler.inner_optimizer.loss_scale_factor is None
    assert float(scaler.scale_loss(3.0)) == 24
    with np.errstate(all="ignore"):
        found = path(half, scaler, [0.0], [[8.0], [8.0], [np.inf], [np.nan], [4.0]])
    assert [(weights[0], state[:2]) for weights, state in found] == [
        (-1.0, [1, 8.0]),
        (-2.0, [0, 16.0]),
        (-2.0, [0, 8.0]),
        (-2.0, [0, 4.0]),
        (-3.0, [1, 4.0]),
    ]
    assert int(scaler.iterations) == 3
    assert float(scaler.scale_loss(3.0)) == 12
    scaler.learning_rate = 0.5
    assert float(scaler.learning_rate) == float(scaler.inner_optimizer.learning_rate) == 0.5


@halves_of("optimizers")
def test_a_scaling_optimizer_has_no_options_of_its_own(half):
    with pytest.raises(ValueError, match="clipnorm"):
        half.LossScaleOptimizer(half.SGD(), clipnorm=1.0)
    with pytest.raises(ValueError, match="dynamic=False"):
        half.LossScaleOptimizer(half.SGD(), dynamic=False)
    assert half.LossScaleOptimizer(half.SGD(), use_ema=False, weight_decay=None).name.startswith("loss_scale")


def test_what_a_scaling_optimizer_leaves_to_the_inner_one():
    inner = optimizers.SGD(0.5, use_ema=True, ema_momentum=0.5)
    scaler, weight = optimizers.LossScaleOptimizer(inner, initial_scale=1.0), np.zeros(1)
    for _ in range(2):
        scaler.apply([np.ones(1)], [weight])
    assert weight.item() == -1
    scaler.finalize_variable_values([weight])
    assert weight.item() == -0.75
    with pytest.raises(ValueError, match="inner_optimizer"):
        scaler.exclude_from_weight_decay(var_names=["bias"])
    with pytest.raises(TypeError, match="inner_optimizer must be an Optimizer, got 'sgd'"):
        optimizers.LossScaleOptimizer("sgd")
    with pytest.raises(ValueError, match="1 gradients for 2 weights"):
        scaler.apply([np.ones(1)], [weight, weight])


@halves_of("optimizers")
def test_a_rate_with_a_schedule_can_only_be_replaced_by_another(half):
    package = keras.optimizers.schedules if half.__name__.startswith("keras") else schedules
    optimizer = half.SGD(package.PiecewiseConstantDecay([1], [0.5, 0.25]))
    found = path(half, optimizer, [0.0], [[1.0]] * 3)
    assert [weights for weights, _ in found] == [[-0.5], [-1.0], [-1.25]]
    assert float(optimizer.learning_rate) == 0.25
    with pytest.raises(TypeError, match="not settable"):
        optimizer.learning_rate = 0.1
    optimizer.learning_rate = package.PolynomialDecay(2.0, 4, end_learning_rate=0.0)
    assert float(optimizer.learning_rate) == 0.5


def rate():
    return 0.5


def test_a_rate_can_be_a_function():
    rates = iter([0.5, 0.25])
    optimizer, weight = optimizers.SGD(lambda: next(rates)), np.zeros(1)
    for _ in range(2):
        optimizer.apply([np.ones(1)], [weight])
    assert weight.item() == -0.75
    with pytest.raises(TypeError, match="not settable"):
        optimizer.learning_rate = 0.1
    config = optimizers.SGD(rate).get_config()
    assert config["learning_rate"]["config"] == "rate"
    with pytest.raises(ValueError, match="learning_rate of a configuration cannot be a function"):
        optimizers.SGD.from_config(config)
    assert keras.optimizers.SGD(rate).get_config()["learning_rate"] == config["learning_rate"]


def test_without_gradients_or_weights():
    optimizer, weight = optimizers.SGD(0.5, weight_decay=0.5), np.ones(1)
    with pytest.raises(ValueError, match="no gradients for any of the 1 weights"):
        optimizer.apply([None], [weight])
    empty = optimizers.Nadam()
    empty.apply([], [])
    assert empty.iterations == 0
    assert weight.item() == 1


def test_the_state_can_be_read_and_written():
    optimizer, weight = optimizers.Nadam(0.5), np.ones(1)
    with pytest.raises(ValueError, match="build"):
        optimizer.set_weights(optimizer.variables)
    optimizer.apply([np.ones(1)], [weight])
    state = [each.copy() for each in optimizer.variables]
    assert optimizer.count_params() == 5
    after = weight.copy()
    optimizer.apply([np.ones(1)], [weight])
    end, weight[...] = weight.copy(), after
    optimizer.set_weights(state)
    optimizer.apply([np.ones(1)], [weight])
    assert weight == end
    with pytest.raises(ValueError, match="set_weights: expected arrays of the shapes"):
        optimizer.set_weights(state[:-1])
    with pytest.raises(ValueError, match="2 names for 1 weights"):
        optimizers.SGD().build([weight], ["a", "b"])


def test_gradients_stay_as_they_are():
    for name in optimizers.__all__:
        if name not in ("LossScaleOptimizer", "Optimizer", "get"):
            optimizer = getattr(optimizers, name)(clipnorm=1.0, gradient_accumulation_steps=2)
            grad, weight = np.full((2, 3), 2.0), np.ones((2, 3))
            for _ in range(2):
                optimizer.apply([grad], [weight])
            assert (grad == 2).all()
            assert (weight != 1).all()
    with pytest.raises(NotImplementedError):
        optimizers.Optimizer(0.5).apply([grad], [weight])


# ------------------------------------------------------------------ in a model

TWINS = {
    **{
        name: {}
        for name in ("RMSprop", "AdamW", "Adadelta", "Adagrad", "Adamax", "Adafactor", "Ftrl", "Lion")
    },
    **{name: {} for name in ("Nadam", "Lamb", "Muon")},
    "SGD": {"momentum": 0.9, "use_ema": True, "ema_momentum": 0.7, "clipvalue": 0.5},
    "Adam": {"amsgrad": True, "gradient_accumulation_steps": 2, "use_ema": True, "weight_decay": 0.1},
}


def keras_model(optimizer, **settings):
    keras.utils.clear_session(free_memory=False)
    layers = [keras.layers.Dense(4, "tanh", **settings), keras.layers.Dense(2)]
    model = keras.Sequential([keras.Input((3,)), *layers])
    model.compile(optimizer, "mse")
    return model


def go_on_together(model, steps=3):
    """Keras first alone, then beside the twin made of it."""
    rng, variables = np.random.default_rng(7), model.trainable_variables

    def grads():
        return [rng.normal(size=v.shape) for v in variables]

    for _ in range(steps):
        model.optimizer.apply([tf.constant(g) for g in grads()], variables)
    other = twin(model)
    for _ in range(steps):
        found = grads()
        model.optimizer.apply([tf.constant(g) for g in found], variables)
        other.optimizer.apply(found, other.trainable_weights)
    state = [v.numpy() for v in (*variables, *model.optimizer.variables)]
    for theirs, ours in zip(state, [*other.trainable_weights, *other.optimizer.variables], strict=True):
        assert theirs.dtype == ours.dtype
        np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-14)
    assert int(model.optimizer.iterations) == other.optimizer.iterations
    return other


@pytest.mark.parametrize("name", TWINS)
def test_a_twin_goes_on_where_the_optimizer_stands(name):
    with precision("float64"):
        optimizer = getattr(keras.optimizers, name)(**TWINS[name])
        if name == "AdamW":
            optimizer.exclude_from_weight_decay(var_names=["bias", "^nothing"])
        go_on_together(keras_model(optimizer))


def test_a_twin_goes_on_with_the_scale_and_spares_what_is_excluded():
    with precision("float64"):
        inner = keras.optimizers.SGD(0.1, momentum=0.5, weight_decay=0.1)
        model = keras_model(keras.optimizers.LossScaleOptimizer(inner, 4.0, dynamic_growth_steps=2))
        inner.exclude_from_weight_decay(var_list=model.trainable_variables[2:])
        other = go_on_together(model)
        assert other.optimizer.dynamic_scale == 32
        fresh = twin(keras_model(keras.optimizers.SGD(keras.optimizers.schedules.CosineDecay(0.1, 10))))
        assert type(fresh.optimizer._learning_rate) is schedules.CosineDecay


def test_a_model_gives_its_optimizer_keras_s_paths():
    model = Sequential([Input((3,)), Dense(4, name="first"), Dense(2)], name="net")
    model.compile(optimizers.SGD(0.5, weight_decay=0.5))
    model.optimizer.exclude_from_weight_decay(var_names=["net/first/.*:0$"])
    model.compile(model.optimizer, "mse")
    before = [weight.copy() for weight in model.get_weights()]
    model.fit(np.zeros((2, 3)), np.zeros((2, 2)), verbose=0)
    assert model.optimizer.names == [
        "net/first/kernel",
        "net/first/bias",
        "net/dense/kernel",
        "net/dense/bias",
    ]
    assert (model.get_weights()[0] == before[0]).all()
    np.testing.assert_allclose(model.get_weights()[2], 0.75 * before[2], rtol=1e-6)


def test_averages_constraints_and_scaled_losses_in_fit():
    """The averages are of weights that nothing bounds yet; fit ends with the averages."""
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=(8, 3)), rng.normal(size=(8, 2))
    with precision("float64"):
        settings = {"kernel_constraint": "non_neg", "kernel_regularizer": "l2"}
        options = {
            "use_ema": True,
            "ema_momentum": 0.5,
            "ema_overwrite_frequency": 3,
            "loss_scale_factor": 8.0,
        }
        theirs = keras_model(keras.optimizers.SGD(0.25, **options), **settings)
        ours = twin(theirs)
        for half in (theirs, ours):
            half.fit(x, y, batch_size=2, epochs=2, shuffle=False, verbose=0)
        for one, other in zip(theirs.get_weights(), ours.get_weights(), strict=True):
            np.testing.assert_allclose(other, one, rtol=1e-12, atol=1e-14)
        assert (ours.get_weights()[0] < 0).any()


def test_what_is_not_listed_inside_another_optimizer():
    """Nadam's product, with which the twin goes on all the same, and the zeros of Adafactor."""
    with precision("float64"):
        model = keras_model(keras.optimizers.LossScaleOptimizer(keras.optimizers.Nadam(0.1), 4.0))
        ours, theirs = go_on_together(model).optimizer.inner_optimizer, model.optimizer.inner_optimizer
        assert len(ours.variables) == len(theirs.variables) == 2 + 2 * 4
        np.testing.assert_allclose(ours.u_product, theirs._u_product.numpy(), rtol=1e-14)
        scaled = keras.optimizers.LossScaleOptimizer(keras.optimizers.Adafactor(0.1), 4.0)
        ours = go_on_together(keras_model(scaled)).optimizer.inner_optimizer
        assert len(ours.variables) == 2 + 2 * (3 + 1)  # of a kernel r, c and v, of a bias v


@pytest.mark.parametrize(("first", "bounded"), [(np.inf, False), (1.0, True)])
def test_a_skipped_step_brings_no_weight_back_into_its_bounds(first, bounded):
    model = keras_model(
        keras.optimizers.LossScaleOptimizer(keras.optimizers.SGD(0.0)), kernel_constraint="non_neg"
    )
    model.optimizer.build(model.trainable_variables)
    x, y = np.full((2, 3), first), np.ones((2, 2))
    for half in (model, twin(model)):
        half.train_on_batch(x, y)
        assert (half.get_weights()[0] >= 0).all() == bounded


def test_a_call_that_only_accumulates_brings_weights_back():
    model = keras_model(keras.optimizers.SGD(gradient_accumulation_steps=2), kernel_constraint="non_neg")
    for half in (model, twin(model)):
        half.train_on_batch(np.ones((2, 3)), np.ones((2, 2)))
        assert (half.get_weights()[0] >= 0).all()


@halves_of("optimizers")
def test_muon_without_any_decay(half):
    optimizer = half.Muon(0.5, weight_decay=None, adam_weight_decay=None)
    ((found, _),) = path(half, optimizer, [4.0, 4.0], [[0.0, 0.0]])
    assert found == [4.0, 4.0]
