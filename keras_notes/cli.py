"""The command `keras-notes`."""

import json
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from keras_notes import __version__
from keras_notes.concepts import CONCEPTS, about, check_names
from keras_notes.report.files import check_writable, write_text

__all__ = ["app", "main"]

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


def _progress() -> Progress:
    """A bar on stderr, so that stdout holds the result alone."""
    columns = (TextColumn("{task.description:<16}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)


def _usage_error(error: Exception) -> typer.Exit:
    typer.echo(f"keras-notes: {error}", err=True)
    return typer.Exit(2)


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


@app.command()
def compare(
    concepts: Annotated[list[str] | None, typer.Argument(metavar="[CONCEPT]...", show_default=False)] = None,
    dtype: Annotated[
        Literal["float32", "float64", "both"], typer.Option(help="The float types to compare in.")
    ] = "both",
    seed: Annotated[int, typer.Option(min=0, help="Of the random weights and inputs.")] = 0,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write every measurement here.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write a web page with tables and figures here.")] = None,
    figures: Annotated[Path | None, typer.Option(help="Save the figures as PNGs in this folder.")] = None,
) -> None:
    """Compare CONCEPTs (all, if none is named) on both sides, tensor by tensor.

    The exit status is 0 if all agree, 1 if a tensor is DIFFERENT, 2 for wrong usage.
    """
    try:
        report = _compare(concepts or [], dtype, seed, [path for path in (json_file, html) if path])
    except (ValueError, OSError) as error:
        raise _usage_error(error) from None
    console = Console()
    _print(report, console, closely=bool(concepts))
    if json_file:
        write_text(json_file, json.dumps(report.to_json(), indent=1, allow_nan=False) + "\n")
    if html or figures:
        _pictures(report, html, figures, console)
    if not report.agrees:
        raise typer.Exit(1)


def _compare(concepts: list[str], dtype: str, seed: int, outputs: list[Path]) -> Any:
    check_names(concepts)
    for path in outputs:
        check_writable(path)
    with _progress() as bar:
        task = bar.add_task("importing Keras", total=None)
        from keras_notes.run import run

        def shown(concept: str, done: int, total: int) -> None:
            bar.update(task, description=concept, completed=done, total=total)

        return run(concepts or CONCEPTS, dtype, seed, shown)


def _print(report: Any, console: Console, closely: bool) -> None:
    from keras_notes.report.tables import cases_table, concepts_table, differences_table

    if closely:
        for concept in report.concepts:
            console.print(cases_table(concept))
    console.print(concepts_table(report))
    if not report.agrees:
        console.print(differences_table(report))
    console.print("Every tensor agrees." if report.agrees else "Some tensors are DIFFERENT.", style="bold")


def _pictures(report: Any, html: Path | None, folder: Path | None, console: Console) -> None:
    from keras_notes.figures import FIGURES, png, save

    names = [concept.name for concept in report.concepts]
    wanted = {name: FIGURES[name] for name in names if name in FIGURES}
    made: dict[str, dict[str, Any]] = {}
    with _progress() as bar:
        task = bar.add_task("figures", total=sum(map(len, wanted.values())))
        for concept, makers in wanted.items():
            made[concept] = {}
            for name, make in makers.items():
                made[concept][name] = make()
                bar.advance(task)
    if folder:
        save(made, folder)
        console.print(f"Figures in {folder}")
    if html:
        from keras_notes.report.page import page

        pictures = {concept: {name: png(f) for name, f in each.items()} for concept, each in made.items()}
        write_text(html, page(report, pictures, {name: about(name) for name in names}))
        console.print(f"Report in {html}")


@app.command()
def benchmark(
    quick: Annotated[bool, typer.Option("--quick", help="Fewer repeats and sizes.")] = False,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the figures here.")] = None,
) -> None:
    """Measure both halves' speed side by side, and a plain NumPy loop beside them."""
    try:
        if json_file:
            check_writable(json_file)
    except OSError as error:
        raise _usage_error(error) from None
    raise NotImplementedError


def main() -> None:
    """Run the command."""
    app()
