"""Regularization: noise in training, costs of weights, bounds on them."""

from typing import Any

import numpy as np

from keras_notes import twin
from keras_notes.parity.tape import keras_layer
from keras_notes.regularization import (
    L1,
    L2,
    AlphaDropout,
    Dropout,
    GaussianDropout,
    GaussianNoise,
    MaxNorm,
    SpatialDropout1D,
)
from keras_notes.story import Figures, Story, command

ONES = np.ones((2, 8), dtype="float32")
WEIGHTS = np.array([3, -1, 0.5, 0], dtype="float32")


def trained(layer: Any, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What a Keras layer and its twin make of `x` in training."""
    other = twin(layer)  # before the Keras layer moves on
    return np.asarray(layer(x, training=True)), other(x, training=True)


def masks(story: Story) -> None:
    """One seed, one mask after the other."""
    story.say(
        """Dropout of a quarter, on two samples of ones. One seed gives the same mask on both sides; each run
        in training has the next one, and inference is the identity:"""
    )
    layer = Dropout(0.25, seed=7)
    other = twin(layer)
    rows = [
        (f"run {run} in training", np.asarray(layer(ONES, training=True)), other(ONES, training=True))
        for run in (1, 2)
    ]
    story.compare(*rows, ("in inference", np.asarray(layer(ONES)), other(ONES)))
    story.say(
        """What stays is divided by 1 - 0.25, so that a weighted sum is on average what it will be in
        inference. The mean of 100 000 ones, and how many of them are 0:"""
    )
    y, ours = trained(Dropout(0.25, seed=7), np.ones((1000, 100), dtype="float32"))
    story.compare(("mean", y.mean(), ours.mean()), ("zeros", np.sum(y == 0), np.sum(ours == 0)))


def relatives(story: Story) -> None:
    """What else is called dropout or noise."""
    story.say("A sequence of 3 steps with 4 features, all 1: SpatialDropout1D takes a feature at all steps.")
    sequence = np.ones((1, 3, 4), dtype="float32")
    rows = []
    for layer in (Dropout(0.5, seed=3), SpatialDropout1D(0.5, seed=3)):
        y, ours = trained(layer, sequence)
        rows.append((type(layer).__name__, y[0], ours[0]))
    story.compare(*rows)
    story.say(
        """10 000 normal numbers of mean 0 and standard deviation 1, and what is left of the two in training.
        At the same rate Dropout and GaussianDropout widen them alike; AlphaDropout keeps both:"""
    )
    x = np.random.default_rng(1).normal(size=(100, 100)).astype("float32")
    rows = []
    for layer in (
        Dropout(0.3, seed=1),
        GaussianDropout(0.3, seed=1),
        GaussianNoise(0.5, seed=1),
        AlphaDropout(0.3, seed=1),
    ):
        y, ours = trained(layer, x)
        rows.append((type(layer).__name__, *(np.array([each.mean(), each.std()]) for each in (y, ours))))
    story.compare(*rows)


def costs(story: Story) -> None:
    """What a weight costs, and where that pulls it."""
    story.say(
        f"""Regularizers add to the loss what the weights cost. The cost of the weights {WEIGHTS.tolist()},
        and the gradient that it adds to the loss's: L1 pulls all alike, L2 the large ones more, and neither
        moves a 0. There is no ½ in L2, so its pull is twice the factor:"""
    )
    rows = []
    for regularizer in (L1(0.25), L2(0.25)):
        theirs, ours = keras_layer(regularizer, WEIGHTS, np.ones((), "float32")), twin(regularizer)
        rows.append((f"{type(regularizer).__name__}(0.25): cost", theirs["output"], ours(WEIGHTS)))
        rows.append(("its gradient", theirs["d input"], ours.derivative(WEIGHTS)))
    story.compare(*rows)


def bounds(story: Story) -> None:
    """Cut back after each update."""
    story.say(
        """A constraint acts after each update. MaxNorm(2) cuts the weights into each unit, a column, back to
        the length 2; a short column stays, but for 1e-7 of its length:"""
    )
    kernel = np.array([[3, 0.3], [4, 0.4]], dtype="float32")
    constraint = MaxNorm(2)
    theirs, ours = np.asarray(constraint(kernel)), twin(constraint)(kernel)
    story.compare(
        ("lengths before", *[np.linalg.norm(kernel, axis=0)] * 2),
        ("weights after", theirs, ours),
        ("lengths after", np.linalg.norm(theirs, axis=0), np.linalg.norm(ours, axis=0)),
    )


def main(figures: Figures = None) -> None:
    """Regularization: noise in training, costs of weights, bounds on them."""
    story = Story("Regularization")
    masks(story)
    relatives(story)
    costs(story)
    bounds(story)
    story.end("regularization", figures)


if __name__ == "__main__":
    command(main)
