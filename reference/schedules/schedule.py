"""What every schedule shares."""

from collections.abc import Callable, Mapping
from typing import Any, Self

import numpy as np

from reference.checks import number

__all__ = ["LearningRateSchedule", "f32", "float_rate", "in_float64", "positive_steps"]

f32 = np.float32


class LearningRateSchedule:
    """A learning rate that depends on the step: an object called with the number of steps so far.

    Keras computes its own schedules in float32 even where all else is float64, and so do these: both
    halves give the same bits.

    Source: `keras.optimizers.schedules.LearningRateSchedule`.
    """

    arguments: tuple[str, ...] = ()  # of the constructor, in the order of Keras's configuration

    def __call__(self, step: int) -> Any:
        """The rate at a step."""
        raise NotImplementedError(f"{type(self).__name__} must define __call__(self, step)")

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        if not self.arguments:
            raise NotImplementedError(f"{type(self).__name__} must define get_config(self)")
        return {name: getattr(self, name) for name in self.arguments}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """Build the schedule from a configuration."""
        return cls(**config)


def in_float64(function: Callable[..., Any], *values: Any) -> Any:
    """A function of float32 numbers, computed in float64 and rounded: what TensorFlow's cos and pow give."""
    return f32(function(*map(float, values)))


def positive_steps(owner: str, name: str, value: Any) -> Any:
    """Return a number of steps above 0."""
    if number(owner, name, value) <= 0:
        raise ValueError(f"{owner}: {name} must be above 0, got {value!r}")
    return value


def float_rate(owner: str, name: str, value: Any) -> float:
    """Return a float; of an integer Keras would make everything integers."""
    if not isinstance(value, float):
        raise ValueError(f"{owner}: {name} must be a float, got {value!r}")
    return value
