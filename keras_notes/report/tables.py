"""A comparison as tables on the terminal."""

from collections.abc import Iterable

from rich import box
from rich.table import Table

from keras_notes.parity.measure import DIFFERENT, EQUAL, IDENTICAL, Measurement
from keras_notes.parity.row import Result
from keras_notes.run import ConceptReport, Report

__all__ = ["cases_table", "concepts_table", "differences_table"]


def _largest(tensors: Iterable[Measurement], dtype: str) -> str:
    """The largest relative difference among the tensors of that type that agree."""
    found = [tensor.max_relative for tensor in tensors if tensor.dtype == dtype and tensor.agrees]
    return f"{max(found):.0e}" if found and max(found) > 0 else "0" if found else ""


def _table(title: str, *columns: str, numbers: bool) -> Table:
    """A table that fits 80 columns; with `numbers`, all but its first column are right-aligned."""
    table = Table(
        title=title,
        title_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        pad_edge=False,
        show_edge=False,
    )
    for i, column in enumerate(columns):
        table.add_column(column, justify="right" if numbers and i else "left", overflow="fold")
    return table


def concepts_table(report: Report) -> Table:
    """A row a concept, and the totals; the last two columns are the largest relative differences."""
    columns = ("cases", "tensors", "identical", "rounded", "differ", "float32", "float64")
    table = _table("Keras and NumPy, concept by concept", "concept", *columns, numbers=True)
    for concept in report.concepts:
        different = concept.count(DIFFERENT)
        table.add_row(
            concept.name,
            str(len(concept.results)),
            str(sum(1 for _ in concept.tensors)),
            str(concept.count(IDENTICAL)),
            str(concept.count(EQUAL)),
            str(different),
            _largest(concept.tensors, "float32"),
            _largest(concept.tensors, "float64"),
            style="bold red" if different else None,
        )
    table.add_section()
    table.add_row("all", *(str(value) for key, value in report.summary.items() if key != "concepts"), "", "")
    return table


def cases_table(concept: ConceptReport) -> Table:
    """A row a case: bit for bit, or the largest relative difference, in every tier it runs in."""
    found: dict[str, dict[tuple[str, str], str]] = {}
    for result in concept.results:
        found.setdefault(result.case, {})[result.tier, result.dtype] = _cell(result)
    tiers = list(dict.fromkeys(key for cells in found.values() for key in cells))
    titles = [dtype if tier == dtype else f"{tier} {dtype}" for tier, dtype in tiers]
    table = _table(concept.name, "case", *titles, numbers=True)
    for case, cells in found.items():
        style = "bold red" if DIFFERENT in cells.values() else None
        table.add_row(case, *(cells.get(tier, "") for tier in tiers), style=style)
    return table


def _cell(result: Result) -> str:
    if not result.agrees:
        return DIFFERENT
    worst = max((tensor.max_relative for tensor in result.tensors), default=0.0)
    return f"{worst:.0e}" if worst > 0 else "bit for bit"


def differences_table(report: Report) -> Table:
    """A row a tensor that is DIFFERENT."""
    table = _table(DIFFERENT, "concept", "case", "tier", "tensor", "shape", "relative", "note", numbers=False)
    for concept in report.concepts:
        for result in concept.results:
            for tensor in result.tensors:
                if not tensor.agrees:
                    where = (concept.name, result.case, f"{result.tier} {result.dtype}", tensor.name)
                    table.add_row(*where, str(tensor.shape), f"{tensor.max_relative:.1e}", tensor.note)
    return table
