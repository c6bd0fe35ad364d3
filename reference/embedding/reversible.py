"""ReversibleEmbedding: from indices to vectors, and from vectors back to a number for each index."""

from typing import Any

import numpy as np

from reference.checks import Shape, choice, number
from reference.embedding.embedding import Embedding

__all__ = ["ReversibleEmbedding"]

Array = np.ndarray
Gradients = dict[str, Any]


class ReversibleEmbedding(Embedding):
    """An Embedding that also maps vectors back to a number for each index: the logits of a language model.

    forward   as Embedding                     with reverse=True:  z = x R     x (..., d)   z (..., v)
                                                                   y = c tanh(z / c)
    backward  as Embedding                     dz = (1 - tanh²(z / c)) dy      dx = dz Rᵀ   dR = xᵀ dz

    R is Eᵀ, or, without tie_weights, a matrix of its own, which starts as E does but has neither its
    regularizer nor its constraint. A matrix that a call does not use has the gradient None.

    Parameters
    ----------
    input_dim, output_dim, embeddings_initializer, embeddings_regularizer, embeddings_constraint, mask_zero
        As for `Embedding`.
    tie_weights : bool
        Whether R is Eᵀ.
    reverse_dtype : "float32" or "float64", optional
        In which to compute the way back, and the type of its result; the layer's if not given.
    logit_soft_cap : number > 0, optional
        c; without it y = z.

    Source: Press & Wolf, "Using the output embedding to improve language models" (2016);
    `keras.layers.ReversibleEmbedding`.
    """

    def __init__(
        self,
        input_dim: int,
        output_dim: int,
        tie_weights: bool = True,
        embeddings_initializer: Any = "uniform",
        embeddings_regularizer: Any = None,
        embeddings_constraint: Any = None,
        mask_zero: bool = False,
        reverse_dtype: str | None = None,
        logit_soft_cap: float | None = None,
        **kwargs: Any,
    ) -> None:
        self.tie_weights = tie_weights  # first: Embedding makes the weights at once if it gets `weights`
        super().__init__(
            input_dim,
            output_dim,
            embeddings_initializer,
            embeddings_regularizer,
            embeddings_constraint,
            mask_zero,
            **kwargs,
        )
        self.reverse_dtype = choice(self.name, "reverse_dtype", reverse_dtype, (None, "float32", "float64"))
        cap = None if logit_soft_cap is None else number(self.name, "logit_soft_cap", logit_soft_cap)
        if cap is not None and not cap > 0:
            raise ValueError(f"{self.name}: logit_soft_cap must be a number above 0, got {cap}")
        self.logit_soft_cap = cap
        self.reverse_embeddings: Array

    def create_weights(self, input_shape: Shape) -> None:
        """Make `embeddings`, and `reverse_embeddings` (output_dim, input_dim) unless they are tied."""
        super().create_weights(input_shape)
        if not self.tie_weights:
            shape = (self.output_dim, self.input_dim)
            self.add_weight("reverse_embeddings", shape, self.rule_of("embeddings", "initializer"))

    def forward(self, x: Array, training: bool = False, reverse: bool = False) -> tuple[Array, Any]:
        """Return `(y, cache)`; the cache is (reverse, the rows or x, tanh(z / c) or None)."""
        if not reverse:
            y, rows = super().forward(x, training)
            return y, (False, rows, None)
        x, cap = self._in_reverse_dtype(x), self.logit_soft_cap
        z = x @ self._reverse_matrix()
        if cap is None:
            return z, (True, x, None)
        bent = np.tanh(z / cap)
        return bent * cap, (True, x, bent)

    def _reverse_matrix(self) -> Array:
        return self._in_reverse_dtype(self.embeddings.T if self.tie_weights else self.reverse_embeddings)

    def _in_reverse_dtype(self, array: Array) -> Array:
        return array.astype(self.reverse_dtype or self.dtype, copy=False)

    def backward(self, dy: Array, cache: Any, input_gradient: bool = True) -> tuple[Array | None, Gradients]:
        """Return `(dx, grads)`, for either direction."""
        reverse, x, bent = cache
        if not reverse:
            dx, grads = super().backward(dy, x)
            return dx, grads if self.tie_weights else grads | {"reverse_embeddings": None}
        dz = dy if bent is None else dy * (1 - bent * bent)
        slope = (x.reshape(-1, self.output_dim).T @ dz.reshape(-1, self.input_dim)).astype(self.dtype)
        grads = {"embeddings": slope.T}
        if not self.tie_weights:
            grads = {"embeddings": None, "reverse_embeddings": slope}
        return ((dz @ self._reverse_matrix().T).astype(self.dtype) if input_gradient else None), grads

    def compute_output_shape(self, input_shape: Shape, reverse: bool = False) -> Shape:
        """That of Embedding; in reverse, `input_dim` in the place of the last size."""
        return (*input_shape[:-1], self.input_dim) if reverse else super().compute_output_shape(input_shape)

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        return super().get_config() | {
            "tie_weights": self.tie_weights,
            "reverse_dtype": self.reverse_dtype,
            "logit_soft_cap": self.logit_soft_cap,
        }
