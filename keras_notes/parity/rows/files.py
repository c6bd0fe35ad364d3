"""Rows for files of models: saved in the middle of training, loaded by either half, trained on."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import keras
import numpy as np

import reference.serialization
from keras_notes.parity.draw import Draw
from keras_notes.parity.row import Row
from keras_notes.parity.rows.fitting import expected_warnings
from keras_notes.parity.rows.layers import draw_weights
from keras_notes.parity.seeded import seeded
from keras_notes.parity.tape import Tensors

__all__ = ["SavedCase", "in_use"]


@contextmanager
def _file(content: bytes = b"") -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.keras"
        path.write_bytes(content)
        yield path


def in_use(model: Any, x: np.ndarray, y: np.ndarray) -> Tensors:
    """What a model of either half predicts, how good it is, how it trains on, and where that ends."""
    found = {"predict": model.predict(x, verbose=0)}
    found["evaluate"] = np.array(model.evaluate(x, y, verbose=0))
    history = model.fit(x, y, batch_size=len(x) // 2, epochs=1, verbose=0).history
    found |= {f"history {key}": np.array(values) for key, values in history.items()}
    found |= {f"weight {i} after fit": np.asarray(w) for i, w in enumerate(model.get_weights())}
    state = [np.asarray(each) for each in model.optimizer.variables]
    return found | {f"optimizer {i}": each for i, each in enumerate(state) if each.dtype.kind == "f"}


@dataclass(frozen=True)
class SavedCase(Row):
    """A network that is trained for one batch by Keras and saved; both halves load the file and go on.

    `program(keras)` makes it. `writer` is the half that writes what Keras loads: "reference" has loaded
    Keras's file before, which the NumPy half loads in any case.
    Inputs are integers below `vocabulary`, if it is not 0.
    """

    name: str
    program: Callable[[Any], Any]
    shape: tuple[int, ...]
    optimizer: Callable[[], Any]
    writer: str = "keras"
    metrics: tuple[Any, ...] = ()
    vocabulary: int = 0
    tiers: tuple[str, ...] = field(default=("float64",), kw_only=True)

    @property
    def label(self) -> str:
        optimizer = type(self.optimizer()).__name__
        return f"{self.name}, trained with {optimizer}, saved by {self.writer}, loaded, trained on"

    def _data(self, draw: Draw) -> tuple[np.ndarray, np.ndarray]:
        known = self.vocabulary
        x = draw.integers("x", known, self.shape) if known else draw("x", self.shape)
        return x, draw.integers("y", 3, (len(x), 1))

    def subject(self, draw: Draw) -> dict[str, bytes]:
        """The file as Keras writes it, and as the NumPy half does."""
        model = self.program(keras)
        draw_weights(model, draw)
        loss = "sparse_categorical_crossentropy"
        model.compile(self.optimizer(), loss, metrics=list(self.metrics), run_eagerly=True)
        with seeded(draw.seed), expected_warnings():
            model.train_on_batch(*self._data(draw))
            with _file() as path:
                model.save(path)
                files = {"keras": path.read_bytes()}
                reference.serialization.load_model(path).save(path)
                return files | {"reference": path.read_bytes()}

    def counterpart(self, subject: dict[str, bytes], dtype: str) -> bytes:
        return subject["keras"]

    def _run(self, load_model: Callable[..., Any], content: bytes, draw: Draw) -> Tensors:
        with _file(content) as path, seeded(draw.seed):
            return in_use(load_model(path), *self._data(draw))

    def keras(self, subject: dict[str, bytes], draw: Draw) -> Tensors:
        return self._run(keras.saving.load_model, subject[self.writer], draw)

    def numpy(self, counterpart: bytes, draw: Draw) -> Tensors:
        return self._run(reference.serialization.load_model, counterpart, draw)
