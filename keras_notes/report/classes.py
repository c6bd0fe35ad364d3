"""Class by class, what the rows compare, for all that trains a network."""

import importlib
import inspect
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import keras
from rich.table import Table

from keras_notes.concepts import CONCEPTS, cases
from keras_notes.parity import CallbackCase, FitCase, Inner, Result, Row
from keras_notes.parity.row import TIERS
from keras_notes.report.layers import tiers_of
from keras_notes.report.listing import listing, markdown

__all__ = [
    "KINDS",
    "ComparedClass",
    "classes_markdown",
    "classes_named_in",
    "classes_table",
    "compared_classes",
    "refused_classes",
    "vocabulary",
]

COLUMNS = ("kind", "class", *TIERS, "arguments in the rows")
NUMBERS = slice(2, 5)
# Of each kind: the namespace below `keras` and `reference`, and what its classes derive from.
KINDS: dict[str, Any] = {
    "losses": keras.losses.Loss,
    "optimizers": keras.optimizers.Optimizer,
    "optimizers.schedules": keras.optimizers.schedules.LearningRateSchedule,
    "initializers": keras.initializers.Initializer,
    "regularizers": keras.regularizers.Regularizer,
    "constraints": keras.constraints.Constraint,
    "metrics": keras.metrics.Metric,
    "callbacks": keras.callbacks.Callback,
}
# What others derive from, and what belongs to other backends or frameworks than those compared here.
ABSTRACT = {*KINDS.values(), keras.metrics.MeanMetricWrapper, keras.callbacks.CallbackList}


@dataclass
class ComparedClass:
    """What the rows of one class vary, and in which tiers they compare it."""

    kind: str
    keras: type
    rows: Counter[str] = field(default_factory=Counter)  # a tier: how many
    arguments: dict[str, None] = field(default_factory=dict)  # as an ordered set
    agrees: bool = True

    def add(self, row: Row, results: Sequence[Result]) -> None:
        """Take in a row and its results."""
        self.rows.update(result.tier for result in results)
        self.agrees &= all(result.agrees for result in results)
        own = inspect.signature(self.keras).parameters
        for value in (getattr(row, each.name) for each in fields(row)):
            if isinstance(value, Mapping):
                self.arguments |= dict.fromkeys(name for name in value if name in own)

    @property
    def is_compared(self) -> bool:
        """Whether there is a row, and all agree."""
        return self.agrees and bool(self.rows)

    @property
    def cells(self) -> tuple[str, ...]:
        """The row of the table."""
        counts = (str(self.rows[tier] or "–") for tier in TIERS)
        return (self.kind, self.keras.__name__, *counts, ", ".join(self.arguments) or "–")


def _namespace(package: str, kind: str) -> Any:
    if package == "reference":
        return importlib.import_module(f"reference.{kind.removeprefix('optimizers.')}")
    found: Any = keras
    for word in kind.split("."):
        found = getattr(found, word)
    return found


def _keras_classes(kind: str) -> Iterator[type]:
    """The public classes of a kind, each once, under its own name."""
    namespace, base = _namespace("keras", kind), KINDS[kind]
    for name, found in sorted(vars(namespace).items()):
        is_one = isinstance(found, type) and issubclass(found, base) and found not in ABSTRACT
        if is_one and found.__name__ == name:
            yield found


def _is_ours(kind: str, cls: type) -> bool:
    return cls.__name__ in _namespace("reference", kind).__all__


def vocabulary() -> dict[type, ComparedClass]:
    """Every class of Keras that `reference` has, kind by kind, not compared yet."""
    return {
        cls: ComparedClass(kind, cls) for kind in KINDS for cls in _keras_classes(kind) if _is_ours(kind, cls)
    }


def refused_classes() -> list[str]:
    """Every class of Keras's namespaces that `reference` lacks."""
    return [
        f"{kind}.{cls.__name__}" for kind in KINDS for cls in _keras_classes(kind) if not _is_ours(kind, cls)
    ]


def _named_in(value: Any) -> set[type]:
    if isinstance(value, type):
        return {value}
    if isinstance(value, Inner):
        return _named_in(value.kwargs)
    if isinstance(value, Mapping):
        return set().union(*map(_named_in, value.values()))
    if isinstance(value, list | tuple):
        return set().union(*map(_named_in, value))
    return {type(value)}


def classes_named_in(row: Row) -> set[type]:
    """The classes in the fields of a row, or of objects there, in whatever is nested there."""
    found = set().union(*(_named_in(getattr(row, each.name)) for each in fields(row)))
    if isinstance(row, FitCase):
        made = row.callbacks(keras.callbacks) if row.callbacks else []
        made = row.leaves(keras.callbacks, Path("nowhere"), []) if isinstance(row, CallbackCase) else made
        found |= {keras.callbacks.History, *map(type, made)}  # every fit has a history
    return found


def compared_classes(
    progress: Callable[[str, int, int], None] | None = None, seed: int = 0
) -> list[ComparedClass]:
    """Run all rows of all classes, each tier once, and list the classes kind by kind.

    `progress(concept, done, total)` is called after every row.
    """
    known = vocabulary()
    work = [
        (concept, row, named & known.keys())
        for concept in CONCEPTS
        for row in cases(concept)
        if (named := classes_named_in(row)) & known.keys()
    ]
    for done, (concept, row, named) in enumerate(work, start=1):
        results = [row.run(tier, dtype, seed) for tier, dtype in tiers_of(row)]
        for cls in named:
            known[cls].add(row, results)
        if progress is not None:
            progress(concept, done, len(work))
    return list(known.values())


def classes_table(found: Sequence[ComparedClass]) -> Table:
    """A table for the terminal."""
    return listing(
        "What is compared, class by class", COLUMNS, ((e.cells, e.is_compared) for e in found), NUMBERS
    )


def classes_markdown(found: Sequence[ComparedClass]) -> str:
    """The same for the README."""
    rows = [(kind, f"`{name}`", *cells) for kind, name, *cells in (each.cells for each in found)]
    return markdown(COLUMNS, rows, NUMBERS)
