"""Both halves trained in lock step: from the same weights, with the same batches in the same order."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from keras import Sequential
from keras.initializers import GlorotUniform
from keras.optimizers import SGD

from keras_notes.data import Digits, load_digits
from keras_notes.digits import digit_network, targets_of
from keras_notes.parity import twin
from keras_notes.parity.precision import precision
from keras_notes.startup import quiet_tensorflow
from reference.checks import positive_int

__all__ = [
    "BATCH_SIZE",
    "EPOCHS",
    "RATES",
    "Epoch",
    "LockStep",
    "Pair",
    "Trained",
    "start_from",
    "train_digits",
]

Array = np.ndarray

EPOCHS, BATCH_SIZE = 10, 10
# With ten outputs, 15 is for Keras's mean what 3 is for a loss of half the sum of squares.
RATES = {"film": 15.0, "modern": 0.1}
_LOSSES = {"film": "mean_squared_error", "modern": "sparse_categorical_crossentropy"}


class Pair(NamedTuple):
    """The same quantity in both halves."""

    keras: float
    numpy: float


class Epoch(NamedTuple):
    """One pass over the data: the loss as `fit` reports it, the share of right answers on held-out
    data, and the largest difference between a weight of Keras and its counterpart.
    """

    loss: Pair
    accuracy: Pair
    difference: float


class Trained(NamedTuple):
    """The trained models, and what every epoch brought."""

    keras: Sequential
    numpy: Any
    epochs: list[Epoch]


class LockStep:
    """A Keras model, compiled without metrics, and its NumPy twin, taught side by side."""

    def __init__(self, model: Sequential) -> None:
        self.keras, self.numpy = model, twin(model)

    def _both(self, work: Callable[[Any], Any]) -> Pair:
        return Pair(float(work(self.keras)), float(work(self.numpy)))

    def set_learning_rate(self, rate: float) -> None:
        """Change the learning rate of both."""
        for half in (self.keras, self.numpy):
            half.optimizer.learning_rate = rate

    def step(self, x: Array, y: Array) -> Pair:
        """Teach both one batch and return their losses on it, taken before the update."""
        return self._both(lambda half: half.train_on_batch(x, y))

    def epoch(self, x: Array, y: Array, batch_size: int) -> Pair:
        """Teach both all samples in the order given and return the mean losses, as `fit` reports them."""
        total = np.zeros(2)
        for start in range(0, len(x), batch_size):
            batch = slice(start, start + batch_size)
            total += np.multiply(self.step(x[batch], y[batch]), len(x[batch]))
        return Pair(*(total / len(x)).tolist())

    def accuracy(self, x: Array, labels: Array) -> Pair:
        """The share of `x` for which the largest output stands at the place of the label."""
        return self._both(lambda half: np.mean(np.argmax(half(x), axis=1) == labels))

    @property
    def difference(self) -> float:
        """The largest absolute difference between a weight of Keras and its counterpart."""
        weights = zip(self.keras.get_weights(), self.numpy.get_weights(), strict=True)
        return max(float(np.abs(theirs - ours).max()) for theirs, ours in weights)


def start_from(model: Sequential, seed: int) -> Sequential:
    """Give every Dense layer of a Keras model the kernel that `seed` stands for; return the model."""
    for i, layer in enumerate(model.layers):
        if layer.weights:
            layer.kernel.assign(GlorotUniform(seed + i)(layer.kernel.shape, layer.dtype))
    return model


def train_digits(
    digits: Digits | None = None,
    form: str = "modern",
    epochs: int = EPOCHS,
    batch_size: int = BATCH_SIZE,
    learning_rate: float | None = None,
    dtype: str = "float32",
    seed: int = 0,
    on_epoch: Callable[[int, Epoch], None] = lambda number, epoch: None,
) -> Trained:
    """Train the digit network 784-16-16-10 on both sides.

    Parameters
    ----------
    digits : Digits, optional
        `load_digits()` if not given.
    form : str
        "film" (sigmoid, mean squared error) or "modern" (relu, softmax, cross-entropy).
    epochs, batch_size : int
    learning_rate : float, optional
        Of the first epoch, `RATES[form]` if not given; it falls in equal steps, so that the last
        epochs do not undo each other's work.
    dtype : str
        In "float64" the halves stay together; in "float32" the rounding of each step is the start of
        the next.
    seed : int
        Of the start weights and of the batch order.
    on_epoch : function
        Called with the number of each epoch, from 1, and what it brought.
    """
    positive_int("train_digits", "epochs", epochs)
    positive_int("train_digits", "batch_size", batch_size)
    digits = load_digits() if digits is None else digits
    y, rng = targets_of(digits.y_train, form), np.random.default_rng(seed)
    rate = RATES[form] if learning_rate is None else learning_rate
    found: list[Epoch] = []
    with precision(dtype), quiet_tensorflow():
        model = start_from(digit_network(form), seed)
        model.compile(SGD(rate), _LOSSES[form])
        halves = LockStep(model)
        for number in range(1, epochs + 1):
            halves.set_learning_rate(rate * (epochs + 1 - number) / epochs)
            order = rng.permutation(len(y))
            loss = halves.epoch(digits.x_train[order], y[order], batch_size)
            accuracy = halves.accuracy(digits.x_test, digits.y_test)
            found.append(Epoch(loss, accuracy, halves.difference))
            on_epoch(number, found[-1])
    return Trained(halves.keras, halves.numpy, found)
