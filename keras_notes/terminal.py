"""What the commands share on the terminal: progress, and the word for wrong usage."""

from typing import Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

__all__ = ["print_report", "progress", "usage_error"]


def progress() -> Progress:
    """A bar on stderr, so that stdout holds the result alone."""
    columns = (TextColumn("{task.description:<16}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)


def usage_error(error: Exception) -> typer.Exit:
    """Say on stderr, on one line, what is wrong; the exit to raise has status 2."""
    typer.echo(f"keras-notes: {error}", err=True)
    return typer.Exit(2)


def print_report(report: Any, console: Console, closely: bool) -> None:
    """The tables of a report, `closely` with one for each concept, and the verdict."""
    from keras_notes.report.tables import cases_table, concepts_table, differences_table  # with Keras

    if closely:
        for concept in report.concepts:
            console.print(cases_table(concept))
    console.print(concepts_table(report))
    if not report.agrees:
        console.print(differences_table(report))
    console.print("Every tensor agrees." if report.agrees else "Some tensors are DIFFERENT.", style="bold")
