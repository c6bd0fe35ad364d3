"""Update rules by hand, and the conventions that a formula in a book leaves open."""

import numpy as np
import pytest
import tensorflow as tf
from parity_rows import halves_of, parity_of

from reference import config
from reference.optimizers import SGD, Adam, get

test_parity = parity_of("optimizers")


def path(half, optimizer, start, slopes):
    """The weight after each step; every one of `slopes` is a gradient, or a function of the weight."""
    in_keras = half.__name__.startswith("keras_notes")
    weight = tf.Variable(np.float32(start)) if in_keras else np.array(start, dtype="float32")
    found = [start]
    for slope in slopes:
        gradient = np.float32(slope(found[-1]) if callable(slope) else slope)
        if in_keras:
            optimizer.apply_gradients([(tf.constant(gradient), weight)])
        else:
            optimizer.apply([gradient], [weight])
        found.append(float(weight))
    return found[1:]


@halves_of("optimizers")
def test_the_gradient_times_the_rate_is_subtracted(half):
    assert path(half, half.SGD(0.125), 2.0, [2.0, -4.0]) == [1.75, 2.25]


@halves_of("optimizers")
def test_momentum_by_hand(half):
    """v: -0.5, then 0.5·(-0.5) - 0.5 = -0.75, then 0.5·(-0.75) = -0.375; w is the sum of them."""
    assert path(half, half.SGD(0.5, momentum=0.5), 1.0, [1.0, 1.0, 0.0]) == [0.5, -0.25, -0.625]


@halves_of("optimizers")
def test_nesterov_by_hand(half):
    """The same v, but w moves by 0.5 v - 0.5 g: -0.75, then -0.875, then -0.1875."""
    optimizer = half.SGD(0.5, momentum=0.5, nesterov=True)
    assert path(half, optimizer, 1.0, [1.0, 1.0, 0.0]) == [0.25, -0.625, -0.8125]


@halves_of("optimizers")
def test_adam_by_hand_with_epsilon_outside_the_correction(half):
    """η = 1, β₁ = 1/2, β₂ = 3/4, ε = 1/2 and g = 1.

    m = 1/2, v = 1/4, α = √(1 - 3/4) / (1 - 1/2) = 1, so the step is (1/2) / (1/2 + 1/2) = 1/2; with ε
    beside the corrected root, as the paper has it, it would be 1 / (1 + 1/2) = 2/3.
    """
    optimizer = half.Adam(1.0, beta_1=0.5, beta_2=0.75, epsilon=0.5)
    assert path(half, optimizer, 2.0, [1.0]) == [1.5]


@halves_of("optimizers")
def test_the_first_step_of_adam_is_the_rate_whatever_the_gradient(half):
    for gradient in (1e-2, 5.0, -300.0):
        (weight,) = path(half, half.Adam(0.25), 1.0, [gradient])
        assert weight == pytest.approx(1 - 0.25 * np.sign(gradient), rel=1e-3)


@halves_of("optimizers")
@pytest.mark.parametrize(
    ("rate", "factor"), [(0.125, 0.75), (0.25, 0.5), (0.5, 0.0), (1.0, -1.0), (1.25, -1.5), (0.0, 1.0)]
)
def test_the_rate_decides_whether_steps_shrink(half, rate, factor):
    """On L = w² every step multiplies w by 1 - 2η: beyond η = 1 each one leads further away."""
    found = path(half, half.SGD(rate), 1.0, [lambda w: 2 * w] * 5)
    assert found == [factor**step for step in range(1, 6)]


@halves_of("optimizers")
def test_where_it_ends_depends_on_where_it_starts(half):
    """L = w⁴ - 3w² + w has two minima, and only one of them is the lowest."""
    ends = [
        path(half, half.SGD(0.05), start, [lambda w: 4 * w**3 - 6 * w + 1] * 40)[-1] for start in (-1.0, 1.0)
    ]
    assert np.array(ends) == pytest.approx(np.array([-1.3008, 1.1309]), abs=1e-3)


@halves_of("optimizers")
def test_momentum_is_a_float(half):
    with pytest.raises(ValueError, match="momentum"):
        half.SGD(momentum=1)
    assert half.SGD(momentum=1.0).momentum == 1
    with pytest.raises(ValueError, match="momentum"):
        half.SGD(momentum=1.5)


@halves_of("optimizers")
def test_defaults(half):
    assert [float(half.SGD().learning_rate), half.SGD().momentum] == [pytest.approx(0.01), 0]
    adam = half.Adam()
    assert float(adam.learning_rate) == pytest.approx(0.001)
    assert (adam.beta_1, adam.beta_2, adam.epsilon) == (0.9, 0.999, 1e-7)


@halves_of("optimizers")
def test_the_rate_is_kept_in_floatx(half):
    assert float(half.SGD(0.1).learning_rate) == float(np.float32(0.1)) != 0.1


@halves_of("optimizers")
def test_unknown_names_are_refused(half):
    with pytest.raises(ValueError, match="gradient_descent"):
        half.get("gradient_descent")


@halves_of("optimizers")
def test_one_call_is_one_iteration(half):
    optimizer = half.SGD(0.5)
    path(half, optimizer, 1.0, [1.0, 1.0, 1.0])
    assert int(optimizer.iterations) == 3


def test_the_rate_can_be_changed_between_steps():
    optimizer, weight = SGD(0.5), np.array([1.0])
    optimizer.apply([np.ones(1)], [weight])
    optimizer.learning_rate = 0.25
    optimizer.apply([np.ones(1)], [weight])
    assert weight.tolist() == [0.25]
    for wrong in (-0.1, "0.1", True, None, float("nan")):
        with pytest.raises(ValueError, match="learning_rate must be"):
            optimizer.learning_rate = wrong


def test_the_rate_follows_set_floatx():
    before = config.floatx()
    try:
        config.set_floatx("float64")
        assert float(SGD(0.1).learning_rate) == 0.1
    finally:
        config.set_floatx(before)


@pytest.mark.parametrize("kind", [SGD, Adam])
def test_a_wrong_number_of_gradients_changes_nothing(kind):
    optimizer, weights = kind(0.5), [np.ones(2), np.ones(3)]
    with pytest.raises(ValueError, match="1 gradients for 2 weights"):
        optimizer.apply([np.ones(2)], weights)
    optimizer.apply([np.ones(2), np.ones(3)], weights)
    before = [weight.copy() for weight in weights]
    with pytest.raises(ValueError, match="slots for 2"):
        optimizer.apply([np.ones(2)], weights[:1])
    assert [weight.tolist() for weight in weights] == [weight.tolist() for weight in before]
    assert optimizer.iterations == 1


@pytest.mark.parametrize("optimizer", [SGD(0.5, 0.25, True), Adam(0.5, 0.5, 0.75, 1e-3)])
def test_a_configuration_makes_the_same_optimizer(optimizer):
    config = optimizer.get_config()
    assert get({"class_name": type(optimizer).__name__, "config": config}).get_config() == config
