"""`keras-notes compare`: the concepts, or a model of the user's own, tensor by tensor."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console

from keras_notes.commands.errata import check
from keras_notes.commands.own_model import OwnModel, compare_own, own_model_in, prepared
from keras_notes.concepts import CONCEPTS, about, check_names
from keras_notes.report.files import check_writable, write_json, write_text
from keras_notes.startup import quiet_tensorflow
from keras_notes.terminal import print_report, progress, usage_error

__all__ = ["compare"]


def compare(
    concepts: Annotated[
        list[str] | None, typer.Argument(metavar="[CONCEPT]... or MODEL.keras", show_default=False)
    ] = None,
    dtype: Annotated[
        Literal["float32", "float64", "both"], typer.Option(help="The float types to compare in.")
    ] = "both",
    seed: Annotated[int, typer.Option(min=0, help="Of the random weights and inputs.")] = 0,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write every measurement here.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write a web page with tables and figures here.")] = None,
    figures: Annotated[Path | None, typer.Option(help="Save the figures as PNGs in this folder.")] = None,
    inputs: Annotated[Path | None, typer.Option(help="Of a model: an .npz file with x, and maybe y.")] = None,
    loss: Annotated[str | None, typer.Option(help="Of a model: the loss, if it has none or another.")] = None,
    no_keras: Annotated[bool, typer.Option("--no-keras", help="Of a model: NumPy alone.")] = False,
) -> None:
    """Compare CONCEPTs (all, if none is named), or your own model, on both sides, tensor by tensor.

    Of a model: every layer's output, what its activation is applied to, and all gradients.

    The exit status is 0 if all agree, 1 if a tensor is DIFFERENT, 2 for wrong usage.
    """
    try:
        file = own_model_in(concepts or [])
        if file and (figures or dtype != "both"):
            raise ValueError("--figures and --dtype belong to concepts, not to a model")
        if not file and (inputs or loss or no_keras):
            raise ValueError("--inputs, --loss and --no-keras belong to a model: compare MODEL.keras")
        own = OwnModel(file, inputs, loss, seed, json_file, html, not no_keras) if file else None
        ready = prepared(own) if own else None
        if not own:
            _check(concepts or [], json_file, html, figures)
    except (ValueError, OSError) as error:
        raise usage_error(error) from None
    if own and ready:
        agrees = compare_own(own, ready)
    else:
        agrees = _compare_concepts(concepts or [], dtype, seed, json_file, html, figures)
    if not agrees:
        raise typer.Exit(1)


def _check(concepts: Sequence[str], json_file: Path | None, html: Path | None, figures: Path | None) -> None:
    check_names(concepts)
    for path in (json_file, html):
        if path:
            check_writable(path)
    if figures:
        figures.mkdir(parents=True, exist_ok=True)


def _compare_concepts(
    concepts: Sequence[str],
    dtype: str,
    seed: int,
    json_file: Path | None,
    html: Path | None,
    figures: Path | None,
) -> bool:
    report = _compare(concepts or CONCEPTS, dtype, seed)
    console = Console()
    print_report(report, console, closely=bool(concepts))
    if json_file:
        write_json(json_file, report.to_json())
    if html or figures:
        with quiet_tensorflow():
            _pictures(report, html, figures, console, errata=not concepts)
    return bool(report.agrees)


def _compare(concepts: Sequence[str], dtype: str, seed: int) -> Any:
    with progress() as bar:
        task = bar.add_task("importing Keras", total=None)
        from keras_notes.run import run

        def shown(concept: str, done: int, total: int) -> None:
            bar.update(task, description=concept, completed=done, total=total)

        return run(concepts, dtype, seed, shown)


def _pictures(report: Any, html: Path | None, folder: Path | None, console: Console, errata: bool) -> None:
    from keras_notes.figures import FIGURES, draw, save
    from keras_notes.figures.style import png
    from keras_notes.report.page import errata_section, page
    from keras_notes.stories import STORIES, told

    names = [concept.name for concept in report.concepts]
    drawn = [*names, "errata"] if errata else names
    made: dict[str, dict[str, Any]] = {}
    with progress() as bar:
        task = bar.add_task("drawing figures", total=len(drawn))
        for name in drawn:
            made[name] = draw(name) if name in FIGURES else {}
            bar.advance(task)
    if folder:
        for figures in made.values():
            save(figures, folder)
        console.print(f"Figures in {folder}")
    if html:
        pictures = {name: {key: png(figure) for key, figure in each.items()} for name, each in made.items()}
        found = errata_section(*check()) if errata else ()
        texts = {title: told(title) for title in STORIES} if errata else {}
        write_text(html, page(report, pictures, {name: about(name) for name in names}, found, texts))
        console.print(f"Report in {html}")
