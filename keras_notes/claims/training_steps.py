"""Chapter 14, the second part: the steps of learning, one by one."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from keras.losses import CategoricalCrossentropy

import keras_notes
import reference
import reference.losses
from keras_notes.claims.evidence import each, flat, learners, numbers, on_both
from keras_notes.claims.registry import Fact, check
from keras_notes.parity.precision import precision
from reference.gradients import central_differences

Array = np.ndarray

X, Y = numbers((12, 2)), np.eye(2)[np.arange(12) % 2]


def _classifiers() -> tuple[Any, Any]:
    return learners((2, 3, 2), "categorical_crossentropy")


def _fit(halves: Any) -> dict[str, Any]:
    """The losses that one epoch of one batch reports."""
    return on_both(halves, lambda half: half.fit(X, Y, shuffle=False, verbose=0).history["loss"])


@check("S3-50")
def the_steps_in_a_row() -> Iterator[Fact]:
    """Pass, loss, gradient, times the rate, subtract: done by hand it is what one batch of `fit` does."""

    def by_hand(half: Any, gradients: Any) -> Array:
        found = gradients(half, X, Y)  # passes the data through, computes the loss and its gradient
        steps = [float(half.optimizer.learning_rate) * grad for grad in found.weights.values()]
        half.set_weights([w - step for w, step in zip(half.get_weights(), steps, strict=True)])
        return flat(half)

    with precision("float64"):
        (model, ours), fitted = _classifiers(), _classifiers()
        _fit(fitted)
        yield Fact(
            "weights after the steps by hand",
            keras=by_hand(model, keras_notes.gradients),
            numpy=by_hand(ours, reference.gradients),
            expected=flat(fitted[0]),
        )


@check("S3-52")
def first_step() -> Iterator[Fact]:
    """The data pass through the model: calling it gives one output a sample."""
    outputs = on_both(_classifiers(), lambda half: np.asarray(half(X)))
    yield Fact("outputs", **outputs)
    yield Fact("their shape", **each(outputs, lambda y: y.shape), expected=(12, 2))


@check("S3-53")
def second_step() -> Iterator[Fact]:
    """The loss of that output is computed, before the weights move."""
    model, ours = _classifiers()
    losses = CategoricalCrossentropy(), reference.losses.CategoricalCrossentropy()
    before = {"keras": float(losses[0](Y, model(X))), "numpy": float(losses[1](Y, ours(X)))}
    yield Fact("loss of the output", **before)
    reported = each(_fit((model, ours)), lambda found: found[0])
    yield Fact("what fit reports of this one batch", **reported, expected=before["keras"])
    after = {"keras": float(losses[0](Y, model(X))), "numpy": float(losses[1](Y, ours(X)))}
    lower = {name: after[name] < before[name] for name in after}
    yield Fact("the loss after the update is lower", **lower, expected=True)


@check("S3-54")
def third_step() -> Iterator[Fact]:
    """The gradient has a number for each weight and each bias; central differences confirm it."""
    with precision("float64"):
        model, ours = _classifiers()
        theirs = keras_notes.gradients(model, X, Y).weights
        found = reference.gradients(ours, X, Y).weights
        yield Fact("what has a gradient", keras=" ".join(theirs), numpy=" ".join(found))
        weights = ours.get_weights()
        ends = np.cumsum([weight.size for weight in weights])[:-1]

        def loss(at: Array) -> Any:
            parts = zip(np.split(at, ends), weights, strict=True)
            ours.set_weights([part.reshape(weight.shape) for part, weight in parts])
            return ours.evaluate(X, Y, verbose=0)

        yield Fact(
            "the gradient",
            keras=np.concatenate([grad.ravel() for grad in theirs.values()]),
            numpy=np.concatenate([grad.ravel() for grad in found.values()]),
            expected=central_differences(loss, flat(ours)),
        )
