"""Rows for whole programs: the same lines on both halves after the same seed, nothing handed over."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import keras
import numpy as np

import reference.layers
import reference.models
from keras_notes.parity.draw import Draw
from keras_notes.parity.row import Row
from keras_notes.parity.rows.layers import arguments
from keras_notes.parity.rows.losses import draw_targets
from keras_notes.parity.seeded import seeded
from keras_notes.parity.tape import Tensors

__all__ = ["ProgramCase"]


@dataclass(frozen=True)
class ProgramCase(Row):
    """A model that `program(half)` makes out of `half.layers` and `half.models`, and trains.

    `half` is `keras` or `reference`. What is compared is what the seed decides: the weights at the
    start, the masks and the noise of the layers, the order of the samples; by their effects.
    """

    name: str
    program: Callable[[Any], Any]
    loss: str
    shape: tuple[int, ...]
    fit: Mapping[str, Any] = field(default_factory=dict)
    targets: str = "labels"
    vocabulary: int = 0  # inputs are integers below it, if it is not 0
    seed: int = 3
    tiers: tuple[str, ...] = field(default=("float64",), kw_only=True)

    @property
    def label(self) -> str:
        return f"program {self.name}, seed {self.seed}, fit({arguments(self.fit)})"

    def subject(self, draw: Draw) -> Any:
        return keras

    def counterpart(self, subject: Any, dtype: str) -> Any:
        return reference

    def _run(self, half: Any, draw: Draw) -> Tensors:
        x = draw.integers("x", self.vocabulary, self.shape) if self.vocabulary else draw("x", self.shape)
        with seeded(self.seed):
            model = self.program(half)
            model.build((None, *self.shape[1:]))
            start = {f"weight {i} at the start": w for i, w in enumerate(model.get_weights())}
            y = draw_targets(draw, self.targets, (len(x), *model.output_shape[1:]))
            model.compile("sgd", self.loss)
            history = model.fit(x, y, verbose=0, **self.fit).history
        found = {f"history {key}": np.array(values, dtype=draw.dtype) for key, values in history.items()}
        return start | found | {f"weight {i} after fit": w for i, w in enumerate(model.get_weights())}

    def keras(self, subject: Any, draw: Draw) -> Tensors:
        return self._run(subject, draw)

    def numpy(self, counterpart: Any, draw: Draw) -> Tensors:
        return self._run(counterpart, draw)
