"""Metrics: what is reported beside the loss."""

from typing import Any

import numpy as np

from keras_notes import metrics, twin
from keras_notes.dense import Dense
from keras_notes.lockstep import start_from
from keras_notes.sequential import Input, Sequential
from keras_notes.startup import quiet_tensorflow
from keras_notes.story import Figures, Story, command

LABELS = np.array([2, 0, 1])
OUTPUTS = np.float32([[0.1, 0.2, 0.7], [0.3, 0.6, 0.1], [0.4, 0.4, 0.2]])
ONE_HOT = np.eye(3, dtype="float32")[LABELS]
NUMBERS = np.float32([[3, 5, 1], [2, 4, 4], [7, 5, 2]])
GUESSES = np.float32([[2.5, 5, 2], [2, 4.5, 3], [8, 5, 2.5]])
WEIGHTS = np.float32([1, 0.5, 2])
YES = np.array([0, 1, 1, 0, 1, 0])
PROBABILITIES = np.float32([0.5, 0.75, 0.25, 0, 1, 0.625])


def fed(metric: Any, y_true: Any, y_pred: Any) -> tuple[str, Any, Any]:
    """A row of a table: the metric of both halves after two weighted batches."""
    halves, found = (metric, twin(metric)), []
    for half in halves:
        half.update_state(y_true[:2], y_pred[:2], sample_weight=WEIGHTS[:2])
        half.update_state(y_true[2:], y_pred[2:], sample_weight=np.resize(WEIGHTS[::-1], len(y_true) - 2))
        found.append(np.asarray(half.result()))
    return type(metric).__name__, *found


def right_or_wrong(story: Story) -> None:
    """The largest output is the answer."""
    story.say(f"Three samples, three classes; the right ones are {LABELS.tolist()}. The outputs:")
    story.show(f"\n{OUTPUTS}")
    story.say(
        """The answer is the largest output; of equal ones the first, as in the third row. With labels or with
        one-hot rows it is the same count. Among the top k are all that tie with the k-th:"""
    )
    rows = []
    for kind, y in (("sparse_categorical", LABELS), ("categorical", ONE_HOT)):
        accuracy = getattr(metrics, f"{kind}_accuracy")
        rows.append((f"{kind}_accuracy", np.asarray(accuracy(y, OUTPUTS)), twin(accuracy)(y, OUTPUTS)))
    top = metrics.sparse_top_k_categorical_accuracy
    rows += [
        (f"top {k}", np.asarray(top(LABELS, OUTPUTS, k=k)), twin(top)(LABELS, OUTPUTS, k=k)) for k in (1, 2)
    ]
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
    rows += [
        (f"its {name}", theirs.variables[i].numpy(), halves[1].state[name])
        for i, name in enumerate(("total", "count"))
    ]
    story.compare(*rows)


def accuracies(story: Story) -> None:
    """Every accuracy."""
    story.say(f"The accuracies after two batches, of 2 samples and of 1, with weights {WEIGHTS.tolist()}:")
    story.compare(
        fed(metrics.Accuracy(), LABELS, OUTPUTS.argmax(axis=1)),
        fed(metrics.BinaryAccuracy(threshold=0.25), ONE_HOT, OUTPUTS),
        fed(metrics.CategoricalAccuracy(), ONE_HOT, OUTPUTS),
        fed(metrics.SparseCategoricalAccuracy(), LABELS, OUTPUTS),
        fed(metrics.TopKCategoricalAccuracy(k=2), ONE_HOT, OUTPUTS),
        fed(metrics.SparseTopKCategoricalAccuracy(k=2), LABELS, OUTPUTS),
    )


def numbers(story: Story) -> None:
    """Errors, R² and correlations."""
    story.say(
        """Of numbers, in the same two batches. The root is taken of the mean over all batches; R², too, is of
        all data, a correlation the mean of the rows' own; the cosine similarity has not the loss's sign:"""
    )
    errors = ("MeanSquared", "RootMeanSquared", "MeanAbsolute", "MeanAbsolutePercentage")
    names = [f"{name}Error" for name in (*errors, "MeanSquaredLogarithmic", "LogCosh")]
    names += ["R2Score", "CosineSimilarity", "PearsonCorrelation", "ConcordanceCorrelation"]
    story.compare(*(fed(getattr(metrics, name)(), NUMBERS, GUESSES) for name in names))


