"""The concepts, in the order in which each uses only earlier ones."""

import importlib
from collections.abc import Sequence

from keras_notes.parity.row import Row

__all__ = ["CONCEPTS", "cases"]

CONCEPTS = (
    "neuron",
    "activations",
    "dense",
    "reshaping",
    "random",
    "initializers",
    "sequential",
    "anatomy",
    "losses",
    "gradients",
    "backpropagation",
    "optimizers",
    "metrics",
    "training",
    "preprocessing",
    "classification",
    "digits",
)


def cases(concept: str) -> Sequence[Row]:
    """The rows of a concept; a ValueError for a name that is none."""
    if concept not in CONCEPTS:
        raise ValueError(f"no concept named {concept!r}; there are {', '.join(CONCEPTS)}")
    rows: Sequence[Row] = importlib.import_module(f"keras_notes.{concept}").CASES
    return rows
