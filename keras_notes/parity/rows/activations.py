"""Rows for activations: functions of one tensor."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from keras_notes.parity import tape
from keras_notes.parity.draw import Draw
from keras_notes.parity.row import Probe
from keras_notes.parity.rows.layers import Exactable, arguments
from keras_notes.parity.tape import Tensors

__all__ = ["ActivationCase"]

Array = np.ndarray


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
        return tape.keras_layer(lambda v: subject(v, **self.kwargs), x, draw)

    def numpy(self, counterpart: Any, draw: Draw) -> Tensors:
        y, cache = counterpart.forward(self._x(draw), **self.kwargs)
        return {"output": y, "d input": counterpart.backward(draw("dy", y.shape), cache)}

    def probes(self, counterpart: Any, draw: Draw) -> Iterator[Probe]:
        found = self.numpy(counterpart, draw)
        dy = draw("dy", found["output"].shape)

        def value(x: Array) -> Any:
            return np.vdot(dy, counterpart.function(x, **self.kwargs))

        yield "d input", value, self._x(draw), found["d input"]
