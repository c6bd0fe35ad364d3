"""Constraints: where a weight must stay; after each update it is put back there."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np

from reference import config
from reference.checks import number
from reference.lookup import names_of, resolve, serialized

__all__ = ["Constraint", "MaxNorm", "MinMaxNorm", "NonNeg", "UnitNorm", "get", "serialize"]
__all__ += ["max_norm", "min_max_norm", "non_neg", "unit_norm"]  # as Keras calls the same classes, too

Array = np.ndarray
Axis = int | Sequence[int] | None


class Constraint:
    """A function from a weight to the nearest allowed one, or a near one; this one allows all."""

    def __call__(self, w: Array) -> Array:
        """Return the allowed weight for `w`, which is not changed."""
        return w

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, as the Keras constraint would give them."""
        return {}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """Build the constraint from a configuration, one that the Keras constraint gave included."""
        return cls(**config)


class NonNeg(Constraint):
    """No entry below 0: w becomes max(w, 0). Source: `keras.constraints.NonNeg`."""

    def __call__(self, w: Array) -> Array:
        """Return max(w, 0)."""
        return np.maximum(w, 0)


class _Normed(Constraint):
    """A constraint on lengths: each vector along `axis` is stretched to the length wanted of it.

    Parameters
    ----------
    axis : int, sequence of int or None
        The axes that make one vector: 0 for the weights into each unit of a Dense layer, [0, 1, 2]
        for a filter of Conv2D, None for all.
    """

    def __init__(self, axis: Axis = 0) -> None:
        for each in axis if isinstance(axis, list | tuple) else (axis,):
            if axis is not None and (isinstance(each, bool) or not isinstance(each, int | np.integer)):
                name = type(self).__name__
                raise ValueError(f"{name}: axis must be an integer or a sequence of them, got {axis!r}")
        self.axis = axis

    def _norms(self, w: Array) -> Array:
        axis = tuple(self.axis) if isinstance(self.axis, Sequence) else self.axis
        return np.sqrt(np.sum(np.square(w), axis=axis, keepdims=True))


class UnitNorm(_Normed):
    """Length 1 for each vector but zeros: w / (1e-7 + |w|). Source: `keras.constraints.UnitNorm`."""

    def __call__(self, w: Array) -> Array:
        """Return w / (1e-7 + |w|)."""
        return w / (config.epsilon() + self._norms(w))

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this constraint."""
        return {"axis": self.axis}


class MaxNorm(_Normed):
    """Length `max_value` at most: w · min(|w|, max_value) / (1e-7 + |w|).

    A shorter vector is not quite left alone: the 1e-7 shortens it a little each time, as in Keras.

    Source: `keras.constraints.MaxNorm`; Srivastava et al., "Dropout" (2014), section 5.1.
    """

    def __init__(self, max_value: float = 2, axis: Axis = 0) -> None:
        super().__init__(axis)
        self.max_value = number("MaxNorm", "max_value", max_value, 0)

    def __call__(self, w: Array) -> Array:
        """Return w · min(|w|, max_value) / (1e-7 + |w|)."""
        norms = self._norms(w)
        return w * (np.minimum(norms, self.max_value) / (config.epsilon() + norms))

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this constraint."""
        return {"max_value": self.max_value, "axis": self.axis}


class MinMaxNorm(_Normed):
    """Length between `min_value` and `max_value`, or a part `rate` of the way there.

    w · (rate · clip(|w|, min_value, max_value) + (1 - rate) · |w|) / (1e-7 + |w|)

    Source: `keras.constraints.MinMaxNorm`.
    """

    def __init__(
        self, min_value: float = 0.0, max_value: float = 1.0, rate: float = 1.0, axis: Axis = 0
    ) -> None:
        super().__init__(axis)
        self.min_value = number("MinMaxNorm", "min_value", min_value, 0)
        self.max_value = number("MinMaxNorm", "max_value", max_value, 0)
        self.rate = number("MinMaxNorm", "rate", rate, 0)
        if min_value > max_value:
            raise ValueError(f"MinMaxNorm: min_value {min_value} must not be above max_value {max_value}")

    def __call__(self, w: Array) -> Array:
        """Return `w` with each vector's length moved by `rate` into the bounds."""
        norms = self._norms(w)
        wanted = self.rate * np.clip(norms, self.min_value, self.max_value) + (1 - self.rate) * norms
        return w * (wanted / (config.epsilon() + norms))

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this constraint."""
        return {
            "min_value": self.min_value,
            "max_value": self.max_value,
            "rate": self.rate,
            "axis": self.axis,
        }


max_norm, min_max_norm, non_neg, unit_norm = MaxNorm, MinMaxNorm, NonNeg, UnitNorm
_TABLE = names_of((Constraint, MaxNorm, MinMaxNorm, NonNeg, UnitNorm))


def get(identifier: Any) -> Any:
    """Return the constraint that `identifier` stands for.

    Parameters
    ----------
    identifier : str, dict, Constraint, class, function or None
        A name ("max_norm", "NonNeg" …), a Keras configuration, the object, its class, or any function
        of a weight, which is returned as it is. None is no constraint, and comes back.

    Raises
    ------
    ValueError
        For anything else.

    Examples
    --------
    >>> get("non_neg")(np.array([-1.0, 2.0]))
    array([0., 2.])
    """
    if isinstance(identifier, type):
        identifier = identifier()
    if identifier is None or callable(identifier):
        return identifier
    return resolve("constraint", identifier, _TABLE, Constraint)


def serialize(constraint: Constraint | None) -> dict[str, Any] | None:
    """Return the configuration that `keras.constraints.serialize` gives, and that `get` takes.

    Raises
    ------
    ValueError
        For a plain function, which has no configuration.
    """
    if constraint is None:
        return None
    if not isinstance(constraint, Constraint):
        raise ValueError(f"serialize: expected a Constraint, got {constraint!r}")
    return serialized("keras.constraints", constraint)
