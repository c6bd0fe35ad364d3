"""Dropout: some numbers become 0, the others make up for them."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from reference import config
from reference.checks import number
from reference.random.distributions import Seed, uniform

__all__ = ["dropout", "keep_mask", "rescaled"]

Array = np.ndarray


def _noise_sizes(shape: tuple[int, ...], noise_shape: Sequence[int | None] | None) -> tuple[int, ...]:
    """`noise_shape` with sizes of `shape` for None; raise a ValueError unless it stretches to `shape`."""
    if noise_shape is None:
        return shape
    if len(noise_shape) <= len(shape):
        sizes = tuple(shape[i] if size is None else size for i, size in enumerate(noise_shape))
        if all(size in (1, full) for size, full in zip(sizes[::-1], shape[::-1], strict=False)):
            return sizes
    raise ValueError(
        f"dropout: noise_shape {tuple(noise_shape)} does not broadcast to inputs of shape {shape}"
    )


def keep_mask(
    shape: tuple[int, ...], rate: float, noise_shape: Sequence[int | None] | None, dtype: Any, seed: Seed
) -> Array:
    """Return True where a number stays: where a uniform number of `dtype` is not below `rate`.

    The shape is `noise_shape`, with the sizes of `shape` for None; or else it is `shape`. At the rate
    1 nothing is drawn.
    """
    sizes = _noise_sizes(shape, noise_shape)
    if rate == 1:
        return np.zeros(sizes, dtype=bool)
    kept: Array = uniform(sizes, dtype=dtype, seed=seed) >= float(rate)
    return kept


def rescaled(x: Array, kept: Array, rate: float) -> Array:
    """Return x / (1 - rate) where `kept`, else 0; an infinite or nan entry that is dropped is 0, too."""
    scale = 0 if rate == 1 else 1 / (1 - rate)
    return np.where(kept, x * x.dtype.type(scale), x.dtype.type(0))


def dropout(
    inputs: Array, rate: float, noise_shape: Sequence[int | None] | None = None, seed: Seed = None
) -> Array:
    """Return `inputs` with a share `rate` of them 0 and the others divided by 1 - rate; bit for bit Keras's.

    Parameters
    ----------
    inputs : float32 or float64 array
        The two types see different random numbers.
    rate : number from 0 to 1
        At 0 the inputs come back, at 1 zeros; in both cases nothing is drawn.
    noise_shape : sequence of int or None, optional
        The shape of the mask, which is stretched to the inputs': a size of 1 means that all entries
        along that axis stay or go together, None stands for the inputs' own size.
    seed : int or SeedGenerator, optional
        As for `uniform`.

    Raises
    ------
    ValueError
        Naming the argument that is not of this kind. A mask larger than the inputs, to which Keras
        would stretch them, is refused.

    Examples
    --------
    >>> dropout(np.ones(8, "float32"), 0.5, seed=1)
    array([2., 0., 2., 0., 0., 0., 0., 2.], dtype=float32)
    """
    if not isinstance(inputs, np.ndarray) or inputs.dtype.name not in config.FLOATS:
        raise ValueError(f"dropout: inputs must be an array of one of {config.FLOATS}, got {inputs!r}")
    if number("dropout", "rate", rate, 0, 1) == 0:
        return inputs
    return rescaled(inputs, keep_mask(inputs.shape, rate, noise_shape, inputs.dtype, seed), rate)
