"""Comparing whole concepts: every row, every tier, in one or both float types."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from keras_notes.concepts import cases
from keras_notes.parity.measure import DIFFERENT, EQUAL, IDENTICAL, Measurement
from keras_notes.parity.row import Result, Row

__all__ = ["ConceptReport", "Report", "run"]

DTYPES = {"float32": ("float32",), "float64": ("float64",), "both": ("float32", "float64")}


@dataclass(frozen=True)
class ConceptReport:
    """The results of one concept."""

    name: str
    results: tuple[Result, ...]

    @property
    def tensors(self) -> Iterator[Measurement]:
        """The tensors of all results."""
        return (tensor for result in self.results for tensor in result.tensors)

    def count(self, verdict: str) -> int:
        """How many tensors got this verdict."""
        return Counter(tensor.verdict for tensor in self.tensors)[verdict]


@dataclass(frozen=True)
class Report:
    """The results of all concepts that were compared, and what they were computed with."""

    seed: int
    concepts: tuple[ConceptReport, ...]

    @property
    def agrees(self) -> bool:
        """Whether no tensor is DIFFERENT."""
        return self.count(DIFFERENT) == 0

    def count(self, verdict: str) -> int:
        """How many tensors got this verdict."""
        return sum(concept.count(verdict) for concept in self.concepts)

    @property
    def versions(self) -> dict[str, str]:
        """The versions that took part."""
        python = ".".join(map(str, sys.version_info[:3]))
        return {name: version(name) for name in ("keras", "tensorflow", "numpy")} | {"python": python}

    @property
    def summary(self) -> dict[str, int]:
        """The counts."""
        return {
            "concepts": len(self.concepts),
            "cases": sum(len(concept.results) for concept in self.concepts),
            "tensors": sum(1 for concept in self.concepts for _ in concept.tensors),
            "identical": self.count(IDENTICAL),
            "equal_to_rounding": self.count(EQUAL),
            "different": self.count(DIFFERENT),
        }

    def to_json(self) -> dict[str, Any]:
        """The report as a dict of JSON's types."""
        concepts = [
            {"name": concept.name, "cases": [result.to_json() for result in concept.results]}
            for concept in self.concepts
        ]
        return {**self.versions, "seed": self.seed, "concepts": concepts, "summary": self.summary}


def _jobs(concept: str, dtypes: Sequence[str]) -> Iterator[tuple[Row, str, str]]:
    for row in cases(concept):
        for dtype in dtypes:
            for tier in row.tiers_in(dtype):
                yield row, tier, dtype


def run(
    concepts: Sequence[str],
    dtype: str = "both",
    seed: int = 0,
    progress: Callable[[str, int, int], None] | None = None,
) -> Report:
    """Compare `concepts` and return the report.

    `dtype` is "float32", "float64" or "both". `progress(concept, done, total)` is called after every
    comparison. Raises a ValueError for an unknown concept or dtype, before anything is compared.
    """
    if dtype not in DTYPES:
        raise ValueError(f"dtype must be one of {', '.join(DTYPES)}, got {dtype!r}")
    work = {concept: list(_jobs(concept, DTYPES[dtype])) for concept in concepts}
    total, done, reports = sum(map(len, work.values())), 0, []
    for concept, jobs in work.items():
        results = []
        for row, tier, kind in jobs:
            results.append(row.run(tier, kind, seed))
            done += 1
            if progress is not None:
                progress(concept, done, total)
        reports.append(ConceptReport(concept, tuple(results)))
    return Report(seed, tuple(reports))
