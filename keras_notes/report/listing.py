"""Lists as tables, on the terminal and in Markdown; neither half is imported."""

from collections.abc import Iterable, Sequence

from rich import box
from rich.table import Table

__all__ = ["listing", "markdown"]


def listing(
    title: str, columns: Sequence[str], rows: Iterable[tuple[Sequence[str], bool]], numbers: slice
) -> Table:
    """A table of `(cells, agrees)`; the columns `numbers` are right-aligned, what does not agree is red."""
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
    for column in columns:
        table.add_column(column, justify="right" if column in columns[numbers] else "left")
    for cells, agrees in rows:
        table.add_row(*cells, style=None if agrees else "bold red")
    return table


def markdown(columns: Sequence[str], rows: Iterable[Sequence[str]], numbers: slice) -> str:
    """The same as Markdown, for the README."""
    rules = ["--:" if column in columns[numbers] else "---" for column in columns]
    lines = ["| " + " | ".join(columns) + " |", "|" + "|".join(rules) + "|"]
    return "\n".join([*lines, *("| " + " | ".join(cells) + " |" for cells in rows)])
