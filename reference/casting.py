"""Keras's way with Python numbers on TensorFlow."""

import numpy as np

__all__ = ["through_float32"]


def through_float32(value: float) -> float:
    """`value` rounded to float32, as Keras does with many arguments even where all else is float64.

    SGD's momentum, Adam's betas in the bias correction, slopes and thresholds of some activations.

    >>> through_float32(0.1)
    0.10000000149011612
    """
    return float(np.float32(value))
