"""Rates that fall in steps, by division, by a power."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from reference.schedules.schedule import LearningRateSchedule, f32, float_rate, in_float64, positive_steps

__all__ = ["ExponentialDecay", "InverseTimeDecay", "PiecewiseConstantDecay", "PolynomialDecay"]


class _TimedDecay(LearningRateSchedule):
    """A rate that falls with t = step / decay_steps, rounded down if it falls as a `staircase`."""

    arguments = ("initial_learning_rate", "decay_steps", "decay_rate", "staircase", "name")

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: int,
        decay_rate: float,
        staircase: bool = False,
        name: str | None = None,
    ) -> None:
        owner = type(self).__name__
        self.initial_learning_rate = float_rate(owner, "initial_learning_rate", initial_learning_rate)
        self.decay_steps = positive_steps(owner, "decay_steps", decay_steps)
        self.decay_rate = decay_rate
        self.staircase = staircase
        self.name = owner if name is None else name

    def _time(self, step: int) -> Any:
        time = f32(step) / f32(self.decay_steps)
        return np.floor(time) if self.staircase else time


class ExponentialDecay(_TimedDecay):
    """η rᵗ with t = step / decay_steps.

    Source: `keras.optimizers.schedules.ExponentialDecay`.
    """

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: int,
        decay_rate: float,
        staircase: bool = False,
        name: str = "ExponentialDecay",
    ) -> None:
        super().__init__(initial_learning_rate, decay_steps, decay_rate, staircase, name)

    def __call__(self, step: int) -> Any:
        """The rate at a step."""
        return f32(self.initial_learning_rate) * in_float64(pow, f32(self.decay_rate), self._time(step))


class InverseTimeDecay(_TimedDecay):
    """η / (1 + r t) with t = step / decay_steps.

    Source: `keras.optimizers.schedules.InverseTimeDecay`.
    """

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: int,
        decay_rate: float,
        staircase: bool = False,
        name: str = "InverseTimeDecay",
    ) -> None:
        super().__init__(initial_learning_rate, decay_steps, decay_rate, staircase, name)

    def __call__(self, step: int) -> Any:
        """The rate at a step."""
        return f32(self.initial_learning_rate) / (f32(1) + f32(self.decay_rate) * self._time(step))


class PiecewiseConstantDecay(LearningRateSchedule):
    """values[i] from the step after boundaries[i - 1] to boundaries[i]: the boundary itself has the old rate.

    A boundary that is not whole is rounded down. Boundaries must not fall.
    Source: `keras.optimizers.schedules.PiecewiseConstantDecay`.
    """

    arguments = ("boundaries", "values", "name")

    def __init__(
        self, boundaries: Sequence[float], values: Sequence[float], name: str = "PiecewiseConstant"
    ) -> None:
        if len(boundaries) != len(values) - 1:
            raise ValueError(
                f"PiecewiseConstantDecay: boundaries must be one fewer than values, got {len(boundaries)} "
                f"boundaries and {len(values)} values"
            )
        if not len(boundaries) or any(b < a for a, b in zip(boundaries[:-1], boundaries[1:], strict=True)):
            raise ValueError(
                f"PiecewiseConstantDecay: boundaries must be at least one, and rise, got {boundaries}"
            )
        self.boundaries = boundaries
        self.values = values
        self.name = name

    def __call__(self, step: int) -> Any:
        """The rate at a step."""
        passed = sum(step > int(boundary) for boundary in self.boundaries)
        return f32(self.values[passed])


class PolynomialDecay(LearningRateSchedule):
    """(η - e) (1 - t)ᵖ + e with t = step / decay_steps, and e = end_learning_rate from then on.

    With `cycle`, decay_steps grows to its next multiple instead, so that the rate jumps up again.
    Source: `keras.optimizers.schedules.PolynomialDecay`.
    """

    arguments = ("initial_learning_rate", "decay_steps", "end_learning_rate", "power", "cycle", "name")

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: int,
        end_learning_rate: float = 1e-4,
        power: float = 1.0,
        cycle: bool = False,
        name: str = "PolynomialDecay",
    ) -> None:
        owner = "PolynomialDecay"
        self.initial_learning_rate = float_rate(owner, "initial_learning_rate", initial_learning_rate)
        self.decay_steps = positive_steps(owner, "decay_steps", decay_steps)
        self.end_learning_rate = end_learning_rate
        self.power = power
        self.cycle = cycle
        self.name = name

    def __call__(self, step: int) -> Any:
        """The rate at a step."""
        now, steps, end = f32(step), f32(self.decay_steps), f32(self.end_learning_rate)
        if self.cycle:
            steps *= f32(max(1, math.ceil(now / steps)))
        left = f32(1) - min(now, steps) / steps
        return (f32(self.initial_learning_rate) - end) * in_float64(pow, left, f32(self.power)) + end
