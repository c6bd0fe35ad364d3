"""Normalization: mean 0 and variance 1, by the statistics of some data."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from reference import config
from reference.checks import Shape, as_float_array, check_fits
from reference.layer import Layer
from reference.preprocessing.rescaling import numbers

__all__ = ["Normalization"]

Array = np.ndarray
Gradients = dict[str, Array]


class Normalization(Layer):
    """Mean 0 and variance 1, by statistics that `adapt` takes from the data once.

    forward   y = (x - μ) / max(σ, ε)      backward  dx = dy / max(σ, ε)
    inverted  y = μ + x max(σ, ε)          backward  dx = dy max(σ, ε)

    There is a μ and a σ for every entry of `axis`: of the last axis, of several, or one for all numbers
    (None). Weights `mean`, `variance` and `count`, none of them trained; where `mean=` and `variance=`
    are given, there are no weights. Unlike BatchNormalization it does the same in training and in use.
    ε is `reference.config.epsilon()`. Weights that `set_weights` sets are used at once; Keras goes on with
    the old ones until `finalize_state()`. A configuration holds `mean=` and `variance=` as lists, as in
    Keras, and numbers of lists pass through float32: a float64 array loses digits on its way through one.
    Source: `keras.layers.Normalization`. Fit it on the training data alone.
    """

    supports_masking = True

    def __init__(
        self,
        axis: int | Sequence[int] | None = -1,
        mean: Any = None,
        variance: Any = None,
        invert: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.axis = () if axis is None else (axis,) if isinstance(axis, int) else tuple(axis)
        self.invert = bool(invert)
        if (mean is None) != (variance is None) or np.shape(mean) != np.shape(variance):
            raise ValueError(
                f"Normalization: mean and variance come together, in one shape, got {mean!r} and {variance!r}"
            )
        if mean is not None and np.ndim(mean) > len(self.axis):
            raise ValueError(f"Normalization: mean of {np.ndim(mean)} axes, where axis is {self.axis}")
        self._given = {"mean": mean, "variance": variance}
        self.mean: Array
        self.variance: Array
        self.count: Array

    def _kept(self, shape: Shape) -> tuple[int, ...]:
        """The axes with statistics of their own, in order."""
        rank = len(shape)
        kept = tuple(sorted(axis % rank for axis in self.axis if -rank <= axis < rank))
        if len(set(kept)) < len(self.axis) or any(shape[axis] is None for axis in kept):
            raise ValueError(
                f"{self.name}: axis must name different axes of known sizes, got {self.axis} for {shape}"
            )
        return kept

    def create_weights(self, input_shape: Shape) -> None:
        """Make `mean` and `variance`, of the sizes of `axis`, and `count` ()."""
        kept = self._kept(input_shape)
        sizes = tuple(input_shape[axis] for axis in kept)
        self._broadcast = tuple((size or 1) if i in kept else 1 for i, size in enumerate(input_shape))
        if self._given["mean"] is None:
            self.add_weight("mean", sizes, "zeros", trainable=False)
            self.add_weight("variance", sizes, "ones", trainable=False)
            self.add_weight("count", (), "zeros", trainable=False, dtype="int64")
            return
        for name, value in self._given.items():
            given = numbers(f"Normalization: {name}", value).astype(self.dtype)
            try:
                setattr(self, name, np.broadcast_to(given, sizes))  # type: ignore[arg-type]
            except ValueError:
                raise ValueError(f"{self.name}: {name} of {given.shape} does not fit {sizes}") from None

    def adapt(self, data: Any) -> None:
        """Take means and (biased) variances from `data`, replacing earlier ones.

        `data` is an array, or batches: an iterable of arrays, which count as one.
        """
        if self._given["mean"] is not None:
            raise ValueError("Normalization.adapt: mean and variance were given, there is nothing to adapt")
        data = _array_of(data, self.dtype)
        if not self.built:
            self.build((None, *data.shape[1:]))
        self.check_input(data)
        others = tuple(axis for axis in range(data.ndim) if axis not in self._kept(self.input_shape or ()))
        self.mean[...] = data.mean(axis=others)
        self.variance[...] = data.var(axis=others)

    def check_input(self, x: Array) -> None:
        """Raise a ValueError unless `x` has the rank built for, and its sizes along `axis`."""
        shape = self.require_built()
        kept = self._kept(shape)
        check_fits(self.name, x, tuple(n if i in kept else None for i, n in enumerate(shape)))

    def forward(self, x: Array, training: bool = False) -> tuple[Array, Any]:
        """Return `(y, cache)`; the cache is max(σ, ε)."""
        mean = self.mean.reshape(self._broadcast)
        epsilon = np.asarray(config.epsilon(), dtype=self.dtype)
        width = np.maximum(np.sqrt(self.variance), epsilon).reshape(self._broadcast)
        return (x * width + mean if self.invert else (x - mean) / width), width

    def backward(self, dy: Array, cache: Any, input_gradient: bool = True) -> tuple[Array | None, Gradients]:
        """Return `(dx, {})`."""
        if not input_gradient:
            return None, {}
        return (dy * cache if self.invert else dy / cache), {}

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The shape of the input, whose `axis` must be known."""
        self._kept(input_shape)
        return tuple(input_shape)

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        given = {name: np.array(value).tolist() for name, value in self._given.items()}
        return super().get_config() | {"axis": self.axis, "invert": self.invert} | given


def _array_of(data: Any, dtype: str) -> Array:
    """One array of an array, whose own float type statistics are taken in, or of batches, in `dtype`."""
    name = "Normalization.adapt: data"
    if not isinstance(data, np.ndarray):
        batches = list(data) if isinstance(data, Iterable) else []
        if not batches or not all(isinstance(batch, np.ndarray) for batch in batches):
            raise ValueError(f"{name}: expected an array or batches that are arrays, got {data!r}")
        data = np.concatenate([as_float_array(name, batch, dtype) for batch in batches])
    if data.ndim == 0 or len(data) == 0:
        raise ValueError(f"{name}: expected samples, got shape {data.shape}")
    return as_float_array(name, data, str(data.dtype) if data.dtype.kind == "f" else "float64")
