"""The benchmark: what it measures side by side computes the same, and every figure is there."""

import json
import math

import keras
import numpy as np
import pytest

from keras_notes.benchmark import run_benchmark
from keras_notes.benchmark.networks import LEARNING_RATE, NETWORKS, OF_THE_NOTES, sides_of
from keras_notes.benchmark.run import BATCH_SIZES, STACK_BATCH_SIZES
from keras_notes.benchmark.stacks import STACKS
from keras_notes.benchmark.straight import train
from keras_notes.benchmark.timing import Way, measure
from keras_notes.benchmark.work import measure_fit
from keras_notes.parity.precision import precision
from reference.random import EpochOrders, set_random_seed

SMALL = [network._replace(samples=53, epochs=1) for network in NETWORKS]
LABELS = [network.label for network in NETWORKS]
QUICK_LABELS = ["2-3-2", "8-6-6-4", "784-16-16-10"]


def worst(found, expected):
    """The largest difference relative to the largest entry, over all arrays."""
    return max(np.abs(a - b).max() / np.abs(b).max() for a, b in zip(found, expected, strict=True))


@pytest.mark.parametrize("network", SMALL, ids=LABELS)
@pytest.mark.parametrize("batch_size", [10, 128])
def test_straight_line_code_does_what_fit_does(network, batch_size):
    """Same start, same order of the rows: the same losses and weights, in NumPy and in Keras."""
    with precision("float64"):
        sides = sides_of(network)
        weights = [w.copy() for w in sides.start]
        set_random_seed(3)
        ours = sides.numpy.fit(sides.x, sides.labels, batch_size=batch_size, verbose=0).history["loss"]
        set_random_seed(3)
        order = EpochOrders(network.samples, batch_size, shuffle=True).next()
        options = LEARNING_RATE, batch_size, 1, order
        losses = train(network.step, weights, sides.x, sides.labels, *options)
        options = {"batch_size": batch_size, "shuffle": False, "verbose": 0}
        theirs = sides.keras.fit(sides.x[order], sides.labels[order], **options).history["loss"]
    assert worst(weights, sides.start) > 1e-4
    assert worst(weights, sides.numpy.get_weights()) <= 1e-13
    assert worst(weights, sides.keras.get_weights()) <= 1e-12
    assert ours == pytest.approx(losses, rel=1e-13)
    assert theirs == pytest.approx(losses, rel=1e-12)


def test_a_straight_line_code_that_does_something_else_is_noticed(monkeypatch):
    sides = sides_of(SMALL[0])
    monkeypatch.setattr("keras_notes.benchmark.work.LEARNING_RATE", 1.1 * LEARNING_RATE)
    with pytest.raises(ArithmeticError, match=r"2-3-2: fit and the straight-line code differ by"):
        measure_fit(SMALL[0], sides, 10, repeats=1)


def test_the_ways_take_turns_and_are_put_back_before_each():
    done = []
    ways = {name: Way(lambda n=name: done.append(n), lambda: done.append("reset")) for name in "ab"}
    timings = measure(ways, 2, "abb")
    assert done == ["reset", "a", "reset", "b", "reset", "b"] * 3
    assert [len(timings.seconds[name]) for name in "ab"] == [2, 4]
    assert timings.ratio("a", "b") == timings.median("a") / timings.median("b")


MEASURED_ONCE = pytest.mark.xdist_group("benchmark")


@pytest.fixture(scope="module")
def quick():
    seen = []
    with pytest.MonkeyPatch.context() as patch:  # a rough idea of a rough idea
        small = tuple(network._replace(samples=130) for network in OF_THE_NOTES)
        patch.setattr("keras_notes.benchmark.run.OF_THE_NOTES", small)
        patch.setattr("keras_notes.benchmark.run.QUICK_SAMPLES", 64)
        patch.setattr("keras_notes.benchmark.run.QUICK_EPOCHS", 1)
        return run_benchmark(repeats=1, quick=True, progress=lambda *args: seen.append(args)), seen


@MEASURED_ONCE
def test_every_figure_is_there_and_is_positive(quick):
    result, seen = quick
    assert [(row.network, row.batch) for row in result.fit] == [
        (n, b) for n in QUICK_LABELS for b in BATCH_SIZES
    ]
    assert [(row.network, row.call) for row in result.answers] == [
        (n, call) for n in QUICK_LABELS for call in ("predict", "call")
    ]
    assert [row.package for row in result.imports] == ["numpy", "reference", "keras"]
    assert [(row.stack, row.batch) for row in result.stacks] == [
        ("convolutional 8, 16", batch) for batch in STACK_BATCH_SIZES
    ]
    assert [(row.optimizer, row.parameters) for row in result.optimizers] == [
        ("SGD", 13_002),
        ("Adam", 13_002),
    ]
    kinds = {"fit": 5, "stacks": 3, "optimizers": 3, "answers": 3, "imports": 2}
    for rows, expected in ((getattr(result, kind), number) for kind, number in kinds.items()):
        numbers = [value for row in rows for value in vars(row).values() if isinstance(value, float)]
        assert len(numbers) == len(rows) * expected
        assert all(math.isfinite(value) and value > 0 for value in numbers)
    assert [done for _, done, _ in seen] == list(range(7))


@MEASURED_ONCE
def test_tables_and_json_hold_the_same_figures(quick):
    result, _ = quick
    tables = result.tables()
    assert [table.row_count for table in tables] == [9, 2, 2, 6, 3]
    columns = [column.header for column in tables[0].columns]
    assert columns == ["network", "batch", "Keras", "ours", "straight", "Keras/ours", "ours/straight"]
    figures = json.loads(json.dumps(result.to_json(), allow_nan=False))
    assert figures["fit"][0] == vars(result.fit[0])
    assert figures["setting"]["Keras"] == keras.__version__
    assert keras.__version__ in tables[0].caption


@pytest.mark.parametrize("stack", STACKS, ids=[stack.label for stack in STACKS])
def test_both_halves_of_a_stack_have_the_same_answers(stack):
    theirs, ours = stack.sides()
    x, labels = stack._replace(samples=6).data("float32")
    assert labels.shape == (6,)
    np.testing.assert_allclose(ours(x), np.asarray(theirs(x)), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("repeats", [0, -1, 2.0, True])
def test_repeats_must_be_a_positive_integer(repeats):
    with pytest.raises(ValueError, match="repeats must be an integer of at least 1, got"):
        run_benchmark(repeats)
