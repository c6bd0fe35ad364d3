"""Pictures of schedules."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from keras_notes import schedules
from keras_notes.figures.style import both, figure, picture
from keras_notes.parity import twin
from keras_notes.startup import quiet_tensorflow

__all__ = ["rates"]

STEPS = np.arange(0, 61, 2)
FALLING = {"initial_learning_rate": 1.0, "decay_steps": 20}
PANELS: tuple[tuple[Any, dict[str, Any]], ...] = (
    (schedules.ExponentialDecay, FALLING | {"decay_rate": 0.4}),
    (schedules.InverseTimeDecay, FALLING | {"decay_rate": 1.5, "staircase": True}),
    (schedules.PolynomialDecay, FALLING | {"end_learning_rate": 0.1, "power": 2.0, "cycle": True}),
    (schedules.PiecewiseConstantDecay, {"boundaries": [15, 40], "values": [1.0, 0.5, 0.1]}),
    (
        schedules.CosineDecay,
        {"initial_learning_rate": 0.1, "decay_steps": 40, "warmup_target": 1.0, "warmup_steps": 10},
    ),
    (
        schedules.CosineDecayRestarts,
        {"initial_learning_rate": 1.0, "first_decay_steps": 9, "m_mul": 0.8, "alpha": 0.05},
    ),
)


@picture
def rates() -> Figure:
    """Six ways for a learning rate to change, of Keras and of NumPy."""
    made = figure(13, 6.0, "Learning rates, step by step")
    panels = made.subplots(2, 3, sharex=True, sharey=True).ravel()
    for axes, (schedule, settings) in zip(panels, PANELS, strict=True):
        with quiet_tensorflow():
            theirs = schedule(**settings)
            ours = twin(theirs)
            keras, numpy = ([float(half(step)) for step in STEPS] for half in (theirs, ours))
        both(axes, STEPS, keras, numpy, every=2)
        axes.set_title(schedule.__name__)
    for axes in panels[3:]:
        axes.set_xlabel("step")
    panels[0].set_ylabel("learning rate")
    panels[0].legend(loc="upper right")
    return made
