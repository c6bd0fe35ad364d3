"""Orders: of numbers that are shuffled, and of the samples in the epochs of `fit`; bit for bit Keras's.

`shuffle` sorts by uniform numbers. `fit` has its order from an older generator of TensorFlow's, which
knows no `SeedGenerator`, only the seed that `set_random_seed` set:

    words w₀ w₁ …    Philox under the key (s mod 2³¹ - 1, 0), in the stream (0, 0)          philox.py
    order            0, 1, …, n - 1, and then for i = 0, …, n - 2: swap places i and i + wᵢ mod (n - i)

Every epoch, and every `fit`, starts again at w₀: with a seed set Keras repeats one order, epoch after
epoch, whatever the model. Source: TensorFlow's kernel RandomShuffle (Fisher and Yates), measured.
"""

from typing import Any

import numpy as np

from reference.random.distributions import Seed, uniform
from reference.random.philox import philox
from reference.random.seeds import get_random_seed

__all__ = ["EpochOrders", "shuffle", "shuffled_order"]

Array = np.ndarray

SEED_MODULUS = 2**31 - 1
WORD_BITS = 32
BLOCK_WORDS = 4


def shuffle(x: Array, axis: int = 0, seed: Seed = None) -> Array:
    """Return `x` with its entries along `axis` in another order; bit for bit Keras's.

    Parameters
    ----------
    x : array_like
        With at least one axis.
    axis : int
    seed : int or SeedGenerator, optional
        As for `uniform`.

    >>> shuffle(np.arange(5), seed=1337)
    array([4, 1, 0, 3, 2])
    """
    x = np.asarray(x)
    if isinstance(axis, bool) or not isinstance(axis, int) or not -x.ndim <= axis < x.ndim:
        raise ValueError(f"shuffle: axis must be one of the {x.ndim} axes of x, got {axis!r}")
    numbers = uniform((x.shape[axis],), dtype="float32", seed=seed)
    return x.take(numbers.argsort(kind="stable"), axis)


def _words(seed: int, first_block: int, count: int) -> list[int]:
    """`count` words of the generator that TensorFlow's own seed `seed` starts."""
    key = seed % SEED_MODULUS
    stream = 0 if key else SEED_MODULUS  # TensorFlow: two seeds of 0 would mean none
    blocks = np.arange(first_block, first_block + -(-count // BLOCK_WORDS), dtype=np.uint64)
    counter = np.zeros((4, blocks.size), dtype=np.uint64)
    counter[0], counter[1] = blocks & np.uint64(2**WORD_BITS - 1), blocks >> np.uint64(WORD_BITS)
    counter[2] = stream
    words: list[int] = philox(counter, (key, 0)).reshape(-1)[:count].tolist()
    return words


def shuffled_order(size: int, seed: int, first_block: int = 0) -> Array:
    """Return the numbers from 0 to `size` - 1 as `tf.random.shuffle` orders them under the seed `seed`.

    It uses `size` - 1 words of the generator, from a block of four on.
    """
    order = list(range(size))
    for i, word in enumerate(_words(seed, first_block, max(size - 1, 0))):
        j = i + word % (size - i)
        order[i], order[j] = order[j], order[i]
    return np.array(order, dtype=np.intp)


class EpochOrders:
    """The order of the samples, epoch by epoch, in one `fit`.

    Parameters
    ----------
    samples, batch_size : int
    shuffle : bool or "batch"
        "batch" shuffles within each batch and leaves the batches where they are.

    With a seed set (`set_random_seed`), the orders are those of Keras's `fit`; without one, Keras has
    others in each run, and these are drawn from NumPy's global generator: not from Python's, of which the
    layers take their seeds, so that a `fit` does not change the weights of the next model.
    """

    def __init__(self, samples: int, batch_size: int, shuffle: bool | str) -> None:
        self._samples, self._batch_size, self._shuffle = samples, batch_size, shuffle
        self._order: Array | None = None
        self._rng: Any = None  # a Generator of NumPy's, whose module is slow to import
        seed = get_random_seed()
        if not shuffle:
            return
        if seed is None:
            self._rng = np.random.default_rng(np.random.randint(2**31))
        else:
            self._order = self._seeded_order(seed)

    def next(self) -> Array | None:
        """The order of the next epoch, None for the samples' own."""
        if self._rng is not None:
            return self._random_order(self._rng)
        return self._order

    def _parts(self) -> list[tuple[int, int]]:
        """The stretches that are shuffled: (first, size)."""
        step = self._batch_size if self._shuffle == "batch" else self._samples
        return [(first, min(step, self._samples - first)) for first in range(0, self._samples, step)]

    def _random_order(self, rng: Any) -> Array:
        return np.concatenate([first + rng.permutation(size) for first, size in self._parts()])

    def _seeded_order(self, seed: int) -> Array:
        """Each part goes on in the stream where the one before it ended its last block."""
        orders, block = [], 0
        for first, size in self._parts():
            orders.append(first + shuffled_order(size, seed, block))
            block += -(-(size - 1) // BLOCK_WORDS)
        return np.concatenate(orders)
