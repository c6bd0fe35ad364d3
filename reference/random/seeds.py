"""Where a seed comes from: an integer, a `SeedGenerator`, or Python's own generator."""

import random
from collections.abc import Mapping
from typing import Any, Self

import numpy as np

__all__ = ["SeedGenerator", "as_seed", "draw_seed", "make_default_seed", "set_random_seed"]

# Keras keeps seeds in 64 bits and TensorFlow wants them in 31; this is Keras's modulus, int32's max - 1.
SEED_MODULUS = 2**31 - 2


def as_seed(name: str, seed: Any) -> int:
    """Return `seed`, or raise a ValueError unless it is a Python int of 64 bits.

    As in Keras, `np.int64(3)`, `3.0` and `True` are no seeds.
    """
    if type(seed) is not int:
        raise ValueError(f"{name} must be a Python int, got {seed!r} ({type(seed).__name__})")
    if not -(2**63) <= seed < 2**63:
        raise ValueError(f"{name} must fit into 64 bits, got {seed}")
    return seed


def make_default_seed() -> int:
    """Return a seed between 1 and 10**9 from Python's `random` module, as Keras does.

    After the same `set_random_seed` both halves therefore give the same seeds to the same layers, if
    they build them in the same order.
    """
    return random.randint(1, 10**9)


def set_random_seed(seed: int) -> None:
    """Seed Python's `random` module and NumPy's global generator with `seed`, from 0 to 2**32 - 1.

    What `keras.utils.set_random_seed` does, without its third step, TensorFlow's own seed. Initial
    weights come from the first of the two; `fit` seeds its shuffling from the second, so that a
    training between two models does not change the second one's weights.

    Raises
    ------
    ValueError
        For anything but a Python int in that range; nothing is seeded then.
    """
    if not 0 <= as_seed("set_random_seed: seed", seed) < 2**32:
        raise ValueError(f"set_random_seed: seed must lie between 0 and 2**32 - 1, got {seed}")
    random.seed(seed)
    np.random.seed(seed)


class SeedGenerator:
    """A seed for one call after the other: the pair (seed, number of calls so far).

    Parameters
    ----------
    seed : int, optional
        `make_default_seed()` if not given.
    name : str, optional
        Kept for `get_config`.

    Attributes
    ----------
    state : int64 array, shape (2,)
        The pair. `next` replaces the array instead of changing it, so `copy.copy(generator)` draws
        the coming numbers without moving the original.

    Examples
    --------
    >>> generator = SeedGenerator(7)
    >>> generator.next(), generator.next(), generator.state
    (array([7, 0]), array([7, 1]), array([7, 2]))
    """

    def __init__(self, seed: int | None = None, name: str | None = None) -> None:
        self._initial_seed = seed
        self.name = name or "seed_generator"
        first = make_default_seed() if seed is None else as_seed("SeedGenerator: seed", seed)
        self.state = np.array([first, 0], dtype=np.int64)

    def next(self, ordered: bool = True) -> np.ndarray:
        """Return the state and move it on: by one call, or, if not `ordered`, by a jump of both words.

        The jump is Keras's: (word + 1) · 5387 mod 933199, in 64 bits that wrap around.
        """
        current = self.state
        self.state = current + np.array([0, 1]) if ordered else (current + 1) * 5387 % 933199
        return current

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, as Keras's generator would give them."""
        return {"seed": self._initial_seed, "name": self.name}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """Build the generator from a configuration; it starts at its first call."""
        return cls(**config)


def draw_seed(seed: int | SeedGenerator | None) -> tuple[int, int]:
    """Return the two words that `seed` stands for, reduced as Keras reduces them.

    An integer s is (s, 0). A SeedGenerator gives its state and moves on. None is a new default seed:
    Keras would ask one global SeedGenerator instead, so only the first such draw after
    `set_random_seed`, and none after it, is the number that Keras draws.
    """
    if isinstance(seed, SeedGenerator):
        first, second = seed.next().tolist()
    else:
        first, second = make_default_seed() if seed is None else as_seed("seed", seed), 0
    return first % SEED_MODULUS, second % SEED_MODULUS
