"""Rows for what a weight costs and where it must stay."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import tensorflow as tf

from keras_notes.parity.draw import Draw
from keras_notes.parity.row import Probe
from keras_notes.parity.rows.layers import Exactable, arguments
from keras_notes.parity.tape import Tensors

__all__ = ["ConstraintCase", "RegularizerCase"]


@dataclass(frozen=True)
class _WeightCase(Exactable):
    """A class of Keras, its arguments, and the shape of the weight that its objects are called with."""

    source: Callable[..., Any]
    kwargs: Mapping[str, Any]
    shape: tuple[int, ...]

    @property
    def label(self) -> str:
        return f"{self.source.__name__}({arguments(self.kwargs)}) of {self.shape}"

    def subject(self, draw: Draw) -> Any:
        return self.source(**self.kwargs)


@dataclass(frozen=True)
class RegularizerCase(_WeightCase):
    """A regularizer: the cost of a weight, and its gradient."""

    def subject(self, draw: Draw) -> Any:
        regularizer = super().subject(draw)
        if hasattr(regularizer, "factor"):  # OrthogonalRegularizer's is float32, and Keras raises in float64
            regularizer.factor = tf.cast(regularizer.factor, draw.dtype)
        return regularizer

    def keras(self, subject: Any, draw: Draw) -> Tensors:
        w = tf.constant(draw("w", self.shape))
        with tf.GradientTape() as tape:
            tape.watch(w)
            cost = subject(w)
        return {"cost": np.asarray(cost), "d w": np.asarray(tape.gradient(cost, w))}

    def numpy(self, counterpart: Any, draw: Draw) -> Tensors:
        w = draw("w", self.shape)
        return {"cost": np.asarray(counterpart(w)), "d w": counterpart.derivative(w)}

    def probes(self, counterpart: Any, draw: Draw) -> Iterator[Probe]:
        yield "d w", counterpart, draw("w", self.shape), self.numpy(counterpart, draw)["d w"]


@dataclass(frozen=True)
class ConstraintCase(_WeightCase):
    """A constraint: the weight that it makes of another."""

    def keras(self, subject: Any, draw: Draw) -> Tensors:
        return {"weight": np.asarray(subject(tf.constant(draw("w", self.shape))))}

    def numpy(self, counterpart: Any, draw: Draw) -> Tensors:
        return {"weight": counterpart(draw("w", self.shape))}
