"""Chapter 14: training. Its steps are in `training_steps`, the arguments of `fit` in `training_fit`."""

import contextlib
import io
from collections.abc import Iterator
from typing import Any

import keras
import numpy as np
from keras.optimizers import SGD

import keras_notes.classification
import keras_notes.training
import reference.training
from keras_notes.claims import training_fit, training_steps  # noqa: F401  (the rest of this chapter)
from keras_notes.claims.evidence import both, each, flat, learners, numbers, on_both, raised
from keras_notes.claims.registry import Fact, check
from keras_notes.parity import twin
from keras_notes.parity.precision import precision

Array = np.ndarray
Pair = dict[str, Any]

X, LABELS = numbers((12, 2)), np.arange(12) % 2
Y = np.eye(2)[LABELS]  # one-hot


def _classifiers() -> tuple[Any, Any]:
    return learners((2, 3, 2), "categorical_crossentropy")


def _losses(halves: Any, x: Array, y: Array, **options: Any) -> Pair:
    """The losses that `fit` reports, epoch by epoch."""
    options |= {"shuffle": False, "verbose": 0}
    return on_both(halves, lambda half: np.array(half.fit(x, y, **options).history["loss"]))


@check("S1-03")
def learning_from_data() -> Iterator[Fact]:
    """From one start the loss falls on any data, and other data lead to other weights."""
    with precision("float64"):
        x, ends = numbers((24, 3)), []
        for sign in (1.0, -1.0):
            halves = learners((3, 1), "mse", output=None)
            losses = _losses(halves, x, sign * x[:, :1], epochs=5)
            yield Fact(f"losses of 5 epochs, target {sign:+.0f} times the first input", **losses)
            falls = each(losses, lambda found: bool(np.all(np.diff(found) < 0)))
            yield Fact("they fall every time", **falls, expected=True)
            ends.append(on_both(halves, flat))
        apart = {name: float(np.abs(ends[0][name] - ends[1][name]).max()) for name in ends[0]}
        yield Fact("largest difference between the weights they lead to", **apart)
        yield Fact("it exceeds 0.1", **each(apart, lambda gap: gap > 0.1), expected=True)


@check("S3-39")
def training_is_when_weights_change() -> Iterator[Fact]:
    """`predict` leaves every weight alone, `fit` changes them."""
    halves = _classifiers()
    before = on_both(halves, flat)
    on_both(halves, lambda half: half.predict(X, verbose=0))
    yield Fact("weights after predict", **on_both(halves, flat), expected=before["keras"], tolerance=0.0)
    on_both(halves, lambda half: half.fit(X, Y, verbose=0))
    after = on_both(halves, flat)
    changed = {name: bool(np.any(after[name] != before[name])) for name in after}
    yield Fact("fit changes some", **changed, expected=True)


@check("S3-43")
def epochs_are_no_guarantee() -> Iterator[Fact]:
    """Learnable data are learned in 4 epochs; noise, a rate too large and a start at zero are not."""
    with precision("float64"):
        yield from _coins_for_labels()
        yield from _rate_too_large()
        yield from _start_at_zero()


def _coins_for_labels() -> Iterator[Fact]:
    x, coins = numbers((260, 4)), np.random.default_rng(3).integers(0, 2, 260)
    shares: list[Pair] = []
    for labels in ((x[:, 0] > 0).astype(int), coins):
        halves = learners((4, 3, 2), "sparse_categorical_crossentropy", 1.0)
        losses = _losses(halves, x[:60], labels[:60], batch_size=10, epochs=4)
        yield Fact(f"losses of 4 epochs on {'coins' if shares else 'separable classes'}", **losses)
        shares.append(_right_answers(halves, x[60:], labels[60:]))
    learned, guessed = shares
    yield Fact("right answers on other samples of separable classes", **learned)
    yield Fact("after learning labels of thrown coins", **guessed, note=learned["keras"])
    luck = each(guessed, lambda share: abs(share - 0.5) < 0.1)
    yield Fact("that is within 0.1 of chance", **luck, expected=True)


def _right_answers(halves: Any, x: Array, labels: Array) -> Pair:
    return on_both(halves, lambda half: float(np.mean(np.argmax(half(x), axis=1) == labels)))


