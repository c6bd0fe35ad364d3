"""Regularizers: what the size of a weight, or of an output, adds to the loss that training lowers.

The factors pass through float32 on their way to the arithmetic, in float64 too, as in Keras.
"""

import math
from collections.abc import Mapping
from typing import Any, Self

import numpy as np

from reference import config
from reference.casting import through_float32
from reference.checks import choice
from reference.lookup import names_of, resolve, serialized

__all__ = ["L1", "L2", "L1L2", "OrthogonalRegularizer", "Regularizer", "get", "serialize"]
__all__ += ["l1", "l2", "l1_l2", "orthogonal_regularizer"]  # as Keras calls the same classes, too

Array = np.ndarray


def _factor(owner: str, name: str, value: Any) -> float:
    """Return `value` as a float, or raise a ValueError unless it is a number from 0 up, and finite."""
    if not isinstance(value, float | int) or not math.isfinite(value) or value < 0:
        raise ValueError(f"{owner}: {name} must be a finite number >= 0, got {value!r}")
    return float(value)


class Regularizer:
    """A function from an array to its cost, with a derivative; this one costs nothing."""

    def __call__(self, x: Array) -> np.floating:
        """Return the cost of `x`, a number of its dtype."""
        return x.dtype.type(0)

    def derivative(self, x: Array) -> Array:
        """Return the derivative of the cost for each entry of `x`."""
        return np.zeros_like(x)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, as the Keras regularizer would give them."""
        raise NotImplementedError(f"{type(self).__name__} does not implement get_config()")

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """Build the regularizer from a configuration, one that the Keras regularizer gave included."""
        return cls(**config)


class _Penalty(Regularizer):
    """A part of each entry's size, a part of its square, or both.

    cost         l1 Σ|x| + l2 Σx²
    derivative   l1 sign(x) + 2 l2 x      sign(0) = 0
    """

    l1 = 0.0
    l2 = 0.0

    def __call__(self, x: Array) -> np.floating:
        """Return l1 Σ|x| + l2 Σx²; a factor of 0 leaves its sum out."""
        cost = x.dtype.type(0)
        if self.l1:
            cost += x.dtype.type(through_float32(self.l1)) * np.sum(np.abs(x))
        if self.l2:
            cost += x.dtype.type(through_float32(self.l2)) * np.sum(np.square(x))
        return cost

    def derivative(self, x: Array) -> Array:
        """Return l1 sign(x) + 2 l2 x."""
        pull = x.dtype.type(2 * through_float32(self.l2)) * x
        return x.dtype.type(through_float32(self.l1)) * np.sign(x) + pull if self.l1 else pull


class L1(_Penalty):
    """l1 Σ|x|: pulls all entries by the same step, and so the small ones to 0.

    Source: `keras.regularizers.L1`. As there, `get_config` gives the factor rounded to float32.
    """

    def __init__(self, l1: float | None = 0.01) -> None:
        self.l1 = through_float32(_factor("L1", "l1", 0.01 if l1 is None else l1))

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this regularizer."""
        return {"l1": self.l1}


class L2(_Penalty):
    """l2 Σx², without ½: pulls each entry in proportion to its size. Source: `keras.regularizers.L2`."""

    def __init__(self, l2: float | None = 0.01) -> None:
        self.l2 = _factor("L2", "l2", 0.01 if l2 is None else l2)

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this regularizer."""
        return {"l2": self.l2}


class L1L2(_Penalty):
    """l1 Σ|x| + l2 Σx²; a factor that is not given is 0. Source: `keras.regularizers.L1L2`."""

    def __init__(self, l1: float | None = 0.0, l2: float | None = 0.0) -> None:
        self.l1 = _factor("L1L2", "l1", 0.0 if l1 is None else l1)
        self.l2 = _factor("L1L2", "l2", 0.0 if l2 is None else l2)

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this regularizer."""
        return {"l1": self.l1, "l2": self.l2}


