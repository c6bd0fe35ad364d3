"""The tests tested: with a mistake planted in the NumPy half, the rows must say DIFFERENT."""

import functools

import planted_activations
import planted_by_people
import planted_callbacks
import planted_convolution
import planted_core
import planted_counts
import planted_files
import planted_fit
import planted_layers
import planted_losses
import planted_metrics
import planted_more_losses
import planted_normalization
import planted_optimizers
import planted_options
import planted_orders
import planted_pooling
import planted_random
import planted_recurrence
import planted_regularization
import planted_reshaping
import planted_rules
import planted_scaled
import planted_schedules
import planted_stacks
import planted_stft
import planted_tables
import planted_training
import planted_wrappers
import pytest
from keras.layers import Dense
from parity_rows import on_one_worker, result_of, run_of
from planted import PLANTED

from keras_notes.concepts import cases
from keras_notes.parity import Case

# Importing a module registers its mistakes.
MODULES = (
    planted_activations,
    planted_by_people,
    planted_callbacks,
    planted_convolution,
    planted_core,
    planted_counts,
    planted_files,
    planted_fit,
    planted_layers,
    planted_losses,
    planted_metrics,
    planted_more_losses,
    planted_normalization,
    planted_optimizers,
    planted_options,
    planted_orders,
    planted_pooling,
    planted_random,
    planted_recurrence,
    planted_regularization,
    planted_reshaping,
    planted_rules,
    planted_scaled,
    planted_schedules,
    planted_stacks,
    planted_stft,
    planted_tables,
    planted_training,
    planted_wrappers,
)
RUNS = (("exact", "float32"), ("float64", "float64"))
# The rows avoid square kernels, so that most confusions of rows and columns cannot even run; this is what
# they would look like if they could.
EXTRA = {"dense": [Case(Dense, {"units": 4}, (3, 4), exact=True)]}


@functools.cache
def rows_of(concept, label):
    """The rows of a concept with this label."""
    return [row for row in (*cases(concept), *EXTRA.get(concept, ())) if label in row.label]


@functools.cache
def runs(concept, label):
    """These rows in the exact and in the float64 tier."""
    rows = rows_of(concept, label)
    return [(row, *run) for row in rows for run in RUNS if run[0] in row.tiers_in(run[1])]


def beside_its_row(mistake):
    """On the worker of the first row in which it is planted."""
    rows = rows_of(mistake.concept, mistake.label)
    marks = [on_one_worker(mistake.concept, row) for row in rows[:1]]
    return pytest.param(mistake, id=mistake.name, marks=marks)


@pytest.mark.parametrize("mistake", [beside_its_row(mistake) for mistake in PLANTED])
def test_the_rows_find(mistake, monkeypatch):
    concept, found = mistake.concept, runs(mistake.concept, mistake.label)
    assert found, f"no row of {concept} has {mistake.label!r} in its label"
    assert all(result_of(concept, *run).agrees for run in found), "they differ as the code stands"
    wrong = mistake.make(getattr(mistake.owner, mistake.attribute))
    monkeypatch.setattr(mistake.owner, mistake.attribute, wrong)
    assert not all(run_of(concept, *run).agrees for run in found)


def test_there_are_many_and_each_has_its_own_name():
    names = [mistake.name for mistake in PLANTED]
    assert len(names) == len(set(names)) >= 100
