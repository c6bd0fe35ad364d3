"""Rows for functions that both halves define under one name, and for random draws."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from keras_notes.parity.draw import Draw
from keras_notes.parity.row import Row
from keras_notes.parity.rows.layers import Exactable, arguments
from keras_notes.parity.tape import Tensors
from keras_notes.parity.twin import twin

__all__ = ["DrawCase", "PairCase", "flatten"]


def flatten(result: Any, name: str = "result") -> Tensors:
    """The arrays in what a function returned, by name; numbers become arrays, None is left out."""
    if result is None or isinstance(result, str):
        return {}
    if hasattr(result, "_asdict"):
        result = result._asdict()
    if isinstance(result, Mapping):
        items = list(result.items())
    elif isinstance(result, list | tuple):
        items = [(getattr(each, "name", i), each) for i, each in enumerate(result)]
    else:
        return {name: np.asarray(result)}
    prefix = "" if name == "result" else f"{name} "
    return {key: a for label, each in items for key, a in flatten(each, f"{prefix}{label}").items()}


@dataclass(frozen=True)
class PairCase(Exactable):
    """A function of the Keras half and its namesake in `reference`, called with the same arguments.

    `arguments(draw)` gives the Keras side's; the NumPy half gets their twins.
    """

    function: Callable[..., Any]
    arguments: Callable[[Draw], tuple[Any, ...]]
    about: str = ""

    @property
    def label(self) -> str:
        return f"{self.function.__name__}{': ' if self.about else ''}{self.about}"

    def subject(self, draw: Draw) -> Any:
        return self.arguments(draw)

    def counterpart(self, subject: Any, dtype: str) -> Any:
        return [twin(each, dtype) for each in subject]

    def keras(self, subject: Any, draw: Draw) -> Tensors:
        return flatten(self.function(*subject))

    def numpy(self, counterpart: Any, draw: Draw) -> Tensors:
        return flatten(twin(self.function)(*counterpart))


@dataclass(frozen=True)
class DrawCase(Row):
    """Random numbers from one seed: an initializer's, or those of a function of `keras.random`.

    Keras's numbers are not of the draw, so there is no exactness of the draw to check and no
    referee: float64 numbers are others, not the same ones with more digits.
    """

    source: Callable[..., Any]
    kwargs: Mapping[str, Any]
    shape: tuple[int, ...]
    call: Mapping[str, Any] = field(default_factory=dict)

    @property
    def label(self) -> str:
        inside = arguments({**self.kwargs, **self.call})
        return f"{self.source.__name__}({inside}) of {self.shape}"

    def refereed(self, tier: str, dtype: str) -> bool:
        return False

    def subject(self, draw: Draw) -> Any:
        return self.source(**self.kwargs) if isinstance(self.source, type) else self.source

    def keras(self, subject: Any, draw: Draw) -> Tensors:
        return {"numbers": np.asarray(subject(self.shape, dtype=draw.dtype, **self.call))}

    def numpy(self, counterpart: Any, draw: Draw) -> Tensors:
        return {"numbers": np.asarray(counterpart(self.shape, dtype=draw.dtype, **self.call))}
