"""A user's own model on the NumPy half: on data of the user's, or on numbers that the model takes."""

import zlib
from typing import Any, NamedTuple

import numpy as np

from reference import losses
from reference.backpropagation import trace
from reference.gradients import loss_and_gradients
from reference.input import INTEGERS

__all__ = ["WHOLE", "Batch", "ByLayer", "drawn_batch", "evaluated", "numpy_side", "upstream_of"]

Array = np.ndarray
# The tensors of each layer by its name, "output", "z", "d output", "d kernel" …; under WHOLE, where no layer
# has its name, those of the model: "loss" and "d input".
ByLayer = dict[str, dict[str, Array]]
WHOLE = ""
SAMPLES, OPEN = 8, 5  # how many there are, and how long an axis of any length is
BRIGHTNESSES = 256  # what an input of integers holds that nobody looks up


class Batch(NamedTuple):
    """Inputs, and maybe targets with a loss; the seed is that of what is drawn."""

    x: Array
    y: Array | None = None
    loss: str | None = None
    seed: int = 0


def drawn_batch(model: Any, seed: int) -> Batch:
    """Random inputs for a built model of `reference`: integers where it looks them up or declares them."""
    rng = np.random.default_rng(seed)
    samples, *sizes = model.input_shape
    shape = (samples or SAMPLES, *(size or OPEN for size in sizes))
    first = model.layers[0]
    known = getattr(first, "input_dim", None) or getattr(first, "num_tokens", None)
    if known or model.input_dtype in INTEGERS:
        return Batch(rng.integers(0, known or BRIGHTNESSES, shape), seed=seed)
    return Batch(rng.normal(size=shape).astype(model.dtype), seed=seed)


def upstream_of(batch: Batch, shape: Any, dtype: str) -> Array:
    """The gradient of the output where there is no loss: random, and the same for either half."""
    rng = np.random.default_rng([batch.seed, zlib.crc32(b"upstream")])
    return rng.normal(size=tuple(shape)).astype("float32").astype(dtype)


@np.errstate(all="ignore")
def numpy_side(model: Any, batch: Batch) -> ByLayer:
    """What a model of `reference` makes of the batch, layer by layer; what is not finite is there as it is.

    With targets, the gradients are those of the loss, in training mode; else those under a random upstream
    gradient. The model stays as it is. Raises a ValueError if the batch does not fit it.
    """
    x = _fitting(model, batch.x)
    found, noted = _forward(model, x), dict[int, Array]()
    if batch.y is None:
        run = model.run(x)
        dy = upstream_of(batch, run.output.shape, model.dtype)
        dx, grads = model.backward(dy, run.caches, noted=noted)
    else:
        loss = losses.get(batch.loss) if batch.loss else model.loss
        value, _, dx, grads = loss_and_gradients(model, loss, x, batch.y, noted=noted, commits=False)
        found[WHOLE]["loss"] = np.asarray(value)
    found[WHOLE] |= {} if dx is None else {"d input": dx}
    for i, (layer, of_layer) in enumerate(zip(model.layers, grads, strict=True)):
        found[layer.name] |= {"d output": noted[i]} if i in noted else {}
        found[layer.name] |= {f"d {name}": np.asarray(g) for name, g in of_layer.items() if g is not None}
    return found


@np.errstate(all="ignore")
def evaluated(model: Any, batch: Batch) -> dict[str, Any]:
    """The loss and the metrics by name, if the model was compiled with the batch's loss, or nothing."""
    if batch.y is None or batch.loss or model.loss is None:
        return {}
    results: dict[str, Any] = model.evaluate(batch.x, batch.y, verbose=0, return_dict=True)
    return results


def _fitting(model: Any, x: Array) -> Array:
    """The inputs as the model takes them; a ValueError that says what does not fit."""
    x = model.prepare(x)
    if len(x) == 0:
        raise ValueError(f"x: expected a batch of at least one sample, got shape {x.shape}")
    samples = model.input_shape[0]
    if samples not in (None, len(x)) and any(getattr(each, "stateful", False) for each in model.layers):
        raise ValueError(f"x: {model.name} is stateful and takes {samples} samples at a time, got {len(x)}")
    model.compute_output_shape(x.shape)  # refuses pictures and sequences that are smaller than a window
    return x


def _forward(model: Any, x: Array) -> ByLayer:
    found: ByLayer = {}
    for each in trace(model, x):
        found[each.name] = {} if each.z is None else {"z": each.z}
        found[each.name]["output"] = each.output
    return found | {WHOLE: {}}
