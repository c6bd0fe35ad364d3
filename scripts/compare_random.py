"""Random numbers: what a seed means."""

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


def main(figures: Figures = None) -> None:
    """Random numbers: what a seed means."""
    story = Story("Random numbers")
    seeds(story)
    normals(story)
    layers(story)
    story.end("random", figures)


if __name__ == "__main__":
    command(main)
