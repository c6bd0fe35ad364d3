"""Embedding: a row of a matrix for each index."""

import warnings
from typing import Any

import numpy as np

from reference.checks import Shape, positive_int
from reference.layer import Layer
from reference.row_sum import RowSum

__all__ = ["Embedding"]

Array = np.ndarray
Gradients = dict[str, Any]


class Embedding(Layer):
    """A vector for each index, the row of a matrix: Dense without bias on one-hot inputs.

    forward   y = E[x]        x (n, ...) integers   E (v, d)   y (n, ..., d)
    backward  dE[i] = Σ dy over all places where x = i         dx = None
    mask      x != 0          with mask_zero

    Numbers are cut to integers: 2.9 is 2. As in Keras, -1 is the last row, and the mask looks at x
    before it is cut. An index beyond -v … v - 1 is refused, as by Keras on a CPU. With mask_zero, row 0 is
    still a row like the others, and learned where the layers behind let a gradient come to masked places.

    Parameters
    ----------
    input_dim, output_dim : int
        v, the number of indices, and d, the size of a vector.
    embeddings_initializer, embeddings_regularizer, embeddings_constraint
        How E starts, what its size costs in training, what it is held to after each update.
    mask_zero : bool
        Whether 0 stands for "nothing here", for the layers behind.
    weights : array or list of one array, optional
        E to start with; the layer is then built.

    `input_length`, which earlier Keras needed, is ignored with Keras's warning.

    Source: `keras.layers.Embedding`.
    """

    free_shape = True
    takes_integers = True

    def __init__(
        self,
        input_dim: int,
        output_dim: int,
        embeddings_initializer: Any = "uniform",
        embeddings_regularizer: Any = None,
        embeddings_constraint: Any = None,
        mask_zero: bool = False,
        weights: Any = None,
        **kwargs: Any,
    ) -> None:
        if kwargs.pop("input_length", None) is not None:
            warnings.warn("Argument `input_length` is deprecated. Just remove it.", UserWarning, stacklevel=2)
        super().__init__(**kwargs)
        self.input_dim = positive_int(type(self).__name__, "input_dim", input_dim)
        self.output_dim = positive_int(type(self).__name__, "output_dim", output_dim)
        self.weight_rules(
            "embeddings",
            initializer=embeddings_initializer,
            regularizer=embeddings_regularizer,
            constraint=embeddings_constraint,
        )
        self.mask_zero = mask_zero
        self.supports_masking = self.makes_mask = mask_zero
        self.embeddings: Array
        if weights is not None:
            self.build((None,))
            self.set_weights(weights if isinstance(weights, list) else [weights])

    def create_weights(self, input_shape: Shape) -> None:
        """Make `embeddings` (input_dim, output_dim), whatever the shape of the input."""
        self.add_weight("embeddings", (self.input_dim, self.output_dim))

    def _indices(self, x: Array) -> Array:
        """The rows that `x` asks for, from 0 on; a ValueError if one is not there."""
        x = x if x.dtype.kind in "iu" else np.trunc(x)
        count = self.input_dim
        if x.size and not (x.min() >= -count and x.max() < count):
            raise ValueError(f"{self.name}: indices must lie in 0 … {count - 1}, got {x.min()} … {x.max()}")
        x = x.astype(np.intp)
        return np.where(x < 0, x + count, x)

    def forward(self, x: Array, training: bool = False) -> tuple[Array, Any]:
        """Return `(y, cache)`; the cache is the rows."""
        rows = self._indices(x)
        return self.embeddings.take(rows, axis=0), rows

    def backward(self, dy: Array, cache: Any, input_gradient: bool = True) -> tuple[Array | None, Gradients]:
        """Return `(None, grads)`: an index has no slope."""
        return None, {"embeddings": RowSum(cache, dy, self.embeddings.shape)}

    def compute_mask(self, x: Array, mask: Array | None = None) -> Array | None:
        """Where x is not 0, if 0 stands for nothing."""
        return x != 0 if self.mask_zero else None

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The shape of the input and `output_dim`."""
        return (*input_shape, self.output_dim)

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        return super().get_config() | {
            "input_dim": self.input_dim,
            "output_dim": self.output_dim,
            "mask_zero": self.mask_zero,
        }
