"""Where a seed comes from: an integer, a `SeedGenerator`, or Python's own generator."""

import random
from collections.abc import Mapping
from typing import Any, Self

import numpy as np

__all__ = [
    "SeedGenerator",
    "as_seed",
    "draw_seed",
    "forget_random_seed",
    "get_random_seed",
    "make_default_seed",
    "set_random_seed",
]

# Keras keeps seeds in 64 bits and TensorFlow wants them in 31; this is Keras's modulus, int32's max - 1.
SEED_MODULUS = 2**31 - 2

# Beside `reference.config` the only state of the package, since Keras and TensorFlow have it, too: the
# seed that was set last, and the generator behind draws without a seed. `set_random_seed` resets both.
_state: dict[str, Any] = {"seed": None, "generator": None}


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
    """Seed Python's `random` module, NumPy's global generator and this package, from 0 to 2**32 - 1.

    What `keras.utils.set_random_seed` does. Layers and initializers without a seed take theirs from
    Python's generator, when they are made: the same program makes the same models on either half. The
    order of the samples in `fit` is a function of `seed` alone, the same in every epoch (`orders.py`).

    Raises
    ------
    ValueError
        For anything but a Python int in that range; nothing is seeded then.
    """
    if not 0 <= as_seed("set_random_seed: seed", seed) < 2**32:
        raise ValueError(f"set_random_seed: seed must lie between 0 and 2**32 - 1, got {seed}")
    _state.update(seed=seed, generator=None)
    random.seed(seed)
    np.random.seed(seed)


def forget_random_seed() -> None:
    """Be again as if `set_random_seed` had never been called; what is seeded with it goes on."""
    _state.update(seed=None, generator=None)


def get_random_seed() -> int | None:
    """Return the seed that `set_random_seed` set last, None if it never did."""
    seed: int | None = _state["seed"]
    return seed


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

    An integer s is (s, 0). A SeedGenerator gives its state and moves on. None asks one generator for
    all such draws, made at the first of them by `make_default_seed()`, which moves on by jumps.
    """
    if seed is None:
        _state["generator"] = _state["generator"] or SeedGenerator()
        first, second = _state["generator"].next(ordered=False).tolist()
    elif isinstance(seed, SeedGenerator):
        first, second = seed.next().tolist()
    else:
        first, second = as_seed("seed", seed), 0
    return first % SEED_MODULUS, second % SEED_MODULUS
