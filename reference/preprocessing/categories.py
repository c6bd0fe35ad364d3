"""Numbers of categories as rows of zeros and ones."""

from typing import Any

import numpy as np

from reference.checks import Shape, as_float_array, choice, positive_int
from reference.layer import Layer

__all__ = ["CategoryEncoding", "encoded", "encoded_shape", "refuse_sparse", "to_categorical"]

Array = np.ndarray
Gradients = dict[str, Array]


def encoded(indices: Array, depth: int, output_mode: str, dtype: str, weights: Array | None = None) -> Array:
    """Rows of `depth` numbers for whole numbers from 0 to depth - 1; others are left out.

    one_hot     a row for each index: 1 in its place. A last axis of size 1 becomes the row
    multi_hot   a row for each sample: 1 in the place of each index that it has
    count       a row for each sample: how often it has each index, or the sum of the `weights` there

    A sample is a line along axis 1, or a whole array of one axis.
    """
    if output_mode == "one_hot":
        last = indices.ndim > 1 and indices.shape[-1] == 1
        lines = indices if last else indices[..., None]
    else:
        lines = np.moveaxis(indices, min(1, indices.ndim - 1), -1)
    rows = np.zeros((*lines.shape[:-1], depth), dtype=dtype)
    known = (lines >= 0) & (lines < depth)
    places = (*np.nonzero(known)[:-1], lines[known])
    if output_mode == "count":
        np.add.at(rows, places, 1 if weights is None else weights[known])
    else:
        rows[places] = 1
    return rows


def encoded_shape(shape: Shape, depth: int, output_mode: str) -> Shape:
    """The shape of `encoded` for indices of `shape`."""
    if output_mode != "one_hot":
        return (*shape[:1], *shape[2:], depth) if len(shape) > 1 else (depth,)
    return (*(shape[:-1] if len(shape) > 1 and shape[-1] == 1 else shape), depth)


def refuse_sparse(owner: str, sparse: Any) -> None:
    """Raise a ValueError for `sparse=True`: there are no sparse arrays here."""
    if sparse:
        raise ValueError(f"{owner}: sparse must be False, got {sparse!r}")


class CategoryEncoding(Layer):
    """Whole numbers from 0 to `num_tokens` - 1 as rows of `num_tokens` numbers; see `encoded`.

    forward   y[k] = 1 where x is k (one_hot), where k is in x (multi_hot); how often k is in x (count)
    backward  no gradient: dx is None

    The call's `count_weights`, in the shape of x, are summed instead of counted. Fractions are cut off.
    Numbers that are too large give no 1; negative ones neither where each has its own row, and are
    refused elsewhere. "binary" is an old name of "multi_hot".
    Source: `keras.layers.CategoryEncoding`; no `sparse`, and rank 3 for "one_hot" only, since for the
    other modes Keras announces another shape than it gives.
    """

    free_shape = True
    takes_integers = True

    def __init__(
        self,
        num_tokens: int | None = None,
        output_mode: str = "multi_hot",
        sparse: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.num_tokens = positive_int("CategoryEncoding", "num_tokens", num_tokens)
        mode = "multi_hot" if output_mode == "binary" else output_mode
        modes = ("count", "one_hot", "multi_hot")
        self.output_mode = choice("CategoryEncoding", "output_mode", mode, modes)
        refuse_sparse("CategoryEncoding", sparse)

    def forward(self, x: Array, training: bool = False, count_weights: Any = None) -> tuple[Array, Any]:
        """Return `(y, None)`."""
        tokens = x.astype("int64", copy=False)
        if self.output_mode != "one_hot" and tokens.min(initial=0) < 0:
            raise ValueError(f"{self.name}: tokens must not be negative, got {tokens.min()}")
        if count_weights is not None:
            if self.output_mode != "count":
                raise ValueError(f"{self.name}: count_weights go with output_mode='count' only")
            count_weights = as_float_array(f"{self.name}: count_weights", count_weights, self.dtype)
            if count_weights.shape != x.shape:
                raise ValueError(
                    f"{self.name}: count_weights must have the input's shape {x.shape}, "
                    f"got {count_weights.shape}"
                )
        return encoded(tokens, self.num_tokens, self.output_mode, self.dtype, count_weights), None

    def backward(self, dy: Array, cache: Any, input_gradient: bool = True) -> tuple[Array | None, Gradients]:
        """Return `(None, {})`."""
        return None, {}

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The input's shape with a last axis of `num_tokens`; but for one_hot, the second axis is gone."""
        if self.output_mode != "one_hot" and len(input_shape) > 2:
            raise ValueError(
                f"{self.name}: expected rank 1 or 2 for {self.output_mode}, got shape {tuple(input_shape)}"
            )
        return encoded_shape(tuple(input_shape), self.num_tokens, self.output_mode)

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        return super().get_config() | {"num_tokens": self.num_tokens, "output_mode": self.output_mode}


def to_categorical(x: Any, num_classes: int | None = None) -> Array:
    """Integer labels as one-hot rows of float64; `num_classes` is the largest label + 1 if not given.

    Raises a ValueError for labels that are not whole or not in 0 … num_classes - 1.
    Source: `keras.utils.to_categorical`, which does not check.

    >>> to_categorical([0, 2, 1])
    array([[1., 0., 0.],
           [0., 0., 1.],
           [0., 1., 0.]])
    """
    labels = np.asarray(x)
    if labels.dtype.kind not in "iu" or labels.size == 0:
        raise ValueError(f"to_categorical: expected integer labels, got {labels.dtype} {labels.shape}")
    classes = int(labels.max()) + 1 if num_classes is None else num_classes
    wrong = labels[(labels < 0) | (labels >= classes)]
    if wrong.size:
        raise ValueError(f"to_categorical: labels must lie in 0..{classes - 1}, got {wrong.flat[0]}")
    return encoded(labels, classes, "one_hot", "float64")
