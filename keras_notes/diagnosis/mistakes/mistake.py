"""A mistake that people make: a wrong variant of a layer, of what stands in one, or of a loss."""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from reference.layer import Layer

__all__ = ["MISTAKES", "Mistake", "changed", "mistake", "varied"]


@dataclass(frozen=True)
class Mistake:
    """One mistake.

    Attributes
    ----------
    name : str
    kinds : tuple of classes
        What it can be made in: layers, cells or losses of `reference`.
    variant : function
        Makes of the right thing a wrong copy of it; None where the mistake cannot be made, or is none.
    yours, keras : str
        The two ends of a sentence: your dense equals ours with …; Keras …
    """

    name: str
    kinds: tuple[type, ...]
    variant: Callable[[Any], Any]
    yours: str
    keras: str

    def sentence(self, owner: str) -> str:
        """What to tell whose thing equals the wrong variant."""
        return f"your {owner} equals ours with {self.yours}; Keras {self.keras}"


MISTAKES: dict[str, Mistake] = {}


def mistake(*kinds: type, yours: str, keras: str) -> Callable[[Callable[[Any], Any]], Callable[[Any], Any]]:
    """Register the decorated function, which makes wrong copies, as a mistake of that name."""

    def register(variant: Callable[[Any], Any]) -> Callable[[Any], Any]:
        name = variant.__name__
        if name in MISTAKES:
            raise ValueError(f"two mistakes are called {name}")
        MISTAKES[name] = Mistake(name, kinds, variant, yours, keras)
        return variant

    return register


def changed(thing: Any, **attributes: Any) -> Any:
    """A copy with other attributes; a function among them stands in the place of a method."""
    other = copy.copy(thing)
    for name, value in attributes.items():
        setattr(other, name, value)
    return other


def varied(layer: Any, made: Mistake) -> Any:
    """A copy of the layer with the mistake in it, or in what is inside it; None if it cannot be made."""
    if isinstance(layer, made.kinds):
        return made.variant(layer)
    inner = {name: _inside(value, made) for name, value in vars(layer).items() if name != "sublayers"}
    found = {name: value for name, value in inner.items() if value is not None}
    return changed(layer, **found) if found else None


def _inside(value: Any, made: Mistake) -> Any:
    """An attribute with the mistake in the layer, or in all the layers, that it is; else None."""
    if isinstance(value, Layer):
        return varied(value, made)
    if not isinstance(value, list) or not all(isinstance(each, Layer) for each in value):
        return None
    variants = [varied(each, made) for each in value]
    if all(each is None for each in variants):
        return None
    return [old if new is None else new for old, new in zip(value, variants, strict=True)]
