"""Facts: one thing each that both halves computed, and whether it holds."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

__all__ = ["Fact", "Finding"]


def _equal(a: Any, b: Any, tolerance: float) -> bool:
    """Whether two values are the same: numbers within the tolerance, anything else exactly."""
    if isinstance(a, str | bool | type(None)) or isinstance(b, str | bool | type(None)):
        return bool(a == b)
    x, y = np.asarray(a), np.asarray(b)
    if x.shape != y.shape:
        return False
    if x.dtype.kind not in "fiub" or y.dtype.kind not in "fiub":
        return bool(np.array_equal(x, y))
    return bool(np.allclose(x, y, rtol=tolerance, atol=tolerance, equal_nan=True))


class Fact(NamedTuple):
    """One thing that both halves computed.

    Attributes
    ----------
    what : str
        What was computed, in a few words.
    keras, numpy : Any
        The value on either half: a number, an array, a bool, a string.
    expected : Any
        What it must be, where that is known beforehand; None where the two halves agreeing is the point.
    note : Any
        What the note's version gives, computed too; it must then differ from what is right.
    tolerance : float
        How near counts as equal.
    """

    what: str
    keras: Any
    numpy: Any
    expected: Any = None
    note: Any = None
    tolerance: float = 1e-6

    @property
    def holds(self) -> bool:
        """Whether the halves agree, with each other and with what is expected, and not with the note."""
        agree = _equal(self.keras, self.numpy, self.tolerance)
        right = self.expected is None or _equal(self.keras, self.expected, self.tolerance)
        refuted = self.note is None or not _equal(self.note, self.keras, self.tolerance)
        return agree and right and refuted


@dataclass(frozen=True)
class Finding:
    """What running the check of an item gave: facts, or the error that stopped it."""

    facts: tuple[Fact, ...]
    error: str = ""

    @property
    def holds(self) -> bool:
        """Whether there is evidence, and all of it holds."""
        return bool(self.facts) and not self.error and all(fact.holds for fact in self.facts)
