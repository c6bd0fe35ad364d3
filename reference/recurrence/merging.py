"""How Bidirectional puts two outputs together, and takes the gradient apart again."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

__all__ = ["MERGES", "Merge"]

Array = np.ndarray


class Merge(NamedTuple):
    """One way of merging a and b.

    Attributes
    ----------
    forward : (a, b) -> list of outputs
    backward : (dys, a, b) -> (da, db)
        `dys` has the gradient of each output.
    outputs : int
        How many outputs there are.
    """

    forward: Callable[[Array, Array], list[Array]]
    backward: Callable[[Sequence[Array], Array, Array], Sequence[Array]]
    outputs: int = 1


def _split(dys: Sequence[Array], a: Array, b: Array) -> list[Array]:
    return np.split(dys[0], 2, axis=-1)


MERGES: dict[str | None, Merge] = {
    "sum": Merge(lambda a, b: [a + b], lambda dys, a, b: (dys[0], dys[0])),
    "mul": Merge(lambda a, b: [a * b], lambda dys, a, b: (dys[0] * b, dys[0] * a)),
    "concat": Merge(lambda a, b: [np.concatenate([a, b], axis=-1)], _split),
    "ave": Merge(lambda a, b: [(a + b) / 2], lambda dys, a, b: (dys[0] / 2, dys[0] / 2)),
    None: Merge(lambda a, b: [a, b], lambda dys, a, b: dys, outputs=2),
}
