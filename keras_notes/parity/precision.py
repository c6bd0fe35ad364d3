"""Switching both halves to float32 or float64."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import keras
import numpy as np

from keras_notes.reference_precision import reference_precision
from reference.random import distributions

__all__ = ["precision", "referee_precision"]


@contextmanager
def precision(dtype: str) -> Iterator[None]:
    """Make `dtype` the float type of both halves within the block.

    Keras needs two settings: the policy alone leaves losses in the old type, and floatx alone is
    ignored once a layer exists.
    """
    floatx, policy = keras.config.floatx(), keras.config.dtype_policy()
    keras.config.set_floatx(dtype)
    keras.config.set_dtype_policy(dtype)
    try:
        with reference_precision(dtype):
            yield
    finally:
        keras.config.set_floatx(floatx)
        keras.config.set_dtype_policy(policy)


@contextmanager
def referee_precision() -> Iterator[None]:
    """Make float64 the float type of the NumPy half within the block, save that it draws float32 numbers.

    The referee of a float32 run must see that run's masks and noise: float64 numbers are others, not
    the same ones with more digits.
    """
    draw = distributions._numbers

    def drawn_in_float32(make_blocks: Any, shape: Any, dtype: Any, seed: Any) -> np.ndarray:
        return draw(make_blocks, shape, np.dtype("float32"), seed).astype(dtype)

    with patch.object(distributions, "_numbers", drawn_in_float32), reference_precision("float64"):
        yield
