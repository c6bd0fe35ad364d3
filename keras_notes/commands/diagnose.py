"""`keras-notes diagnose`: the first wrong layer of a network of one's own."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from keras_notes.report.files import check_writable, write_text
from keras_notes.terminal import usage_error

__all__ = ["diagnose"]


def diagnose(
    model: Annotated[Path, typer.Argument(help="A .keras file, with the weights that you used.")],
    yours: Annotated[Path, typer.Argument(help="An .npz file with your outputs and gradients by name.")],
    inputs: Annotated[Path, typer.Option(help="An .npz file with what you computed on: x, and maybe y.")],
    loss: Annotated[
        str | None, typer.Option(help="The loss, unless the model was compiled with one.")
    ] = None,
    training: Annotated[bool, typer.Option("--training", help="Your outputs are those of training.")] = False,
    tolerance: Annotated[
        float, typer.Option(min=0, help="What counts as equal, of the largest entry.")
    ] = 1e-5,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write all that was found here.")] = None,
) -> None:
    """Say which of your numbers departs first from Keras's, and which mistake it comes of.

    Names in YOURS: "dense" for a layer's output, "dense/z" for what its activation is applied to, "loss",
    "d dense/kernel" for the gradient of a weight, "d dense" for that of an output. Neither Keras nor
    TensorFlow is imported. The exit status is 0 if all agree, 1 if one departs, 2 for wrong usage.
    """
    try:
        if json_file:
            check_writable(json_file)
        found = _found(model, yours, inputs, {"loss": loss, "training": training, "tolerance": tolerance})
    except (ValueError, OSError) as error:
        raise usage_error(error) from None
    Console().print(found)
    if json_file:
        write_text(json_file, found.to_json() + "\n")
    if not found.agrees:
        raise typer.Exit(1)


def _found(model: Path, yours: Path, inputs: Path, options: dict[str, Any]) -> Any:
    from keras_notes.commands.inputs import read_inputs
    from keras_notes.diagnosis import diagnose as walk
    from reference.serialization import load_model

    loaded = load_model(model)
    x, y = read_inputs(inputs)
    return walk(loaded, x, yours, y, **options)
