"""Weight decay: which weights shrink before each step."""

import re
from collections.abc import Iterable, Sequence

import numpy as np

__all__ = ["Exclusions"]

Array = np.ndarray


class Exclusions:
    """The weights that do not decay: given ones, and those in whose names a pattern is found.

    Parameters
    ----------
    arrays : iterable of array
        The weights themselves, not equal ones.
    patterns : iterable of str
        Regular expressions, searched for anywhere in the name.
    """

    def __init__(self, arrays: Iterable[Array] = (), patterns: Iterable[str] = ()) -> None:
        self.arrays = list(arrays)
        joined = "|".join(patterns)
        self.pattern = re.compile(joined) if joined else None

    def hold(self, weight: Array, name: str) -> bool:
        """Whether this weight is one of them."""
        if any(weight is each for each in self.arrays):
            return True
        return self.pattern is not None and self.pattern.search(name) is not None

    def kept(self, weights: Sequence[Array], names: Sequence[str]) -> list[bool]:
        """Whether each weight decays."""
        return [not self.hold(weight, name) for weight, name in zip(weights, names, strict=True)]
