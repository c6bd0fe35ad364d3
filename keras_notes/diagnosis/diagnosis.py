"""The result of `diagnose`: which tensor departs first, and which mistake explains it."""

import json
import math
from dataclasses import asdict, dataclass
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

__all__ = ["Compared", "Diagnosis"]

WIDTH = 100


@dataclass(frozen=True)
class Compared:
    """One of the user's tensors beside ours."""

    name: str
    shape: tuple[int, ...]
    relative: float
    agrees: bool


@dataclass(frozen=True, repr=False)
class Diagnosis:
    """What `diagnose` found. Prints as a table with sentences under it.

    Attributes
    ----------
    tensors : tuple of Compared
        In the order of the walk: forward, the loss, backward.
    first : str or None
        The first that departs: "lstm", "d dense/kernel".
    layer : str or None
        What the mistake is in, if it is found: a layer, several, or the loss.
    mistake : str or None
        Its name.
    sentence : str
        What is known, in words.
    others : tuple of str
        The sentences of other mistakes that would give the same numbers.
    """

    tensors: tuple[Compared, ...]
    first: str | None
    layer: str | None
    mistake: str | None
    sentence: str
    others: tuple[str, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether nothing departs."""
        return self.first is None

    def to_json(self) -> str:
        """All of it as a JSON text; infinite distances become null."""
        found = asdict(self) | {"agrees": self.agrees}
        for each in found["tensors"]:
            each["relative"] = each["relative"] if math.isfinite(each["relative"]) else None
        return json.dumps(found, indent=1)

    def __rich__(self) -> Any:
        table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
        for column in ("yours", "shape", "apart", ""):
            table.add_column(column, justify="right" if column == "apart" else "left")
        for each in self.tensors:
            verdict = "agrees" if each.agrees else "departs first" if each.name == self.first else "departs"
            style = "bold red" if each.name == self.first else None
            table.add_row(each.name, str(each.shape), f"{each.relative:.0e}", verdict, style=style)
        words = [Text(f"\n{self.sentence}", style="bold")]
        words += [Text(f"The same numbers would come of this: {each}") for each in self.others]
        return Group(table, *words)

    def __str__(self) -> str:
        console = Console(width=WIDTH, color_system=None)
        with console.capture() as captured:
            console.print(self.__rich__())
        return captured.get()

    __repr__ = __str__
