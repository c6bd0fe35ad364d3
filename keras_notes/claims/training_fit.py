"""Chapter 14, the third part: the arguments of `fit`."""

import contextlib
import io
import re
from collections.abc import Iterator
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from keras_notes.claims.evidence import each, flat, learners, numbers, on_both, raised
from keras_notes.claims.registry import Fact, check
from keras_notes.parity.precision import precision
from reference.random.seeds import forget_random_seed

Array = np.ndarray

X, LABELS = numbers((25, 2)), np.arange(25) % 2
Y = np.eye(2)[LABELS]  # one-hot


def _classifiers(loss: str = "categorical_crossentropy") -> tuple[Any, Any]:
    return learners((2, 3, 2), loss)


def _taught(halves: Any, y: Array = Y, **options: Any) -> dict[str, Any]:
    """The weights after an unshuffled `fit`."""
    on_both(halves, lambda half: half.fit(X, y, shuffle=False, verbose=0, **options))
    return on_both(halves, flat)


def _batches(half: Any, x: Array, y: Array, **options: Any) -> list[Array]:
    """The batches that `fit` trains on, in their order."""
    seen: list[Array] = []
    theirs = isinstance(half, keras.Model)
    name = "train_step" if theirs else "run"
    original = getattr(half, name)

    def watching(given: Any, training: bool = True, *rest: Any) -> Any:
        if training:
            seen.append(np.asarray(given[0] if theirs else given))
        return original(given) if theirs else original(given, training, *rest)

    setattr(half, name, watching)
    half.fit(x, y, verbose=0, **options)
    return seen


def _numbered(count: int, **options: Any) -> dict[str, Any]:
    """The batches, where the samples are their own numbers."""
    x, y = np.arange(float(count))[:, None], np.zeros((count, 1))
    halves = learners((1, 1), "mse", 0.0, output=None)
    return on_both(halves, lambda half: _batches(half, x, y, **options))


def _orders(epochs: int, **options: Any) -> dict[str, Any]:
    """The order in which 20 samples are taken, a row an epoch."""
    found = _numbered(20, epochs=epochs, **options)
    return each(found, lambda batches: np.concatenate(batches).reshape(epochs, -1))


@check("S2-51")
def one_epoch() -> Iterator[Fact]:
    """An epoch takes every sample once, in ceil(n / batch size) updates."""
    found = _numbered(105, batch_size=10)
    sizes = each(found, lambda batches: [len(batch) for batch in batches])
    yield Fact("sizes of the batches, 105 samples by 10", **sizes, expected=[10] * 10 + [5])
    rows = each(found, lambda batches: np.sort(np.concatenate(batches)[:, 0]))
    yield Fact("samples taken, sorted", **rows, expected=np.arange(105))


@check("S3-57")
def x_is_the_data() -> Iterator[Fact]:
    """`x` has a row a sample and a column a feature, and becomes floatx."""
    arrived = on_both(_classifiers(), lambda half: _batches(half, X.astype("float64"), Y)[0])
    yield Fact("shape that arrives", **each(arrived, lambda x: x.shape), expected=(25, 2))
    types = each(arrived, lambda x: str(x.dtype))
    yield Fact("type that float64 samples arrive in", **types, expected="float32")
    wide = on_both(_classifiers(), lambda half: raised(lambda: half.fit(numbers((25, 3)), Y, verbose=0)))
    yield Fact("three features for a model of two", **wide, expected="ValueError")


@check("S3-58")
def y_is_the_labels() -> Iterator[Fact]:
    """Integer labels with the sparse loss teach what one-hot rows teach with the categorical one."""
    one_hot, sparse = _taught(_classifiers()), _classifiers("sparse_categorical_crossentropy")
    yield Fact("weights taught by integer labels", **_taught(sparse, LABELS), expected=one_hot["keras"])
    mixed = on_both(_classifiers(), lambda half: raised(lambda: half.fit(X, LABELS, verbose=0)))
    yield Fact("integer labels with the categorical loss", **mixed, expected="ValueError")


