"""Mistakes that one can make, each a small wrong variant of something in `reference`.

    @plant("dense", "Dense(units=4) on (3, 5)", Dense, "backward_from_logits")
    def the_bias_gradient_is_missing(original): ...

says in which concept's rows the mistake must show, on rows whose label contains the text, and what it
replaces. The function is given the right variant and returns the wrong one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

__all__ = ["PLANTED", "Planted", "plant"]


@dataclass(frozen=True)
class Planted:
    """One mistake: where it belongs, and what it does."""

    name: str
    concept: str
    label: str
    owner: Any
    attribute: str
    make: Callable[[Any], Any]


PLANTED: list[Planted] = []


def plant(concept: str, label: str, owner: Any, attribute: str) -> Callable[[Callable], Callable]:
    """Register the decorated function as a mistake."""

    def register(make: Callable[[Any], Any]) -> Callable[[Any], Any]:
        PLANTED.append(Planted(make.__name__, concept, label, owner, attribute, make))
        return make

    return register
