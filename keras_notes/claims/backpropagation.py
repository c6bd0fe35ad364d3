"""Chapter 11: back-propagation."""

from collections.abc import Iterator
from typing import Any

import numpy as np

import keras_notes.backpropagation as keras_half
import reference.backpropagation as numpy_half
from keras_notes.claims.evidence import flat, learners, numbers, on_both
from keras_notes.claims.registry import Fact, check
from keras_notes.gradients import gradients
from keras_notes.parity.precision import precision

RELU: dict[str, Any] = {"loss": "categorical_crossentropy"}
SIGMOID: dict[str, Any] = {"loss": "mean_squared_error", "hidden": "sigmoid", "output": "sigmoid"}
LINEAR: dict[str, Any] = {"loss": "mean_squared_error", "hidden": None, "output": None}
NETWORKS = [
    ("2-3-2", RELU),
    ("8-6-6-4", RELU),
    ("3-4-2", LINEAR),
    ("10-32-2", RELU),
    ("784-16-16-10", SIGMOID),
    ("784-16-16-10", RELU),
]


@check("S2-62")
def gradients_and_no_more() -> Iterator[Fact]:
    """Back-propagation gives the gradient; it multiplies by no learning rate and updates no weight."""
    with precision("float64"):
        for sizes, form in NETWORKS:
            yield from _gradients([int(size) for size in sizes.split("-")], form, f"{sizes}, {form['loss']}")
        theirs, ours = halves = learners((2, 3, 2), **RELU, learning_rate=0.01)
        x, y, before = numbers((6, 2)), np.eye(2)[np.arange(6) % 2], flat(ours)
        steps = keras_half.backpropagate(theirs, x, y), numpy_half.backpropagate(ours, x, y)
        found = on_both(steps, lambda step: step[0].weights["kernel"])
        multiplied = 0.01 * found["numpy"]
        yield Fact("what it gives for the first kernel", **found, note=multiplied, tolerance=1e-12)
        weights = on_both(halves, flat)
        for model in halves:
            model.train_on_batch(x, y)
        yield Fact("weights afterwards", **weights, expected=before, note=flat(theirs), tolerance=0)


def _gradients(sizes: list[int], form: dict[str, Any], what: str) -> Iterator[Fact]:
    """Every gradient of a network: by the tape, and layer by layer."""
    theirs, ours = learners(sizes, **form)
    x, y = numbers((6, sizes[0])), np.eye(sizes[-1])[np.arange(6) % sizes[-1]]
    taped = gradients(theirs, x, y).weights
    steps = numpy_half.backpropagate(ours, x, y)
    by_layer = [grad for step in steps for grad in (step.weights or {}).values()]
    yield Fact(
        f"gradients of {what}",
        keras=np.concatenate([grad.ravel() for grad in taped.values()]),
        numpy=np.concatenate([grad.ravel() for grad in by_layer]),
        tolerance=1e-12,
    )
