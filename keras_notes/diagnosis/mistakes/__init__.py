"""The mistakes that people make, by name; importing a family registers its own."""

from keras_notes.diagnosis.mistakes import (
    activations,
    convolution,
    dense,
    gradients,
    losses,
    normalization,
    order,
    pooling,
    recurrence,
    steps,
    through_time,
)
from keras_notes.diagnosis.mistakes.mistake import MISTAKES, Mistake, changed, mistake, varied

__all__ = ["FAMILIES", "MISTAKES", "Mistake", "changed", "mistake", "varied"]

FAMILIES = (
    dense,
    activations,
    convolution,
    pooling,
    recurrence,
    steps,
    normalization,
    order,
    losses,
    gradients,
    through_time,
)
