"""`keras-notes compare model.keras`: a model of the user's own, on both halves or on NumPy's alone."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console

from keras_notes.commands.inputs import read_inputs
from keras_notes.report.files import check_writable, write_json, write_text
from keras_notes.terminal import print_report, progress, usage_error

__all__ = ["OwnModel", "Prepared", "compare_own", "own_model_in", "prepared"]

ENDING = ".keras"


@dataclass(frozen=True)
class OwnModel:
    """What the command line says of the user's own model."""

    path: Path
    inputs: Path | None
    loss: str | None
    seed: int
    json_file: Path | None
    html: Path | None
    with_keras: bool


class Prepared(NamedTuple):
    """The model on the NumPy half, its batch, what it makes of it, and of `evaluate` the loss and metrics."""

    model: Any
    batch: Any
    found: Any
    results: dict[str, Any]


def own_model_in(arguments: list[str]) -> Path | None:
    """The file among the arguments of `compare`; a ValueError if there is more beside it."""
    files = [each for each in arguments if each.endswith(ENDING)]
    if files and len(arguments) > 1:
        raise ValueError(f"one model or some concepts, not both, got {' '.join(arguments)}")
    return Path(files[0]) if files else None


def prepared(own: OwnModel) -> Prepared:
    """Run the NumPy half.

    Raises a ValueError or an OSError for what does not fit together; Keras is not asked then.
    """
    from keras_notes.own_model import evaluated
    from reference.serialization import load_model

    if own.html and not own.with_keras:
        raise ValueError("--html shows both halves; with --no-keras there is --json")
    for path in (own.json_file, own.html):
        if path:
            check_writable(path)
    model = load_model(own.path)
    if not model.built:
        raise ValueError(f"{own.path}: the model was saved before it was built, so that it has no weights")
    batch, found = _run(own, model)
    return Prepared(model, batch, found, {} if own.with_keras else evaluated(model, batch))


def _run(own: OwnModel, model: Any) -> tuple[Any, Any]:
    """The batch, and what the NumPy half makes of it."""
    from keras_notes.own_model import Batch, drawn_batch, numpy_side

    if own.inputs is None:
        batch = drawn_batch(model, own.seed)
    else:
        batch = Batch(*read_inputs(own.inputs), own.loss, own.seed)
    if own.loss and batch.y is None:
        raise ValueError("--loss needs targets: an array y in the file of --inputs")
    if batch.y is not None and not own.loss and model.loss is None:
        raise ValueError("y is there, but no loss: the model was not compiled with one; give --loss")
    try:
        return batch, numpy_side(model, batch)
    except ValueError as error:
        if own.inputs:
            raise
        drawn = f"random numbers of shape {batch.x.shape}"
        raise ValueError(f"{own.path} does not take {drawn} ({error}); give --inputs") from None


def compare_own(own: OwnModel, ready: Prepared) -> bool:
    """Compare, print, write the files that are asked for; return whether all tensors agree."""
    if own.with_keras:
        return _on_both(own, ready.batch)
    from keras_notes.report.alone import alone_json, alone_table, results_line

    console = Console(markup=False)  # a name may have brackets in it
    console.print(alone_table(ready.model, ready.found))
    if ready.results:
        console.print(results_line(ready.results))
    if own.json_file:
        write_json(own.json_file, alone_json(ready.model, ready.found, ready.results))
    return True


def _on_both(own: OwnModel, batch: Any) -> bool:
    with progress() as bar:
        bar.add_task("both halves", total=None)
        from keras_notes.parity.own_model import compare_file
        from keras_notes.report.page import page

        try:
            report = compare_file(own.path, batch, own.seed)
        except ValueError as error:
            raise usage_error(error) from None
    console = Console(markup=False)
    print_report(report, console, closely=True)
    if own.json_file:
        write_json(own.json_file, report.to_json())
    if own.html:
        about = {report.concepts[0].name: f"{own.path.name}, layer by layer, by Keras and by NumPy."}
        write_text(own.html, page(report, {}, about))
        console.print(f"Report in {own.html}")
    return report.agrees
