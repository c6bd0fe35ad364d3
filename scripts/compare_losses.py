"""Losses: one number for how wrong a batch is."""

import numpy as np

from keras_notes import losses, twin
from keras_notes.dense import Dense
from keras_notes.parity.tape import keras_loss
from keras_notes.sequential import Input, Sequential
from keras_notes.story import Figures, Story, command

TARGETS = np.float32([[1, 0, 0], [0, 1, 0]])
OUTPUTS = np.float32([[0.5, 0.25, 0.25], [0.25, 0.25, 0.5]])
ONE = np.float32(1.0)


def value_and_gradient(loss: object, y_true: np.ndarray, y_pred: np.ndarray) -> tuple[tuple, tuple]:
    """The rows of a table: the loss, and its gradient for the predictions, on both sides."""
    theirs, ours = keras_loss(loss, y_true, y_pred, None, ONE), twin(loss)
    value, cache = ours.forward(y_true, y_pred)
    return ("loss", theirs["value"], value), ("d outputs", theirs["d y_pred"], ours.backward(cache))


def squared_error(story: Story) -> None:
    """Means over outputs and samples."""
    squares = (OUTPUTS - TARGETS) ** 2
    sums, means = squares.sum(axis=1), squares.mean(axis=1)
    story.say(
        f"""The mean squared error of two samples with three outputs each. The squared errors of the samples
        sum to {sums[0]:g} and {sums[1]:g}; Keras takes the mean over the outputs of a sample, {means[0]:.4f}
        and {means[1]:.4f}, and then over the samples. Textbooks often sum over the outputs: their gradient is
        {squares.shape[1]} times as large, and so must Keras's learning rate be for the same step."""
    )
    story.compare(*value_and_gradient(losses.MeanSquaredError(), TARGETS, OUTPUTS))
    story.say("What the reductions make of the same two samples:")
    rows = []
    for reduction in ("none", "sum", "sum_over_batch_size"):
        loss = losses.MeanSquaredError(reduction=reduction)
        rows.append((reduction, np.asarray(loss(TARGETS, OUTPUTS)), twin(loss)(TARGETS, OUTPUTS)))
    story.compare(*rows)


def cross_entropy(story: Story) -> None:
    """The probability of the right class."""
    logs = " and ".join(f"-log {p:g} = {-np.log(p):.4f}" for p in OUTPUTS[TARGETS == 1])
    story.say(
        f"""Cross-entropy looks at the probability of the right class only: {logs}, and the mean of these.
        With labels instead of one-hot rows it is called sparse, and is the same number."""
    )
    sparse, labels = losses.SparseCategoricalCrossentropy(), TARGETS.argmax(axis=1)
    story.compare(
        *value_and_gradient(losses.CategoricalCrossentropy(), TARGETS, OUTPUTS),
        ("sparse", np.asarray(sparse(labels, OUTPUTS)), twin(sparse)(labels, OUTPUTS)),
    )
    story.say("For the logits behind the probabilities the gradient is simply (p - y) / number of samples:")
    story.compare(
        *value_and_gradient(losses.CategoricalCrossentropy(from_logits=True), TARGETS, np.log(OUTPUTS))
    )


def logits_or_not(story: Story) -> None:
    """Where the same loss has two values."""
    story.say(
        """A trap. A network that is very sure and very wrong: logits 40 and -40, and the second class is
        right. Straight from the softmax layer, Keras reads the logits behind its output; on an array of
        probabilities it clips at 1e-7. So evaluate() can differ from a loss on predict():"""
    )
    model = Sequential([Input((2,)), Dense(2, "softmax")])
    model.set_weights([np.float32([[40, 0], [0, 40]]), np.zeros(2)])
    x, y, loss = np.float32([[1, -1]]), np.float32([[0, 1]]), losses.CategoricalCrossentropy()
    model.compile("sgd", loss)
    ours = twin(model)
    evaluated = (np.float32(half.evaluate(x, y, verbose=0)) for half in (model, ours))
    on_arrays = np.asarray(loss(y, model.predict(x, verbose=0))), twin(loss)(y, ours.predict(x, verbose=0))
    story.compare(("evaluate()", *evaluated), ("loss on predict()", *on_arrays))


def ways_to_be_wrong(story: Story) -> None:
    """What the other losses make of the same error."""
    story.say(
        """Other losses of a number that should be 1 and is 1.25, 3, or 0. Huber and log cosh grow like a
        square, then like a line, so one wild sample does not rule; the percentage and the logarithmic error
        see ratios; the hinge is content beyond its margin:"""
    )
    rows, y_true, y_pred = [], np.ones((3, 1), "float32"), np.float32([[1.25], [3], [0]])
    for name in (
        "MeanSquaredError",
        "MeanAbsoluteError",
        "Huber",
        "LogCosh",
        "MeanAbsolutePercentageError",
        "MeanSquaredLogarithmicError",
        "Poisson",
        "Hinge",
        "SquaredHinge",
    ):
        loss = getattr(losses, name)(reduction="none")
        rows.append((name, np.asarray(loss(y_true, y_pred)), twin(loss)(y_true, y_pred)))
    story.compare(*rows)


def areas_pairs_and_sequences(story: Story) -> None:
    """Losses that see more than one output at a time."""
    story.say(
        """Some losses see more than a row. Dice compares areas, over the whole batch if it has no axis;
        Circle takes class numbers and embeddings, and pushes the pairs of a batch together and apart; CTC
        sums the probabilities of all ways to say a sequence of labels within more steps than labels:"""
    )
    rng = np.random.default_rng(3)
    points = rng.normal(size=(4, 2)).astype("float32")
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    for name, y_true, y_pred in (
        ("Dice", TARGETS, OUTPUTS),
        ("Circle", np.array([0, 1, 0, 1]), points),
        ("CTC", np.array([[1, 2, 2, 0]]), rng.normal(size=(1, 6, 3)).astype("float32")),
    ):
        found = value_and_gradient(getattr(losses, name)(), y_true, y_pred)
        story.compare(*((f"{name}, {part}", theirs, ours) for part, theirs, ours in found))


def main(figures: Figures = None) -> None:
    """Losses: one number for how wrong a batch is."""
    story = Story("Losses")
    squared_error(story)
    cross_entropy(story)
    logits_or_not(story)
    ways_to_be_wrong(story)
    areas_pairs_and_sequences(story)
    story.end("losses", figures)


if __name__ == "__main__":
    command(main)
