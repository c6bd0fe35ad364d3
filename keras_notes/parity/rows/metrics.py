"""Rows for metrics: the state and the result, batch by batch."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from keras_notes.parity.draw import Draw
from keras_notes.parity.rows.layers import Exactable, arguments
from keras_notes.parity.tape import Tensors

__all__ = ["BATCH_KINDS", "MetricCase"]

Array = np.ndarray
Shape = tuple[int, ...]
RESULT = "result, batch by batch"


def _unit(draw: Draw, name: str, shape: Shape) -> Array:
    """Numbers from 0 to 1: quarters in the exact tier, so many of them ties."""
    if draw.exact:
        return draw.cast(draw.integers(name, 5, shape) / 4)
    return draw.cast(draw.rng(name).uniform(size=shape))


def _probabilities(draw: Draw, name: str, shape: Shape) -> Array:
    """Rows of positive numbers that sum to 1."""
    numbers = np.exp(draw(name, shape))
    return draw.cast(numbers / numbers.sum(axis=-1, keepdims=True))


BATCH_KINDS: dict[str, Callable[[Draw, str, Shape], Array]] = {
    "real": lambda draw, name, shape: draw(name, shape),
    "positive": lambda draw, name, shape: draw.cast(np.abs(draw(name, shape)) + 0.25),
    "unit": _unit,
    "probabilities": _probabilities,
    "constant": lambda draw, name, shape: np.full(shape, 0.5, draw.dtype),
    "binary": lambda draw, name, shape: draw.cast(draw.integers(name, 2, shape)),
    "signs": lambda draw, name, shape: draw.cast(2 * draw.integers(name, 2, shape) - 1),
    "integers": lambda draw, name, shape: draw.integers(name, 3, shape),
    "ranking": lambda draw, name, shape: draw.cast(draw.rng(name).uniform(size=shape).argsort(axis=-1)),
    "labels": lambda draw, name, shape: draw.integers(name, shape[-1], shape[:-1]),
    "one-hot": lambda draw, name, shape: draw.cast(
        np.eye(shape[-1])[draw.integers(name, shape[-1], shape[:-1])]
    ),
}


@dataclass(frozen=True)
class MetricCase(Exactable):
    """A metric over three batches: its state, every variable of it, and its result after each.

    `shape` is that of the predictions; `targets` and `predictions` are kinds of BATCH_KINDS. Without
    targets the metric takes values.
    """

    metric: Callable[..., Any]
    kwargs: Mapping[str, Any]
    shape: Shape
    targets: str | None = "one-hot"
    weight_shape: Shape | None = None
    predictions: str = "real"

    @property
    def label(self) -> str:
        weighted = "" if self.weight_shape is None else f", sample_weight {self.weight_shape}"
        data = self.predictions if self.targets is None else f"{self.targets} and {self.predictions}"
        return f"{self.metric.__name__}({arguments(self.kwargs)}) on {data} {self.shape}{weighted}"

    def subject(self, draw: Draw) -> Any:
        return self.metric(**self.kwargs)

    def _batch(self, draw: Draw, number: int) -> tuple[list[Array], Array | None]:
        """What `update_state` takes by position, and the weights."""
        named = [("y_true", self.targets), ("y_pred", self.predictions)]
        given = [BATCH_KINDS[kind](draw, f"{name} {number}", self.shape) for name, kind in named if kind]
        if self.weight_shape is None:
            return given, None
        return given, np.abs(draw(f"sample_weight {number}", self.weight_shape))

    def _run(self, metric: Any, draw: Draw, state: Callable[[Any], Mapping[str, Any]]) -> Tensors:
        found: dict[str, list[Array]] = {}
        for number in range(3):
            given, weight = self._batch(draw, number)
            metric.update_state(*given, sample_weight=weight)
            for name, value in state(metric).items():
                found.setdefault(f"{name}, batch by batch", []).append(np.asarray(value))
            found.setdefault(RESULT, []).append(np.asarray(metric.result()))
        return {name: np.stack(values) for name, values in found.items()}

    def keras(self, subject: Any, draw: Draw) -> Tensors:
        return self._run(subject, draw, lambda metric: {each.name: each for each in metric.variables})

    def numpy(self, counterpart: Any, draw: Draw) -> Tensors:
        return self._run(counterpart, draw, lambda metric: metric.state)

    def _sides(self, tier: str, dtype: str, subject: Any, draw: Draw) -> tuple[Tensors, Tensors, Tensors]:
        """In the exact tier the state is exact, and the result what both sides round in the same way."""
        theirs, ours, referee = super()._sides(tier, dtype, subject, draw)
        if tier == "exact":
            referee.pop(RESULT, None)
        return theirs, ours, referee
