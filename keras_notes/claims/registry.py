"""The items of the notes, each with the facts that prove or refute it, computed on both halves."""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.resources import files

import keras

from keras_notes.claims.facts import Fact, Finding
from keras_notes.parity.seeded import seeded
from keras_notes.startup import quiet_tensorflow

__all__ = ["CHAPTERS", "Claim", "Contradiction", "Fact", "Finding", "check", "claims", "contradictions"]

# The chapters, by number, and the module that holds the checks of each.
CHAPTERS = (
    "vocabulary",
    "neuron",
    "activations",
    "dense",
    "anatomy",
    "building",
    "forward_pass",
    "parameters",
    "outputs",
    "losses",
    "gradients",
    "backpropagation",
    "descent",
    "optimizers",
    "training",
    "data",
    "classifiers",
    "digits",
    "convolution",
    "recurrence",
    "normalization",
)
VERDICTS = ("right", "imprecise", "wrong", "depends on version")


@dataclass(frozen=True)
class Claim:
    """One item of the notes.

    `id` is the item's, "S3-34"; `note` and `lines` the file and the lines where it stands; `says` its
    content and `correct` what holds instead or is to be added, in our words. `same_as` names the item
    whose check it shares; a claim of `text` is history or provenance and has none.
    """

    id: str
    note: str
    lines: str
    kind: str
    verdict: str
    chapters: tuple[int, ...]
    says: str
    correct: str
    same_as: str
    text: bool

    def run(self) -> Finding | None:
        """Compute the evidence now; None for text. A KeyError names an item without a check.

        An error inside a check is evidence too, that the item does not hold.
        """
        if self.text:
            return None
        evidence = _checks()[self.evidence_of]
        keras.utils.clear_session(free_memory=False)
        facts: list[Fact] = []
        try:
            with quiet_tensorflow(), seeded(0):
                facts.extend(evidence())
        except Exception as error:
            return Finding(tuple(facts), f"{type(error).__name__}: {error}")
        return Finding(tuple(facts))

    @property
    def evidence_of(self) -> str:
        """The item whose check this one rests on: its own, or the one that it repeats."""
        return self.same_as or self.id


@dataclass(frozen=True)
class Contradiction:
    """Two or more items that cannot all be right, and which is."""

    number: str
    topic: str
    positions: str
    resolution: str
    rests_on: tuple[str, ...] = field(default=())


_CHECKS: dict[str, Callable[[], Iterable[Fact]]] = {}


def check(*ids: str) -> Callable[[Callable[[], Iterable[Fact]]], Callable[[], Iterable[Fact]]]:
    """Register a function that yields the facts of the items `ids`; a ValueError for a second check."""

    def register(function: Callable[[], Iterable[Fact]]) -> Callable[[], Iterable[Fact]]:
        for each in ids:
            if each in _CHECKS:
                raise ValueError(f"{each} has a check already")
            _CHECKS[each] = function
        return function

    return register


@cache
def _checks() -> dict[str, Callable[[], Iterable[Fact]]]:
    for chapter in CHAPTERS:
        import_module(f"keras_notes.claims.{chapter}")
    return _CHECKS


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (files("keras_notes.claims") / name).open(encoding="utf-8") as file:
        yield from csv.DictReader(file)


@cache
def claims() -> dict[str, Claim]:
    """All 284 items by ID, in the order of the notes."""
    found = {}
    for row in _rows("notes.csv"):
        chapters = tuple(int(number) for number in row.pop("chapters").split())
        text = bool(row.pop("text"))
        found[row["id"]] = Claim(**row, chapters=chapters, text=text)
    return found


@cache
def contradictions() -> dict[str, Contradiction]:
    """The 26 contradictions by number."""
    return {
        row["number"]: Contradiction(**{**row, "rests_on": tuple(row["rests_on"].split())})  # type: ignore[arg-type]
        for row in _rows("contradictions.csv")
    }
