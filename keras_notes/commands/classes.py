"""`keras-notes classes`: class by class, what is compared of all that trains a network."""

from typing import Annotated

import typer
from rich.console import Console

from keras_notes.terminal import progress

__all__ = ["classes"]


def classes(
    markdown: Annotated[bool, typer.Option("--markdown", help="Print the table as Markdown.")] = False,
) -> None:
    """Run every row of every loss, optimizer, schedule, initializer, regularizer, constraint, metric and
    callback once a tier, and list in how many rows each class is compared, tier by tier.

    The exit status is 0 if all agree, 1 if a tensor is DIFFERENT or a class has no row.
    """
    with progress() as bar:
        task = bar.add_task("importing Keras", total=None)
        from keras_notes.report.classes import (
            classes_markdown,
            classes_table,
            compared_classes,
            refused_classes,
        )

        def shown(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=total)

        found = compared_classes(shown)
    if markdown:
        typer.echo(classes_markdown(found))
    else:
        Console().print(classes_table(found))
        typer.echo(f"Refused by name: {', '.join(refused_classes())}")
    if not all(each.is_compared for each in found):
        raise typer.Exit(1)
