"""keras-notes classes: every class that trains a network is listed, with its tiers, and none is skipped."""

from collections import Counter

import keras
import pytest
from keras.losses import MeanSquaredError
from keras.optimizers import SGD
from typer.testing import CliRunner

from keras_notes.cli import app
from keras_notes.concepts import CONCEPTS, cases
from keras_notes.parity import LossCase, OptimizerCase
from keras_notes.report.classes import KINDS, classes_named_in, refused_classes, vocabulary

# What Keras 3.15 has: so many classes of a kind, and those that `reference` refuses by name.
COUNTS = {
    "losses": 22,
    "optimizers": 14,
    "optimizers.schedules": 6,
    "initializers": 16,
    "regularizers": 4,
    "constraints": 4,
    "metrics": 44,
    "callbacks": 9,
}
REFUSED = {
    "optimizers.MultiOptimizer",
    "optimizers.ScheduleFreeAdamW",
    "callbacks.BackupAndRestore",
    "callbacks.OrbaxCheckpoint",
    "callbacks.RemoteMonitor",
    "callbacks.SwapEMAWeights",
    "callbacks.TensorBoard",
}


def test_every_class_of_keras_is_there_or_refused_by_name():
    found = Counter(each.kind for each in vocabulary().values())
    assert found == COUNTS
    assert set(refused_classes()) == REFUSED
    assert set(KINDS) == set(COUNTS)


def test_every_class_has_rows():
    named = set().union(*(classes_named_in(row) for concept in CONCEPTS for row in cases(concept)))
    missing = [f"{each.kind}.{each.keras.__name__}" for cls, each in vocabulary().items() if cls not in named]
    assert not missing, f"no row compares {missing}"


@pytest.fixture
def shown(monkeypatch):
    """The command, with these two rows and these two kinds alone."""
    rows = [
        LossCase(MeanSquaredError, {"reduction": "sum"}, (4, 8), exact=True),
        OptimizerCase(SGD, {"learning_rate": 0.125}, exact=True),
    ]
    kinds = {kind: KINDS[kind] for kind in ("losses", "optimizers")}
    monkeypatch.setattr("keras_notes.report.classes.KINDS", kinds)
    monkeypatch.setattr("keras_notes.report.classes.CONCEPTS", ("losses",))
    monkeypatch.setattr("keras_notes.report.classes.cases", lambda concept: rows)
    return lambda *options: CliRunner().invoke(app, ["classes", *options])


def test_a_class_without_a_row_shows_and_ends_with_status_1(shown):
    told = shown("--markdown")
    assert told.exit_code == 1
    lines = told.stdout.splitlines()
    assert "| losses | `MeanSquaredError` | 1 | 1 | 1 | reduction |" in lines
    assert "| optimizers | `SGD` | 1 | 1 | 1 | learning_rate |" in lines
    assert "| losses | `Hinge` | – | – | – | – |" in lines


def test_where_all_agree_the_status_is_0_and_a_mistake_makes_it_1(shown, monkeypatch):
    only = {cls: name for cls, name in vocabulary().items() if cls in (MeanSquaredError, SGD)}
    monkeypatch.setattr("keras_notes.report.classes.vocabulary", lambda: {**only})
    told = shown()
    assert told.exit_code == 0
    assert "MeanSquaredError" in told.stdout
    assert "Refused by name: optimizers.MultiOptimizer" in told.stdout
    monkeypatch.setattr("reference.optimizers.SGD.update", lambda *arguments: None)
    assert shown().exit_code == 1


def test_classes_are_found_wherever_a_row_holds_them():
    row = OptimizerCase(SGD, {"learning_rate": keras.optimizers.schedules.ExponentialDecay(0.1, 2, 0.5)})
    assert {SGD, keras.optimizers.schedules.ExponentialDecay} <= classes_named_in(row)
