"""Random numbers: what a seed means."""

import importlib

import numpy as np

from keras_notes import random as in_keras
from keras_notes.sequential import network
from keras_notes.story import Figures, Story, command
from reference import random as in_numpy
from reference.sequential import network as network_in_numpy

HALVES = (in_keras, in_numpy)


def uniform(seed: object, size: int = 3) -> tuple[np.ndarray, ...]:
    """Uniform numbers of both halves; the seed is an int, or a pair of generators."""
    seeds = seed if isinstance(seed, tuple) else (seed, seed)
    return tuple(
        np.asarray(half.uniform((size,), seed=each)) for half, each in zip(HALVES, seeds, strict=True)
    )


def seeds(story: Story) -> None:
    """The same seed, the same numbers; and how to get others."""
    story.say(
        """TensorFlow's numbers from a seed are no secret: a generator called Philox scrambles the seed and a
        counter. Some lines of NumPy do the same:"""
    )
    story.compare(*((f"uniform, seed {seed}", *uniform(seed, size=4)) for seed in (0, 7)))
    story.say(
        """An int as seed is the same seed in every call; so are the numbers. A SeedGenerator counts its calls
        and moves on."""
    )
    generators = in_keras.SeedGenerator(7), in_numpy.SeedGenerator(7)
    rows = [(f"call {call}, seed=7", *uniform(7)) for call in (1, 2)]
    rows += [(f"call {call}, SeedGenerator(7)", *uniform(generators)) for call in (1, 2)]
    story.compare(*rows)


def normals(story: Story) -> None:
    """Numbers around 0."""
    story.say(
        """Normal numbers are made of uniform ones by logarithm, sine and cosine. Those come from different
        libraries in the two halves, so that a last digit may differ. The truncated ones are drawn again
        beyond two standard deviations. Of 1000 numbers:"""
    )
    rows = []
    for name in ("normal", "truncated_normal"):
        a, b = (np.asarray(getattr(half, name)((1000,), seed=7)) for half in HALVES)
        rows.append((f"{name}: first 3", a[:3], b[:3]))
        rows.append((f"{name}: largest", np.abs(a).max(), np.abs(b).max()))
    story.compare(*rows)
    story.say(
        """How often a last digit differs, in a million standard normal numbers of either type, and by how
        many units in the last place of the number itself:"""
    )
    for dtype in ("float32", "float64"):
        a, b = (np.asarray(half.normal((10**6,), dtype=dtype, seed=11)) for half in HALVES)
        ulps = (np.abs(a - b) / np.spacing(np.abs(a))).max()
        story.show(f"  {dtype}: {np.mean(a == b):.1%} the same, none further off than {ulps:.0f} ULP")


def integers(story: Story) -> None:
    """Integers and orders."""
    story.say("Random integers, and numbers in another order, are bit for bit the same too:")
    draws = [np.asarray(half.randint((6,), 0, 100, seed=7)) for half in HALVES]
    orders = [np.asarray(half.shuffle(np.arange(6), seed=7)) for half in HALVES]
    story.compare(("randint from 0 to 99", *draws), ("shuffle", *orders))


def layers(story: Story) -> None:
    """One call for all layers."""
    story.say(
        """set_random_seed fixes the seeds that layers draw for themselves. The same network, built on both
        sides after the same call, starts from the same weights without any copying:"""
    )
    in_keras.set_random_seed(42)
    theirs = network((2, 3, 2)).get_weights()
    in_numpy.set_random_seed(42)
    ours = network_in_numpy((2, 3, 2)).get_weights()
    story.compare(("first kernel", theirs[0], ours[0]), ("second kernel", theirs[2], ours[2]))


def trained(package: str) -> list[float]:
    """A program: its lines are the same for both halves, but for where its names come from."""
    layers, models, random = (
        importlib.import_module(f"{package}.{name}")
        for name in ("layers", "models", {"keras": "utils", "reference": "random"}[package])
    )
    random.set_random_seed(42)
    model = models.Sequential(
        [
            layers.Input((8,)),
            layers.GaussianNoise(0.1),
            layers.Dense(6, activation="relu"),
            layers.Dropout(0.25),
            layers.Dense(4, activation="softmax"),
        ]
    )
    model.compile("sgd", "sparse_categorical_crossentropy")
    rng = np.random.default_rng(1)
    x, labels = rng.normal(size=(100, 8)), rng.integers(0, 4, 100)
    losses: list[float] = model.fit(x, labels, epochs=3, verbose=0).history["loss"]
    return losses


def programs(story: Story) -> None:
    """One seed for all that a program draws."""
    story.say(
        """And so are the noise, the masks of dropout, and the order in which fit visits the samples: one
        order for all epochs, once a seed is set. The losses of three epochs, by a program whose first line
        calls set_random_seed(42), with keras and with reference in its imports:"""
    )
    losses = zip(trained("keras"), trained("reference"), strict=True)
    story.compare(*((f"epoch {i}", *map(np.float32, pair)) for i, pair in enumerate(losses, start=1)))


def main(figures: Figures = None) -> None:
    """Random numbers: what a seed means."""
    story = Story("Random numbers")
    seeds(story)
    normals(story)
    integers(story)
    layers(story)
    programs(story)
    story.end("random", figures)


if __name__ == "__main__":
    command(main)
