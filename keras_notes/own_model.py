"""A user's own model on the NumPy half: on data of the user's, or on numbers that the model takes."""

import zlib
from typing import Any, NamedTuple

import numpy as np

from reference import losses
from reference.backpropagation import trace
from reference.gradients import loss_and_gradients

__all__ = ["Batch", "drawn_batch", "numpy_side", "upstream_of"]

Array = np.ndarray
SAMPLES, OPEN = 8, 5  # how many there are, and how long an axis of any length is


class Batch(NamedTuple):
    """Inputs, and maybe targets with a loss; the seed is that of what is drawn."""

    x: Array
    y: Array | None = None
    loss: str | None = None
    seed: int = 0


def drawn_batch(model: Any, seed: int) -> Batch:
    """Random inputs that a built model of `reference` takes: integers where it looks them up."""
    rng = np.random.default_rng(seed)
    shape = (SAMPLES, *(size or OPEN for size in model.input_shape[1:]))
    first = model.layers[0]
    known = getattr(first, "input_dim", None) or getattr(first, "num_tokens", None)
    if known:
        return Batch(rng.integers(0, known, shape), seed=seed)
    return Batch(rng.normal(size=shape).astype(model.dtype), seed=seed)


def upstream_of(batch: Batch, shape: Any, dtype: str) -> Array:
    """The gradient of the output where there is no loss: random, and the same for either half."""
    rng = np.random.default_rng([batch.seed, zlib.crc32(b"upstream")])
    return rng.normal(size=tuple(shape)).astype("float32").astype(dtype)


def numpy_side(model: Any, batch: Batch) -> dict[str, Array]:
    """What a model of `reference` makes of the batch: "dense output", "dense z", "loss", "d dense kernel" …

    With targets, the gradients are those of the loss, in training mode; else those under a random upstream
    gradient. The model stays as it is. Raises a ValueError if the batch does not fit it.
    """
    x = model.prepare(batch.x)
    found, noted = _forward(model, x), dict[int, Array]()
    if batch.y is None:
        run = model.run(x)
        dy = upstream_of(batch, run.output.shape, model.dtype)
        dx, grads = model.backward(dy, run.caches, noted=noted)
    else:
        loss = losses.get(batch.loss) if batch.loss else model.loss
        value, _, dx, grads = loss_and_gradients(model, loss, x, batch.y, noted=noted, commits=False)
        found["loss"] = np.asarray(value)
    found |= {} if dx is None else {"d input": dx}
    found |= {f"d {model.layers[i].name} output": each for i, each in noted.items()}
    for layer, of_layer in zip(model.layers, grads, strict=True):
        found |= {f"d {layer.name} {name}": np.asarray(g) for name, g in of_layer.items() if g is not None}
    return found


def _forward(model: Any, x: Array) -> dict[str, Array]:
    found: dict[str, Array] = {}
    for each in trace(model, x):
        found |= {} if each.z is None else {f"{each.name} z": each.z}
        found[f"{each.name} output"] = each.output
    return found
