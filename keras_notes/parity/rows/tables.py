"""Rows for optimizers under the gradients of an embedding, which TensorFlow hands over unsummed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import tensorflow as tf

from keras_notes.parity.draw import Draw
from keras_notes.parity.rows.layers import arguments
from keras_notes.parity.rows.optimizers import OptimizerCase
from reference.row_sum import RowSum

__all__ = ["TableCase"]

Array = np.ndarray
TABLE, OCCURRENCES = (5, 3), (4, 2)
SHAPES: Mapping[str, tuple[int, ...]] = {"embedding/embeddings": TABLE, "dense/bias": (3,)}


@dataclass(frozen=True)
class TableCase(OptimizerCase):
    """An `OptimizerCase` whose first weight is a table: several gradients for some rows, none for others."""

    weights: Mapping[str, tuple[int, ...]] = field(default_factory=lambda: SHAPES, kw_only=True)
    steps: int = field(default=12, kw_only=True)

    @property
    def label(self) -> str:
        return f"{self.optimizer.__name__}({arguments(self.kwargs)}), words that occur more than once"

    def _grads(self, draw: Draw) -> Iterator[list[Array | None]]:
        for step, (_, *others) in enumerate(super()._grads(draw)):
            rows = draw.integers(f"rows of step {step}", TABLE[0], OCCURRENCES)
            values = draw(f"occurrences of step {step}", (*OCCURRENCES, TABLE[1]))
            yield [RowSum(rows, values, TABLE), *others]

    def _tensor(self, grad: Array) -> Any:
        if not isinstance(grad, RowSum):
            return super()._tensor(grad)
        values, rows = grad.values.reshape(-1, TABLE[1]), np.asarray(grad.rows).reshape(-1)
        return tf.IndexedSlices(tf.constant(values), tf.constant(rows), tf.constant(TABLE))
