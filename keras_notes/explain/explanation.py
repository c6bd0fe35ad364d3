"""What `explain_loss` found: the numbers of both halves, and what they mean in words."""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from rich.box import SIMPLE_HEAD
from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from keras_notes.parity import measure
from keras_notes.parity.compare import REFEREE_ULPS
from keras_notes.parity.measure import FLOAT64_TOLERANCE

__all__ = ["LossExplanation", "Quantity"]

WIDTH = 100
# Losses of one run, without a referee: the room that `compare` gives.
TOLERANCES = {"float32": REFEREE_ULPS * 2.0**-23, "float64": FLOAT64_TOLERANCE}


def _finite(value: Any) -> Any:
    """The same with None for the numbers that JSON lacks: what has diverged is nan or infinite."""
    if isinstance(value, Mapping):
        return {key: _finite(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


@dataclass(frozen=True)
class Quantity:
    """One number as both halves compute it, and where Keras shows it ("" if nowhere)."""

    name: str
    keras: float
    numpy: float
    shown_by: str = ""

    def agrees(self, dtype: str) -> bool:
        """Whether both halves have the same number, up to rounding."""
        theirs, ours = (np.asarray(value, dtype="float64") for value in (self.keras, self.numpy))
        return measure(self.name, theirs, ours, tolerance=TOLERANCES[dtype]).agrees


@dataclass(frozen=True, repr=False)
class LossExplanation:
    """The losses of one model on one set of data. Prints as a table with sentences under it.

    Attributes
    ----------
    model, dtype : str
    quantities : tuple of Quantity
        In the order in which they build on each other.
    batches : tuple of float
        The loss of every batch of the epoch, before its update, as the NumPy half has it.
    sentences : tuple of str
        Which of the numbers Keras showed, and why.
    """

    model: str
    dtype: str
    quantities: tuple[Quantity, ...]
    batches: tuple[float, ...]
    sentences: tuple[str, ...]

    def __getitem__(self, name: str) -> Quantity:
        """The quantity of that name; a KeyError lists the names."""
        found = {each.name: each for each in self.quantities}
        if name not in found:
            raise KeyError(f"no quantity {name!r}; there are {', '.join(found)}")
        return found[name]

    @property
    def agrees(self) -> bool:
        """Whether both halves agree on every number."""
        return all(each.agrees(self.dtype) for each in self.quantities)

    def to_json(self) -> str:
        """Numbers and sentences as a JSON text."""
        return json.dumps(_finite(asdict(self) | {"agrees": self.agrees}), indent=1)

    def __rich__(self) -> Group:
        table = Table(title=f"The losses of {self.model}", title_justify="left", box=SIMPLE_HEAD)
        for column in ("", "Keras", "NumPy"):
            table.add_column(column, justify="right" if column else "left")
        table.add_column("shown by")
        for each in self.quantities:
            style = None if each.agrees(self.dtype) else "bold red"
            table.add_row(each.name, f"{each.keras:.7g}", f"{each.numpy:.7g}", each.shown_by, style=style)
        return Group(table, *(Text(f"{sentence}\n") for sentence in self.sentences))

    def __str__(self) -> str:
        console = Console(width=WIDTH, color_system=None)
        with console.capture() as captured:
            console.print(self.__rich__())
        return captured.get()

    def __repr__(self) -> str:
        return f"<LossExplanation of {self.model}: {len(self.quantities)} numbers>"
