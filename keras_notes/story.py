"""Telling a concept's story on a terminal: words, and the numbers of both halves side by side."""

import functools
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from keras_notes.parity import measure
from keras_notes.parity.compare import REFEREE_ULPS
from keras_notes.parity.measure import DIFFERENT, EQUAL, FLOAT64_TOLERANCE

__all__ = ["WIDTH", "Figures", "Story", "command"]

WIDTH = 100  # where the output is no terminal
# Stories show single computations; float32 ones are given the room that `compare` gives.
TOLERANCES = {"float32": REFEREE_ULPS * 2.0**-23, "float64": FLOAT64_TOLERANCE}

Figures = Annotated[
    Path | None,
    typer.Option("--figures", metavar="DIR", file_okay=False, help="Folder to write pictures to."),
]


class Story:
    """A concept told from top to bottom, with a tally of how equal the halves were.

    story = Story("One neuron")
    story.say("The weighted sum of three inputs:")
    story.compare(("x · w", keras_value, numpy_value))
    story.end("neuron", figures)
    """

    def __init__(self, title: str, console: Console | None = None) -> None:
        self.console = console or Console(highlight=False, width=None if sys.stdout.isatty() else WIDTH)
        self.tally: Counter[str] = Counter()
        self.console.print(f"\n[bold]── {title} ──[/bold]")

    def say(self, text: str) -> None:
        """Print a paragraph, filled to the width."""
        self.console.print(f"\n{' '.join(text.split())}", markup=False)

    def show(self, text: str) -> None:
        """Print lines as they are."""
        self.console.print(text, markup=False)

    def compare(self, *rows: tuple[str, Any, Any]) -> None:
        """Print a table with a row `(what, of Keras, of NumPy)` each, and whether the two are equal."""
        table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
        for column in ("", "Keras", "NumPy", "equal"):
            table.add_column(column)
        for what, theirs, ours in rows:
            kind, verdict = _equality(what, theirs, ours)
            self.tally[kind] += 1
            table.add_row(what, _text(theirs), _text(ours), verdict, style="bold red" * (kind == DIFFERENT))
        self.console.print()
        self.console.print(table)

    def once(self, theirs: str, ours: str) -> None:
        """Print a text that both halves give; what the NumPy half says too only where it differs."""
        kind, _ = _equality("text", theirs, ours)
        self.tally[kind] += 1
        self.show(f"\n{theirs}")
        if kind == DIFFERENT:
            self.console.print(f"{kind} in NumPy:\n{ours}", style="bold red", markup=False)

    def end(self, concept: str, figures: Path | None = None) -> None:
        """Print the tally and write the concept's pictures to `figures`, if there is such a folder.

        Raises SystemExit if anything was different.
        """
        counts = ", ".join(f"{count} {kind}" for kind, count in self.tally.items())
        total = self.tally.total()
        self.say(f"{total} row{'s' * (total != 1)}: {counts}.")
        if self.tally[EQUAL]:
            self.say("(1 ULP is the step between neighbouring floats, at the largest entry of the row.)")
        self.pictures(concept, figures)
        if self.tally[DIFFERENT]:
            raise SystemExit(1)

    def pictures(self, concept: str, figures: Path | None = None) -> None:
        """Write the concept's pictures to `figures`, if there is such a folder, and say where."""
        if figures is not None:
            from keras_notes.figures import draw, save

            for path in save(draw(concept), figures):
                self.say(f"picture: {path}")


def _equality(what: str, theirs: Any, ours: Any) -> tuple[str, str]:
    """The kind of equality, and the same in words for one row."""
    theirs, ours = np.asarray(theirs), np.asarray(ours)
    if theirs.dtype.kind not in "fiub":
        same = np.array_equal(theirs, ours)
        return ("the same", "the same") if same else (DIFFERENT, DIFFERENT)
    tolerance = TOLERANCES.get(str(theirs.dtype), 0.0)
    found = measure(what, theirs, ours, tolerance=tolerance)
    if found.identical:
        return "bit for bit", "bit for bit"
    if found.agrees:
        return EQUAL, f"to {found.max_ulp:.2g} ULP"
    return DIFFERENT, f"{DIFFERENT} {found.note}".strip()


def _text(value: Any) -> str:
    array = np.asarray(value)
    if array.dtype.kind == "f" and array.ndim == 0:
        return f"{array[()]:.{6 if array.dtype == np.float32 else 10}g}"
    if array.dtype.kind not in "fiub" or array.ndim == 0:
        return str(value)
    short = array.dtype.kind != "f" or np.array_equal(array, np.round(array, 2))
    small = 0 < np.abs(array).max() < 1e-3
    return np.array2string(
        array,
        precision=2 if small else 4,
        suppress_small=not small,
        floatmode="maxprec" if short else "fixed",
        threshold=40,
        max_line_width=34,
    )


def command(main: Callable[..., None]) -> None:
    """Run `main` from the command line: its arguments are the options, its docstring the help.

    What the machine refuses (a file that cannot be written, a network that is not there) is one line
    on stderr and exit status 2.
    """

    @functools.wraps(main)
    def guarded(**options: Any) -> None:
        try:
            main(**options)
        except OSError as error:
            print(f"error: {error}", file=sys.stderr)
            raise SystemExit(2) from None

    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(guarded)
    app()
