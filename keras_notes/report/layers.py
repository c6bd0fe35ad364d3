"""Layer by layer, what the rows compare."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from rich.table import Table

from keras_notes.concepts import CONCEPTS, cases
from keras_notes.parity import Case, Result, Row
from keras_notes.report.listing import listing, markdown
from reference import layers

__all__ = ["ComparedLayer", "compared_layers", "layers_markdown", "layers_table", "listed_rows", "tiers_of"]

COLUMNS = ("layer", "rows", "exact", "networks", "modes", "arguments in the rows", "gradients of")
NUMBERS = slice(1, 4)
DTYPES = {"exact": "float32", "float64": "float64", "float32": "float32"}


@dataclass
class ComparedLayer:
    """What the rows of one layer class vary, and what they compare."""

    name: str
    rows: int = 0
    exact: int = 0
    networks: int = 0  # rows of whole networks, most of them trained, that the layer is part of
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
        gradients = [name.removeprefix("d ").split("/")[-1] for name in names if name.startswith("d ")]
        self.gradients |= dict.fromkeys(gradients)
        self.agrees &= all(result.agrees for result in results)

    @property
    def cells(self) -> tuple[str, ...]:
        """The row of the table."""
        sets = (self.modes, self.arguments, self.gradients)
        counts = (self.rows, self.exact, self.networks)
        return (self.name, *map(str, counts), *(", ".join(each) or "–" for each in sets))


def tiers_of(row: Row) -> list[tuple[str, str]]:
    """Each tier of a row once: `(tier, dtype)`."""
    return [(tier, dtype) for tier, dtype in DTYPES.items() if tier in row.tiers_in(dtype)]


def listed_rows() -> tuple[dict[str, ComparedLayer], list[Case]]:
    """All layers by name, counted in the rows of networks, and the rows of single layers."""
    known = {name: ComparedLayer(name) for name in layers.__all__}
    rows = [row for concept in CONCEPTS for row in cases(concept)]
    for row in rows:
        build = getattr(row, "build", None)
        for name in {type(layer).__name__ for layer in build()._flatten_layers()} if build else ():
            if name in known:
                known[name].networks += 1
    return known, [row for row in rows if isinstance(row, Case) and row.layer.__name__ in known]


def compared_layers(
    progress: Callable[[str, int, int], None] | None = None, seed: int = 0
) -> list[ComparedLayer]:
    """Run all rows of all layers, each tier once, and list the layers concept by concept.

    `progress(layer, done, total)` is called after every row.
    """
    known, rows = listed_rows()
    for done, row in enumerate(rows, start=1):
        name = row.layer.__name__
        known[name].add(row, [row.run(tier, dtype, seed) for tier, dtype in tiers_of(row)])
        if progress is not None:
            progress(name, done, len(rows))
    return [each for each in known.values() if each.rows or each.networks]


def layers_table(found: Sequence[ComparedLayer]) -> Table:
    """A table for the terminal."""
    rows = ((each.cells, each.agrees) for each in found)
    return listing("What is compared, layer by layer", COLUMNS, rows, NUMBERS)


def layers_markdown(found: Sequence[ComparedLayer]) -> str:
    """The same for the README."""
    rows = [(f"`{name}`", *cells) for name, *cells in (each.cells for each in found)]
    return markdown(COLUMNS, rows, NUMBERS)
