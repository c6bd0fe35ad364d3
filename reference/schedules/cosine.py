"""Rates that fall along a cosine."""

from typing import Any

import numpy as np

from reference.schedules.schedule import LearningRateSchedule, f32, float_rate, in_float64, positive_steps

__all__ = ["CosineDecay", "CosineDecayRestarts"]


def _wave(time: Any) -> Any:
    """1 + cos(π t): from 2 down to 0."""
    return f32(1) + in_float64(np.cos, f32(np.pi) * time)


class CosineDecay(LearningRateSchedule):
    """From η down to α η along half a wave, after a straight way up if there is a `warmup_target`.

    step < warmup_steps   η + (target - η) step / warmup_steps
    from then on          top ((1 - α) (1 + cos(π t)) / 2 + α)

    t = (step - warmup_steps) / decay_steps, at most 1. `top` is the target; without one it is η, and
    there is no warmup, whatever `warmup_steps` says.
    Source: `keras.optimizers.schedules.CosineDecay`; Loshchilov and Hutter 2017.
    """

    arguments = ("initial_learning_rate", "decay_steps", "alpha", "name", "warmup_target", "warmup_steps")

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: int,
        alpha: float = 0.0,
        name: str = "CosineDecay",
        warmup_target: float | None = None,
        warmup_steps: int = 0,
    ) -> None:
        self.initial_learning_rate = float_rate("CosineDecay", "initial_learning_rate", initial_learning_rate)
        self.decay_steps = positive_steps("CosineDecay", "decay_steps", decay_steps)
        self.alpha = alpha
        self.name = name
        self.warmup_target = warmup_target
        self.warmup_steps = warmup_steps

    def __call__(self, step: int) -> Any:
        """The rate at a step."""
        now, steps, top = f32(step), f32(self.decay_steps), f32(self.initial_learning_rate)
        if self.warmup_target is not None:
            warmup, target = f32(self.warmup_steps), f32(self.warmup_target)
            if now < warmup:
                return (target - top) * (now / warmup) + top
            now, top = min(now, steps + warmup) - warmup, target
        falling = f32(0.5) * _wave(min(now, steps) / steps)
        return top * (f32(1 - self.alpha) * falling + f32(self.alpha))


class CosineDecayRestarts(LearningRateSchedule):
    """Half waves one after the other, each `t_mul` times as long and `m_mul` times as high as the last.

    η ((1 - α) mⁱ (1 + cos(π t)) / 2 + α)     in the i-th wave, i = 0, 1, …; t is how much of it is over

    Source: `keras.optimizers.schedules.CosineDecayRestarts`; Loshchilov and Hutter 2017, "SGDR".
    """

    arguments = ("initial_learning_rate", "first_decay_steps", "t_mul", "m_mul", "alpha", "name")

    def __init__(
        self,
        initial_learning_rate: float,
        first_decay_steps: int,
        t_mul: float = 2.0,
        m_mul: float = 1.0,
        alpha: float = 0.0,
        name: str = "SGDRDecay",
    ) -> None:
        owner = "CosineDecayRestarts"
        self.initial_learning_rate = float_rate(owner, "initial_learning_rate", initial_learning_rate)
        self.first_decay_steps = positive_steps(owner, "first_decay_steps", first_decay_steps)
        self.t_mul = t_mul
        self.m_mul = m_mul
        self.alpha = alpha
        self.name = name

    def _wave_and_time(self, step: int) -> tuple[Any, Any]:
        """Which wave it is, and how much of it is over; the waves' lengths are a geometric series."""
        time, grows, one = f32(step) / f32(self.first_decay_steps), f32(self.t_mul), f32(1)
        if grows == 1:
            wave = np.floor(time)
            return wave, time - wave
        growth = in_float64(np.log, one - time * (one - grows))
        wave = np.floor(growth / in_float64(np.log, grows))
        length = in_float64(pow, grows, wave)
        return wave, (time - (one - length) / (one - grows)) / length

    def __call__(self, step: int) -> Any:
        """The rate at a step."""
        wave, time = self._wave_and_time(step)
        falling = f32(0.5) * in_float64(pow, f32(self.m_mul), wave) * _wave(time)
        alpha = f32(self.alpha)
        return f32(self.initial_learning_rate) * ((f32(1) - alpha) * falling + alpha)
