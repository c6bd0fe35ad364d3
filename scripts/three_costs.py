"""One step, three costs: Nielsen's, 3Blue1Brown's and Keras's, and the rates that make them equal."""

from typing import Any

import numpy as np

from keras_notes.data import load_digits
from keras_notes.digits import film, targets_of
from keras_notes.lockstep import start_from
from keras_notes.losses import mean_squared_error
from keras_notes.optimizers import SGD
from keras_notes.parity import twin
from keras_notes.parity.precision import precision
from keras_notes.story import Story, command
from reference.losses import LossFunction

BATCH, STEPS, OUTPUTS = 10, 20, 10
# Keras divides the squares by the number of outputs; so must its rate be that many times as large.
RATES = {"Nielsen": 3.0, "3Blue1Brown": 3.0 / 2, "Keras": 3.0 * OUTPUTS / 2}


@LossFunction
def nielsen(y_true: np.ndarray, y_pred: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """½ Σ (a - y)² over the outputs, averaged over the samples: slope a - y."""
    difference = y_pred - y_true
    return np.square(difference).sum(axis=-1) / 2, difference


@nielsen.vjp
def _(dvalues: np.ndarray, difference: np.ndarray) -> np.ndarray:
    return dvalues * difference


@LossFunction
def film_cost(y_true: np.ndarray, y_pred: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Σ (a - y)² over the outputs, averaged over the samples: slope 2 (a - y)."""
    difference = y_pred - y_true
    return np.square(difference).sum(axis=-1), difference


@film_cost.vjp
def _(dvalues: np.ndarray, difference: np.ndarray) -> np.ndarray:
    return dvalues * 2 * difference


def keras_cost(factor: float) -> Any:
    """A share of the sum of squares for Keras, which averages it over the samples."""
    return lambda y, a: factor * OUTPUTS * mean_squared_error(y, a)


COSTS = {
    "Nielsen": (keras_cost(0.5), nielsen),
    "3Blue1Brown": (keras_cost(1.0), film_cost),
    "Keras": ("mse", "mse"),
}


def learnt(name: str, rate: float) -> tuple[Any, Any]:
    """Both halves of the digit network after some steps on real digits, under one of the costs."""
    x, labels, *_ = load_digits()
    y, (theirs, ours) = targets_of(labels, "film"), COSTS[name]
    model = start_from(film(), seed=0)
    other = twin(model)
    model.compile(SGD(rate), theirs)
    other.compile(twin(model.optimizer), ours)
    for half in (model, other):
        for step in range(STEPS):
            batch = slice(step * BATCH, (step + 1) * BATCH)
            half.train_on_batch(x[batch], y[batch])
    return model, other


def last_biases(rates: dict[str, float]) -> list[tuple[str, Any, Any]]:
    """A row a cost: the biases of the ten outputs after the last step, on both sides."""
    rows = []
    for name, rate in rates.items():
        halves = learnt(name, rate)
        rows.append((f"{name}, rate {rate:g}", *(half.get_weights()[-1][:3] for half in halves)))
    return rows


def main() -> None:
    """The same step under three costs, in Keras and in NumPy, on the digit network."""
    story = Story("One step, three costs")
    story.say(
        f"""A book measures how wrong ten outputs are by half the sum of the squared errors (Nielsen), a film
        by their sum (3Blue1Brown), Keras by their mean. Their slopes are a - y, 2 (a - y) and
        2 (a - y) / {OUTPUTS}. So one and the same rate, 3, means three different steps. Three biases of the
        digit network's output after {STEPS} steps on {BATCH} real digits each:"""
    )
    with precision("float64"):
        story.compare(*last_biases(dict.fromkeys(COSTS, 3.0)))
        story.say(
            f"""With {OUTPUTS} outputs the steps are equal where the rates are as 1 : ½ : {OUTPUTS // 2}, that
            is {", ".join(f"{rate:g} for {name}" for name, rate in RATES.items())}:"""
        )
        rows = last_biases(RATES)
    story.compare(*rows)
    story.say("And across the costs, held against Nielsen's:")
    (_, _, first), *others = rows
    story.compare(*((f"{name} (NumPy)", first, ours) for name, _, ours in others))
    story.end("losses")


if __name__ == "__main__":
    command(main)
