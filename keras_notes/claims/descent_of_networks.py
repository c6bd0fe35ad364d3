"""Chapter 12, on networks: what steps of gradient descent do to a model and to its loss."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from keras.optimizers import SGD

import keras_notes.gradients as keras_half
import reference.gradients as numpy_half
from keras_notes.claims.evidence import both, flat, learners, numbers, on_both
from keras_notes.claims.registry import Fact, check
from keras_notes.parity import twin
from keras_notes.parity.precision import precision

__all__ = ["four_rates"]

Array = np.ndarray
X = numbers((12, 2)).astype("float64")
Y = X @ np.array([[1.5], [-0.5]]) + 0.3 * numbers((12, 1), seed=1)  # a plane, and noise: no fit is perfect
CLASSES = np.eye(2)[np.arange(12) % 2]


def _line(rate: float = 0.1) -> tuple[Any, Any]:
    """Linear regression: one unit without an activation under the squared error, a convex loss."""
    return learners((2, 1), "mse", rate, output=None)


def _loss(half: Any) -> float:
    return float(np.mean(np.square(np.asarray(half(X)) - Y)))


def _best_weights() -> Array:
    """The weights of the smallest loss there is, found without any descent."""
    return np.linalg.lstsq(np.column_stack([X, np.ones(len(X))]), Y, rcond=None)[0].ravel()


def _taught(half: Any, x: Array, y: Array) -> float:
    """Teach a model one batch and return its loss on it, taken before the step."""
    half.reset_metrics()  # or it would be the mean over all batches so far
    return float(half.train_on_batch(x, y))


def _steps(halves: Sequence[Any], count: int) -> dict[str, Any]:
    """Take so many steps on all data; the loss before each."""
    return on_both(halves, lambda half: np.array([_taught(half, X, Y) for _ in range(count)]))


def _epoch(halves: Sequence[Any], size: int) -> None:
    """Take both halves through the data in their own order, by batches of this size."""
    on_both(halves, lambda half: half.fit(X, Y, batch_size=size, shuffle=False, verbose=0))


def _gradients(halves: Sequence[Any], x: Array, y: Array) -> dict[str, Any]:
    """The gradients of all weights in one row, like `flat`."""
    theirs, ours = halves
    found = keras_half.gradients(theirs, x, y), numpy_half.gradients(ours, x, y)
    return on_both(found, lambda each: np.concatenate([grad.ravel() for grad in each.weights.values()]))


@check("S0-24")
def one_step_a_batch() -> Iterator[Fact]:
    """Weights change once a mini-batch, in training alone, and need not arrive at the optimum."""
    with precision("float64"):
        halves = _line()
        for _ in range(2):
            _epoch(halves, size=5)
        steps = on_both(halves, lambda half: int(half.optimizer.iterations))
        yield Fact("steps in 2 epochs of 12 samples, 5 a batch", **steps, expected=6, note=2 * len(X))
        trained = on_both(halves, flat)
        best = _best_weights()
        yield Fact("weights after them, not the best there are", **trained, note=best, tolerance=1e-12)
        on_both(halves, lambda half: half.predict(X, verbose=0))
        moved = {half: weights - trained[half] for half, weights in on_both(halves, flat).items()}
        yield Fact("what predict adds to them", **moved, expected=np.zeros(3), tolerance=0)


def _step_moves(model: Any) -> dict[str, Any]:
    """How many weights one step of SGD moves, on both halves."""
    model.compile(SGD(0.1), "categorical_crossentropy", run_eagerly=True)
    halves, before = (model, twin(model)), flat(model)
    for half in halves:
        half.train_on_batch(X, CLASSES)
    return on_both(halves, lambda half: int(np.sum(flat(half) != before)))


def _classes(half: Any) -> Array:
    return np.asarray(half(X)).argmax(axis=1)


@check("S1-66")
def not_all_weights_at_every_step() -> Iterator[Fact]:
    """A dead relu unit and a frozen layer stay as they are; what falls is the loss, not yet the errors."""
    alive, dead, frozen = (both((2, 3, 2))[0] for _ in range(3))
    yield Fact("parameters of 2-3-2 that a step moves", **_step_moves(alive), expected=17)
    kernel, bias, *rest = dead.get_weights()
    dead.set_weights([kernel, bias - [100, 0, 0], *rest])
    # the dead unit keeps its two incoming weights, its bias and its two outgoing weights
    yield Fact("with a dead hidden unit", **_step_moves(dead), expected=12, note=dead.count_params())
    frozen.layers[0].trainable = False
    yield Fact("with the first layer frozen", **_step_moves(frozen), expected=8, note=frozen.count_params())
    halves = learners((2, 3, 2), "categorical_crossentropy", 0.001)
    answered = on_both(halves, _classes)
    first, second = (on_both(halves, lambda half: _taught(half, X, CLASSES)) for _ in range(2))
    falls = {half: second[half] < first[half] for half in first}
    yield Fact("a small step lowers the loss", **falls, expected=True)
    yield Fact("and leaves the answers as they were", **on_both(halves, _classes), expected=answered["keras"])


@check("S2-38")
def training_is_optimisation() -> Iterator[Fact]:
    """Steps of SGD lower a convex loss every time, to the weights that solve the problem at once."""
    with precision("float64"):
        halves = _line(rate=0.3)
        losses = _steps(halves, 60)
    yield Fact("loss before each of 60 steps", **losses, tolerance=1e-12)
    falls = {half: bool(np.all(np.diff(found) < 0)) for half, found in losses.items()}
    yield Fact("it falls every time", **falls, expected=True)
    yield Fact("weights at the end", **on_both(halves, flat), expected=_best_weights())


@check("S2-44")
def one_sample_or_all_of_them() -> Iterator[Fact]:
    """SGD with batches of one steps after every sample; with all in one batch it is plain descent."""
    with precision("float64"):
        for size in (1, 12):
            halves = _line()
            kernel, bias = halves[0].get_weights()
            for start in range(0, 12, size):
                x, y = X[start : start + size], Y[start : start + size]
                dy = 2 * (x @ kernel + bias - y) / size
                kernel, bias = kernel - 0.1 * x.T @ dy, bias - 0.1 * dy.sum(axis=0)
            _epoch(halves, size)
            found, expected = on_both(halves, flat), np.append(kernel, bias)
            yield Fact(f"weights after an epoch, {size} a batch", **found, expected=expected, tolerance=1e-12)


@check("S2-45")
def a_minimiser_that_samples() -> Iterator[Fact]:
    """SGD lowers the loss, by the gradient of a batch, which estimates that of all data."""
    with precision("float64"):
        halves = _line()
        whole, start = _gradients(halves, X, Y), flat(halves[0])
        parts = [_gradients(halves, X[i : i + 4], Y[i : i + 4]) for i in (0, 4, 8)]
        means = {half: np.mean([part[half] for part in parts], axis=0) for half in whole}
        yield Fact("mean gradient of three batches", **means, expected=whole["keras"], tolerance=1e-12)
        differ = {half: bool(np.all(parts[0][half] != whole[half])) for half in whole}
        yield Fact("that of the first differs from it", **differ, expected=True)
        before = on_both(halves, _loss)
        _epoch(halves, size=12)
        expected = start - 0.1 * whole["keras"]
        stepped = on_both(halves, flat)
        yield Fact("weights after one batch of all", **stepped, expected=expected, tolerance=1e-12)
        _epoch(halves, size=4)
        falls = {half: loss < before[half] for half, loss in on_both(halves, _loss).items()}
        yield Fact("the loss is lower after one more epoch by fours", **falls, expected=True)


def four_rates() -> Iterator[Fact]:
    """The same 20 steps with four learning rates; the notes' typical rates end at 0.01."""
    rates, losses = (0.1, 0.01, 0.001, 0.0001), []
    with precision("float64"):
        for rate in rates:
            halves = _line(rate)
            _steps(halves, 20)
            losses.append(on_both(halves, _loss))
    ends = {half: [loss[half] for loss in losses] for half in losses[0]}
    yield Fact("loss after 20 steps with rates 0.1 to 0.0001", **ends, tolerance=1e-12)
    lowest = {half: rates[int(np.argmin(found))] for half, found in ends.items()}
    inside = rates[1 + int(np.argmin(ends["numpy"][1:]))]
    yield Fact("the rate that ends lowest", **lowest, expected=0.1, note=inside)


