"""Classification: from outputs to names."""

import warnings

import numpy as np

from keras_notes import classification as in_keras
from keras_notes import twin
from keras_notes.activations import sigmoid, softmax
from keras_notes.backpropagation import trace
from keras_notes.lockstep import LockStep, start_from
from keras_notes.optimizers import SGD
from keras_notes.parity.precision import precision
from keras_notes.preprocessing import Normalization
from keras_notes.startup import quiet_tensorflow
from keras_notes.story import Figures, Story, command
from reference import classification as in_numpy

PEOPLE = np.float32([[1.75, 95.0], [1.75, 50.0], [1.75, 70.0]])
LEARNERS, BATCH, STEPS = 300, 50, 60


def by_hand(story: Story) -> None:
    """A network that nobody trained."""
    model = in_keras.body_type_network()
    ours = twin(model)
    story.say(
        """A 2-3-2 with weights set by hand: the first hidden unit is weight - 45 · height where that is
        positive, the second 35 · height - weight. Of three people of 1.75 m the third is in between, where
        both units are silent and the outputs are equal; of equal outputs the first wins:"""
    )
    story.show(f"\n{PEOPLE}")
    theirs, numbers = trace(model, PEOPLE), twin(trace)(ours, PEOPLE)
    halves = ((in_keras, model), (in_numpy, ours))
    names = (half.predict_class(network, PEOPLE, half.BODY_TYPES) for half, network in halves)
    story.compare(
        ("hidden units", theirs[0].output, numbers[0].output),
        ("outputs", theirs[1].output, numbers[1].output),
        ("names", *names),
    )


def two_or_one(story: Story) -> None:
    """How many outputs two classes need."""
    story.say(
        "Two classes need no two outputs: softmax of (a, b) says of the first what sigmoid(a - b) says:"
    )
    scores = np.float32([[2.0, 0.5]])
    pair = np.asarray(softmax(scores))[:, 0], twin(softmax)(scores)[:, 0]
    single = (np.asarray(f(scores[:, 0] - scores[:, 1])) for f in (sigmoid, twin(sigmoid)))
    story.compare(("softmax(2, 0.5), first", *pair), ("sigmoid(2 - 0.5)", *single))
    story.say("Over a single unit softmax says nothing, whatever the score, and Keras warns. For 2 and -7:")
    alone = np.float32([[2.0], [-7.0]])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        story.compare(("softmax", np.asarray(softmax(alone)), twin(softmax)(alone)))


def learned(story: Story) -> None:
    """The four animals, from raw and from normalized measurements."""
    x, labels = in_keras.animals_data()
    layer = Normalization()
    layer.adapt(x[:LEARNERS])
    story.say(
        f"""The 8-6-6-4 and {len(x)} animals: {LEARNERS} to learn from, in {STEPS} steps with batches of
        {BATCH}, and {len(x) - LEARNERS} to be asked about. First in kilograms and centimetres as they are,
        then normalized:"""
    )
    rows = []
    for name, data in (("raw", x), ("normalized", np.asarray(layer(x)))):
        model = start_from(in_keras.animals_network(), seed=2)
        model.compile(SGD(0.1), "sparse_categorical_crossentropy")
        halves = LockStep(model)
        for start in range(0, STEPS * BATCH, BATCH):
            at = slice(start % LEARNERS, start % LEARNERS + BATCH)
            loss = halves.step(data[at], labels[at])
        rows.append((f"{name}: last loss", *loss))
        rows.append((f"{name}: right", *halves.accuracy(data[LEARNERS:], labels[LEARNERS:])))
    story.compare(*rows)


def main(figures: Figures = None) -> None:
    """Classification: from outputs to names."""
    story = Story("Classification")
    by_hand(story)
    two_or_one(story)
    with precision("float64"), quiet_tensorflow():
        learned(story)
    story.end("classification", figures)


if __name__ == "__main__":
    command(main)
