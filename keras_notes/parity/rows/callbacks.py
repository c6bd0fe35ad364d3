"""Rows for callbacks: what they do to a `fit`, and what they leave behind."""

import contextlib
import io
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from keras_notes.parity.draw import Draw
from keras_notes.parity.rows.fitting import FitCase, expected_warnings
from keras_notes.parity.tape import Tensors

__all__ = ["CallbackCase"]

Array = np.ndarray
TIMES = re.compile(r"\d+s( -)? \d+(s|ms|us)/step")
CODES = re.compile(r"\x1b\[\d+m|\x08")


def _text(text: str) -> Array:
    """A text as a tensor of bytes, so that a letter's difference is one."""
    return np.frombuffer(text.encode(), dtype="uint8")


def _shown(text: str) -> str:
    """What a terminal shows in the end, with the times masked."""
    lines = CODES.sub("", text).split("\n")
    return "\n".join(TIMES.sub("TIME", line.split("\r")[-1].rstrip()) for line in lines)


@dataclass(frozen=True, kw_only=True)
class CallbackCase(FitCase):
    """A `fit` with callbacks that write files, print lines, or note down what they are called with.

    `leaves(callbacks, folder, seen)` makes them, of `keras.callbacks` or of `reference.callbacks`; they
    may write tables and weights to the folder and append numbers to the list. What is printed is
    compared letter by letter, but for the times.
    """

    leaves: Callable[[Any, Path, list[float]], list[Any]]
    about: str = ""

    @property
    def label(self) -> str:
        return f"{super().label}, {self.about}"

    def _run(self, model: Any, draw: Draw, callbacks: Any) -> Tensors:
        x, y = self._data(draw, model, "training")[:2]
        options = {"shuffle": False, "verbose": 0} | dict(self.fit)
        seen: list[float] = []
        with tempfile.TemporaryDirectory() as name, expected_warnings():
            given = self.leaves(callbacks, Path(name), seen)
            with contextlib.redirect_stdout(io.StringIO()) as printed:
                history = model.fit(x, y, callbacks=given, **options).history
            found = {f"history {key}": np.array(values, draw.dtype) for key, values in history.items()}
            found |= {f"weight {i} after fit": w for i, w in enumerate(model.get_weights())}
            paths = sorted(Path(name).iterdir())
            for i, path in enumerate(paths):
                found |= {f"file {i}, {key}": a for key, a in self._left(model, path).items()}
        found |= {"files": _text(str([path.name for path in paths]))}
        found |= {"printed": _text(_shown(printed.getvalue()))}
        return found | {"called with": np.array(seen, draw.dtype)}

    def _left(self, model: Any, path: Path) -> Tensors:
        """What a file holds: the weights that a model has after reading it, or a table's head and numbers."""
        if path.suffix == ".h5":
            model.load_weights(path)
            return {f"weight {i}": w for i, w in enumerate(model.get_weights())}
        head, *lines = path.read_text("utf-8").splitlines()
        numbers = [[float(number) for number in re.split("[,;]", line)] for line in lines]
        return {"head": _text(head), "numbers": np.array(numbers)}
