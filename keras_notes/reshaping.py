"""Flatten: all axes of a sample in one. NumPy twin: reference/reshaping.py.

What surprises: the order is row-major, so pixel (r, c) of a 28x28 image becomes entry 28 r + c.
"""

from keras.layers import Flatten

from keras_notes.parity import Case

__all__ = ["Flatten"]

CASES = [
    Case(Flatten, {}, (2, 3, 5), exact=True),
    Case(Flatten, {}, (3, 2, 4, 3), exact=True),
    Case(Flatten, {}, (4, 6), exact=True),
]
