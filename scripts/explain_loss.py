"""Why the loss that fit() prints is not the loss of predict()."""

import numpy as np

from keras_notes import LossExplanation, explain_loss
from keras_notes.data import load_digits
from keras_notes.dense import Dense
from keras_notes.digits import digit_network
from keras_notes.lockstep import start_from
from keras_notes.optimizers import SGD
from keras_notes.sequential import Input, Sequential
from keras_notes.story import Story, command


def sure_and_wrong(story: Story) -> None:
    """Where a loss has two values."""
    story.say(
        """A network that is very sure and very wrong: logits 40 and -40, and the second class is right.
        Keras has the loss 80 when it can see the logits, and 16.1 on the probabilities 1 and 0:"""
    )
    model = Sequential([Input((2,)), Dense(2, "softmax")], name="sure_and_wrong")
    model.set_weights([np.float32([[40, 0], [0, 40]]), np.zeros(2)])
    model.compile("sgd", "categorical_crossentropy")
    told(explain_loss(model, np.float32([[1, -1]]), np.float32([[0, 1]])))


def digits(story: Story) -> None:
    """Where they differ for three reasons at once."""
    story.say(
        """The digit network, with an L2 regularizer on its last layer, learns from 640 real digits. After
        one epoch fit() prints a loss, and evaluate() on the very same digits a much smaller one. A loss
        computed from what predict() returns would be smaller by the regularizer, too:"""
    )
    x, y, *_ = load_digits()
    hidden = digit_network().layers[:-1]
    last = Dense(10, "softmax", kernel_regularizer="l2")
    model = start_from(Sequential([Input((784,)), *hidden, last], name="digits"), seed=0)
    model.compile(SGD(0.1), "sparse_categorical_crossentropy")
    told(explain_loss(model, x[:640], y[:640], batch_size=10))


def told(found: LossExplanation) -> None:
    """End with status 1 if the halves disagree on a number."""
    if not found.agrees:
        raise SystemExit("DIFFERENT: Keras and NumPy do not have the same numbers")


def main() -> None:
    """Why the loss that fit() prints is not the loss of predict(), in Keras's numbers and in NumPy's."""
    story = Story("The loss that fit() prints")
    sure_and_wrong(story)
    digits(story)


if __name__ == "__main__":
    command(main)
