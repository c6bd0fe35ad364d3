"""Metrics: counting right answers."""

import numpy as np

from keras_notes import metrics, twin
from keras_notes.dense import Dense
from keras_notes.lockstep import start_from
from keras_notes.sequential import Input, Sequential
from keras_notes.startup import quiet_tensorflow
from keras_notes.story import Figures, Story, command

LABELS = np.array([2, 0, 1])
OUTPUTS = np.float32([[0.1, 0.2, 0.7], [0.3, 0.6, 0.1], [0.4, 0.4, 0.2]])


def right_or_wrong(story: Story) -> None:
    """The largest output is the answer."""
    story.say(f"Three samples, three classes; the right ones are {LABELS.tolist()}. The outputs:")
    story.show(f"\n{OUTPUTS}")
    story.say(
        """The answer is the largest output; of equal ones the first, as in the third row. With labels or with
        one-hot rows it is the same count:"""
    )
    rows = []
    for kind, y in (("sparse_categorical", LABELS), ("categorical", np.eye(3)[LABELS])):
        accuracy = getattr(metrics, f"{kind}_accuracy")
        rows.append((f"{kind}_accuracy", np.asarray(accuracy(y, OUTPUTS)), twin(accuracy)(y, OUTPUTS)))
    story.compare(*rows)
    story.say("With one output, right means on the right side of 0.5; exactly 0.5 counts as class 0:")
    y, rows = np.float32([[1]]), []
    for p in (0.49, 0.5, 0.51):
        found = (f(y, np.float32([[p]])) for f in (metrics.binary_accuracy, twin(metrics.binary_accuracy)))
        rows.append((f"p = {p}, class 1 is right", *(np.asarray(each)[0] for each in found)))
    story.compare(*rows)


def running_mean(story: Story) -> None:
    """From batch to batch."""
    story.say("A metric is a running mean: over batches of 3 and of 1 sample it counts samples, not batches.")
    theirs = metrics.SparseCategoricalAccuracy()
    halves, rows = (theirs, twin(theirs)), []
    for name, y, y_pred in (("one batch", LABELS, OUTPUTS), ("two", LABELS[:1], OUTPUTS[:1])):
        for half in halves:
            half.update_state(y, y_pred)
        rows.append((f"after {name}", *(np.asarray(half.result()) for half in halves)))
    story.compare(*rows)


def the_string(story: Story) -> None:
    """What "accuracy" means."""
    story.say(
        """The string "accuracy" stands for one of the three, by the shapes of targets and outputs. Random
        models and data, the targets as labels, as one-hot rows, and for a single output:"""
    )
    rng = np.random.default_rng(3)
    x, labels = rng.normal(size=(40, 4)).astype("float32"), rng.integers(0, 3, 40)
    rows = []
    for kind, y, output in (
        ("sparse_categorical", labels, Dense(3, "softmax")),
        ("categorical", np.eye(3)[labels], Dense(3, "softmax")),
        ("binary", (labels[:, None] > 0).astype("float32"), Dense(1, "sigmoid")),
    ):
        model = start_from(Sequential([Input((4,)), output]), seed=2)
        model.compile("sgd", f"{kind}_crossentropy", metrics=["accuracy"])
        found = (half.evaluate(x, y, verbose=0)[1] for half in (model, twin(model)))
        rows.append((f"accuracy, targets {y.shape}", *(np.float32(value) for value in found)))
    story.compare(*rows)


def main(figures: Figures = None) -> None:
    """Metrics: counting right answers."""
    story = Story("Metrics")
    right_or_wrong(story)
    running_mean(story)
    with quiet_tensorflow():
        the_string(story)
    story.end("metrics", figures)


if __name__ == "__main__":
    command(main)
