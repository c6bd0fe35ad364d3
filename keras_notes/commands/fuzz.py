"""`keras-notes fuzz`: mutated model files against `load_model`."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from keras_notes.report.files import check_writable
from keras_notes.terminal import progress, usage_error

__all__ = ["fuzz"]

ENDS = ("accepted", "refused", "ESCAPED", "HUNG", "CRASHED,")


def fuzz(
    archives: Annotated[int, typer.Option(min=1, help="How many files to load.")] = 20_000,
    seed: Annotated[int, typer.Option(min=0, help="Of the mutations.")] = 0,
    number: Annotated[
        int | None, typer.Option("--replay", min=0, help="Load one file of the campaign again.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="With --replay: write the file here.")] = None,
) -> None:
    """Load mutated .keras files in processes of their own, with limits on memory and time.

    The exit status is 0 if each is loaded or refused in words, 1 if one crashes, hangs or escapes.
    """
    from keras_notes.fuzzing import campaign, replay

    if number is not None:
        _again(*replay(number, seed), out)
        return
    with progress() as bar:
        task = bar.add_task("loading", total=archives)
        outcome = campaign(archives, seed, lambda done: bar.update(task, completed=done))
    Console().print(_table(outcome))
    for each, end in outcome.failures.items():
        typer.echo(f"file {each}: {end}  (keras-notes fuzz --seed {seed} --replay {each})")
    if outcome.failures:
        raise typer.Exit(1)


def _again(kind: str, content: bytes, end: str, out: Path | None) -> None:
    if out:
        try:
            check_writable(out)
        except (ValueError, OSError) as error:
            raise usage_error(error) from None
        out.write_bytes(content)
    typer.echo(f"{kind}: {end}")
    if end not in ("accepted", "refused"):
        raise typer.Exit(1)


def _table(outcome: Any) -> Table:
    table = Table(title=f"{outcome.total:,} mutated files, at most {outcome.peak_megabytes} MB", box=None)
    for column in ("what was changed", *(end.strip(",").lower() for end in ENDS)):
        table.add_column(column, justify="left" if column.startswith("what") else "right")
    for kind, counts in sorted(outcome.counts.items()):
        table.add_row(kind, *(f"{counts[end]:,}" for end in ENDS))
    return table
