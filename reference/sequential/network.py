"""The plain networks of the notes, by their sizes."""

from collections.abc import Sequence
from typing import Any

from reference.dense import Dense
from reference.input import Input
from reference.sequential.model import Sequential

__all__ = ["network"]


def network(sizes: Sequence[int], hidden: Any = "relu", output: Any = "softmax") -> Sequential:
    """Dense layers of these `sizes`, the input's first: `network((2, 3, 2))` has 3 and 2 units.

    Parameters
    ----------
    sizes : sequence of int
        At least two.
    hidden, output : str or None
        The activations of the hidden layers and of the last one; None for none.

    >>> network((8, 6, 6, 4)).count_params()
    124
    """
    if len(sizes) < 2:
        raise ValueError(f"network: sizes must name at least an input and an output, got {tuple(sizes)}")
    inner = [Dense(size, activation=hidden) for size in sizes[1:-1]]
    return Sequential([Input((sizes[0],)), *inner, Dense(sizes[-1], activation=output)])
