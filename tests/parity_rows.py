"""What the tests of the concepts share.

`test_parity = parity_of("dense")` is a concept's parity test: every row, in every tier it has.
`@halves_of("dense")` runs a test on both halves: its argument `half` is the module of either.
"""

import importlib
import zlib
from collections.abc import Callable, Iterable, Iterator
from types import ModuleType
from typing import Any

import pytest

from keras_notes.concepts import CONCEPTS, cases
from keras_notes.parity import Row

__all__ = ["DTYPES", "beside", "halves_of", "parity_of", "runs_of"]

DTYPES = ("float32", "float64")
FLOAT32_DRAWS = 4  # `keras-notes compare` judges twice as many


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


def runs_of(rows: Iterable[Row]) -> Iterator[tuple[Row, str, str]]:
    """Every row in every tier and dtype that it has, as `(row, tier, dtype)`."""
    for row in rows:
        for dtype in DTYPES:
            for tier in row.tiers_in(dtype):
                yield row, tier, dtype


def _parameters(concept: str) -> list:
    """The runs of a concept, each under a name of its own; of equal labels the later ones are counted."""
    parameters, taken = [], {}
    for row, tier, dtype in runs_of(cases(concept)):
        name = f"{row.label}-{tier}-{dtype}"
        taken[name] = taken.get(name, 0) + 1
        if taken[name] > 1:
            name = f"{name}-{taken[name]}"
        parameters.append(pytest.param(row, tier, dtype, id=name))
    return parameters


def parity_of(concept: str) -> Callable[[Row, str, str], None]:
    """The parity test of a concept. A failure lists the tensors that are DIFFERENT."""

    @pytest.mark.parametrize(("row", "tier", "dtype"), _parameters(concept))
    def test_parity(row: Row, tier: str, dtype: str) -> None:
        result = row.run(tier, dtype, seed=zlib.crc32(concept.encode()), float32_draws=FLOAT32_DRAWS)
        different = [str(tensor) for tensor in result.tensors if not tensor.agrees]
        assert result.tensors, f"{row.label}: nothing was compared"
        assert not different, "\n".join([f"{row.label}, {tier}, {dtype}:", *different])

    return test_parity
