"""The learning rate: a number, a schedule, or a function."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from reference import config
from reference.casting import through_float32
from reference.lookup import serialized
from reference.schedules import LearningRateSchedule, deserialize

__all__ = [
    "Rate",
    "applied_rate",
    "as_rate",
    "configured_rate",
    "current_rate",
    "rate_from_config",
    "replaced_rate",
]

Rate = np.ndarray | LearningRateSchedule | Callable[[], Any]


def as_rate(owner: str, value: Any) -> Rate:
    """Return what a constructor's `learning_rate` stands for; Keras takes a number only as a float."""
    if callable(value):
        return value
    if not isinstance(value, float) or not value >= 0:
        raise ValueError(
            f"{owner}: learning_rate must be a float of 0 or more, a LearningRateSchedule, or a function "
            f"without arguments, got {value!r}"
        )
    return _number(value)


def replaced_rate(before: Rate, value: Any) -> Rate:
    """Return the rate that an assignment makes: a number only where there was a number."""
    if callable(value):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float | np.floating) or not value >= 0:
        raise ValueError(f"learning_rate must be a number of 0 or more, got {value!r}")
    if callable(before):
        raise TypeError(
            f"learning_rate is not settable to a number, here {value!r}: the optimizer was created with a "
            f"LearningRateSchedule or a function; create it with a float to set the rate"
        )
    return _number(value)


def _number(value: Any) -> np.ndarray:
    return np.array(value, config.floatx())  # without axes: faster than a scalar


def current_rate(rate: Rate, step: int) -> Any:
    """The rate at a step: a number in floatx, a schedule's in float32, what a function gives."""
    if isinstance(rate, np.ndarray):
        return rate[()]
    return rate(step) if isinstance(rate, LearningRateSchedule) else rate()


def applied_rate(given: Any) -> float:
    """The rate as updates take it: Keras rounds the Python number that a function gives to float32."""
    return float(given) if isinstance(given, np.generic) else through_float32(given)


def configured_rate(rate: Rate) -> Any:
    """What a configuration says of the rate, as Keras writes it."""
    if isinstance(rate, np.ndarray):
        return float(rate)
    if isinstance(rate, LearningRateSchedule):
        return serialized("keras.optimizers.schedules", rate)
    name = getattr(rate, "__name__", type(rate).__name__)
    return {"module": "builtins", "class_name": "function", "config": name, "registered_name": "function"}


def rate_from_config(owner: str, value: Mapping[str, Any]) -> LearningRateSchedule:
    """Return the schedule that a configuration stands for; a ValueError for a function, which is code."""
    if value.get("class_name") in ("function", "__lambda__"):
        raise ValueError(f"{owner}: the learning_rate of a configuration cannot be a function, got {value!r}")
    return deserialize(value)
