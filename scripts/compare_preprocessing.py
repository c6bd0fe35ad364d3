"""Preprocessing: comparable features, numbers in bins, labels as rows, pictures of one size."""

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


def binned(story: Story) -> None:
    """Numbers in bins."""
    story.say(
        """A weight in kg as the number of its bin, by boundaries at 60 and 80. Whoever weighs exactly 60 is
        in the bin above:"""
    )
    weights = np.float32([[55, 95, 60]])
    bins = preprocessing.Discretization([60.0, 80.0])
    story.compare(("bins", np.asarray(bins(weights))[0], twin(bins)(weights)[0]))
    story.say("Or four bins of about equally many, by boundaries that adapt() takes from 400 weights:")
    many = np.random.default_rng(3).normal(70, 12, size=(400, 1)).astype("float32")
    quarters = preprocessing.Discretization(num_bins=4)
    ours = twin(quarters)
    quarters.adapt(many)
    ours.adapt(many)
    counts = [np.bincount(np.asarray(each(many)).ravel()) for each in (quarters, ours)]
    story.compare(
        ("boundaries", np.array(quarters.bin_boundaries), np.array(ours.bin_boundaries)),
        ("in each bin", *counts),
    )


def categories(story: Story) -> None:
    """Tokens as rows."""
    story.say("A sample that has token 2 twice and token 0 once, of four tokens:")
    tokens = np.array([[2, 0, 2]])
    rows = []
    for mode in ("one_hot", "multi_hot", "count"):
        layer = preprocessing.CategoryEncoding(4, mode)
        layer.build(tokens.shape)
        rows.append((mode, np.asarray(layer(tokens))[0], twin(layer)(tokens)[0]))
    story.compare(*rows)


def of_one_size(story: Story) -> None:
    """Pictures of one size."""
    story.say(
        """A picture of 2 x 4 pixels, to be 2 x 2. Resizing squeezes it; with crop_to_aspect_ratio it is cut
        to its middle first; CenterCrop only cuts, as long as the picture is large enough:"""
    )
    picture = np.float32([[0, 1, 2, 3], [4, 5, 6, 7]]).reshape(1, 2, 4, 1)
    layers = {
        "Resizing(2, 2)": preprocessing.Resizing(2, 2),
        "crop_to_aspect_ratio": preprocessing.Resizing(2, 2, crop_to_aspect_ratio=True),
        "CenterCrop(2, 2)": preprocessing.CenterCrop(2, 2),
        "CenterCrop(3, 3)": preprocessing.CenterCrop(3, 3),
    }
    rows = []
    for name, layer in layers.items():
        rows.append((name, np.asarray(layer(picture))[0, :, :, 0], twin(layer)(picture)[0, :, :, 0]))
    story.compare(*rows)
    story.say("The last one enlarged the 2 x 2 in the middle, which has the proportion of 3 x 3.")


def main(figures: Figures = None) -> None:
    """Preprocessing: comparable features, numbers in bins, labels as rows, pictures of one size."""
    story = Story("Preprocessing")
    rescaled(story)
    normalized(story)
    one_hot(story)
    binned(story)
    categories(story)
    of_one_size(story)
    story.end("preprocessing", figures)


if __name__ == "__main__":
    command(main)