@check("S2-63")
def the_gradient_updates_the_weight() -> Iterator[Fact]:
    """One step is w - η dL/dw, for every weight of a network."""
    with precision("float64"):
        halves = learners((2, 3, 2), "categorical_crossentropy", 0.1)
        expected = flat(halves[1]) - 0.1 * _gradients(halves, X, CLASSES)["numpy"]
        for model in halves:
            model.train_on_batch(X, CLASSES)
        yield Fact("weights after a step", **on_both(halves, flat), expected=expected, tolerance=1e-12)


@check("S2-65")
def a_small_step_lowers_the_loss() -> Iterator[Fact]:
    """A small step lowers the loss, by the rate times the squared length of the gradient."""
    rate = 1e-7
    with precision("float64"):
        halves = learners((2, 3, 2), "categorical_crossentropy", rate)
        length = {half: float(np.sum(grad**2)) for half, grad in _gradients(halves, X, CLASSES).items()}
        first, second = (on_both(halves, lambda half: _taught(half, X, CLASSES)) for _ in range(2))
        fallen = {half: (first[half] - second[half]) / rate for half in first}
        yield Fact("fall of the loss by the rate", **fallen, expected=length["numpy"])
        yield Fact("it is a fall", **{half: fall > 0 for half, fall in fallen.items()}, expected=True)
