"""Rows for layers: output and gradients under a random upstream gradient, and what becomes of the state."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from keras_notes.parity import tape
from keras_notes.parity.draw import Draw
from keras_notes.parity.row import Probe, Row
from keras_notes.parity.tape import Tensors
from keras_notes.parity.twin import twin

__all__ = ["Case", "Exactable", "Inner", "arguments", "draw_weights", "probes_of", "redrawn"]

Array = np.ndarray


def arguments(kwargs: Mapping[str, Any]) -> str:
    """The arguments as they stand in a call; functions by their names, which are the same in every run."""
    shown = {
        key: value.__name__ if inspect.isroutine(value) else repr(value) for key, value in kwargs.items()
    }
    return ", ".join(f"{key}={value}" for key, value in shown.items())


def draw_weights(layer: Any, draw: Draw) -> None:
    """Give every weight of a built Keras layer or model a random value, variances positive ones."""
    layer.set_weights(
        [
            draw.weight(f"weight {i}", w.shape, positive="variance" in w.name)
            for i, w in enumerate(layer.weights)
        ]
    )


def redrawn(layer: Any, draw: Draw, training: bool = True) -> Any:
    """The layer or model with other weights, or None if a run moves more than these: states, or seeds."""
    for each in layer._flatten_layers():
        more = hasattr(each, "adapt") or getattr(each, "stateful", False)
        if more or _draws(each, training):
            return None
    draw_weights(layer, draw)
    return layer


def _draws(layer: Any, training: bool) -> bool:
    """Whether a run moves the seed of a Keras layer; that of a cell moves even outside training."""
    if getattr(layer, "seed_generator", None) is None:
        return False
    return bool(layer.dropout or layer.recurrent_dropout) if hasattr(layer, "recurrent_dropout") else training


class Inner:
    """A layer as an argument of another: `Inner(LSTM, units=3)` is made anew for each run of its row."""

    def __init__(self, layer: Callable[..., Any], **kwargs: Any) -> None:
        self.layer, self.kwargs = layer, kwargs

    def __repr__(self) -> str:
        return f"{self.layer.__name__}({arguments(self.kwargs)})"


def made(value: Any) -> Any:
    """`value` with every Inner in it replaced by a new layer."""
    if isinstance(value, Inner):
        return value.layer(**made(value.kwargs))
    if isinstance(value, Mapping):
        return {key: made(each) for key, each in value.items()}
    return [made(each) for each in value] if isinstance(value, list) else value


@dataclass(frozen=True)
class Exactable(Row):
    """A row whose arithmetic may allow the exact tier: `exact=True`; `float32_only` if Keras has no other."""

    exact: bool = field(default=False, kw_only=True)
    float32_only: bool = field(default=False, kw_only=True)

    def tiers_in(self, dtype: str) -> list[str]:
        if self.float32_only and dtype != "float32":
            return []
        tiers = super().tiers_in(dtype)
        return ["exact", *tiers] if self.exact else tiers


@dataclass(frozen=True)
class Case(Exactable):
    """A Keras layer class, its arguments, an input shape: outputs and gradients under a random dy.

    Attributes
    ----------
    training : bool
        In training mode, then with the state that the run leaves behind.
    mask : nested tuple of 0 and 1, optional
        The call's `mask`.
    inputs : function of (draw, shape), optional
        What makes the input, if it is not to be random floats; `about` then says so in the label.
    call : function of a draw, optional
        What makes the further arguments of the call, by name.
    counterparts : function, optional
        What makes the NumPy half's layer from the Keras layer, where `twin` cannot.
    """

    layer: Callable[..., Any]
    kwargs: Mapping[str, Any]
    shape: tuple[int, ...]
    training: bool = False
    mask: Any = None
    inputs: Callable[[Draw, tuple[int, ...]], Array] | None = None
    call: Callable[[Draw], Mapping[str, Any]] | None = None
    about: str = ""
    counterparts: Callable[[Any], Any] | None = None

    @property
    def label(self) -> str:
        mode = ", training" * self.training + ", masked" * (self.mask is not None)
        about = f", {self.about}" if self.about else ""
        return f"{self.layer.__name__}({arguments(self.kwargs)}) on {self.shape}{mode}{about}"

    def _x(self, draw: Draw) -> Array:
        return draw("x", self.shape) if self.inputs is None else self.inputs(draw, self.shape)

    def _call(self, draw: Draw) -> dict[str, Any]:
        given = {} if self.mask is None else {"mask": np.array(self.mask, dtype=bool)}
        return given | dict(self.call(draw) if self.call else {})

    def subject(self, draw: Draw) -> Any:
        layer = self.layer(**made(self.kwargs))
        adapts = hasattr(layer, "adapt") and not {"mean", "bin_boundaries"} & set(self.kwargs)
        if adapts:  # its state comes from data; a random variance could be negative
            layer.adapt(draw("data", self.shape))
        if not layer.built:
            layer.build(self.shape)
        if not hasattr(layer, "adapt"):
            draw_weights(layer, draw)
        return layer

    def redrawn(self, subject: Any, draw: Draw) -> Any:
        return redrawn(subject, draw, self.training) or super().redrawn(subject, draw)

    def counterpart(self, subject: Any, dtype: str) -> Any:
        others = {subject.name: self.counterparts(subject)} if self.counterparts else {}
        return twin(subject, dtype, others)

    def keras(self, subject: Any, draw: Draw) -> Tensors:
        return tape.keras_layer(subject, self._x(draw), draw, self.training, **self._call(draw))

    def numpy(self, counterpart: Any, draw: Draw) -> Tensors:
        return tape.numpy_layer(counterpart, self._x(draw), draw, self.training, **self._call(draw))

    def probes(self, counterpart: Any, draw: Draw) -> Iterator[Probe]:
        found, x, call = self.numpy(counterpart, draw), self._x(draw), self._call(draw)
        dys = tape.upstream_of(draw, [each for name, each in found.items() if name.startswith("output")])

        def value(_: Any = None) -> Any:
            y, _cache = counterpart.forward(x, self.training, **call)
            return sum(np.vdot(dy, each) for dy, each in zip(dys, tape.outputs_of(y).values(), strict=True))

        yield from probes_of(counterpart, tape.inputs_of(x, call), found, value)


def probes_of(
    counterpart: Any, inputs: Mapping[str, Array], found: Tensors, value: Callable[[], Any]
) -> Iterator[Probe]:
    """A probe for each input and each trainable weight, all of which `value()` reads where they stand."""
    places = {f"d {name}": array for name, array in inputs.items()}
    for layer in getattr(counterpart, "layers", [counterpart]):
        prefix = f"{layer.name}/" if layer is not counterpart else ""
        places |= {f"d {prefix}{name}": w.array for name, w in layer.weight_table.items() if w.trainable}
    for name, place in places.items():

        def at(point: Array, place: Array = place) -> Any:
            before = place.copy()
            place[...] = point
            result = value()
            place[...] = before
            return result

        if name in found:
            yield name, at, place.copy(), found[name]