class OrthogonalRegularizer(Regularizer):
    """The mean size of the cosines between the rows of a matrix, or between its columns.

    The m rows, or columns, are vectors xᵢ.

    forward    uᵢ = rᵢ xᵢ     rᵢ = min(1/|xᵢ|, 1e7)      cost = factor Σ_{i≠j} |uᵢ·uⱼ| / (m (m-1))
    backward   duᵢ = 2 factor Σ_{j≠i} sign(uᵢ·uⱼ) uⱼ / (m (m-1))
               dxᵢ = rᵢ duᵢ - rᵢ³ (duᵢ·xᵢ) xᵢ            without the second term where rᵢ = 1e7

    Keras itself raises for float64, its factor being a float32 tensor; here only the factor is rounded to
    float32. A single vector costs nan, 0 / 0. Source: `keras.regularizers.OrthogonalRegularizer`.
    """

    def __init__(self, factor: float = 0.01, mode: str = "rows") -> None:
        self.factor = through_float32(_factor("OrthogonalRegularizer", "factor", factor))
        self.mode = choice("OrthogonalRegularizer", "mode", mode, ("rows", "columns"))

    def _parts(self, x: Array) -> tuple[Array, Array, Array, np.floating]:
        """Return the xᵢ, the rᵢ (m, 1), the uᵢ·uⱼ with 0 on the diagonal, and factor / (m (m-1))."""
        if x.ndim != 2:
            raise ValueError(f"OrthogonalRegularizer: expected a matrix, got an array of shape {x.shape}")
        vectors = x if self.mode == "rows" else x.T
        pairs = len(vectors) * (len(vectors) - 1)
        with np.errstate(divide="ignore"):
            scale = 1 / np.sqrt(np.sum(np.square(vectors), axis=1, keepdims=True))
        scale = np.minimum(scale, 1 / config.epsilon())
        units = scale * vectors
        cosines = units @ units.T
        np.fill_diagonal(cosines, 0)
        return vectors, scale, cosines, x.dtype.type(self.factor / pairs if pairs else np.nan)

    def __call__(self, x: Array) -> np.floating:
        """Return the cost of the matrix `x`; raise a ValueError if it is none."""
        *_, cosines, weight = self._parts(x)
        return weight * np.sum(np.abs(cosines))

    def derivative(self, x: Array) -> Array:
        """Return the derivative; of a cosine of 0 it is 0."""
        vectors, scale, cosines, weight = self._parts(x)
        slope = 2 * weight * np.sign(cosines) @ (scale * vectors)
        along = np.sum(slope * vectors, axis=1, keepdims=True) * (scale < 1 / config.epsilon())
        result = scale * slope - scale**3 * along * vectors
        return result if self.mode == "rows" else result.T

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this regularizer."""
        return {"factor": self.factor, "mode": self.mode}


l1, l2, l1_l2, orthogonal_regularizer = L1, L2, L1L2, OrthogonalRegularizer
# As a string, "l1_l2" is documented, but unknown to Keras: its rule for names makes "l1l2" of L1L2.
_TABLE = names_of((L1, L2, L1L2, OrthogonalRegularizer, Regularizer))


def get(identifier: Any) -> Regularizer | None:
    """Return the regularizer that `identifier` stands for.

    Parameters
    ----------
    identifier : str, dict, Regularizer, class or None
        A name ("l1", "L2" …), a Keras configuration, the object, its class; None comes back as it is.

    Raises
    ------
    ValueError
        For anything else: a plain function too, which Keras takes, because it has no `derivative`.

    Examples
    --------
    >>> get("l2").get_config()
    {'l2': 0.01}
    """
    if isinstance(identifier, type):
        identifier = identifier()
    return None if identifier is None else resolve("regularizer", identifier, _TABLE, Regularizer)


def serialize(regularizer: Regularizer | None) -> dict[str, Any] | None:
    """Return the configuration that `keras.regularizers.serialize` gives, and that `get` takes."""
    if regularizer is None:
        return None
    return serialized("keras.regularizers", regularizer)
