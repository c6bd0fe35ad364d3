"""What is measured: `fit`, one answer of `predict`, and the imports."""

import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from keras_notes.benchmark.networks import LEARNING_RATE, Network, Sides
from keras_notes.benchmark.straight import train
from keras_notes.benchmark.timing import Timings, Way, measure
from reference.random import EpochOrders, set_random_seed

__all__ = ["measure_answers", "measure_fit", "measure_imports"]

Array = np.ndarray
SEED = 0
ANSWER_BATCH = 32
TURNS = ("Keras", *5 * ("ours", "straight"))  # Keras takes long, and its own ratio is not a close one
STATEMENTS = {
    "numpy": "import numpy",
    "reference": "import reference.models, reference.layers",
    "keras": "import keras",
}


def measure_fit(network: Network, sides: Sides, batch_size: int, repeats: int) -> Timings:
    """Time a whole `fit` of both halves and of the straight-line code, from the same weights.

    The latter two see the same batches in the same order and must end at the same weights; raises an
    ArithmeticError if they do not, since then their times would not compare.
    """
    weights = [w.copy() for w in sides.start]
    timings = measure(_ways(network, sides, batch_size, weights), repeats, TURNS)
    _check_equal(network.label, sides.numpy.get_weights(), weights)
    return timings


def _ways(network: Network, sides: Sides, batch_size: int, weights: list[Array]) -> dict[str, Way]:
    def fit(half: Any) -> None:
        half.fit(sides.x, sides.labels, batch_size, network.epochs, verbose=0)

    def straight() -> None:
        order = np.asarray(EpochOrders(len(sides.x), batch_size, shuffle=True).next())
        options = LEARNING_RATE, batch_size, network.epochs, order
        train(network.step, weights, sides.x, sides.labels, *options)

    def reset(set_weights: Callable[[list[Array]], None]) -> None:
        set_weights(sides.start)
        set_random_seed(SEED)

    def reset_straight(start: list[Array]) -> None:
        for own, first in zip(weights, start, strict=True):
            own[...] = first

    return {
        "Keras": Way(lambda: fit(sides.keras), lambda: reset(sides.keras.set_weights)),
        "ours": Way(lambda: fit(sides.numpy), lambda: reset(sides.numpy.set_weights)),
        "straight": Way(straight, lambda: reset(reset_straight)),
    }


def _check_equal(label: str, ours: list[Array], straight: list[Array]) -> None:
    """Allow the rounding errors of all steps to add up, and no more."""
    for mine, other in zip(ours, straight, strict=True):
        worst = np.abs(mine - other).max() / np.abs(other).max()
        if not worst <= 100 * np.finfo(mine.dtype).eps:
            raise ArithmeticError(f"{label}: fit and the straight-line code differ by {worst:.1e}")


def measure_answers(sides: Sides, repeats: int) -> Timings:
    """Time the answer of both halves for one batch: `predict`, and calling the model."""
    x = sides.x[:ANSWER_BATCH]
    return measure(
        {
            "Keras predict": Way(lambda: sides.keras.predict(x, verbose=0)),
            "ours predict": Way(lambda: sides.numpy.predict(x, verbose=0)),
            "Keras call": Way(lambda: sides.keras(x)),
            "ours call": Way(lambda: sides.numpy(x)),
        },
        repeats,
    )


def measure_imports(repeats: int) -> Timings:
    """Time the imports in fresh processes, interpreter start not counted; Keras brings TensorFlow along."""
    seconds: dict[str, list[float]] = {name: [] for name in STATEMENTS}
    quiet = os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"}
    for _ in range(repeats):
        for name, statement in STATEMENTS.items():
            code = (
                f"import time; start = time.perf_counter(); {statement}; print(time.perf_counter() - start)"
            )
            run = subprocess.run(
                [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=quiet
            )
            seconds[name].append(float(run.stdout.split()[-1]))
    return Timings(seconds)
