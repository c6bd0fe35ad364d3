"""Rows for `fit` as a whole: its history, the weights it leaves, `evaluate` and `predict`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from keras.optimizers import SGD

from keras_notes.parity.draw import Draw
from keras_notes.parity.row import Row
from keras_notes.parity.rows.layers import arguments, draw_weights
from keras_notes.parity.rows.losses import draw_targets
from keras_notes.parity.tape import Tensors

__all__ = ["FitCase"]


@dataclass(frozen=True)
class FitCase(Row):
    """`fit` with the same arguments and the same batch order on both sides.

    The order is the data's own (`shuffle=False`), since the two halves shuffle by different
    generators. `weighted` passes a random sample_weight; `held_out` passes validation_data.
    What is random in the layers must have seeds.
    """

    name: str
    build: Callable[[], Any]
    loss: str
    learning_rate: float
    fit: Mapping[str, Any] = field(default_factory=dict)
    targets: str = "one-hot"
    samples: int = 25
    metrics: tuple[str, ...] = ("accuracy",)
    weighted: bool = False
    held_out: bool = False
    vocabulary: int = 0  # inputs are integers below it, if it is not 0
    tiers: tuple[str, ...] = field(default=("float64",), kw_only=True)

    @property
    def label(self) -> str:
        extra = ", sample_weight" * self.weighted + ", validation_data" * self.held_out
        return f"{self.name}.fit({arguments(self.fit)}{extra}), {self.loss}"

    def subject(self, draw: Draw) -> Any:
        model = self.build()
        draw_weights(model, draw)
        model.compile(SGD(self.learning_rate), self.loss, metrics=list(self.metrics))
        return model

    def _data(self, draw: Draw, model: Any, name: str) -> tuple[Any, ...]:
        shape, name_of_x = (self.samples, *model.input_shape[1:]), f"x {name}"
        x = draw.integers(name_of_x, self.vocabulary, shape) if self.vocabulary else draw(name_of_x, shape)
        y = draw_targets(draw, self.targets, (self.samples, *model.output_shape[1:]))
        weight = np.abs(draw(f"sample_weight {name}", (self.samples,)))
        return (x, y, weight) if self.weighted else (x, y)

    def _run(self, model: Any, draw: Draw) -> Tensors:
        x, y, *weight = self._data(draw, model, "training")
        options = dict(self.fit) | {"sample_weight": weight[0] if weight else None}
        if self.held_out:
            options["validation_data"] = self._data(draw, model, "validation")
        history = model.fit(x, y, shuffle=False, verbose=0, **options).history
        found = {f"history {key}": np.array(values, dtype=draw.dtype) for key, values in history.items()}
        found |= {f"weight {i} after fit": w for i, w in enumerate(model.get_weights())}
        found["evaluate"] = np.array(model.evaluate(x, y, batch_size=10, verbose=0), dtype=draw.dtype)
        return found | {"predict": model.predict(x, verbose=0)}

    def keras(self, subject: Any, draw: Draw) -> Tensors:
        return self._run(subject, draw)

    def numpy(self, counterpart: Any, draw: Draw) -> Tensors:
        return self._run(counterpart, draw)
