"""Preprocessing: comparable features, and labels as rows."""

import numpy as np
from sklearn.preprocessing import MinMaxScaler, StandardScaler

from keras_notes import preprocessing, twin
from keras_notes.story import Figures, Story, command

# Height in m and weight in kg: three people to learn from, and one who comes later.
TRAIN = np.float32([[1.6, 55.0], [1.9, 95.0], [1.75, 60.0]])
LATER = np.float32([[2.05, 50.0]])


def farthest(a: np.ndarray, b: object) -> float:
    """The largest difference."""
    return float(np.abs(a - np.asarray(b)).max())


def rescaled(story: Story) -> None:
    """Onto 0..1."""
    story.say("Rescaling is one multiplication and one addition. Grey values from 0..255 to 0..1:")
    rescaling = preprocessing.Rescaling(1 / 255)
    pixels = np.float32([[0, 51, 255]])
    story.compare(("Rescaling(1 / 255)", np.asarray(rescaling(pixels)), twin(rescaling)(pixels)))
    story.say("Three people, height (m) and weight (kg), and each feature onto 0..1:")
    story.show(f"\n{TRAIN}")
    theirs, ours = preprocessing.min_max_rescaling(TRAIN), twin(preprocessing.min_max_rescaling)(TRAIN)
    story.compare(("min-max", np.asarray(theirs(TRAIN)), ours(TRAIN)))
    apart = farthest(MinMaxScaler().fit_transform(TRAIN), theirs(TRAIN))
    story.say(
        f"""scikit-learn's MinMaxScaler is within {apart:.1g}. Whoever comes later, {LATER[0]}, is scaled by
        the numbers of the training data, and may leave 0..1:"""
    )
    story.compare(("min-max, later", np.asarray(theirs(LATER)), ours(LATER)))


def normalized(story: Story) -> None:
    """To mean 0 and variance 1."""
    story.say("Each feature to mean 0 and variance 1, from statistics that adapt() takes, not fit():")
    layer = preprocessing.Normalization()
    layer.adapt(TRAIN)
    ours = twin(layer)
    story.compare(
        ("mean", layer.mean.numpy()[0], ours.mean),
        ("variance", layer.variance.numpy()[0], ours.variance),
        ("normalized", np.asarray(layer(TRAIN)), ours(TRAIN)),
        ("normalized, later", np.asarray(layer(LATER)), ours(LATER)),
    )
    weights = TRAIN[:, 1]
    story.say(
        f"""The variance is the mean of the squared distances, divided by n: {weights.var():.4f} of the
        weights, where division by n - 1 would give {weights.var(ddof=1):.4f}. scikit-learn's
        StandardScaler is within {farthest(StandardScaler().fit_transform(TRAIN), layer(TRAIN)):.1g}."""
    )


def one_hot(story: Story) -> None:
    """Labels as rows."""
    story.say("Labels as one-hot rows, for categorical cross-entropy and for the mean squared error:")
    labels = np.array([2, 0, 1])
    rows = preprocessing.to_categorical(labels, 3), twin(preprocessing.to_categorical)(labels, 3)
    story.compare((f"labels {labels.tolist()}", *rows))


def main(figures: Figures = None) -> None:
    """Preprocessing: comparable features, and labels as rows."""
    story = Story("Preprocessing")
    rescaled(story)
    normalized(story)
    one_hot(story)
    story.end("preprocessing", figures)


if __name__ == "__main__":
    command(main)
