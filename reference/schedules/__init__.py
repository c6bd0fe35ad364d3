"""Schedules: how the learning rate changes from step to step."""

from collections.abc import Mapping
from typing import Any

from reference.lookup import serialized
from reference.schedules.cosine import CosineDecay, CosineDecayRestarts
from reference.schedules.decays import (
    ExponentialDecay,
    InverseTimeDecay,
    PiecewiseConstantDecay,
    PolynomialDecay,
)
from reference.schedules.schedule import LearningRateSchedule

__all__ = [
    "CosineDecay",
    "CosineDecayRestarts",
    "ExponentialDecay",
    "InverseTimeDecay",
    "LearningRateSchedule",
    "PiecewiseConstantDecay",
    "PolynomialDecay",
    "deserialize",
    "serialize",
]

_CLASSES = (CosineDecay, CosineDecayRestarts, ExponentialDecay, InverseTimeDecay)
_TABLE = {each.__name__: each for each in (*_CLASSES, PiecewiseConstantDecay, PolynomialDecay)}


def serialize(learning_rate_schedule: LearningRateSchedule) -> dict[str, Any]:
    """Return the configuration that Keras gives for a schedule."""
    return serialized("keras.optimizers.schedules", learning_rate_schedule)


def deserialize(config: Mapping[str, Any]) -> LearningRateSchedule:
    """Return the schedule of a configuration, one that Keras gave included."""
    name = config.get("class_name")
    if name not in _TABLE:
        raise ValueError(f"unknown schedule {name!r}; known are {', '.join(_TABLE)}")
    return _TABLE[name].from_config(config["config"])
