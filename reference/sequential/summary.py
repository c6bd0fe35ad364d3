"""The table that `model.summary()` prints, as Keras lays it out on 80 columns."""

import itertools
import textwrap
from collections.abc import Sequence
from typing import Any

__all__ = ["summary_lines"]

WIDTHS = (33, 24, 15)
HEADER = ("Layer (type)", "Output Shape", "Param #")
# left end, filling, crossing, right end of each kind of rule
TOP, UNDER_HEADER, BETWEEN, BOTTOM = (tuple(kind) for kind in ("┏━┳┓", "┡━╇┩", "├─┼┤", "└─┴┘"))


def _rule(kind: Sequence[str]) -> str:
    left, filling, crossing, right = kind
    return left + crossing.join(filling * width for width in WIDTHS) + right


def _wrapped(cell: str, width: int) -> list[str]:
    """The cell on as many lines as its words need; a word that is too long itself is cut."""
    lines = textwrap.wrap(cell, width, break_long_words=False, break_on_hyphens=False)
    return [line if len(line) <= width else f"{line[: width - 1]}…" for line in lines]


def _row(cells: Sequence[str], bar: str) -> list[str]:
    columns = [_wrapped(cell, width - 2) for cell, width in zip(cells, WIDTHS, strict=True)]
    lines = []
    for name, shape, count in itertools.zip_longest(*columns, fillvalue=""):
        padded = (f" {name}".ljust(WIDTHS[0]), f" {shape}".ljust(WIDTHS[1]), f"{count} ".rjust(WIDTHS[2]))
        lines.append(bar + bar.join(padded) + bar)
    return lines


def _bytes(count: int) -> str:
    size = float(count)
    for unit in ("B", "KB", "MB"):
        if size < 1024:
            return f"{size:.2f} {unit}"
        size /= 1024
    return f"{size:.2f} GB"


def _cells(model: Any) -> list[tuple[str, str, str]]:
    rows = []
    shape = model.input_shape if model.built else None
    for layer in model.layers:
        title = f"{layer.name} ({type(layer).__name__})"
        if shape is None:
            rows.append((title, "?", "0 (unbuilt)"))
        else:
            shape = layer.compute_output_shape(shape)
            rows.append((title, str(shape), f"{layer.count_params():,}"))
    return rows


def summary_lines(model: Any) -> list[str]:
    """The lines: a table with a row a layer, then the totals."""
    lines = [f'Model: "{model.name}"', _rule(TOP), *_row(HEADER, "┃"), _rule(UNDER_HEADER)]
    for i, row in enumerate(_cells(model)):
        lines += [*([_rule(BETWEEN)] if i else []), *_row(row, "│")]
    lines.append(_rule(BOTTOM))
    trainable = sum(weight.size for weight in model.trainable_weights)
    frozen = sum(weight.size for weight in model.non_trainable_weights)
    state, state_size = _optimizer_size(model.optimizer)
    width = 8 if model.dtype == "float64" else 4
    own = {"Trainable": trainable, "Non-trainable": frozen}
    sizes = {name: (count, count * width) for name, count in own.items()}
    total = trainable + frozen
    totals = {"Total": (total + state, total * width + state_size)} | sizes
    if state:
        totals["Optimizer"] = state, state_size
    return lines + [f" {name} params: {n:,} ({_bytes(size)})" for name, (n, size) in totals.items()]


def _optimizer_size(optimizer: Any) -> tuple[int, int]:
    """How many parameters Keras counts for an optimizer in use, and how many bytes they take."""
    if optimizer is None or not optimizer.built:
        return 0, 0
    return optimizer.count_params(), sum(each.nbytes for each in optimizer.variables)
