"""Rows for layers and activations: output and gradients under a random upstream gradient."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from keras_notes.parity import tape
from keras_notes.parity.draw import Draw
from keras_notes.parity.row import Probe, Row
from keras_notes.parity.tape import Tensors

__all__ = ["ActivationCase", "Case", "Exactable", "arguments", "draw_weights", "probes_of"]

Array = np.ndarray


def arguments(kwargs: Mapping[str, Any]) -> str:
    """The arguments as they stand in a call."""
    return ", ".join(f"{key}={value!r}" for key, value in kwargs.items())


def draw_weights(layer: Any, draw: Draw) -> None:
    """Give every weight of a built Keras layer or model a random value, biases too."""
    layer.set_weights([draw.weight(f"weight {i}", w.shape) for i, w in enumerate(layer.weights)])


@dataclass(frozen=True)
class Exactable(Row):
    """A row whose arithmetic may allow the exact tier: `exact=True`."""

    exact: bool = field(default=False, kw_only=True)

    def tiers_in(self, dtype: str) -> list[str]:
        tiers = super().tiers_in(dtype)
        return ["exact", *tiers] if self.exact else tiers


@dataclass(frozen=True)
class Case(Exactable):
    """A Keras layer class, its arguments, an input shape: output and gradients under a random dy."""

    layer: Callable[..., Any]
    kwargs: Mapping[str, Any]
    shape: tuple[int, ...]
    training: bool = False

    @property
    def label(self) -> str:
        return f"{self.layer.__name__}({arguments(self.kwargs)}) on {self.shape}"

    def subject(self, draw: Draw) -> Any:
        layer = self.layer(**self.kwargs)
        if hasattr(layer, "adapt"):  # its state comes from data; a random variance could be negative
            layer.adapt(draw("data", self.shape))
        layer(draw("x", self.shape))
        if not hasattr(layer, "adapt"):
            draw_weights(layer, draw)
        return layer

    def keras(self, subject: Any, draw: Draw) -> Tensors:
        x = draw("x", self.shape)
        dy = draw("dy", subject(x).shape)  # what Keras computes as the output's shape is wrong for glu
        return tape.keras_layer(subject, x, dy, self.training)

    def numpy(self, counterpart: Any, draw: Draw) -> Tensors:
        dy = draw("dy", counterpart.compute_output_shape(self.shape))
        return tape.numpy_layer(counterpart, draw("x", self.shape), dy, self.training)

    def probes(self, counterpart: Any, draw: Draw) -> Iterator[Probe]:
        found, x = self.numpy(counterpart, draw), draw("x", self.shape)
        dy = draw("dy", found["output"].shape)

        def value(_: Any = None) -> Any:
            return np.vdot(dy, counterpart.forward(x, self.training)[0])

        yield from probes_of(counterpart, x, found, value)


def probes_of(counterpart: Any, x: Array, found: Tensors, value: Callable[[], Any]) -> Iterator[Probe]:
    """A probe for the input and for each trainable weight, all of which `value()` reads where they stand."""
    if hasattr(counterpart, "layers"):
        trainable = [(e, name) for e in counterpart.layers for name in e.trainable_weight_names]
        places = {f"d {e.name}/{name}": getattr(e, name) for e, name in trainable}
    else:
        places = {f"d {name}": getattr(counterpart, name) for name in counterpart.trainable_weight_names}
    for name, place in ({"d input": x} | places).items():

        def at(point: Array, place: Array = place) -> Any:
            before = place.copy()
            place[...] = point
            result = value()
            place[...] = before
            return result

        yield name, at, place.copy(), found[name]


@dataclass(frozen=True)
class ActivationCase(Exactable):
    """A function of `keras.activations`, its arguments, an input shape; with `scale=0.0` all inputs are 0."""

    function: Callable[..., Any]
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    shape: tuple[int, ...] = (5, 8)
    scale: float = 3.0

    @property
    def label(self) -> str:
        inside = arguments(self.kwargs)
        at = "" if self.scale else " at 0"
        return f"{self.function.__name__}(x{', ' + inside if inside else ''}){at}"

    def subject(self, draw: Draw) -> Any:
        return self.function

    def _x(self, draw: Draw) -> Array:
        return draw("x", self.shape, self.scale)

    def keras(self, subject: Any, draw: Draw) -> Tensors:
        x = self._x(draw)
        dy = draw("dy", np.shape(subject(x, **self.kwargs)))
        return tape.keras_layer(lambda v: subject(v, **self.kwargs), x, dy)

    def numpy(self, counterpart: Any, draw: Draw) -> Tensors:
        y, cache = counterpart.forward(self._x(draw), **self.kwargs)
        return {"output": y, "d input": counterpart.backward(draw("dy", y.shape), cache)}

    def probes(self, counterpart: Any, draw: Draw) -> Iterator[Probe]:
        found = self.numpy(counterpart, draw)
        dy = draw("dy", found["output"].shape)

        def value(x: Array) -> Any:
            return np.vdot(dy, counterpart.function(x, **self.kwargs))

        yield "d input", value, self._x(draw), found["d input"]
