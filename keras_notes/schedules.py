"""Schedules of the learning rate. NumPy twin: reference/schedules.

What surprises: Keras computes them in float32 even in a float64 model, and in integers if the initial rate
is one; inside `fit` TensorFlow's graph rounds some of them otherwise than a call does; the step counts the
calls of `apply`, also those that only accumulate gradients; PiecewiseConstantDecay keeps the old rate on the
boundary itself; CosineDecay's `warmup_steps` mean nothing without a `warmup_target`.
"""

from typing import Any

from keras.optimizers.schedules import (
    CosineDecay,
    CosineDecayRestarts,
    ExponentialDecay,
    InverseTimeDecay,
    LearningRateSchedule,
    PiecewiseConstantDecay,
    PolynomialDecay,
    deserialize,
    serialize,
)

from keras_notes.parity import ScheduleCase

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

FROM: dict[str, Any] = {"initial_learning_rate": 0.1}
CASES = [
    ScheduleCase(CosineDecay, FROM | {"decay_steps": 20}),
    ScheduleCase(CosineDecay, FROM | {"decay_steps": 13, "alpha": 0.13, "warmup_steps": 7}),
    ScheduleCase(
        CosineDecay, FROM | {"decay_steps": 19, "alpha": 0.2, "warmup_target": 0.7, "warmup_steps": 7}
    ),
    ScheduleCase(CosineDecayRestarts, FROM | {"first_decay_steps": 7}),
    ScheduleCase(
        CosineDecayRestarts, FROM | {"first_decay_steps": 5, "t_mul": 1.5, "m_mul": 0.9, "alpha": 0.03}
    ),
    ScheduleCase(CosineDecayRestarts, FROM | {"first_decay_steps": 7, "t_mul": 1.0, "m_mul": 0.7}),
    ScheduleCase(ExponentialDecay, FROM | {"decay_steps": 20, "decay_rate": 0.3}),
    ScheduleCase(ExponentialDecay, FROM | {"decay_steps": 7, "decay_rate": 0.9, "staircase": True}),
    ScheduleCase(InverseTimeDecay, FROM | {"decay_steps": 20, "decay_rate": 0.3}),
    ScheduleCase(InverseTimeDecay, FROM | {"decay_steps": 7, "decay_rate": 0.5, "staircase": True}),
    ScheduleCase(PiecewiseConstantDecay, {"boundaries": [3, 7, 20], "values": [0.1, 0.03, 0.01, 0.7]}),
    ScheduleCase(PiecewiseConstantDecay, {"boundaries": [3.7], "values": [0.1, 0.5]}),
    ScheduleCase(PolynomialDecay, FROM | {"decay_steps": 20}),
    ScheduleCase(PolynomialDecay, FROM | {"decay_steps": 20, "end_learning_rate": 0.03, "power": 0.5}),
    ScheduleCase(PolynomialDecay, FROM | {"decay_steps": 7, "power": 2.5, "cycle": True}),
]