def losses_as_metrics(story: Story) -> None:
    """What may be a loss may be reported, too."""
    story.say("The losses of classes as metrics, for the same outputs:")
    names = ("CategoricalCrossentropy", "BinaryCrossentropy", "KLDivergence", "Poisson")
    names += ("CategoricalHinge", "Hinge", "SquaredHinge")
    story.compare(
        fed(metrics.SparseCategoricalCrossentropy(), LABELS, OUTPUTS),
        *(fed(getattr(metrics, name)(), ONE_HOT, OUTPUTS) for name in names),
    )


def yes_or_no(story: Story) -> None:
    """Counts at thresholds, and what is made of them."""
    story.say(
        f"""One output says yes if it is greater than a threshold. Six samples {YES.tolist()} and outputs
        {PROBABILITIES.tolist()} in two batches, weighted; the counts at the thresholds 0, 0.5 and 1, where
        what is on a threshold is a no:"""
    )
    counts = ("TruePositives", "FalsePositives", "TrueNegatives", "FalseNegatives", "Precision", "Recall")
    story.compare(*(fed(getattr(metrics, name)([0, 0.5, 1]), YES, PROBABILITIES) for name in counts))
    story.say(
        """From the counts at 200 even thresholds, unless told otherwise: the best of one share where another
        is large enough, and the area under a curve, which more thresholds make more exact."""
    )
    points = {"SensitivityAtSpecificity": 0.6, "SpecificityAtSensitivity": 0.6}
    points |= {"PrecisionAtRecall": 0.6, "RecallAtPrecision": 0.6}
    rows = [fed(getattr(metrics, name)(value), YES, PROBABILITIES) for name, value in points.items()]
    for kwargs in ({}, {"num_thresholds": 4}, {"curve": "PR"}, {"curve": "PRGAIN"}):
        _, *found = fed(metrics.AUC(**kwargs), YES, PROBABILITIES)
        rows.append((f"AUC, {kwargs or 'ROC'}", *found))
    story.compare(*rows)


def classes(story: Story) -> None:
    """F-scores, and the intersection over union."""
    story.say(
        """Of classes: precision and recall in one number, of each class and on average, and how much of what
        a class is or was said to be is both. A perfect score is a little less than 1:"""
    )
    rows = []
    for average in (None, "macro", "weighted", "micro"):
        _, *found = fed(metrics.FBetaScore(average, beta=2.0), ONE_HOT, OUTPUTS)
        rows.append((f"FBetaScore, {average}", *found))
    of_labels = metrics.MeanIoU(3, dtype="float32", sparse_y_pred=False)
    story.compare(
        *rows,
        fed(metrics.F1Score(), ONE_HOT, ONE_HOT),
        fed(of_labels, LABELS, OUTPUTS),
        fed(metrics.IoU(3, [0, 2], dtype="float32"), LABELS, OUTPUTS.argmax(axis=1)),
        fed(metrics.OneHotMeanIoU(3, dtype="float32"), ONE_HOT, OUTPUTS),
        fed(metrics.OneHotIoU(3, [1], dtype="float32"), ONE_HOT, OUTPUTS),
        fed(metrics.BinaryIoU(threshold=0.4, dtype="float32"), YES, PROBABILITIES),
    )


def the_string(story: Story) -> None:
    """What "accuracy" means."""
    story.say(
        """The string "accuracy" stands for one of three, by the shapes of targets and outputs. Random
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
    """Metrics: what is reported beside the loss."""
    story = Story("Metrics")
    for section in (right_or_wrong, running_mean, accuracies, yes_or_no, classes, numbers, losses_as_metrics):
        section(story)
    with quiet_tensorflow():
        the_string(story)
    story.end("metrics", figures)


if __name__ == "__main__":
    command(main)
