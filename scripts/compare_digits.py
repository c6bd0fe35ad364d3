"""The digit network 784-16-16-10 on real digits."""

import numpy as np

from keras_notes.backpropagation import trace
from keras_notes.data import Digits, load_digits
from keras_notes.digits import as_text, digit_network, targets_of, weight_images
from keras_notes.lockstep import RATES, Trained, train_digits
from keras_notes.parity import twin
from keras_notes.story import Figures, Story, command


def the_data(story: Story, data: Digits) -> None:
    """Pictures as numbers."""
    story.say(
        f"""{len(data.x_train):,} real digits to learn from, {len(data.x_test):,} held out; each is
        {data.x_train.shape[1]} grey values from {data.x_train.min():g} to {data.x_train.max():g}. The first
        held-out one, a {data.y_test[0]}:"""
    )
    story.show(as_text(data.x_test[0].reshape(28, 28)))
    model = digit_network()
    story.compare(("parameters of the network", model.count_params(), twin(model).count_params()))


def two_forms(story: Story, data: Digits) -> Trained:
    """The film's network and today's, both trained; returns the second."""
    story.say(
        f"""Two forms. "film": sigmoids and the mean squared error against ten target numbers, here
        {targets_of(data.y_test[:1], "film")[0].astype(int).tolist()}. "modern": relu, softmax and
        cross-entropy against the label. The film's loss is a mean over ten numbers, and wants a rate of
        {RATES["film"]:g} where the modern one wants {RATES["modern"]:g}. Two epochs each, in lock step and in
        float64:"""
    )
    rows = []
    for form in ("film", "modern"):
        trained = train_digits(data, form=form, epochs=2, dtype="float64")
        pictures = weight_images(trained.keras), twin(weight_images)(trained.numpy)
        rows += [
            (f"{form}: loss of epoch {i}", *epoch.loss) for i, epoch in enumerate(trained.epochs, start=1)
        ]
        rows.append((f"{form}: right, held out", *trained.epochs[-1].accuracy))
        rows.append((f"{form}: largest weight, layer 1", *(np.abs(each).max() for each in pictures)))
    story.compare(*rows)
    return trained


def one_answer(story: Story, data: Digits, trained: Trained) -> None:
    """From ten outputs to a digit."""
    theirs = trace(trained.keras, data.x_test[:1])[-1].output[0]
    ours = twin(trace)(trained.numpy, data.x_test[:1])[-1].output[0]
    story.say("The ten outputs of the modern one for the digit above, and the answer, the largest of them:")
    story.compare(
        ("outputs for 0 to 4", theirs[:5], ours[:5]),
        ("outputs for 5 to 9", theirs[5:], ours[5:]),
        ("their sum", theirs.sum(), ours.sum()),
        ("answer", np.argmax(theirs), np.argmax(ours)),
    )


def main(figures: Figures = None) -> None:
    """The digit network 784-16-16-10 on real digits."""
    story = Story("Handwritten digits")
    data = load_digits()
    the_data(story, data)
    one_answer(story, data, two_forms(story, data))
    story.end("digits", figures)


if __name__ == "__main__":
    command(main)
