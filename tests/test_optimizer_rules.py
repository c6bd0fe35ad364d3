"""Every update rule by hand, in numbers that can be checked on paper; names, defaults, configurations."""

import inspect

import keras
import numpy as np
import pytest
import tensorflow as tf
from parity_rows import halves_of

from keras_notes.parity import twin
from keras_notes.parity.precision import precision
from reference import optimizers, schedules
from reference.optimizers import get

BY_NAME = ["SGD", "RMSprop", "Adam", "AdamW", "Adadelta", "Adagrad", "Adamax", "Adafactor", "Nadam", "Ftrl"]
BY_NAME += ["Lion", "Muon"]
RULES = [*BY_NAME, "Lamb"]


def path(half, optimizer, start, grads, dtype="float32"):
    """The weight after each step."""
    in_keras = half.__name__.startswith("keras_notes")
    start = np.array(start, dtype)
    weight = keras.Variable(start) if in_keras else start
    found = []
    for grad in grads:
        grad = np.array(grad, dtype)
        optimizer.apply([tf.constant(grad) if in_keras else grad], [weight])
        found.append((weight.numpy() if in_keras else weight).tolist())
    return found


@halves_of("optimizers")
def test_rmsprop_by_hand(half):
    """ρ = 3/4, ε = 3/4 and g = 1: v = 1/4, so the step is 1 / √(1/4 + 3/4) = 1; ε outside would give 4/5."""
    assert path(half, half.RMSprop(1.0, rho=0.75, epsilon=0.75), 2.0, [1.0]) == [1.0]


@halves_of("optimizers")
def test_rmsprop_centered_by_hand(half):
    """g = 1: v = a = 1/2, v - a² = 1/4; with ε = 0 the step is 1 / √(1/4) = 2."""
    assert path(half, half.RMSprop(1.0, rho=0.5, epsilon=0.0, centered=True), 5.0, [1.0]) == [3.0]


@halves_of("optimizers")
def test_rmsprop_with_momentum_by_hand(half):
    """Steps of 1 into b: 1, then 1/2 + 0 for a gradient of 0."""
    optimizer = half.RMSprop(1.0, rho=0.75, epsilon=0.75, momentum=0.5)
    assert path(half, optimizer, 2.0, [1.0, 0.0]) == [1.0, 0.5]


@halves_of("optimizers")
def test_adagrad_by_hand(half):
    """g = 2: s = 5 + 4 = 9, and the step is 3 · 2 / √9 = 2."""
    optimizer = half.Adagrad(3.0, initial_accumulator_value=5.0, epsilon=0.0)
    assert path(half, optimizer, 7.0, [2.0]) == [5.0]


@halves_of("optimizers")
def test_adadelta_by_hand(half):
    """ρ = 3/4, ε = 4, g = 2: s = 1, δ = -2 √4 / √5, that is 4 / √5 ≈ 1.78885, without any rate."""
    (weight,) = path(half, half.Adadelta(1.0, rho=0.75, epsilon=4.0), 0.0, [2.0])
    assert weight == pytest.approx(-4 / 5**0.5, rel=1e-6)


@halves_of("optimizers")
def test_the_first_step_of_adadelta_is_tiny(half):
    """d starts at 0, so that the step is about √(ε / (1 - ρ)), whatever the gradient."""
    for gradient in (0.5, 40.0):
        (weight,) = path(half, half.Adadelta(1.0), 0.0, [gradient])
        assert weight == pytest.approx(-((1e-7 / 0.05) ** 0.5), rel=1e-4)


@halves_of("optimizers")
def test_adamax_by_hand(half):
    """β₁ = 1/2: m = 2, u = 4, corrected by 1/2: the step is 2 / (1/2 · 4) = 1; then u fades to 2, m = 1.

    The second step is 1 / (3/4 · 2) = 2/3.
    """
    optimizer = half.Adamax(1.0, beta_1=0.5, beta_2=0.5, epsilon=0.0)
    first, second = path(half, optimizer, 3.0, [4.0, 0.0])
    assert (first, second) == (2.0, pytest.approx(2 - 2 / 3, rel=1e-6))


@halves_of("optimizers")
def test_nadam_by_hand(half):
    """g = 1: m̂ = μ₂ m / (1 - μ₁μ₂) + (1 - μ₁) / (1 - μ₁) with m = 1 - β₁; v̂ = 1."""
    beta = 0.5
    one, two = (beta * (1 - 0.96**t / 2) for t in (1, 2))
    (weight,) = path(half, half.Nadam(1.0, beta_1=beta, epsilon=0.0), 0.0, [1.0])
    assert weight == pytest.approx(-(two * (1 - beta) / (1 - one * two) + 1), rel=1e-5)


@halves_of("optimizers")
def test_adafactor_by_hand(half):
    """At t = 1 β̂ is 0: v = g², u = ±1, of root mean square 1; that of w is 5, and the step 5 η."""
    assert path(half, half.Adafactor(0.5), [7.0, -1.0], [[2.0, -4.0]]) == [[4.5, 1.5]]


