"""Normalization: one formula in training, another in use, and statistics that arrive late."""

import numpy as np

from keras_notes import twin
from keras_notes.dense import Dense
from keras_notes.normalization import BatchNormalization, LayerNormalization, SpectralNormalization
from keras_notes.parity.tape import keras_layer, numpy_layer
from keras_notes.sequential import Input, Sequential
from keras_notes.story import Figures, Story, command

BATCH = np.float32([[1], [3], [5], [7]])  # mean 4, biased variance 5
DY = np.float32([[1], [0], [0], [0]])
SHOWN = (1, 2, 3, 10, 100)


def built(layer: object, shape: tuple[int | None, ...]) -> tuple:
    """The layer, built, and its twin."""
    layer.build(shape)
    return layer, twin(layer)


def two_modes(story: Story) -> None:
    """The same numbers in training and in use."""
    story.say(
        """One feature of a batch of four samples: 1, 3, 5, 7. In training BatchNormalization takes off the
        mean of the batch, 4, and divides by the root of its variance plus 0.001. The variance is the biased
        one, (9 + 1 + 1 + 9) / 4 = 5. In use it takes its moving statistics instead, which start at mean 0 and
        variance 1, so that almost nothing happens:"""
    )
    theirs, ours = built(BatchNormalization(), (None, 1))
    story.compare(
        ("in use, x / √1.001", np.asarray(theirs(BATCH))[:, 0], ours(BATCH)[:, 0]),
        (
            "in training, (x - 4) / √5.001",
            np.asarray(theirs(BATCH, training=True))[:, 0],
            ours(BATCH, training=True)[:, 0],
        ),
    )


def two_ways_back(story: Story) -> None:
    """The gradients of the same numbers in both modes."""
    story.say(
        """The way back differs as well. Let the loss see the first sample alone, dy = 1, 0, 0, 0. In use each
        sample stands for itself. In training every sample had a part in the mean and in the variance, and so
        has one in the gradient; together they cannot move the mean, so their gradients sum to 0:"""
    )
    rows = []
    for mode, training in (("in use", False), ("in training", True)):
        theirs, ours = built(BatchNormalization(), (None, 1))
        keras, numpy = (keras_layer(theirs, BATCH, DY, training), numpy_layer(ours, BATCH, DY, training))
        rows.append((f"dx {mode}", keras["d input"][:, 0], numpy["d input"][:, 0]))
    story.compare(*rows)


def moving_averages(story: Story) -> None:
    """How slowly the moving statistics arrive."""
    story.say(
        """Each batch in training moves the statistics by a hundredth of the way: moving_mean ← 0.99
        moving_mean + 0.01 mean. The momentum belongs to the old value. If every batch has mean 4 and
        variance 5:"""
    )
    theirs, ours = built(BatchNormalization(), (None, 1))
    rows = []
    for step in range(1, max(SHOWN) + 1):
        theirs(BATCH, training=True)
        ours(BATCH, training=True)
        if step in SHOWN:
            pairs = zip(theirs.get_weights()[2:], ours.get_weights()[2:], strict=True)
            for name, (keras, numpy) in zip(("mean", "variance"), pairs, strict=True):
                rows.append((f"moving {name} after {step}", keras[0], numpy[0]))
    story.compare(*rows)
    left = 0.99 ** SHOWN[-1]
    story.say(f"After {SHOWN[-1]} batches {left:.1%} of the way is left: 0.99^{SHOWN[-1]} = {left:.3f}.")


def trained(momentum: float) -> tuple:
    """A small regression after three short epochs: the last loss of `fit`, and that of `evaluate`."""
    rng = np.random.default_rng(8)
    x = rng.normal(5, 3, size=(64, 3)).astype("float32")
    y = x @ np.float32([[0.5], [-1], [0.25]])
    theirs = Sequential([Input((3,)), BatchNormalization(momentum=momentum), Dense(1)])
    theirs.layers[1].set_weights([np.float32([[1], [-2], [0.5]]), np.float32([-1])])
    theirs.compile("sgd", "mse")
    both = (theirs, twin(theirs))
    fitted = [
        model.fit(x, y, epochs=3, batch_size=16, shuffle=False, verbose=0).history["loss"][-1]
        for model in both
    ]
    return tuple(np.float32(fitted)), tuple(np.float32(model.evaluate(x, y, verbose=0)) for model in both)


def first_predictions(story: Story) -> None:
    """Why a network that learned well predicts badly at first."""
    story.say(
        """So a network can do well in training and badly in use. Three epochs of four batches, on inputs of
        mean 5 and deviation 3. `fit` reports the loss in training mode; `evaluate`, on the same data, sees
        moving statistics that are still near 0 and 1, because 0.99^12 = 0.89 of their start is left. With
        momentum 0.5 they have arrived:"""
    )
    rows = []
    for momentum in (0.99, 0.5):
        fitted, evaluated = trained(momentum)
        rows.append((f"momentum {momentum}: last loss of fit", *fitted))
        rows.append((f"momentum {momentum}: evaluate", *evaluated))
    story.compare(*rows)


def one_sample(story: Story) -> None:
    """LayerNormalization needs no company."""
    sample = np.float32([[2, 4, 4, 10]])
    story.say(
        """A single sample is its own mean, so BatchNormalization makes zeros of it in training.
        LayerNormalization takes mean 5 and variance 9 of the features of each sample, in training and in use
        alike, and has no moving statistics:"""
    )
    batch, layer = built(BatchNormalization(), (None, 4)), built(LayerNormalization(), (None, 4))
    story.compare(
        ("batch, in training", *(np.asarray(each(sample, training=True))[0] for each in batch)),
        ("layer", *(np.asarray(each(sample))[0] for each in layer)),
        ("weights, batch", *(str([w.size for w in each.get_weights()]) for each in batch)),
        ("weights, layer", *(str([w.size for w in each.get_weights()]) for each in layer)),
    )


def overwritten(story: Story) -> None:
    """SpectralNormalization writes to the kernel."""
    story.say(
        """SpectralNormalization divides the kernel of the layer inside it by an estimate of its largest
        singular value, here of 4 and 1, and writes the result into the kernel, pass by pass in training:"""
    )
    theirs = SpectralNormalization(Dense(2, use_bias=False))
    theirs.build((None, 2))
    theirs.set_weights([np.float32([[4, 0], [0, 1]]), np.float32([[0.5, 0.5]])])
    ours = twin(theirs)
    rows = []
    for step in (1, 2, 3):
        for each in (theirs, ours):
            each(np.ones((1, 2), dtype="float32"), training=True)
        kernels = (np.diag(each.get_weights()[0]) for each in (theirs, ours))
        rows.append((f"diagonal after pass {step}", *kernels))
    story.compare(*rows)


def main(figures: Figures = None) -> None:
    """Normalization: one formula in training, another in use, and statistics that arrive late."""
    story = Story("Normalization")
    two_modes(story)
    two_ways_back(story)
    moving_averages(story)
    first_predictions(story)
    one_sample(story)
    overwritten(story)
    story.end("normalization", figures)


if __name__ == "__main__":
    command(main)
