"""Philox 4x32-10: a cipher that turns the number of a block into four random words.

A counter-based generator has no state that runs: block 1000 is as near as block 0, so all blocks are
computed at once. Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (2011).
"""

import numpy as np

__all__ = ["philox", "random_words"]

Array = np.ndarray

WORD = 0xFFFFFFFF
MULTIPLIERS = 0xD2511F53, 0xCD9E8D57
KEY_STEPS = 0x9E3779B9, 0xBB67AE85
SCRAMBLE_KEY = 0x3EC8F720, 0x02461E29  # TensorFlow's choice


def philox(counter: Array | tuple[int, int, int, int], key: tuple[int, int]) -> Array:
    """Encrypt each column of `counter` under `key`, in ten rounds.

    Parameters
    ----------
    counter : uint64 array, shape (4, n)
        Words below 2**32, held in 64 bits so that a product of two of them fits. A single column may be
        four integers, which are faster than arrays of one.
    key : tuple of two integers
        Words below 2**32.

    Returns
    -------
    uint32 array, shape (n, 4), or (4,) for integers

    Examples
    --------
    >>> [hex(word) for word in philox(np.zeros((4, 1), np.uint64), (0, 0))[0]]
    ['0x6627e8d5', '0xe169c58d', '0xbc57ac4c', '0x9b00dbd8']
    """
    a, b, c, d = counter
    key_a, key_b = key
    for _ in range(10):
        from_a, from_c = a * MULTIPLIERS[0], c * MULTIPLIERS[1]
        a, b = (from_c >> 32) ^ b ^ key_a, from_c & WORD
        c, d = (from_a >> 32) ^ d ^ key_b, from_a & WORD
        key_a, key_b = (key_a + KEY_STEPS[0]) & WORD, (key_b + KEY_STEPS[1]) & WORD
    return np.stack((a, b, c, d), axis=-1).astype(np.uint32)


def random_words(seed: tuple[int, int], blocks: Array) -> Array:
    """Return four words for each of the `blocks` in the stream of `seed`.

    Parameters
    ----------
    seed : tuple of two integers
        Words below 2**32: what `draw_seed` returns. TensorFlow encrypts them once: half of the result
        is the key, half says which stream, so that neighbouring seeds have nothing in common.
    blocks : uint64 array, shape (n,)
        Their numbers in the stream.

    Returns
    -------
    uint32 array, shape (n, 4)
    """
    key_a, key_b, stream_a, stream_b = philox((int(seed[0]), 0, int(seed[1]), 0), SCRAMBLE_KEY).tolist()
    counter = np.empty((4, blocks.size), dtype=np.uint64)
    counter[0], counter[1] = blocks & WORD, blocks >> 32
    counter[2], counter[3] = stream_a, stream_b
    return philox(counter, (key_a, key_b))