@halves_of("optimizers")
def test_adafactor_factors_a_matrix(half):
    """g = [[1, 1], [1, 3]]: means of the squares r = (1, 5), c = (1, 5), v = r cᵀ / 3; g/√v by hand."""
    grad, r = np.array([[1.0, 1.0], [1.0, 3.0]]), np.array([1.0, 5.0])
    u = grad / np.sqrt(np.outer(r, r) / 3)
    expected = 2 - 0.5 * 2 * u / max(1, np.sqrt(np.mean(u**2)))
    found = path(half, half.Adafactor(0.5), np.full((2, 2), 2.0), [grad])[0]
    np.testing.assert_allclose(found, expected, rtol=1e-5)


@halves_of("optimizers")
def test_ftrl_by_hand(half):
    """A gradient of 0 leaves n = 1 and z = 0, which makes w = 0, whatever it was.

    Then g = -2 from w = 0: n = 5, z = -2, w = (clip(z, ±1) - z) / (√5 / η) = 1 / √5.
    """
    optimizer = half.Ftrl(1.0, initial_accumulator_value=1.0, l1_regularization_strength=1.0)
    first, second = path(half, optimizer, 3.0, [0.0, -2.0])
    assert (first, second) == (0.0, pytest.approx(5**-0.5, rel=1e-6))


@halves_of("optimizers")
def test_lion_by_hand(half):
    """After g = 1 the mean is 1/4, so that -1/8 does not turn the step: 1/2 · 1/4 - 1/2 · 1/8 > 0."""
    optimizer = half.Lion(0.25, beta_1=0.5, beta_2=0.75)
    assert path(half, optimizer, 1.0, [1.0, -0.125, -4.0, 0.0]) == [0.75, 0.5, 0.75, 1.0]
    assert path(half, half.Lion(0.25), 1.0, [0.0]) == [1.0]


@halves_of("optimizers")
def test_lamb_by_hand(half):
    """The first step of Adam's is (1, -1), of length √2; w has length 5; η = 1/2."""
    found = path(half, half.Lamb(0.5), [3.0, 4.0], [[2.0, -7.0]])[0]
    assert found == pytest.approx([3 - 2.5 / 2**0.5, 4 + 2.5 / 2**0.5], rel=1e-5)
    assert path(half, half.Lamb(0.5), [0.0, 0.0], [[2.0, -7.0]])[0] == pytest.approx([-0.5, 0.5], rel=1e-5)
    assert path(half, half.Lamb(0.5), [3.0, 4.0], [[0.0, 0.0]])[0] == [3.0, 4.0]


@halves_of("optimizers")
def test_muon_makes_steps_that_turn_and_do_not_stretch(half):
    """The step of a matrix has singular values near 1 whatever those of the gradient; η √3 · rms_rate = 1."""
    grad = np.diag([30.0, 1.0, 2.0])
    optimizer = half.Muon(3**-0.5 * 0.5, weight_decay=None, rms_rate=2.0)
    step = -np.array(path(half, optimizer, np.zeros((3, 3)), [grad])[0])
    assert np.all((np.linalg.svd(step)[1] > 0.5) & (np.linalg.svd(step)[1] < 1.3))


@halves_of("optimizers")
def test_lion_s_first_beta_is_rounded_too(half):
    """m = 1/2, g = -4.4999998: 0.9 m + 0.1 g > 0, but in float32 0.9 is less and 1 - 0.9 more.

    No parity on random numbers can tell, since the sum has to be that near to 0.
    """
    optimizer = half.Lion(0.25, beta_1=0.9, beta_2=0.5)
    assert path(half, optimizer, 1.0, [1.0, -4.4999998], "float64") == [0.75, 1.0]


@halves_of("optimizers")
def test_what_is_not_a_number_spreads_in_adafactor_and_not_in_lamb(half):
    with np.errstate(all="ignore"):
        for bad in (np.nan, np.inf):
            grads = [[1.0, bad, -1.0]]
            (weight,) = path(half, half.Adafactor(0.5), [1.0, 2.0, 2.0], grads)
            assert np.isnan(weight).tolist() == [True, True, True]
            (weight,) = path(half, half.Lamb(0.5), [1.0, 2.0, 2.0], grads)
            assert weight == pytest.approx([0.5, np.nan, 2.5], rel=1e-5, nan_ok=True)


@halves_of("optimizers")
def test_divisions_by_zero(half):
    """At the rate 0 Ftrl has no weights any more; at the threshold 0 Adafactor takes no steps."""
    with np.errstate(all="ignore"):
        for beta in (0.0, 0.5):
            assert np.isnan(path(half, half.Ftrl(0.0, beta=beta), [3.0], [[1.0]])).all()
        assert path(half, half.Adafactor(0.5, clip_threshold=0.0), [3.0], [[1.0]]) == [[3.0]]


@halves_of("optimizers")
def test_without_growth_steps_the_scale_never_grows(half):
    optimizer = half.LossScaleOptimizer(half.SGD(1.0), initial_scale=2.0, dynamic_growth_steps=0)
    assert path(half, optimizer, 0.0, [4.0] * 3) == [-2.0, -4.0, -6.0]
    assert (int(optimizer.step_counter), float(optimizer.dynamic_scale)) == (3, 2.0)