@check("S3-59")
def batch_size_is_samples_per_update() -> Iterator[Fact]:
    """32 samples an update unless told; a smaller last batch is averaged over its own size."""
    sizes = each(_numbered(100), lambda batches: [len(batch) for batch in batches])
    yield Fact("batches of 100 samples", **sizes, expected=[32, 32, 32, 4])
    with precision("float64"):
        model, _ = _classifiers()
        for rows in (slice(0, 10), slice(10, 20), slice(20, 25)):
            with tf.GradientTape() as tape:
                terms = tf.reduce_sum(Y[rows] * tf.math.log(model(X[rows])), axis=1)
                loss = -tf.reduce_sum(terms) / len(Y[rows])
            model.optimizer.apply(tape.gradient(loss, model.trainable_weights), model.trainable_weights)
        taught = _taught(_classifiers(), batch_size=10)
        yield Fact("weights after 25 samples in tens", **taught, expected=flat(model))


@check("S3-60")
def epochs_is_the_number_of_passes() -> Iterator[Fact]:
    """Two epochs are two losses and twice the batches; they count from `initial_epoch`."""
    halves = _classifiers()
    runs = on_both(halves, lambda half: len(half.fit(X, Y, 10, epochs=2, verbose=0).history["loss"]))
    yield Fact("losses of epochs=2", **runs, expected=2)
    updates = on_both(halves, lambda half: int(half.optimizer.iterations))
    yield Fact("updates", **updates, expected=2 * -(-25 // 10))
    late = on_both(halves, lambda half: half.fit(X, Y, epochs=3, initial_epoch=2, verbose=0).epoch)
    yield Fact("epochs run with initial_epoch=2, epochs=3", **late, expected=[2])


@check("S3-61")
def shuffle() -> Iterator[Fact]:
    """A new order every epoch; but under a seed, on TensorFlow and in NumPy, one order for all of them."""
    straight = np.tile(np.arange(20.0), (3, 1))
    yield Fact("order with shuffle=False", **_orders(3, shuffle=False), expected=straight)
    orders = _orders(3, shuffle=True)
    yield Fact("order with shuffle=True, under a seed", **orders)
    yield Fact("different orders in 3 epochs under a seed", **each(orders, _different), expected=1)
    tf.random.set_seed(None)
    forget_random_seed()
    free, kept = _orders(3, shuffle=True), _orders(1, shuffle=True, validation_split=0.25)
    yield Fact("shuffled, sorted", **each(free, np.sort), expected=straight)
    yield Fact("different orders in 3 epochs without a seed", **each(free, _different), expected=3)
    tail = each(kept, lambda order: np.sort(order[0]))
    yield Fact("samples left by validation_split=0.25, sorted", **tail, expected=np.arange(15.0))


def _different(orders: Any) -> int:
    return len({tuple(order) for order in orders})


def _printed(verbose: Any) -> dict[str, Any]:
    """What `fit` prints in two epochs, with the clock times left out."""

    def printed(half: Any) -> str:
        with contextlib.redirect_stdout(io.StringIO()) as out:
            half.fit(X, Y, epochs=2, shuffle=False, verbose=verbose)
        return re.sub(r"\d+[mu]?s(/step)?", "…", out.getvalue())

    return on_both(_classifiers(), printed)


@check("S3-62")
def verbose() -> Iterator[Fact]:
    """0 is silent, 2 a line an epoch, 1 and "auto" a progress bar."""
    yield Fact("verbose=0 prints", **_printed(0), expected="")
    said = _printed(2)
    yield Fact("verbose=2 prints", **said)
    lines = each(said, lambda text: len(text.splitlines()))
    yield Fact("lines, two an epoch", **lines, expected=4)
    for level in (1, "auto"):
        bars = each(_printed(level), lambda text: "━" * 20 in text)
        yield Fact(f"verbose={level!r} draws a bar", **bars, expected=True)
