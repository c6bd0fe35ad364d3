"""Training: batches, epochs, what fit reports and validates on, callbacks."""

import math
import tempfile
import warnings
from pathlib import Path
from typing import Any

import numpy as np

import keras_notes.training as keras_training
import reference.training as numpy_training
from keras_notes import twin
from keras_notes.classification import animals_data
from keras_notes.dense import Dense
from keras_notes.lockstep import start_from
from keras_notes.losses import SparseCategoricalCrossentropy
from keras_notes.optimizers import SGD
from keras_notes.parity.precision import precision
from keras_notes.preprocessing import min_max_rescaling
from keras_notes.regularization import Dropout
from keras_notes.sequential import Input, Sequential, network
from keras_notes.startup import quiet_tensorflow
from keras_notes.story import Figures, Story, command
from keras_notes.training import training_step

ANIMALS, SIZE, EPOCHS, SPLIT = 90, 16, 3, 0.2
TAKEN = math.floor(ANIMALS * (1 - SPLIT))


QUIET = {"shuffle": False, "verbose": 0}


def halves(model: Sequential, rate: float) -> tuple[Sequential, Any]:
    """A compiled Keras network and its twin, both at the same start."""
    model = start_from(model, seed=1)
    model.compile(SGD(rate), SparseCategoricalCrossentropy(), metrics=["accuracy"], run_eagerly=True)
    return model, twin(model)


def animals() -> tuple[np.ndarray, np.ndarray]:
    """Rescaled animals and their labels."""
    raw, labels = animals_data(count=ANIMALS)
    return np.asarray(min_max_rescaling(raw)(raw)), labels


def one_step(story: Story) -> None:
    """Forward, loss, gradients, update."""
    x, y = np.array([[1.0, 1.0], [-1.0, -0.5]]), np.array([0, 1])
    theirs, ours = halves(network((2, 3, 2)), 0.5)
    story.say(
        """One step of learning: forward, loss, gradients, times the learning rate, subtract. On the 2-3-2 of
        the notes; the loss is that before the step:"""
    )
    steps = [(training_step(theirs, x, y), twin(training_step)(ours, x, y)) for _ in range(5)]
    story.compare(
        *((f"loss of step {i}", *pair) for i, pair in enumerate(steps, start=1)),
        ("first kernel after them", theirs.get_weights()[0], ours.get_weights()[0]),
    )


def fit(story: Story) -> None:
    """Batches and epochs."""
    x, labels = animals()
    story.say(
        f"""fit does that for batch after batch, epoch after epoch. {ANIMALS} animals with
        validation_split={SPLIT}: the last {ANIMALS - TAKEN} are set aside, before any shuffling. The other
        {TAKEN} make batches of {SIZE}, the last one of {TAKEN % SIZE}: {math.ceil(TAKEN / SIZE)} steps an
        epoch. {EPOCHS} epochs:"""
    )
    both = halves(network((8, 6, 6, 4)), 0.1)
    options = {"batch_size": SIZE, "epochs": EPOCHS, "validation_split": SPLIT, **QUIET}
    theirs, ours = (half.fit(x, labels, **options).history for half in both)
    story.compare(*((name, np.array(theirs[name]), np.array(ours[name])) for name in ours))
    what_is_reported(story, both, (x[:TAKEN], labels[:TAKEN]), (theirs["loss"][-1], ours["loss"][-1]))


def what_is_reported(story: Story, both: tuple, data: tuple, last: tuple[float, float]) -> None:
    """The loss of an epoch."""
    story.say(
        """The loss that fit reports for an epoch is the mean of its batches' losses, each taken before its
        update. It is not the loss of the network that the epoch leaves behind; evaluate gives that:"""
    )
    evaluated = (half.evaluate(*data, verbose=0)[0] for half in both)
    story.compare(("last epoch's loss, by fit", *last), ("after it, by evaluate", *evaluated))


