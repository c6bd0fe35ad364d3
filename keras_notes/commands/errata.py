"""`keras-notes errata`: what the notes say, and what holds."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from keras_notes.report.files import check_writable, write_text
from keras_notes.terminal import progress, usage_error

__all__ = ["check", "errata"]


def check(selected: Any = None) -> tuple[Any, Any]:
    """The items, the wrong and imprecise ones if none are given, and what checking them found."""
    from keras_notes.claims.errata import run_claims, select

    items = select() if selected is None else selected
    with progress() as bar:
        task = bar.add_task("checking items", total=len(items))
        return items, run_claims(items, lambda done: bar.update(task, completed=done))


def errata(
    everything: Annotated[
        bool, typer.Option("--all", help="All 284 items, not only wrong and imprecise ones.")
    ] = False,
    chapter: Annotated[int | None, typer.Option(help="The items of one chapter, 0 to 20.")] = None,
    item: Annotated[str | None, typer.Option("--id", help="One item, with all its evidence.")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write items and evidence here.")] = None,
) -> None:
    """Show what the notes say beside what holds, both computed now on both halves.

    The exit status is 0 if every item shown holds, 1 if one does not, 2 for wrong usage.
    """
    try:
        if json_file:
            check_writable(json_file)
        from keras_notes.claims import errata as show

        selected = show.select(everything, chapter, item)
    except (ValueError, OSError) as error:
        raise usage_error(error) from None
    selected, findings = check(selected)
    console = Console()
    console.print(show.items_table(selected, findings))
    if item:
        console.print(show.evidence_table(selected[0], findings[selected[0].id]))
    if everything:
        console.print(show.contradictions_table(findings))
    numbers = show.counts(findings)
    console.print("{items} items: {hold} hold, {fail} fail, {text} are text".format(**numbers), style="bold")
    if json_file:
        write_text(json_file, json.dumps(show.to_json(selected, findings), indent=1) + "\n")
    if numbers["fail"]:
        raise typer.Exit(1)
