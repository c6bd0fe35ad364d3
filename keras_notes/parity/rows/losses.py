"""Rows for losses, and for whole networks under a loss."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from keras_notes.parity import tape
from keras_notes.parity.draw import Draw
from keras_notes.parity.row import Probe
from keras_notes.parity.rows.layers import Exactable, arguments, draw_weights, probes_of, redrawn
from keras_notes.parity.tape import Tensors
from keras_notes.parity.twin import twin

__all__ = ["LossCase", "NetworkCase", "draw_targets"]

Array = np.ndarray


@dataclass(frozen=True)
class LossCase(Exactable):
    """A Keras loss class, its arguments, the shape of the predictions, and what the targets are.

    `targets` is "real", "one-hot", "soft" (rows of probabilities), "binary", "signs" (-1 and 1), "count" (0
    to 4), "labels", or "sequences" (rows of labels with zeros behind them);
    `predictions` is "real" (logits too), "probabilities" (rows sum to 1) or "unit" (each in 0..1);
    either may be "quarters", which lie on kinks and ties in every tier. With a
    `scale` of 20 the latter two are so close to 0 and 1 that some of them are clipped.
    `masked` outputs come with a mask. `values_shape` is that of the losses, if not that of the predictions
    without the last axis.
    """

    loss: Callable[..., Any]
    kwargs: Mapping[str, Any]
    shape: tuple[int, ...]
    targets: str = "real"
    predictions: str = "real"
    weight_shape: tuple[int, ...] | None = None
    scale: float = 1.0
    masked: bool = False
    values_shape: tuple[int, ...] | None = None

    @property
    def label(self) -> str:
        weighted = "" if self.weight_shape is None else f", sample_weight {self.weight_shape}"
        clipped = "" if self.scale == 1 else ", clipped"
        masked = ", masked" if self.masked else ""
        found = f"{self.loss.__name__}({arguments(self.kwargs)}) on {self.targets} {self.shape}"
        bent = ", quarters at 0" if self.predictions == "quarters" else ""
        return f"{found}{weighted}{clipped}{masked}{bent}"

    def subject(self, draw: Draw) -> Any:
        return self.loss(**self.kwargs)

    def _inputs(self, draw: Draw) -> tuple[Array, Array, Array | None]:
        weight = None if self.weight_shape is None else np.abs(draw("sample_weight", self.weight_shape))
        y_pred = draw("y_pred", self.shape, self.scale)
        if self.predictions == "quarters":
            y_pred = np.round(4 * y_pred) / 4
        elif self.predictions != "real":
            y_pred = draw.cast(_squash(y_pred, rows=self.predictions == "probabilities"))
        return draw_targets(draw, self.targets, self.shape), y_pred, weight

    def _dvalue(self, draw: Draw) -> Array:
        unreduced = self.kwargs.get("reduction", "sum_over_batch_size") in (None, "none")
        return draw("dvalue", self._values_shape if unreduced else ())

    @property
    def _values_shape(self) -> tuple[int, ...]:
        return self.shape[:-1] if self.values_shape is None else self.values_shape

    def _mask(self, draw: Draw) -> Array | None:
        return draw.integers("mask", 3, self._values_shape) > 0 if self.masked else None

    def keras(self, subject: Any, draw: Draw) -> Tensors:
        return tape.keras_loss(subject, *self._inputs(draw), self._dvalue(draw), self._mask(draw))

    def numpy(self, counterpart: Any, draw: Draw) -> Tensors:
        value, cache = counterpart.forward(*self._inputs(draw), mask=self._mask(draw))
        return {"value": np.asarray(value), "d y_pred": counterpart.backward(cache, self._dvalue(draw))}

    def probes(self, counterpart: Any, draw: Draw) -> Iterator[Probe]:
        y_true, y_pred, weight = self._inputs(draw)
        dvalue = self._dvalue(draw)

        def value(at: Array) -> Any:
            return np.vdot(dvalue, counterpart.forward(y_true, at, weight, mask=self._mask(draw))[0])

        yield "d y_pred", value, y_pred, self.numpy(counterpart, draw)["d y_pred"]


def _squash(x: Array, rows: bool) -> Array:
    if not rows:
        return 1 / (1 + np.exp(-x))
    e = np.exp(x)
    return e / e.sum(axis=-1, keepdims=True)


def draw_targets(draw: Draw, kind: str, shape: tuple[int, ...]) -> Array:
    """Random targets for outputs of `shape`; the kinds are those of LossCase."""
    if kind in ("real", "quarters"):
        y_true = draw("y_true", shape)
        return y_true if kind == "real" else np.round(4 * y_true) / 4
    if kind == "soft":
        return draw.cast(_squash(draw("y_true", shape), rows=True))
    if kind in ("binary", "signs", "count"):
        numbers = draw.integers("y_true", 5 if kind == "count" else 2, shape)
        return draw.cast(2 * numbers - 1 if kind == "signs" else numbers)
    if kind == "sequences":
        labels = 1 + draw.integers("y_true", shape[-1] - 1, (shape[0], shape[1] // 2))
        return labels * (np.arange(shape[1] // 2) <= np.arange(shape[0])[:, None])
    labels = draw.integers("y_true", shape[-1], shape[:-1])
    return labels if kind == "labels" else draw.cast(np.eye(shape[-1])[labels])


@dataclass(frozen=True)
class NetworkCase(Exactable):
    """A network of the notes under its loss: output, loss, and the gradient of every parameter."""

    name: str
    build: Callable[[], Any]
    loss: Callable[..., Any]
    targets: str = "one-hot"
    batch: int = 8
    vocabulary: int = 0  # inputs are integers below it, if it is not 0

    @property
    def label(self) -> str:
        return f"{self.name}, {self.loss.__name__}"

    def subject(self, draw: Draw) -> Any:
        model = self.build()
        draw_weights(model, draw)
        return model

    def redrawn(self, subject: Any, draw: Draw) -> Any:
        return redrawn(subject, draw) or super().redrawn(subject, draw)

    def _data(self, draw: Draw, model: Any) -> tuple[Array, Array]:
        shape = (self.batch, *model.input_shape[1:])
        x = draw.integers("x", self.vocabulary, shape) if self.vocabulary else draw("x", shape)
        return x, draw_targets(draw, self.targets, (self.batch, *model.output_shape[1:]))

    def keras(self, subject: Any, draw: Draw) -> Tensors:
        return tape.keras_model(subject, self.loss(), *self._data(draw, subject))

    def numpy(self, counterpart: Any, draw: Draw) -> Tensors:
        return tape.numpy_model(counterpart, twin(self.loss()), *self._data(draw, counterpart))

    def probes(self, counterpart: Any, draw: Draw) -> Iterator[Probe]:
        found = self.numpy(counterpart, draw)
        x, y = self._data(draw, counterpart)
        loss = twin(self.loss())

        def value() -> Any:
            return tape.numpy_model(counterpart, loss, x, y)["loss"]

        yield from probes_of(counterpart, tape.inputs_of(x, {}), found, value)
