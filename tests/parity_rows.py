"""What the tests of the concepts share.

`test_parity = parity_of("dense")` is a concept's parity test: every row, in every tier it has.
`@halves_of("dense")` runs a test on both halves: its argument `half` is the module of either.
"""

import copy
import importlib
import zlib
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest

from keras_notes.concepts import CONCEPTS, cases
from keras_notes.parity import Result, Row
from keras_notes.parity.draw import Draw

__all__ = [
    "DTYPES",
    "beside",
    "halves_of",
    "on_one_worker",
    "parity_of",
    "result_of",
    "run_of",
    "runs_of",
]

DTYPES = ("float32", "float64")
FLOAT32_DRAWS = 4  # `keras-notes compare` judges twice as many, and exact rows in float64, too


def halves_of(concept: str) -> Any:
    """A decorator: the test runs once with `half=keras_notes.<concept>`, once with the NumPy half."""
    modules = [importlib.import_module(f"{package}.{concept}") for package in ("keras_notes", "reference")]
    return pytest.mark.parametrize("half", modules, ids=["keras", "numpy"])


def beside(half: ModuleType, name: str) -> ModuleType:
    """Another concept of the same half; "layers", "losses" … are Keras's own on the Keras side."""
    package = half.__name__.split(".")[0]
    if package == "keras_notes" and name not in CONCEPTS:
        package = "keras"
    return importlib.import_module(f"{package}.{name}")


def runs_of(row: Row) -> Iterator[tuple[str, str]]:
    """The tiers of a row, each in its dtype: `(tier, dtype)`. What is exact in float32 is so in float64."""
    for tier, dtype in (("exact", "float32"), ("float64", "float64"), ("float32", "float32")):
        if tier in row.tiers_in(dtype):
            yield tier, dtype


def on_one_worker(concept: str, row: Row) -> Any:
    """The tests of one row together: what Keras says is then computed once for all of them."""
    return pytest.mark.xdist_group(f"{concept} {zlib.crc32(row.label.encode())}")


_remembering: dict[int, tuple[Row, Row]] = {}


def remembering(row: Row) -> Row:
    """The row, but it asks Keras only once for each draw of the tiers in which mistakes are planted.

    They are planted on the other side, so one answer serves the row's own test and all of them.
    """
    if id(row) not in _remembering:
        _remembering[id(row)] = row, _with_memory(row)
    return _remembering[id(row)][1]


def _with_memory(row: Row) -> Row:
    found, ask, answers = copy.copy(row), row.keras, {}

    def keras(subject: Any, draw: Draw) -> Any:
        if draw.dtype == "float32" and not draw.exact:
            return ask(subject, draw)
        if draw not in answers:
            answers[draw] = ask(subject, draw)
        return answers[draw]

    object.__setattr__(found, "keras", keras)  # rows are frozen
    return found


_results: dict[tuple[int, str, str], Result] = {}


def run_of(concept: str, row: Row, tier: str, dtype: str) -> Result:
    """Compare the row with the numbers of its concept's tests, for which Keras may have answered already."""
    seed = zlib.crc32(concept.encode())
    return remembering(row).run(tier, dtype, seed, float32_draws=FLOAT32_DRAWS)


def result_of(concept: str, row: Row, tier: str, dtype: str) -> Result:
    """What comparing the row says as the code stands; compared once, for its own test and all mistakes."""
    key = id(row), tier, dtype
    if key not in _results:
        _results[key] = run_of(concept, row, tier, dtype)
    return _results[key]


def _parameters(concept: str) -> list:
    """The rows of a concept, each under a name of its own; of equal labels the later ones are counted."""
    parameters, taken = [], {}
    for row in cases(concept):
        taken[row.label] = taken.get(row.label, 0) + 1
        name = row.label if taken[row.label] == 1 else f"{row.label}-{taken[row.label]}"
        parameters.append(pytest.param(row, id=name, marks=on_one_worker(concept, row)))
    return parameters


def parity_of(concept: str) -> Callable[[Row], None]:
    """The parity test of a concept, a row in all its tiers; a failure lists what is DIFFERENT."""

    @pytest.mark.parametrize("row", _parameters(concept))
    def test_parity(row: Row) -> None:
        lines, runs = [], list(runs_of(row))
        assert runs, f"{row.label} runs in no tier"
        for tier, dtype in runs:
            result = result_of(concept, row, tier, dtype)
            assert result.tensors, f"{row.label}: nothing was compared"
            lines += [f"{tier}, {dtype}: {tensor}" for tensor in result.tensors if not tensor.agrees]
        assert not lines, "\n".join([f"{row.label}:", *lines])

    return test_parity
