"""Schedules at their corners, and what they refuse."""

import keras
import numpy as np
import pytest
from parity_rows import halves_of, parity_of

from keras_notes.parity import twin
from reference import schedules
from reference.optimizers.schedules import CosineDecay

test_parity = parity_of("schedules")


def rates(schedule, steps):
    return [float(schedule(step)) for step in steps]


@halves_of("schedules")
def test_a_boundary_still_has_the_old_rate(half):
    schedule = half.PiecewiseConstantDecay([2, 4], [1.0, 0.5, 0.25])
    assert rates(schedule, range(6)) == [1.0, 1.0, 1.0, 0.5, 0.5, 0.25]


@halves_of("schedules")
def test_polynomial_decay_by_hand(half):
    schedule = half.PolynomialDecay(1.0, 4, end_learning_rate=0.0, power=2.0)
    assert rates(schedule, [0, 2, 4, 9]) == [1.0, 0.25, 0.0, 0.0]
    cycle = half.PolynomialDecay(1.0, 4, end_learning_rate=0.0, cycle=True)
    assert rates(cycle, [0, 2, 4, 6, 8, 10]) == [1.0, 0.5, 0.0, 0.25, 0.0, pytest.approx(1 / 6)]


@halves_of("schedules")
def test_decays_by_hand(half):
    assert rates(half.ExponentialDecay(1.0, 2, 0.25), [0, 1, 2]) == [1.0, 0.5, 0.25]
    assert rates(half.ExponentialDecay(1.0, 2, 0.25, staircase=True), [0, 1, 2, 3]) == [1.0, 1.0, 0.25, 0.25]
    assert rates(half.InverseTimeDecay(1.0, 2, 2.0), [0, 1, 3]) == [1.0, 0.5, 0.25]
    assert rates(half.InverseTimeDecay(1.0, 2, 1.0, staircase=True), [1, 2, 3]) == [1.0, 0.5, 0.5]


@halves_of("schedules")
def test_cosine_decay_by_hand(half):
    assert rates(half.CosineDecay(1.0, 4, alpha=0.5), [0, 2, 4, 8]) == [1.0, pytest.approx(0.75), 0.5, 0.5]
    warm = half.CosineDecay(0.5, 4, warmup_target=1.0, warmup_steps=2)
    assert rates(warm, [0, 1, 2, 4, 6]) == [0.5, 0.75, 1.0, pytest.approx(0.5), 0.0]
    assert rates(half.CosineDecay(0.5, 4, warmup_steps=2), [0]) == [0.5]


@halves_of("schedules")
def test_restarts_by_hand(half):
    """Waves of 2, 4, 8 steps, each half as high."""
    schedule = half.CosineDecayRestarts(1.0, 2, m_mul=0.5)
    assert rates(schedule, [0, 2, 4, 6]) == [1.0, 0.5, pytest.approx(0.25), 0.25]


@halves_of("schedules")
def test_rates_are_float32_in_float64_too(half):
    assert float(half.PiecewiseConstantDecay([1], [0.1, 0.2])(0)) == float(np.float32(0.1))
    assert np.asarray(half.CosineDecay(0.1, 4)(1)).dtype == np.float32


@halves_of("schedules")
def test_the_base_class_leaves_all_to_others(half):
    with pytest.raises(NotImplementedError, match="__call__"):
        half.LearningRateSchedule()(1)
    with pytest.raises(NotImplementedError, match="get_config"):
        half.LearningRateSchedule().get_config()


MADE = [
    ("CosineDecay", (0.1, 4)),
    ("CosineDecayRestarts", (0.1, 4)),
    ("ExponentialDecay", (0.1, 4, 0.5)),
    ("InverseTimeDecay", (0.1, 4, 0.5)),
    ("PiecewiseConstantDecay", ([3], [0.1, 0.2])),
    ("PolynomialDecay", (0.1, 4)),
]


@pytest.mark.parametrize(("name", "arguments"), MADE)
def test_configurations_are_keras_s(name, arguments):
    theirs = getattr(keras.optimizers.schedules, name)(*arguments)
    ours = twin(theirs)
    assert type(ours) is getattr(schedules, name)
    assert list(ours.get_config().items()) == list(theirs.get_config().items())
    serialized = keras.optimizers.schedules.serialize(theirs)
    assert schedules.serialize(ours) == serialized
    assert schedules.deserialize(serialized).get_config() == ours.get_config()
    assert getattr(schedules, name)(*arguments).get_config() == ours.get_config()


@pytest.mark.parametrize(
    ("name", "arguments", "named"),
    [
        ("ExponentialDecay", (0.1, 0, 0.5), "decay_steps"),
        ("InverseTimeDecay", (0.1, 0, 0.5), "decay_steps"),
        ("CosineDecay", (0.1, -1), "decay_steps"),
        ("CosineDecayRestarts", (0.1, 0), "first_decay_steps"),
        ("PolynomialDecay", (0.1, 0), "decay_steps"),
        ("PiecewiseConstantDecay", ([3], [0.1]), "boundaries"),
    ],
)
def test_what_both_halves_refuse(name, arguments, named):
    for half in (keras.optimizers.schedules, schedules):
        with pytest.raises(ValueError, match=named):
            getattr(half, name)(*arguments)


def test_what_is_refused_here_alone():
    """Of an integer Keras computes in integers, and of boundaries that fall it adds up several values."""
    with pytest.raises(ValueError, match="initial_learning_rate must be a float, got 1"):
        CosineDecay(1, 4)
    for boundaries, values in (([], [0.1]), ([4, 3], [0.1, 0.2, 0.3])):
        with pytest.raises(ValueError, match="boundaries must be at least one, and rise"):
            schedules.PiecewiseConstantDecay(boundaries, values)
    with pytest.raises(ValueError, match="unknown schedule 'Fast'; known are CosineDecay"):
        schedules.deserialize({"class_name": "Fast", "config": {}})
