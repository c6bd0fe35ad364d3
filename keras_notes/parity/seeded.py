"""One seed for both halves, for a while."""

import random
from collections.abc import Iterator
from contextlib import contextmanager

import keras
import numpy as np
import tensorflow as tf

import reference.random

__all__ = ["seeded"]


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Within the block both halves have the seed `seed`; at its end none has, as when a program starts.

    What Python's and NumPy's own generators draw next is afterwards what it was before.
    """
    python, numpy = random.getstate(), np.random.get_state()
    try:
        keras.utils.set_random_seed(seed)
        reference.random.set_random_seed(seed)
        yield
    finally:
        reference.random.seeds.forget_random_seed()
        tf.random.set_seed(None)
        random.setstate(python)
        np.random.set_state(numpy)
