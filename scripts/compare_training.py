"""Training: batches, epochs, and what fit reports."""

import math

import numpy as np

from keras_notes import twin
from keras_notes.classification import animals_data
from keras_notes.lockstep import start_from
from keras_notes.optimizers import SGD
from keras_notes.parity.precision import precision
from keras_notes.preprocessing import min_max_rescaling
from keras_notes.sequential import Sequential, network
from keras_notes.startup import quiet_tensorflow
from keras_notes.story import Figures, Story, command
from keras_notes.training import training_step

ANIMALS, SIZE, EPOCHS, SPLIT = 90, 16, 3, 0.2
TAKEN = math.floor(ANIMALS * (1 - SPLIT))


def halves(sizes: tuple[int, ...], rate: float) -> tuple[Sequential, object]:
    """A compiled Keras network and its twin, both at the same start."""
    model = start_from(network(sizes), seed=1)
    model.compile(SGD(rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model, twin(model)


def one_step(story: Story) -> None:
    """Forward, loss, gradients, update."""
    x, y = np.array([[1.0, 1.0], [-1.0, -0.5]]), np.array([0, 1])
    theirs, ours = halves((2, 3, 2), 0.5)
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
    raw, labels = animals_data(count=ANIMALS)
    x = np.asarray(min_max_rescaling(raw)(raw))
    story.say(
        f"""fit does that for batch after batch, epoch after epoch. {ANIMALS} animals with
        validation_split={SPLIT}: the last {ANIMALS - TAKEN} are set aside, before any shuffling. The other
        {TAKEN} make batches of {SIZE}, the last one of {TAKEN % SIZE}: {math.ceil(TAKEN / SIZE)} steps an
        epoch. {EPOCHS} epochs:"""
    )
    both = halves((8, 6, 6, 4), 0.1)
    options = {
        "batch_size": SIZE,
        "epochs": EPOCHS,
        "validation_split": SPLIT,
        "shuffle": False,
        "verbose": 0,
    }
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


def main(figures: Figures = None) -> None:
    """Training: batches, epochs, and what fit reports."""
    story = Story("Training")
    with precision("float64"), quiet_tensorflow():
        one_step(story)
        fit(story)
    story.end("training", figures)


if __name__ == "__main__":
    command(main)
