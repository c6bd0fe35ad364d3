"""Switching both halves to float32 or float64."""

from collections.abc import Iterator
from contextlib import contextmanager

import keras

import reference.config

__all__ = ["precision", "reference_precision"]


@contextmanager
def reference_precision(dtype: str) -> Iterator[None]:
    """Make `dtype` the float type of the NumPy half within the block."""
    before = reference.config.floatx()
    reference.config.set_floatx(dtype)
    try:
        yield
    finally:
        reference.config.set_floatx(before)


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
