"""What training prints: Keras's lines, letter by letter but for the times."""

import itertools
import re
import time

import keras
import numpy as np
import pytest

import reference.callbacks
from keras_notes.parity import twin
from keras_notes.parity.precision import precision
from keras_notes.sequential import network
from reference.training.progress import Progress

RNG = np.random.default_rng(2)
X, LABELS = RNG.normal(size=(47, 3)), RNG.integers(0, 2, 47)
CODES = re.compile(r"\x1b\[\d+m|\x08")
TIMES = re.compile(r"\d+s( -)? \d+(s|ms|us)/step")


@pytest.fixture(autouse=True)
def _float64():
    with precision("float64"):
        yield


@pytest.fixture
def pair():
    model = network((3, 4, 2))
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"], run_eagerly=True)
    return model, twin(model)


def lines(capsys):
    """What a terminal shows in the end, with the times masked."""
    captured = capsys.readouterr()
    assert captured.err == ""
    assert captured.out.endswith("\n") or not captured.out
    shown = CODES.sub("", captured.out).split("\n")[:-1]
    return [TIMES.sub("TIME", line.split("\r")[-1].rstrip()) for line in shown]


FIT = {
    "one epoch": {},
    "epochs": {"epochs": 3, "batch_size": 4},
    "validation": {"epochs": 2, "validation_split": 0.3},
    "initial_epoch": {"epochs": 4, "initial_epoch": 2, "batch_size": 100},
    "nothing to do": {"epochs": 0},
}


@pytest.mark.parametrize("verbose", [0, 1, 2, "auto"])
@pytest.mark.parametrize("arguments", FIT.values(), ids=FIT)
def test_fit(pair, capsys, verbose, arguments):
    theirs, ours = pair
    theirs.fit(X, LABELS, shuffle=False, verbose=verbose, **arguments)
    expected = lines(capsys)
    ours.fit(X, LABELS, shuffle=False, verbose=verbose, **arguments)
    assert lines(capsys) == expected
    per_epoch = 0 if verbose == 0 else 1 if arguments.get("epochs", 1) == 1 else 2
    epochs = arguments.get("epochs", 1) - arguments.get("initial_epoch", 0)
    assert len(expected) == per_epoch * epochs


def batches(count=4):
    return ((X[i : i + 5], LABELS[i : i + 5]) for i in range(0, 5 * count, 5))


def words(half):
    """Callbacks that say something."""
    return [
        half.EarlyStopping("loss", min_delta=10, patience=2, verbose=1, restore_best_weights=True),
        half.ReduceLROnPlateau("loss", min_delta=10, patience=1, verbose=1),
        half.LearningRateScheduler(lambda epoch, rate: rate / 2, verbose=1),
    ]


@pytest.mark.parametrize("verbose", [0, 1, 2])
@pytest.mark.filterwarnings("ignore:(?i).*(ran out of data|the data ran out|__array__)")
def test_callbacks_and_sources_of_unknown_length(pair, capsys, verbose):
    shown = []
    for model, half in zip(pair, (keras.callbacks, reference.callbacks), strict=True):
        model.fit(X, LABELS, epochs=5, shuffle=False, verbose=verbose, callbacks=words(half))
        model.fit(batches(), epochs=2, shuffle=False, verbose=verbose, validation_data=batches())
        model.fit(batches(), epochs=2, steps_per_epoch=3, shuffle=False, verbose=verbose)
        model.fit(X, LABELS, epochs=1, batch_size=10, steps_per_epoch=9, shuffle=False, verbose=verbose)
        model.evaluate(batches(), verbose=verbose)
        model.evaluate(X, LABELS, steps=2, verbose=verbose)
        model.predict(batches(), verbose=verbose)
        shown.append(lines(capsys))
    assert shown[0] == shown[1]
    assert len(shown[1]) > 10


@pytest.mark.parametrize("verbose", [0, 1, 2, "auto"])
def test_evaluate_and_predict(pair, capsys, verbose):
    """A prediction has no numbers to show."""
    theirs, ours = pair
    for arguments in ({}, {"batch_size": 4}):
        shown = []
        for half in (theirs, ours):
            half.evaluate(X, LABELS, verbose=verbose, **arguments)
            half.predict(X, verbose=verbose, **arguments)
            shown.append(lines(capsys))
        assert shown[0] == shown[1]
        assert len(shown[0]) == (0 if verbose == 0 else 2)
        assert verbose == 0 or ("loss: " in shown[0][0] and "loss: " not in shown[0][1])


