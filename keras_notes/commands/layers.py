"""`keras-notes layers`: layer by layer, what is compared."""

from typing import Annotated

import typer
from rich.console import Console

from keras_notes.terminal import progress

__all__ = ["layers"]


def layers(
    markdown: Annotated[bool, typer.Option("--markdown", help="Print the table as Markdown.")] = False,
) -> None:
    """Run every row of every layer once a tier and list, layer by layer, what was compared.

    The exit status is 0 if all agree, 1 if a tensor is DIFFERENT.
    """
    with progress() as bar:
        task = bar.add_task("importing Keras", total=None)
        from keras_notes.report.layers import compared_layers, layers_markdown, layers_table

        def shown(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=total)

        found = compared_layers(shown)
    if markdown:
        typer.echo(layers_markdown(found))
    else:
        Console().print(layers_table(found))
    if not all(each.agrees for each in found):
        raise typer.Exit(1)
