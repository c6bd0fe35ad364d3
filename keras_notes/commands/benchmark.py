"""`keras-notes benchmark`: the speed of both halves."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from keras_notes.report.files import check_writable, write_json
from keras_notes.terminal import progress, usage_error

__all__ = ["benchmark"]


def benchmark(
    quick: Annotated[bool, typer.Option("--quick", help="Fewer repeats and sizes.")] = False,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the figures here.")] = None,
) -> None:
    """Measure the speed of both halves side by side, and of a plain NumPy loop beside them."""
    try:
        if json_file:
            check_writable(json_file)
    except OSError as error:
        raise usage_error(error) from None
    with progress() as bar:
        task = bar.add_task("importing Keras", total=None)
        from keras_notes.benchmark import run_benchmark

        def shown(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=total)

        found = run_benchmark(quick=quick, progress=shown)
    console = Console()
    for table in found.tables():
        console.print(table)
    if json_file:
        write_json(json_file, found.to_json())
