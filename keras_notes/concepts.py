"""The concepts, in the order in which each uses only earlier ones."""

import importlib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keras_notes.parity.row import Row

__all__ = ["CONCEPTS", "about", "cases", "check_names"]

CONCEPTS = (
    "neuron",
    "activations",
    "dense",
    "core",
    "embedding",
    "activation_layers",
    "reshaping",
    "random",
    "initializers",
    "sequential",
    "anatomy",
    "losses",
    "gradients",
    "backpropagation",
    "schedules",
    "optimizers",
    "metrics",
    "training",
    "preprocessing",
    "classification",
    "digits",
    "convolution",
    "pooling",
    "recurrence",
    "normalization",
    "regularization",
    "serialization",
)


def check_names(concepts: Iterable[str]) -> None:
    """Raise a ValueError for a name that is no concept's."""
    for concept in concepts:
        if concept not in CONCEPTS:
            raise ValueError(f"no concept named {concept!r}; there are {', '.join(CONCEPTS)}")


def cases(concept: str) -> "Sequence[Row]":
    """The rows of a concept; a ValueError for a name that is none."""
    check_names([concept])
    rows: Sequence[Row] = importlib.import_module(f"keras_notes.{concept}").CASES
    return rows


def about(concept: str) -> str:
    """What the concept's module says of itself, on one line."""
    doc = importlib.import_module(f"keras_notes.{concept}").__doc__ or ""
    return " ".join(doc.split())
