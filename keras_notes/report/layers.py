"""Layer by layer, what the rows compare."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from rich import box
from rich.table import Table

from keras_notes.concepts import CONCEPTS, cases
from keras_notes.parity import Case, Result
from reference import layers

__all__ = ["ComparedLayer", "compared_layers", "layers_markdown", "layers_table"]

COLUMNS = ("layer", "rows", "exact", "modes", "arguments in the rows", "gradients of")
DTYPES = {"exact": "float32", "float64": "float64", "float32": "float32"}


@dataclass
class ComparedLayer:
    """What the rows of one layer class vary, and what they compare."""

    name: str
    rows: int = 0
    exact: int = 0
    modes: dict[str, None] = field(default_factory=dict)  # as an ordered set; so are the next two
    arguments: dict[str, None] = field(default_factory=dict)
    gradients: dict[str, None] = field(default_factory=dict)
    agrees: bool = True

    def add(self, row: Case, results: Sequence[Result]) -> None:
        """Take in a row and its results."""
        self.rows += 1
        self.exact += row.exact
        self.modes["training" if row.training else "inference"] = None
        self.modes |= {"masked": None} if row.mask is not None else {}
        self.arguments |= dict.fromkeys(row.kwargs)
        names = [tensor.name for result in results for tensor in result.tensors]
        self.gradients |= dict.fromkeys(name.removeprefix("d ") for name in names if name.startswith("d "))
        self.agrees &= all(result.agrees for result in results)

    @property
    def cells(self) -> tuple[str, ...]:
        """The row of the table."""
        sets = (self.modes, self.arguments, self.gradients)
        return (self.name, str(self.rows), str(self.exact), *(", ".join(each) or "–" for each in sets))


def compared_layers(
    progress: Callable[[str, int, int], None] | None = None, seed: int = 0
) -> list[ComparedLayer]:
    """Run all rows of all layers, each tier once, and list the layers in the order of their names.

    `progress(layer, done, total)` is called after every row.
    """
    rows = [row for concept in CONCEPTS for row in cases(concept) if isinstance(row, Case)]
    known = {name: ComparedLayer(name) for name in layers.__all__}
    for done, row in enumerate(rows, start=1):
        name = row.layer.__name__
        if name in known:
            known[name].add(
                row,
                [
                    row.run(tier, DTYPES[tier], seed)
                    for tier in ("exact", *row.tiers)
                    if tier in row.tiers_in(DTYPES[tier])
                ],
            )
        if progress is not None:
            progress(name, done, len(rows))
    return [each for each in known.values() if each.rows]


def layers_table(found: Sequence[ComparedLayer]) -> Table:
    """A table for the terminal."""
    table = Table(title="What is compared, layer by layer", title_justify="left", box=box.SIMPLE_HEAD)
    for column in COLUMNS:
        table.add_column(column, justify="right" if column in ("rows", "exact") else "left")
    for each in found:
        table.add_row(*each.cells, style=None if each.agrees else "bold red")
    return table


def layers_markdown(found: Sequence[ComparedLayer]) -> str:
    """The same for the README."""
    lines = ["| " + " | ".join(COLUMNS) + " |", "|---|--:|--:|---|---|---|"]
    lines += [
        "| " + " | ".join((f"`{name}`", *cells)) + " |" for name, *cells in (each.cells for each in found)
    ]
    return "\n".join(lines)
