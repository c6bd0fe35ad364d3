"""Switching the NumPy half to float32 or float64. No Keras in here: `diagnose` works without."""

from collections.abc import Iterator
from contextlib import contextmanager

from reference import config

__all__ = ["reference_precision"]


@contextmanager
def reference_precision(dtype: str) -> Iterator[None]:
    """Make `dtype` the float type of the NumPy half within the block."""
    before = config.floatx()
    config.set_floatx(dtype)
    try:
        yield
    finally:
        config.set_floatx(before)