def _rate_too_large() -> Iterator[Fact]:
    x = 2 * numbers((16, 1))
    seen = np.hstack([x, np.ones((16, 1))])
    curvature = float(np.linalg.eigvalsh(2 * seen.T @ seen / 16).max())
    grows: list[Pair] = []
    for factor in (1.9, 2.1):
        halves = learners((1, 1), "mse", factor / curvature, output=None)
        losses = _losses(halves, x, 3 * x, epochs=5)
        grows.append(each(losses, lambda found: bool(found[-1] > found[0])))
    yield Fact(
        "the loss grows at a rate of 2.1 / curvature", **grows[1], expected=True, note=grows[0]["keras"]
    )


def _start_at_zero() -> Iterator[Fact]:
    def different_units(half: Any) -> int:
        half.fit(X, Y, epochs=2, shuffle=False, verbose=0)
        return np.unique(half.get_weights()[0], axis=1).shape[1]

    random = on_both(_classifiers(), different_units)
    halves = _classifiers()
    on_both(halves, lambda half: half.set_weights([np.zeros_like(w) for w in half.get_weights()]))
    yield Fact("different hidden units after 2 epochs from random weights", **random, expected=3)
    yield Fact("from zeros", **on_both(halves, different_units), expected=1, note=random["keras"])


@check("S3-56")
def learning_happens_in_fit() -> Iterator[Fact]:
    """`fit`, a loop of `train_on_batch` and one of training steps leave the same weights."""
    batches = [(X[rows], Y[rows]) for rows in (slice(0, 5), slice(5, 10), slice(10, 12))]

    def fit(half: Any) -> None:
        half.fit(X, Y, 5, shuffle=False, verbose=0)

    def train_on_batch(half: Any) -> None:
        for x, y in batches:
            half.train_on_batch(x, y)

    def training_step(half: Any) -> None:
        own = keras_notes.training if isinstance(half, keras.Model) else reference.training
        for x, y in batches:
            own.training_step(half, x, y)

    fitted, _ = _classifiers()
    fit(fitted)
    for way in (fit, train_on_batch, training_step):
        halves = _classifiers()
        on_both(halves, way)
        yield Fact(f"weights after {way.__name__}", **on_both(halves, flat), expected=flat(fitted))
    before = on_both(both((2, 3, 2)), lambda half: raised(lambda: fit(half)))
    yield Fact("fit before compile", **before, expected="ValueError")


CALL = (
    "model.fit(x=scaled_train_samples, y=train_labels, batch_size=10, epochs=20, shuffle=shuffle, verbose=2)"
)


@check("S3-63")
def the_call_of_the_notes() -> Iterator[Fact]:
    """105 samples in batches of 10 for 20 epochs: 220 updates, and losses averaged over samples."""
    with precision("float64"):
        ages, labels = keras_notes.classification.trial_data(105)
        given = {"scaled_train_samples": (ages - 13) / 87, "train_labels": labels, "shuffle": False}
        model = keras_notes.classification.trial_network()
        model.compile(SGD(0.1), "sparse_categorical_crossentropy")
        halves = model, twin(model)
        alone = on_both(halves, lambda half: raised(lambda: eval(CALL, {"model": half})))
        yield Fact("the call alone", **alone, expected="NameError")
        with contextlib.redirect_stdout(io.StringIO()):
            losses = on_both(halves, lambda half: eval(CALL, {"model": half} | given).history["loss"])
        yield Fact("losses of the 20 epochs", **losses)
        yield Fact("weights", **on_both(halves, flat))
        updates = on_both(halves, lambda half: int(half.optimizer.iterations))
        yield Fact("updates", **updates, expected=220)
    yield from _mean_over_samples()


def _mean_over_samples() -> Iterator[Fact]:
    (model, _), losses = _classifiers(), []
    for rows in (slice(0, 5), slice(5, 10), slice(10, 12)):
        model.reset_metrics()
        losses.append(float(model.train_on_batch(X[rows], Y[rows])))
    mean = np.average(losses, weights=(5, 5, 2))
    reported = each(_losses(_classifiers(), X, Y, batch_size=5), lambda found: found[0])
    yield Fact("reported loss of batches of 5, 5, 2", **reported, expected=mean)
