"""Chapter 10: gradients."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

import keras_notes
import reference
from keras_notes.claims.evidence import both, numbers, slope
from keras_notes.claims.registry import Fact, check
from keras_notes.parity.precision import precision
from reference.gradients import central_differences

Array = np.ndarray
HALVES: tuple[Any, Any] = (keras_notes.gradients, reference.gradients)
LOSS = "categorical_crossentropy"
NEARBY = 1e-8  # central differences are right to about nine digits


def _gradients(models: tuple[Any, Any], x: Array, y: Array) -> tuple[Any, Any]:
    """The loss and its gradients on both halves."""
    theirs, ours = (half(model, x, y, LOSS) for half, model in zip(HALVES, models, strict=True))
    return theirs, ours


def _batch() -> tuple[Array, Array]:
    return numbers((6, 2), seed=1), np.eye(2)[[0, 1, 1, 0, 1, 0]]


def _loss_of_weight(model: Any, position: int, x: Array, y: Array) -> Callable[[Array], Any]:
    """The loss as a function of one of the weights of the NumPy half."""
    weights = model.get_weights()

    def loss(weight: Array) -> Any:
        model.set_weights([*weights[:position], weight, *weights[position + 1 :]])
        value = HALVES[1](model, x, y, LOSS).loss
        model.set_weights(weights)
        return value

    return loss


@check("S2-56")
def one_number_a_parameter() -> Iterator[Fact]:
    """The gradient has a number for each weight and each bias: how fast the loss changes with it."""
    x, y = _batch()
    with precision("float64"):
        models = both((2, 3, 2))
        theirs, ours = _gradients(models, x, y)
        shapes = str([tuple(grad.shape) for grad in theirs.weights.values()])
        own = str([grad.shape for grad in ours.weights.values()])
        yield Fact("shapes", shapes, own, expected=str([w.shape for w in models[0].get_weights()]))
        for i, path in enumerate(ours.weights):
            nearly = central_differences(_loss_of_weight(models[1], i, x, y), models[1].get_weights()[i])
            grad, our_grad = theirs.weights[path], ours.weights[path]
            name = f"dL / d {path.split('/')[1]}, layer {i // 2 + 1}"
            yield Fact(name, grad, our_grad, tolerance=1e-12)
            yield Fact("by differences", grad, our_grad, expected=nearly, tolerance=NEARBY)


@check("S2-57")
def rate_not_quotient() -> Iterator[Fact]:
    """dL/dw is a rate of change, not the loss divided by the weight."""

    def loss(w: Any) -> Any:
        return (w - 1) ** 2

    at = np.float64(2)
    note = loss(at) / at
    yield Fact("(w - 1)² at 2", slope(loss, at), central_differences(loss, at), 2 * (at - 1), note, NEARBY)
    x, y = _batch()
    with precision("float64"):
        models = both((2, 3, 2))
        theirs, ours = _gradients(models, x, y)
    kernel, path = models[1].get_weights()[2], list(ours.weights)[2]
    yield Fact("dL/dw, 2-3-2", theirs.weights[path], ours.weights[path], note=ours.loss / kernel)


@check("S2-58")
def mean_over_the_batch() -> Iterator[Fact]:
    """Training takes the gradient of the mean loss of a batch, for all weights at once."""
    x, y = _batch()
    with precision("float64"):
        models = both((2, 3, 2))
        theirs, ours = _gradients(models, x, y)
        path = next(iter(ours.weights))
        singles = [_gradients(models, x[i : i + 1], y[i : i + 1]) for i in range(len(x))]
        own = np.array([single.weights[path] for _, single in singles])
        one = np.array([single.weights[path] for single, _ in singles])
        nearly = central_differences(_loss_of_weight(models[1], 0, x, y), models[1].get_weights()[0])
    grad, our_grad = theirs.weights[path], ours.weights[path]
    yield Fact("of one sample at a time", one, own, tolerance=1e-12)
    yield Fact("of the batch", grad, our_grad, expected=own.mean(axis=0), note=own[0], tolerance=1e-12)
    yield Fact("weight [0, 1] alone", grad[0, 1], our_grad[0, 1], expected=nearly[0, 1], tolerance=NEARBY)


def _angle(a: Array, b: Array) -> Any:
    """The angle between two directions, in degrees."""
    return np.degrees(np.arccos(a @ b / np.linalg.norm(a) / np.linalg.norm(b)))


@check("S2-64")
def uphill() -> Iterator[Fact]:
    """The gradient points to where the loss rises most; its opposite leads down, not to the minimum."""

    def loss(w: Any) -> Any:
        return (w - 3) ** 2

    def valley(w: Any) -> Any:
        return w[0] ** 2 + 25 * w[1] ** 2

    at = np.float64(1)
    theirs, ours = slope(loss, at), central_differences(loss, at)
    up, our_up = loss(at + 0.1 * theirs), loss(at + 0.1 * ours)
    down, our_down = loss(at - 0.1 * theirs), loss(at - 0.1 * ours)
    yield Fact("(w - 3)² after a step from 1 against g", down, our_down, expected=2.56, note=our_up)
    yield Fact("after a step along g", up, our_up, expected=5.76)
    corner = np.array([1.0, 1.0])
    off, our_off = (_angle(-g, -corner) for g in (slope(valley, corner), central_differences(valley, corner)))
    expected = np.degrees(np.arctan(25)) - 45
    yield Fact("degrees between -g and the minimum of x² + 25 y²", off, our_off, expected=expected, note=0.0)


@check("S3-08")
def vector_of_partial_derivatives() -> Iterator[Fact]:
    """The gradient of a function of several variables is all its partial derivatives together."""

    def loss(w: Any) -> Any:
        return w[0] ** 2 + 3 * w[0] * w[1]

    at = np.array([1.0, 2.0])
    single = central_differences(lambda w: loss((w, at[1])), at[0])
    theirs, ours = slope(loss, at), central_differences(loss, at)
    yield Fact("gradient at (1, 2)", theirs, ours, expected=[8.0, 3.0], note=single, tolerance=NEARBY)
