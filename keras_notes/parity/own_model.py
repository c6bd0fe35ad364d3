"""A user's own model out of a file: both halves load it, and are held together layer by layer."""

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from keras_notes.own_model import WHOLE, Batch, ByLayer, numpy_side, upstream_of
from keras_notes.parity.compare import REFEREE_ULPS, loss_object
from keras_notes.parity.layerwise import as_array, as_tensor, run_layers, unmoved
from keras_notes.parity.measure import Measurement, measure
from keras_notes.parity.precision import precision, referee_precision
from keras_notes.parity.row import Result
from keras_notes.parity.seeded import seeded
from keras_notes.parity.tape import trainable_variables
from keras_notes.parity.twin import twin
from keras_notes.run import ConceptReport, Report
from reference.serialization import load_model

__all__ = ["compare_file"]


def compare_file(path: Path, batch: Batch, seed: int) -> Report:
    """Load the file on both halves and compare every layer: output, what is before it, and all gradients.

    With targets, the gradients are those of the loss, in training mode; else those under a random upstream
    gradient. Random layers draw the same numbers, by the `seed`. Raises a ValueError if a half cannot load
    the file, or the batch does not fit it.
    """
    with seeded(seed):
        ours = load_model(path)
    with precision(ours.dtype):
        with seeded(seed):
            theirs = _loaded_by_keras(path)
        batch = _rounded(ours, batch)
        found, truth = numpy_side(ours, batch), ByLayer()
        if ours.dtype == "float32":  # ours in float64 is the referee
            with referee_precision():
                truth = numpy_side(twin(theirs, "float64"), batch)
        results = _by_layer(ours, _keras_side(theirs, batch), found, truth)
    return Report(seed, (ConceptReport(ours.name, tuple(results)),))


def _loaded_by_keras(path: Path) -> Any:
    with warnings.catch_warnings():  # the optimizer has no part in this, so it may have no state either
        warnings.filterwarnings("ignore", "Skipping variable loading for optimizer")
        try:
            return keras.saving.load_model(path)
        except Exception as error:  # whatever Keras has against the file
            raise ValueError(f"{path}: Keras does not load it: {' '.join(str(error).split())}") from error


def _rounded(model: Any, batch: Batch) -> Batch:
    """The batch in the model's own float type, so that a referee sees the very numbers that are judged."""
    y = batch.y
    if y is not None and y.dtype.kind == "f":
        y = y.astype(model.dtype)
    return batch._replace(x=model.prepare(batch.x), y=y)


def _keras_side(model: Any, batch: Batch) -> ByLayer:
    x, found = as_tensor(model, batch.x), ByLayer()
    with unmoved(model):
        z, outputs = run_layers(model, x)
    for layer, output in zip(model.layers, outputs, strict=True):
        found[layer.name] = {"z": np.asarray(z[layer.name])} if layer.name in z else {}
        found[layer.name]["output"] = np.asarray(output)
    found[WHOLE] = {}
    with unmoved(model), tf.GradientTape() as tape:
        *_, last = outputs = run_layers(model, x, batch.y is not None, tape).outputs
        if batch.y is None:
            value, dy = last, tf.constant(upstream_of(batch, last.shape, last.dtype.name))
        else:
            value, dy = sum(model.losses, loss_object(batch.loss or model.loss)(batch.y, last)), None
            found[WHOLE]["loss"] = np.asarray(value)
    sources = {WHOLE: {"input": x}}
    for layer, output in zip(model.layers, outputs, strict=True):
        weights = {name: v.value for name, v in trainable_variables(layer).items()}
        sources[layer.name] = {"output": output, **weights}
    for owner, gradients in tape.gradient(value, sources, dy).items():
        found[owner] |= {f"d {name}": a for name, g in gradients.items() if (a := as_array(g)) is not None}
    return found


def _by_layer(model: Any, theirs: ByLayer, ours: ByLayer, truth: ByLayer) -> Iterator[Result]:
    """A result a layer, then that of the loss and the input."""
    gradients = [a for tensors in theirs.values() for name, a in tensors.items() if name.startswith("d ")]
    scale = max((float(np.abs(each).max(initial=0)) for each in gradients), default=0.0)
    labels = {layer.name: f"{layer.name} ({type(layer).__name__})" for layer in model.layers}
    for owner, label in (labels | {WHOLE: "the whole model"}).items():
        found = tuple(_measured(theirs[owner], ours[owner], truth.get(owner, {}), scale))
        if found:
            yield Result(label, model.dtype, model.dtype, found)


def _measured(
    theirs: dict[str, Any], ours: dict[str, Any], truth: dict[str, Any], scale: float
) -> Iterator[Measurement]:
    """All tensors by name; one that only one half has is a difference."""
    for name in {**theirs, **ours}:
        keras_s, numpy_s = (half.get(name, np.empty(0)) for half in (theirs, ours))
        referee = truth.get(name) if numpy_s.dtype.kind == "f" else None
        yield measure(name, keras_s, numpy_s, referee=referee, referee_ulps=REFEREE_ULPS, scale=scale)
