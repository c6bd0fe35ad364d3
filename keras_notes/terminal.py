"""What the commands share on the terminal: progress, and the word for wrong usage."""

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

__all__ = ["progress", "usage_error"]


def progress() -> Progress:
    """A bar on stderr, so that stdout holds the result alone."""
    columns = (TextColumn("{task.description:<16}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)


def usage_error(error: Exception) -> typer.Exit:
    """Say on stderr, on one line, what is wrong; the exit to raise has status 2."""
    typer.echo(f"keras-notes: {error}", err=True)
    return typer.Exit(2)
