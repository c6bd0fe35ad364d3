"""A user's own model out of a file: both halves load it, and are held together layer by layer."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import keras
import numpy as np
import tensorflow as tf

from keras_notes.own_model import Batch, numpy_side, upstream_of
from keras_notes.parity.compare import REFEREE_ULPS, loss_object
from keras_notes.parity.layerwise import as_array, as_tensor, run_layers, trained
from keras_notes.parity.measure import Measurement, measure
from keras_notes.parity.precision import precision, referee_precision
from keras_notes.parity.row import Result
from keras_notes.parity.seeded import seeded
from keras_notes.parity.twin import twin
from keras_notes.run import ConceptReport, Report
from reference.serialization import load_model

__all__ = ["compare_file"]

Tensors = dict[str, np.ndarray]


class Halves(NamedTuple):
    """The model of the file: Keras's, ours, and ours in float64 as the referee of a float32 one."""

    keras: Any
    numpy: Any
    referee: Any


def compare_file(path: Path, batch: Batch, seed: int) -> Report:
    """Load the file on both halves and compare every layer: output, what is before it, and all gradients.

    With targets, the gradients are those of the loss, in training mode; else those under a random upstream
    gradient. Random layers draw the same numbers, by the `seed`.
    """
    with seeded(seed):
        ours = load_model(path)
    with precision(ours.dtype):
        with seeded(seed):
            theirs = keras.saving.load_model(path)
        halves = Halves(theirs, ours, twin(theirs, "float64") if ours.dtype == "float32" else None)
        found = numpy_side(halves.numpy, batch)
        truth: Tensors = {}
        if halves.referee is not None:
            with referee_precision():
                truth = numpy_side(halves.referee, batch)
        results = _by_layer(ours, _measured(_keras_side(halves.keras, batch), found, truth))
    return Report(seed, (ConceptReport(ours.name, tuple(results)),))


def _keras_side(model: Any, batch: Batch) -> Tensors:
    x, names = as_tensor(model, batch.x), [layer.name for layer in model.layers]
    found, before = {}, model.get_weights()
    with tf.GradientTape() as tape:  # first, since even a pass in use moves the seeds of Keras's cells on
        last = run_layers(model, x, batch.y is not None, tape).outputs
        if batch.y is None:
            value, dy = last[-1], tf.constant(upstream_of(batch, last[-1].shape, last[-1].dtype.name))
        else:
            value, dy = sum(model.losses, _keras_loss(batch, model)(batch.y, last[-1])), None
            found["loss"] = np.asarray(value)
    sources = {"input": x} | {f"{name} output": each for name, each in zip(names, last, strict=True)}
    sources |= {path.replace("/", " ", 1): each for path, each in trained(model).items()}
    gradients = tape.gradient(value, sources, dy)
    model.set_weights(before)  # a pass in training has moved the moving statistics
    z, outputs = run_layers(model, x)
    found |= {f"{name} z": np.asarray(each) for name, each in z.items()}
    found |= {f"{name} output": np.asarray(each) for name, each in zip(names, outputs, strict=True)}
    return found | {f"d {k}": a for k in sources if (a := as_array(gradients[k])) is not None}


def _keras_loss(batch: Batch, model: Any) -> Any:
    loss = batch.loss or model.loss
    return loss_object(loss[0] if isinstance(loss, list) else loss)


def _measured(theirs: Tensors, ours: Tensors, truth: Tensors) -> dict[str, Measurement]:
    """All tensors by name; one that only one half has is a difference."""
    largest = [np.abs(each).max(initial=0) for name, each in theirs.items() if name.startswith("d ")]
    nothing = np.empty(0)
    return {
        name: measure(
            name,
            theirs.get(name, nothing),
            ours.get(name, nothing),
            referee=truth.get(name) if ours.get(name, nothing).dtype.kind == "f" else None,
            referee_ulps=REFEREE_ULPS,
            scale=float(max(largest, default=0.0)),
        )
        for name in {**theirs, **ours}
    }


def _by_layer(model: Any, found: Mapping[str, Measurement]) -> Iterator[Result]:
    """A result a layer, then that of the loss and the input."""
    owners = {layer.name: f"{layer.name} ({type(layer).__name__})" for layer in model.layers}
    tier = model.dtype
    for owner, label in owners.items():
        own = {name: each for name, each in found.items() if name.removeprefix("d ").split(" ")[0] == owner}
        renamed = (replace(each, name=name.replace(f"{owner} ", "", 1)) for name, each in own.items())
        yield Result(label, tier, tier, tuple(renamed))
    rest = tuple(each for name, each in found.items() if name in ("loss", "d input"))
    if rest:
        yield Result("the whole model", tier, tier, rest)
