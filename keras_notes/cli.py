"""The command `keras-notes`."""

from typing import Annotated

import typer

from keras_notes import __version__
from keras_notes.commands.benchmark import benchmark
from keras_notes.commands.classes import classes
from keras_notes.commands.compare import compare
from keras_notes.commands.diagnose import diagnose
from keras_notes.commands.errata import errata
from keras_notes.commands.fuzz import fuzz
from keras_notes.commands.layers import layers

__all__ = ["app", "main"]

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"keras-notes {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Every concept of the notes in real Keras and in NumPy, held against each other."""


for each in (compare, diagnose, layers, classes, errata, benchmark, fuzz):
    app.command()(each)


def main() -> None:
    """Run the command."""
    app()
