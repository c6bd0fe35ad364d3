"""Embedding: a vector for each index, and back. NumPy twin: reference/embedding/.

What surprises: -1 is the last row, and numbers are cut to integers, but a larger index is an error. With
`mask_zero` the layer says that a 0 does not count, and nothing more: row 0 is looked up and learned as any
other. The vectors start within ±0.05, as with no other layer. ReversibleEmbedding maps back with the same
matrix unless `tie_weights=False`; its own matrix then has neither the regularizer nor the constraint.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from keras import Input, Sequential
from keras.layers import Dense, Embedding, ReversibleEmbedding
from keras.losses import CategoricalCrossentropy

from keras_notes.parity import Case, NetworkCase
from keras_notes.parity.draw import Draw

__all__ = ["Embedding", "ReversibleEmbedding"]

Array = np.ndarray


def indices(count: int, lowest: int = 0) -> Callable[[Draw, tuple[int, ...]], Array]:
    """Makes `count` different integers from `lowest` on, most of them more than once."""
    return lambda draw, shape: draw.integers("indices", count, shape) + lowest


def cut(draw: Draw, shape: tuple[int, ...]) -> Array:
    """Numbers between 0 and 5, none of them whole."""
    return draw.integers("indices", 5, shape).astype(draw.dtype) + draw.cast(np.array(0.75))


def backwards(draw: Draw) -> dict[str, Any]:
    """The argument that turns the layer round."""
    return {"reverse": True}


def _words() -> Sequential:
    """Four words a sample, each given a class; the word 0 is none."""
    return Sequential([Input((4,)), Embedding(3, 2, mask_zero=True), Dense(3, "softmax")])


SIZES = {"input_dim": 5, "output_dim": 3}
BACK: dict[str, Any] = {"call": backwards, "about": "in reverse"}

CASES = [
    Case(Embedding, SIZES, (4, 3), exact=True, inputs=indices(5)),
    Case(Embedding, SIZES | {"mask_zero": True}, (7,), exact=True, inputs=indices(3)),
    Case(Embedding, {"input_dim": 6, "output_dim": 1}, (2, 3, 4), exact=True, inputs=indices(6)),
    Case(Embedding, SIZES, (3, 4), exact=True, inputs=indices(10, -5), about="indices from -5 on"),
    Case(Embedding, SIZES, (3, 4), exact=True, inputs=cut, about="indices that are not whole"),
    Case(ReversibleEmbedding, SIZES, (4, 3), exact=True, inputs=indices(5)),
    Case(ReversibleEmbedding, SIZES, (2, 4, 3), exact=True, **BACK),
    Case(ReversibleEmbedding, SIZES | {"tie_weights": False}, (4, 3), exact=True, inputs=indices(5)),
    Case(ReversibleEmbedding, SIZES | {"tie_weights": False}, (4, 3), exact=True, **BACK),
    Case(ReversibleEmbedding, SIZES | {"logit_soft_cap": 0.7}, (2, 4, 3), **BACK),
    NetworkCase("words, 0 for none", _words, CategoricalCrossentropy, vocabulary=3),
]
