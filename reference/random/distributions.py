"""Uniform, normal and truncated normal numbers out of random words.

A block of Philox, four words, makes four float32 numbers or two float64 numbers:

    u        = low 23 bits of a word / 2²³                     float32
             = low 20 bits of a word and the next word / 2⁵²   float64
    z₁, z₂   = r sin 2πv, r cos 2πv    with r = sqrt(-2 ln max(u, 1e-7)) of two neighbours u, v
    result   = u · (maxval - minval) + minval   or   z · stddev + mean

Uniform numbers are bit for bit those of `keras.random.uniform`. The transform of Box and Muller
("A note on the generation of random normal deviates", 1958) needs a logarithm, a sine and a cosine,
and no two libraries round these alike. Each is taken in double precision here and rounded where
TensorFlow rounds. Measured against Keras on a CPU, standard normal numbers: in float32 98.5% of 2·10⁷
are the same, none is further off than 3 of its own ULPs or 4.8e-7; in float64 99.8% of 10⁷, 2 ULPs, 4.5e-16.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from reference.random.arguments import as_number, as_sizes, as_tensor_number, float_dtype
from reference.random.philox import random_words
from reference.random.seeds import SeedGenerator, draw_seed

__all__ = ["normal", "truncated_normal", "uniform"]

Array = np.ndarray
Words = tuple[int, int]
MakeBlocks = Callable[[Words, Array, np.dtype], Array]
Seed = int | SeedGenerator | None

BLOCK_BYTES = 16
TRUNCATE_AT = 2.0  # standard deviations
RESERVED_WORDS = 256  # for each truncated number, so that a rejection shifts no other block's stream


def _uniform_blocks(seed: Words, blocks: Array, dtype: np.dtype) -> Array:
    """Numbers in [0, 1), shape (blocks, numbers in a block)."""
    words = random_words(seed, blocks)
    if dtype == np.float32:
        return (words % 2**23).astype(np.float32) / 2**23
    return (words[:, 0::2] % 2**20 * 2.0**32 + words[:, 1::2]) / 2**52


def _rounded(function: Callable[[Array], Array], x: Array) -> Array:
    """`function` in double precision, rounded to the dtype of `x`."""
    return function(x.astype(np.float64)).astype(x.dtype)


def _normal_blocks(seed: Words, blocks: Array, dtype: np.dtype) -> Array:
    """Standard normal numbers by Box and Muller, shape (blocks, numbers in a block)."""
    u = _uniform_blocks(seed, blocks, dtype)
    radius = np.sqrt(-2 * _rounded(np.log, np.maximum(u[:, 0::2], 1e-7)))
    angle = _rounded(lambda v: 2 * np.pi * v, u[:, 1::2])
    pairs = np.stack((radius * _rounded(np.sin, angle), radius * _rounded(np.cos, angle)), axis=-1)
    return pairs.reshape(u.shape)


def _truncated_blocks(seed: Words, blocks: Array, dtype: np.dtype) -> Array:
    """Standard normal numbers, each block redrawn from its own stretch of the stream until it is full."""
    width = BLOCK_BYTES // dtype.itemsize
    stretch = width * RESERVED_WORDS // 4
    values = np.empty((blocks.size, width), dtype)
    filled = np.zeros(blocks.size, dtype=np.int64)
    unfilled, attempt = blocks, 0
    while unfilled.size:
        candidates = _normal_blocks(seed, unfilled * stretch + attempt, dtype)
        accepted = np.abs(candidates) < TRUNCATE_AT
        places = filled[unfilled, None] + np.cumsum(accepted, axis=1) - 1
        rows, columns = np.nonzero(accepted & (places < width))
        values[unfilled[rows], places[rows, columns]] = candidates[rows, columns]
        filled[unfilled] += accepted.sum(axis=1)
        unfilled, attempt = unfilled[filled[unfilled] < width], attempt + 1
    return values


def _numbers(make_blocks: MakeBlocks, shape: tuple[int, ...], dtype: np.dtype, seed: Seed) -> Array:
    """As many numbers of `make_blocks` as `shape` holds; the rest of the last block is thrown away."""
    size = math.prod(shape)
    blocks = np.arange(math.ceil(size * dtype.itemsize / BLOCK_BYTES), dtype=np.uint64)
    return make_blocks(draw_seed(seed), blocks, dtype).reshape(-1)[:size].reshape(shape)


def _scaled(numbers: Array, scale: np.floating, offset: np.floating) -> Array:
    with np.errstate(over="ignore"):  # a stddev near the largest float ends in inf, in Keras too
        return np.asarray(numbers * scale + offset)


def uniform(
    shape: Any, minval: float = 0.0, maxval: float = 1.0, dtype: Any = None, seed: Seed = None
) -> Array:
    """Uniform numbers from `minval` up to but not including `maxval`; bit for bit Keras's.

    Parameters
    ----------
    shape : tuple or list of int
        Sizes of at least 0; () makes an array without axes.
    minval, maxval : number
        In any order, as in Keras: with maxval < minval the numbers lie in (maxval, minval]. A Python
        float is rounded to float32 even if `dtype` is float64 (0.1 is 0.10000000149), as in Keras on
        TensorFlow; `np.float64(0.1)` is not.
    dtype : "float32" or "float64", optional
        `reference.config.floatx()` if not given.
    seed : int or SeedGenerator, optional
        A Python int of 64 bits gives the same numbers each time, a SeedGenerator the next ones. For
        None the seed is `make_default_seed()`, which is Keras's number only in the first draw after
        `set_random_seed`: Keras has a global generator there, and this house has no global state.

    Raises
    ------
    ValueError
        Naming the argument that is not of this kind.

    Examples
    --------
    >>> uniform((2, 2), seed=1337)
    array([[0.5598835 , 0.40457022],
           [0.94176376, 0.84565544]], dtype=float32)
    """
    sizes, kind = as_sizes(shape), float_dtype(dtype)
    low, high = as_tensor_number("minval", minval, kind), as_tensor_number("maxval", maxval, kind)
    with np.errstate(over="ignore"):
        width = high - low
    if not np.isfinite(width):
        raise ValueError(f"maxval - minval must be finite in {kind}, got {minval!r} and {maxval!r}")
    return _scaled(_numbers(_uniform_blocks, sizes, kind, seed), width, low)


def normal(shape: Any, mean: float = 0.0, stddev: float = 1.0, dtype: Any = None, seed: Seed = None) -> Array:
    """Normal numbers around `mean`; Keras's up to the rounding of sine, cosine and logarithm.

    Parameters and errors are those of `uniform`, but `mean` and `stddev` are not rounded to float32
    on the way to float64. Keras takes a `stddev` below 0, and so does this. No number is further than
    5.68 standard deviations from the mean, because of the bound 1e-7 under the logarithm.

    >>> normal((3,), mean=10, stddev=2, seed=0).dtype
    dtype('float32')
    """
    sizes, kind = as_sizes(shape), float_dtype(dtype)
    offset, scale = as_number("mean", mean, kind), as_number("stddev", stddev, kind)
    return _scaled(_numbers(_normal_blocks, sizes, kind, seed), scale, offset)


def truncated_normal(
    shape: Any, mean: float = 0.0, stddev: float = 1.0, dtype: Any = None, seed: Seed = None
) -> Array:
    """Normal numbers closer than two `stddev` to `mean`: others are drawn again.

    Arguments, errors and precision are those of `normal`; `stddev` is that before truncation, after
    it 0.8796 of it remains. Each block (four float32 or two float64 numbers) has its own stretch of the
    stream. Should Keras's candidate round to just below 2 and this one to 2, or the reverse, the two
    would therefore part within one block and nowhere else; in 2·10⁸ numbers it did not happen.
    """
    sizes, kind = as_sizes(shape), float_dtype(dtype)
    offset, scale = as_number("mean", mean, kind), as_number("stddev", stddev, kind)
    return _scaled(_numbers(_truncated_blocks, sizes, kind, seed), scale, offset)