def fit_against_evaluate(story: Story) -> None:
    """Why the loss of fit and that of evaluate differ, one reason at a time."""
    story.say(
        """Two reasons keep fit and evaluate apart: the weights move while fit adds up, and some layers work
        differently in training. Without a learning rate and without such layers the two are the same number;
        either one parts them:"""
    )
    x, labels = animals()
    dropping = Sequential([Input((8,)), Dense(6, "relu"), Dropout(0.5, seed=3), Dense(4, "softmax")])
    for what, model, rate in (
        ("rate 0", network((8, 6, 4)), 0.0),
        ("rate 0.5", network((8, 6, 4)), 0.5),
        ("rate 0, dropout", dropping, 0.0),
    ):
        both = halves(model, rate)
        by_fit = [half.fit(x, labels, batch_size=SIZE, **QUIET).history["loss"][0] for half in both]
        after = [half.evaluate(x, labels, batch_size=SIZE, verbose=0)[0] for half in both]
        story.compare((f"{what}: by fit", *by_fit), (f"{what}: by evaluate", *after))


def what_is_set_aside(story: Story) -> None:
    """validation_split takes the tail."""
    story.say(
        f"""validation_split={SPLIT} takes the last samples as they stand; shuffle only concerns what is left.
        If the data are sorted by class, all that is held out is of the last class, of which little is left to
        learn from, and the accuracy on it is all or nothing. Mix such data before fit:"""
    )
    x, labels = animals()
    by_class, mixed = np.argsort(labels, kind="stable"), np.random.default_rng(0).permutation(ANIMALS)
    for what, order in (("sorted by class", by_class), ("mixed", mixed)):
        options = {"epochs": 8, "batch_size": 6, "validation_split": SPLIT, **QUIET}
        found = [half.fit(x[order], labels[order], **options) for half in halves(network((8, 6, 4)), 1.0)]
        story.compare(
            (f"{what}: classes trained on", *[np.unique(labels[order][:TAKEN])] * 2),
            (f"{what}: classes held out", *[np.unique(labels[order][TAKEN:])] * 2),
            (f"{what}: accuracy at the end", *(each.history["accuracy"][-1] for each in found)),
            (f"{what}: val_accuracy", *(each.history["val_accuracy"][-1] for each in found)),
        )


def watching(kinds: Any, log: Path) -> list:
    """The callbacks of one half."""
    return [
        kinds.LearningRateScheduler(lambda epoch, rate: rate * 0.95),
        kinds.ReduceLROnPlateau("loss", factor=0.5, patience=1, min_delta=0.05),
        kinds.EarlyStopping("val_accuracy", patience=3, restore_best_weights=True),
        kinds.CSVLogger(log),
    ]


def callbacks(story: Story) -> None:
    """What watches fit, and stops it."""
    story.say(
        """Callbacks are called on the way. Here one sets the rate of each epoch, one halves it when the loss
        does not fall by 0.05, one stops when the accuracy on held-out animals has not risen for three epochs,
        and brings the best weights back; the last writes a table. Both halves stop at the same epoch, with
        the same weights:"""
    )
    x, labels = animals()
    both, found, tables = halves(network((8, 6, 4)), 0.5), [], []
    for half, kinds in zip(both, (keras_training, numpy_training), strict=True):
        with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
            warnings.filterwarnings("ignore", "__array__")  # the way in which Keras reads its rate
            log = Path(folder) / "log.csv"
            options = {"epochs": 40, "validation_split": SPLIT, "callbacks": watching(kinds, log), **QUIET}
            found.append(half.fit(x, labels, **options))
            lines = [line.split(",")[:3] for line in log.read_text().splitlines()[:3]]
            tables.append("\n".join(map(",".join, lines)))
    story.compare(
        ("epochs run", *(len(each.epoch) for each in found)),
        ("rate of the last", *(each.history["learning_rate"][-1] for each in found)),
        ("best val_accuracy", *(max(each.history["val_accuracy"]) for each in found)),
        ("of the weights left", *(half.evaluate(x[TAKEN:], labels[TAKEN:], verbose=0)[1] for half in both)),
        ("last bias", *(half.get_weights()[-1] for half in both)),
    )
    story.say("The first columns of the table:")
    story.once(*tables)


def main(figures: Figures = None) -> None:
    """Training: batches, epochs, what fit reports and validates on, callbacks."""
    story = Story("Training")
    with precision("float64"), quiet_tensorflow():
        one_step(story)
        fit(story)
        fit_against_evaluate(story)
        what_is_set_aside(story)
        callbacks(story)
    story.end("training", figures)


if __name__ == "__main__":
    command(main)
