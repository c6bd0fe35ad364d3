"""One step of each optimizer, on the weights of a small and of a large network."""

from collections.abc import Callable
from typing import Any, NamedTuple

import keras
import numpy as np
import tensorflow as tf

from keras_notes import optimizers
from keras_notes.benchmark.result import OptimizerRow
from keras_notes.benchmark.timing import Timings, Way, measure
from keras_notes.parity import twin

__all__ = ["QUICK_RULES", "RULES", "WEIGHTS", "measure_optimizer", "optimizer_rows"]

WEIGHTS = {"784-16-16-10": (784, 16, 16, 10), "784-512-512-10": (784, 512, 512, 10)}
TURNS = ("Keras", "ours", "ours", "Keras")
PARAMETERS = 2e7  # a turn, about: so many steps that it is long enough to be timed
MOST_STEPS = 50


class Rule(NamedTuple):
    """A Keras optimizer by a label."""

    label: str
    make: Callable[[], Any]


def _scaled() -> Any:
    return keras.optimizers.LossScaleOptimizer(keras.optimizers.SGD())


NAMES = ("RMSprop", "Adam", "AdamW", "Adadelta", "Adagrad", "Adamax", "Adafactor", "Nadam", "Ftrl", "Lion")
RULES = (
    Rule("SGD", keras.optimizers.SGD),
    Rule("SGD, Nesterov momentum", lambda: keras.optimizers.SGD(momentum=0.9, nesterov=True)),
    *(Rule(name, getattr(optimizers, name)) for name in (*NAMES, "Lamb", "Muon")),
    Rule("LossScaleOptimizer(SGD)", _scaled),
)
QUICK_RULES = (RULES[0], RULES[3])


def measure_optimizer(rule: Rule, sizes: tuple[int, ...], repeats: int) -> tuple[Timings, int]:
    """Time steps of both halves on the same gradients, in turns; return also how many steps a turn has.

    Keras's step is a graph, its fastest way: `apply` within a tf.function, as `fit` runs it.
    """
    rng = np.random.default_rng(0)
    pairs = list(zip(sizes[:-1], sizes[1:], strict=True))
    shapes = [shape for n, m in pairs for shape in ((n, m), (m,))]
    weights = [rng.normal(size=shape).astype("float32") for shape in shapes]
    grads = [rng.normal(size=shape).astype("float32") for shape in shapes]
    variables, tensors = [keras.Variable(w) for w in weights], [tf.constant(g) for g in grads]
    theirs = rule.make()
    ours = twin(theirs)
    theirs.build(variables)
    graph = tf.function(lambda found: theirs.apply(found, variables))
    steps = int(min(MOST_STEPS, max(1, PARAMETERS // sum(w.size for w in weights))))

    def run(step: Callable[[], Any]) -> Callable[[], None]:
        def all_steps() -> None:
            for _ in range(steps):
                step()

        return all_steps

    ways = {"Keras": Way(run(lambda: graph(tensors))), "ours": Way(run(lambda: ours.apply(grads, weights)))}
    return measure(ways, repeats, TURNS), steps


def optimizer_rows(quick: bool, repeats: int) -> tuple[OptimizerRow, ...]:
    """A row for each rule and network; two rules on the small network if `quick`."""
    rows = []
    for rule in QUICK_RULES if quick else RULES:
        for network, sizes in list(WEIGHTS.items())[: 1 if quick else None]:
            found, steps = measure_optimizer(rule, sizes, repeats)
            keras, ours = (1e3 * found.median(way) / steps for way in ("Keras", "ours"))
            parameters = sum((n + 1) * m for n, m in zip(sizes[:-1], sizes[1:], strict=True))
            ratio = found.ratio("Keras", "ours")
            rows.append(OptimizerRow(rule.label, network, parameters, keras, ours, ratio))
    return tuple(rows)