@pytest.mark.parametrize("verbose", [1, 2])
@pytest.mark.parametrize("target", [0.5, 2.0, 1e-9, 1e6])
def test_numbers_small_large_and_negative(capsys, verbose, target):
    """The line and the bar differ in what they write of a number below 0; so do Keras's."""
    theirs = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, "sigmoid")])
    theirs.set_weights([np.array([[40.0]]), np.zeros(1)])
    theirs.compile("sgd", "binary_crossentropy")
    shown = []
    for half in (theirs, twin(theirs)):
        half.evaluate(np.ones((4, 1)), np.full((4, 1), target), verbose=verbose)
        shown += lines(capsys)
    assert shown[0] == shown[1]


class Clock:
    """A clock that moves only when told to, for both halves: Keras reads one, we the other."""

    def __init__(self, monkeypatch):
        self.now = 1000.0
        for name in ("time", "perf_counter"):
            monkeypatch.setattr(time, name, lambda: self.now)


PACES = {
    "below a millisecond": 0.0004,
    "milliseconds": 0.06,
    "seconds": 2.0,
    "an eta of minutes": 9.5,
    "an eta of hours": 700.0,
    "redrawn only now and then": 0.013,
}


@pytest.mark.parametrize("steps", [1, 7, 23, 120, None])
@pytest.mark.parametrize("pace", PACES.values(), ids=PACES)
def test_every_redrawing_of_the_bar(monkeypatch, capsys, steps, pace):
    """The very characters, colours included; Keras besides steps back before each return to the left."""
    clock = Clock(monkeypatch)
    theirs, ours = keras.utils.Progbar(steps, stateless_metrics=set()), Progress(steps, 1)
    numbers = itertools.cycle([{"loss": 1234.5, "mae": -0.25}, {"loss": 0.00012, "mae": float("nan")}])
    for step, logs in zip(range(1, (steps or 30) + 1), numbers, strict=False):
        clock.now += pace * (3 if step == 1 else 1)
        theirs.update(step, list(logs.items()), finalize=False)
        expected = capsys.readouterr().out.replace("\b", "")
        ours.step(step, lambda logs=logs: logs)
        assert capsys.readouterr().out == expected
    clock.now += 0.25
    last = {"loss": 1.0, "mae": 0.5, "val_loss": 2.0}
    if steps is None:  # it is known in the end
        theirs.target = ours.steps = steps = 30
    theirs.update(steps, list(last.items()), finalize=True)
    expected = capsys.readouterr().out.replace("\b", "")
    ours.finish(last)
    assert capsys.readouterr().out == expected


@pytest.mark.parametrize("pace", [0.0004, 0.06, 2.0])
def test_the_line_of_an_epoch(monkeypatch, capsys, pace):
    clock = Clock(monkeypatch)
    theirs, ours = keras.utils.Progbar(8, verbose=2, stateless_metrics=set()), Progress(8, 2)
    clock.now += 8 * pace
    for logs in ({"loss": 1.5, "mae": -0.25}, {"loss": 0.001, "mae": 0.0}, {}):
        theirs._values_order = []
        theirs.update(8, list(logs.items()), finalize=True)
        expected = capsys.readouterr().out
        ours.finish(logs)
        assert capsys.readouterr().out == expected


def test_a_silent_pass_prints_nothing(capsys):
    progress = Progress(3, 0, "Epoch 1/2")
    progress.finish({"loss": 1.0})
    Progress(None, 2).finish({})  # without a single step
    assert capsys.readouterr().out == ""


def test_training_that_overflows_is_told_by_its_loss_and_not_by_warnings(pair, capsys):
    theirs, ours = pair
    for half in pair:
        half.fit(X * 1e200, LABELS, epochs=3, shuffle=False, verbose=2)
    shown = lines(capsys)
    assert shown[:6] == shown[6:]
    assert "loss: nan" in shown[-1]