def test_a_schedule_for_muon_in_float64_is_more_than_keras_can():
    """Its rate is of float32, and Keras multiplies a matrix of float64 by it."""
    grads, start = [np.eye(2, 3)], np.ones((2, 3))
    with precision("float64"):
        theirs = keras.optimizers.Muon(keras.optimizers.schedules.CosineDecay(0.5, 2))
        with pytest.raises(tf.errors.InvalidArgumentError, match="float tensor"):
            theirs.apply([tf.constant(grads[0])], [keras.Variable(start)])
        ours = optimizers.Muon(schedules.CosineDecay(0.5, 2))
        assert path(optimizers, ours, start, grads, "float64") == path(
            optimizers, optimizers.Muon(0.5), start, grads, "float64"
        )


@halves_of("optimizers")
@pytest.mark.parametrize("rule", BY_NAME)
def test_names_find_the_class_in_whatever_case(half, rule):
    for name in (rule, rule.lower(), rule.upper()):
        assert type(half.get(name)).__name__ == rule


def test_lamb_has_a_name_here():
    with pytest.raises(ValueError, match="lamb"):
        keras.optimizers.get("lamb")
    assert type(get("lamb")) is optimizers.Lamb


@pytest.mark.parametrize("name", ["MultiOptimizer", "schedulefreeadamw", "OptimizerMap"])
def test_what_is_not_here_is_refused_by_name(name):
    with pytest.raises(ValueError, match=f"(?i){name}.*there is no {name}"):
        get(name)
    with pytest.raises(ValueError, match=f"(?i)there is no {name}"):
        get({"class_name": name, "config": {}})


@pytest.mark.parametrize("rule", RULES)
def test_defaults_and_configurations_are_keras_s(rule):
    theirs = getattr(keras.optimizers, rule)(name="same")
    ours = getattr(optimizers, rule)(name="same")
    assert list(ours.get_config().items()) == list(theirs.get_config().items())
    assert type(ours)(name=None).name == type(theirs).from_config({}).name.rstrip("_0123456789")
    again = getattr(optimizers, rule).from_config(theirs.get_config())
    assert again.get_config() == theirs.get_config()
    assert type(theirs).from_config(ours.get_config()).get_config() == ours.get_config()


def test_configurations_of_schedules_and_of_inner_optimizers_are_keras_s():
    decay = keras.optimizers.schedules.CosineDecay(0.1, 10, warmup_target=0.3)
    theirs = keras.optimizers.LossScaleOptimizer(keras.optimizers.SGD(decay, name="a"), name="b")
    ours = twin(theirs)
    assert ours.get_config() == theirs.get_config()
    assert type(ours.inner_optimizer._learning_rate) is schedules.CosineDecay
    assert (
        get({"class_name": "LossScaleOptimizer", "config": ours.get_config()}).get_config()
        == ours.get_config()
    )


WRONG = {
    "learning_rate": [1, np.float32(1), None, "fast", -0.1, float("nan")],
    "weight_decay": ["some"],
    "clipnorm": [-1.0, "short"],
    "gradient_accumulation_steps": [1, 2.5, True],
    "loss_scale_factor": ["large"],
}
WRONG_OF = [
    ("Adam", {"beta_1": 1.0}),
    ("Adam", {"beta_2": 1.5}),
    ("AdamW", {"weight_decay": None}),
    ("RMSprop", {"rho": 2}),
    ("Lion", {"beta_1": 0.0}),
    ("Lion", {"beta_2": -1.0}),
    ("Ftrl", {"learning_rate_power": 0.5}),
    ("Ftrl", {"l1_regularization_strength": -1.0}),
    ("Ftrl", {"initial_accumulator_value": -1.0}),
    ("Adafactor", {"clip_threshold": "1"}),
    *(("Muon", {"ns_steps": steps}) for steps in (None, 2.0, -1, True)),
    ("LossScaleOptimizer", {"inner_optimizer": optimizers.SGD(), "dynamic_growth_steps": -1}),
    ("SGD", {"use_ema": True, "ema_momentum": 1.1}),
    ("SGD", {"use_ema": True, "ema_overwrite_frequency": 1.5}),
    ("SGD", {"clipvalue": 1.0, "clipnorm": 1.0}),
]


@pytest.mark.parametrize(
    ("rule", "settings"), [*WRONG_OF, *(("SGD", {name: v}) for name, values in WRONG.items() for v in values)]
)
def test_wrong_arguments_are_named(rule, settings):
    with pytest.raises(ValueError, match=list(settings)[-1]):
        getattr(optimizers, rule)(**settings)


@halves_of("optimizers")
def test_unknown_arguments_are_refused_and_decay_is_warned_of(half):
    with pytest.raises(ValueError, match="speed"):
        half.SGD(speed=3)
    with pytest.warns(UserWarning, match="decay"):
        half.SGD(decay=0.1)


def test_no_rule_forgets_a_setting():
    for rule in RULES:
        taken = inspect.signature(getattr(keras.optimizers, rule)).parameters
        assert set(getattr(optimizers, rule)().get_config()) == set(taken) - {"kwargs"}
