"""Mistakes with the order of numbers: rows of a table, axes of a picture."""

from typing import Any

import numpy as np

from keras_notes.diagnosis.mistakes.mistake import changed, mistake
from reference.embedding import Embedding
from reference.reshaping import Flatten, Permute, Reshape


@mistake(
    Embedding,
    yours="the row before the one that is asked for (indices from 1)",
    keras="counts rows from 0",
)
def rows_counted_from_1(layer: Any) -> Any:
    return changed(layer, embeddings=np.roll(layer.embeddings, 1, axis=0)) if layer.input_dim > 1 else None


@mistake(
    Flatten,
    yours="the first axis running fastest (column-major, order='F')",
    keras="lets the last one run fastest (row-major): pixel (r, c) of 28x28 is entry 28 r + c",
)
def flattened_by_columns(layer: Any) -> Any:
    def move(x: Any) -> Any:
        return np.stack([sample.ravel(order="F") for sample in x])

    return changed(layer, move=move) if len(layer.input_shape) > 2 else None


@mistake(
    Flatten,
    yours="the channels first, as PyTorch flattens",
    keras="flattens (rows, columns, channels) as it stands",
)
def flattened_channels_first(layer: Any) -> Any:
    def move(x: Any) -> Any:
        return np.moveaxis(x, -1, 1).reshape(len(x), -1)

    return changed(layer, move=move) if len(layer.input_shape) > 3 else None


@mistake(
    Reshape,
    yours="a reshape in column-major order (order='F')",
    keras="reshapes in row-major order",
)
def reshaped_by_columns(layer: Any) -> Any:
    def move(x: Any) -> Any:
        shape = layer.move(x).shape[1:]
        return np.stack([sample.reshape(shape, order="F") for sample in x])

    return changed(layer, move=move)


@mistake(
    Permute,
    yours="the numbers reshaped to the new sizes where their axes should have been exchanged",
    keras="exchanges the axes: Permute((2, 1)) transposes each sample",
)
def reshaped_for_permuted(layer: Any) -> Any:
    return changed(layer, move=lambda x: x.reshape(layer.move(x).shape))


# ------------------------------------------------------------------ the way back


@mistake(
    Embedding,
    yours="the gradient of a row that occurs twice taken from its last occurrence",
    keras="adds up all occurrences (np.add.at, not grad[rows] = …)",
)
def last_occurrence_alone(layer: Any) -> Any:
    def backward(dy: Any, cache: Any, input_gradient: bool = True) -> Any:
        total = np.zeros_like(layer.embeddings)
        total[cache] = dy
        return None, {"embeddings": total}

    return changed(layer, backward=backward)
