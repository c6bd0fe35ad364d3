"""Chapter 9: losses."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import keras
import numpy as np

from keras_notes.claims.evidence import answers, both, numbers, raised
from keras_notes.claims.registry import Fact, check
from keras_notes.parity import twin
from keras_notes.parity.precision import precision
from keras_notes.parity.tape import keras_loss
from reference import config, losses, metrics
from reference.gradients import central_differences

Array = np.ndarray
Y = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
P = np.array([[0.7, 0.2, 0.1], [0.4, 0.3, 0.3]])


def _huber(y: Array, p: Array) -> Any:
    far = np.abs(p - y)
    return np.where(far <= 1, far**2 / 2, far - 0.5).mean()


def _kl_divergence(y: Array, p: Array) -> Any:
    y, p = (np.clip(each, config.epsilon(), 1) for each in (y, p))
    return (y * np.log(y / p)).sum(axis=-1).mean()


def _hinge(y: Array, p: Array) -> Any:
    return np.maximum(1 - (2 * y - 1) * p, 0).mean()


# Those that the NumPy half does not have, as formulas.
FORMULAS: dict[str, Callable[[Array, Array], Any]] = {
    "Huber": _huber,
    "KLDivergence": _kl_divergence,
    "Hinge": _hinge,
}


def _losses() -> Iterator[tuple[str, Array, Array, Array, Array]]:
    """Of each loss its name, Keras's value and ours, Keras's gradient and ours."""
    names = ("MeanSquaredError", "MeanAbsoluteError", "CategoricalCrossentropy", "BinaryCrossentropy")
    for name in (*names, "SparseCategoricalCrossentropy", *FORMULAS):
        y = Y.argmax(axis=1) if name.startswith("Sparse") else Y
        with precision("float64"):
            found = keras_loss(getattr(keras.losses, name)(), y, P, None, np.ones(()))
        if name in FORMULAS:
            loss = partial(FORMULAS[name], Y)
            value, gradient = loss(P), central_differences(loss, P)
        else:
            ours = losses.get(name)
            value, cache = ours.forward(y, P)
            gradient = ours.backward(cache)
        yield name, found["value"], value, found["d y_pred"], gradient


@check("S2-40")
def not_accuracy_itself() -> Iterator[Fact]:
    """What is minimised is the loss: two outputs can be equally accurate and not equally good."""
    y = np.eye(2)
    sure, unsure = np.array([[0.9, 0.1], [0.1, 0.9]]), np.array([[0.6, 0.4], [0.4, 0.6]])
    accuracy = keras.metrics.categorical_accuracy, metrics.categorical_accuracy
    crossentropy = keras.losses.categorical_crossentropy, losses.categorical_crossentropy
    hits, our_hits = np.transpose([answers(accuracy, y, p) for p in (sure, unsure)], (1, 0, 2)).mean(axis=2)
    values, ours = np.transpose([answers(crossentropy, y, p) for p in (sure, unsure)], (1, 0, 2)).mean(axis=2)
    yield Fact("accuracies", hits, our_hits, expected=[1.0, 1.0])
    yield Fact("cross-entropies", values, ours, expected=-np.log([0.9, 0.6]))
    better, ours_better, note = np.diff(values), np.diff(ours), np.diff(our_hits)
    yield Fact("what the second lacks", better, ours_better, note=note)


@check("S2-46")
def what_is_minimised() -> Iterator[Fact]:
    """The loss is one number, and the number that training brings down."""
    theirs, ours = keras.losses.MeanSquaredError()(Y, P), losses.MeanSquaredError().forward(Y, P)[0]
    yield Fact("shape of the loss", np.shape(theirs), np.shape(ours), expected=())
    with precision("float64"):
        model, _ = both((2, 3, 2))
        model.compile(keras.optimizers.SGD(0.5), "categorical_crossentropy", run_eagerly=True)
        models, x, y = (model, twin(model)), numbers((8, 2)), np.eye(2)[[0, 1] * 4]
        fits = [each.fit(x, y, batch_size=8, epochs=5, verbose=0).history["loss"] for each in models]
    yield Fact("loss in five steps", fits[0], fits[1], tolerance=1e-12)
    falls, ours_falls = (bool((np.diff(loss) < 0).all()) for loss in fits)
    yield Fact("falls in each", falls, ours_falls, expected=True)


@check("S2-48")
def mean_squared_error() -> Iterator[Fact]:
    """The mean squared error: over the outputs, then over the batch."""
    functions = keras.losses.mean_squared_error, losses.mean_squared_error
    yield Fact("of each sample", *answers(functions, Y, P), expected=((P - Y) ** 2).sum(axis=1) / 3)
    _, value, ours, gradient, our_gradient = next(_losses())
    yield Fact("of the batch", value, ours, expected=((P - Y) ** 2).sum() / 6, tolerance=1e-14)
    yield Fact("its gradient", gradient, our_gradient, expected=2 * (P - Y) / 6, tolerance=1e-14)
    column = np.array([[1.0], [2.0], [3.0]])
    squeezed = np.asarray(keras.losses.MeanSquaredError()(column[:, 0], column))
    ours = losses.MeanSquaredError().forward(column, column)[0]
    yield Fact("targets (3,) for outputs (3, 1)", squeezed, ours, expected=0.0)


@check("S2-49")
def other_losses() -> Iterator[Fact]:
    """There are many others, each with its value and its gradient."""
    for name, value, ours, gradient, our_gradient in _losses():
        yield Fact(name, value, ours)
        # central differences of the formulas are right to about nine digits
        yield Fact("gradient", gradient, our_gradient, tolerance=1e-8 if name in FORMULAS else 1e-12)


@check("S2-50")
def no_default() -> Iterator[Fact]:
    """The loss has to be chosen: without one there is nothing to minimise."""
    x, y = numbers((4, 2)), np.eye(2)[[0, 1, 1, 0]]
    for loss, expected in ((None, "ValueError"), ("mean_squared_error", "nothing")):
        model, _ = both((2, 3, 2))
        model.compile("sgd", loss, run_eagerly=True)
        theirs, ours = (raised(partial(each.fit, x, y, verbose=0)) for each in (model, twin(model)))
        yield Fact(f"error of fit, loss {loss}", theirs, ours, expected=expected)


@check("S2-54")
def prediction_against_label() -> Iterator[Fact]:
    """The loss comes of comparing the prediction with the true label."""
    with precision("float64"):
        (model, ours), x, labels = both((2, 3, 2)), numbers((6, 2)), np.array([0, 1, 1, 0, 1, 0])
        theirs = keras.losses.CategoricalCrossentropy()(np.eye(2)[labels], model(x))
        value, _ = losses.CategoricalCrossentropy().forward(np.eye(2)[labels], ours(x))
        expected = -np.log(ours(x)[np.arange(6), labels]).mean()
        yield Fact("cross-entropy", np.asarray(theirs), value, expected=expected, tolerance=1e-12)


@check("S2-55")
def depends_on_the_loss() -> Iterator[Fact]:
    """The same prediction has another loss with every loss function."""
    found = {name: (value, ours) for name, value, ours, *_ in _losses()}
    right = (Y * P).sum(axis=1)
    expected = {
        "MeanSquaredError": ((P - Y) ** 2).mean(),
        "MeanAbsoluteError": np.abs(P - Y).mean(),
        "CategoricalCrossentropy": -np.log(right).mean(),
        "BinaryCrossentropy": -np.log(np.where(Y == 1, P, 1 - P)).mean(),
        "Huber": ((P - Y) ** 2).mean() / 2,
        "Hinge": np.where(Y == 1, 1 - P, 1 + P).mean(),
    }
    for name, value in expected.items():
        yield Fact(name, *found[name], expected=value)
    values, ours = zip(*(found[name] for name in expected), strict=True)
    yield Fact("different values", len(np.unique(values)), len(np.unique(ours)), expected=len(expected))


@check("S3-06")
def a_number_not_the_errors() -> Iterator[Fact]:
    """The loss is one number ≥ 0, not the errors themselves, which have signs and cancel out."""
    mse = keras.losses.MeanSquaredError(), lambda y, p: losses.MeanSquaredError().forward(y, p)[0]
    yield Fact("loss", *answers(mse, Y, P), expected=((P - Y) ** 2).mean(), note=(P - Y).mean())
    yield Fact("loss where all is right", *answers(mse, Y, Y), expected=0.0)
    value, ours = answers(mse, -P, -Y)
    yield Fact(
        "loss of the opposite errors", value, ours, expected=((P - Y) ** 2).mean(), note=(Y - P).mean()
    )
    several = [answers(mse, Y, Y + errors) for errors in numbers((20, 2, 3))]
    least, our_least = np.min(several, axis=0)
    yield Fact("above 0 for 20 random errors", bool(least > 0), bool(our_least > 0), expected=True)
