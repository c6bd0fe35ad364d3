"""Rows for `fit` as a whole: its history, the weights it leaves, `evaluate` and `predict`."""

import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras.optimizers import SGD

import reference.callbacks
from keras_notes.parity.draw import Draw
from keras_notes.parity.row import Row
from keras_notes.parity.rows.layers import arguments, draw_weights
from keras_notes.parity.rows.losses import draw_targets
from keras_notes.parity.seeded import seeded
from keras_notes.parity.tape import Tensors

__all__ = ["FitCase", "expected_warnings"]


@contextmanager
def expected_warnings() -> Iterator[None]:
    """Data may run out; and Keras reads its variables in a way that NumPy wants changed."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "(?i).*(ran out of data|the data ran out|__array__)")
        yield


Callbacks = Callable[[Any], list[Any]]
SEED = 11  # of the order of the samples
LENGTH = 7  # samples in a batch of the sources


@dataclass(frozen=True)
class FitCase(Row):
    """`fit` with the same arguments and the same batch order on both sides.

    The order is the data's own, unless `fit` has `shuffle`: then it is that of one seed. `weighted`
    passes a random sample_weight; `held_out` passes validation_data. `compiled` is what else goes to
    `compile`; `callbacks` makes the callbacks of `keras.callbacks` or of `reference.callbacks`,
    whichever it is given. `source` is how x comes: as "arrays", or as a "generator", "sequence" or
    "dataset" of batches. What is random in the layers must have seeds.
    """

    name: str
    build: Callable[[], Any]
    loss: str
    learning_rate: float
    fit: Mapping[str, Any] = field(default_factory=dict)
    targets: str = "one-hot"
    samples: int = 25
    metrics: tuple[Any, ...] = ("accuracy",)
    weighted: bool = False
    held_out: bool = False
    vocabulary: int = 0  # inputs are integers below it, if it is not 0
    compiled: Mapping[str, Any] = field(default_factory=dict, kw_only=True)
    callbacks: Callbacks | None = field(default=None, kw_only=True)
    source: str = field(default="arrays", kw_only=True)
    eager: bool = field(default=True, kw_only=True)  # for Keras; a graph pays off after some fifty batches
    tiers: tuple[str, ...] = field(default=("float64",), kw_only=True)

    @property
    def label(self) -> str:
        extra = ", sample_weight" * self.weighted + ", validation_data" * self.held_out
        if self.callbacks is not None:
            extra += f", callbacks={[type(each).__name__ for each in self.callbacks(reference.callbacks)]}"
        given = "" if self.source == "arrays" else f"{self.source}, "
        compiled = f", {arguments(self.compiled)}" if self.compiled else ""
        return f"{self.name}.fit({given}{arguments(self.fit)}{extra}), {self.loss}{compiled}"

    def subject(self, draw: Draw) -> Any:
        model = self.build()
        draw_weights(model, draw)
        options = {"metrics": list(self.metrics), "run_eagerly": self.eager} | dict(self.compiled)
        model.compile(SGD(self.learning_rate), self.loss, **options)
        return model

    def _data(self, draw: Draw, model: Any, name: str) -> tuple[Any, ...]:
        shape, name_of_x = (self.samples, *model.input_shape[1:]), f"x {name}"
        x = draw.integers(name_of_x, self.vocabulary, shape) if self.vocabulary else draw(name_of_x, shape)
        y = draw_targets(draw, self.targets, (self.samples, *model.output_shape[1:]))
        weight = np.abs(draw(f"sample_weight {name}", (self.samples,)))
        return (x, y, weight) if self.weighted else (x, y)

    def _run(self, model: Any, draw: Draw, callbacks: Any) -> Tensors:
        x, y, *_ = data = self._data(draw, model, "training")
        options = {"shuffle": False, "verbose": 0} | dict(self.fit)
        if self.held_out:
            options["validation_data"] = self._data(draw, model, "validation")
        if self.callbacks is not None:
            options["callbacks"] = self.callbacks(callbacks)
        found = self._history(model, data, options)
        tensors = {f"history {key}": np.array(values, dtype=draw.dtype) for key, values in found.items()}
        tensors |= {f"weight {i} after fit": w for i, w in enumerate(model.get_weights())}
        tensors["evaluate"] = np.array(model.evaluate(x, y, batch_size=10, verbose=0), dtype=draw.dtype)
        return tensors | {"predict": model.predict(x, verbose=0)}

    def _history(self, model: Any, data: tuple[Any, ...], options: dict[str, Any]) -> Any:
        x, y, *weight = data
        with expected_warnings(), seeded(SEED):
            if self.source != "arrays":
                return model.fit(source_of(self.source, data), **options).history
            return model.fit(x, y, sample_weight=weight[0] if weight else None, **options).history

    def keras(self, subject: Any, draw: Draw) -> Tensors:
        return self._run(subject, draw, keras.callbacks)

    def numpy(self, counterpart: Any, draw: Draw) -> Tensors:
        return self._run(counterpart, draw, reference.callbacks)


class _Numbered(keras.utils.PyDataset):
    """Batches by their numbers."""

    def __init__(self, data: tuple[Any, ...]) -> None:
        super().__init__()
        self.batches = list(_batches(data))

    def __len__(self) -> int:
        return len(self.batches)

    def __getitem__(self, index: int) -> tuple[Any, ...]:
        return self.batches[index]


def _batches(data: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    for start in range(0, len(data[0]), LENGTH):
        yield tuple(array[start : start + LENGTH] for array in data)


def source_of(kind: str, data: tuple[Any, ...]) -> Any:
    """The arrays as a source of batches: a "generator", a "sequence" (PyDataset) or a "dataset" (tf.data)."""
    if kind == "generator":
        return _batches(data)
    return _Numbered(data) if kind == "sequence" else tf.data.Dataset.from_tensor_slices(data).batch(LENGTH)
