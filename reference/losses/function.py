"""The pair that every loss is: the losses of the samples, and their gradient."""

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from reference.losses.arguments import as_floats, as_labels, check_same_shape

__all__ = ["LossFunction", "SparseLossFunction"]

Array = np.ndarray


class LossFunction:
    """A loss for each sample, together with its gradient with respect to `y_pred`.

    Used as a decorator. The function returns the losses, and what its derivative needs; the
    derivative stands right below it:

    >>> @LossFunction
    ... def squared_error(y_true, y_pred, factor=1):
    ...     difference = y_pred - y_true
    ...     return factor * np.add.reduce(difference**2, axis=-1), difference
    >>> @squared_error.vjp
    ... def _(dvalues, difference, factor=1):
    ...     return 2 * factor * dvalues * difference
    >>> squared_error(np.array([[0.0, 1.0]]), np.array([[3.0, 0.0]]))
    array([10.])

    `dvalues`, the gradient of the losses, is a number or has size 1 on the axis that the losses
    lack, so that it multiplies what has the shape of `y_pred`.
    """

    axis: Any = -1  # what the losses lack, if the function has no argument `axis`
    own_mask: Callable[[Array, Any], Array | None] | None = None

    def __init__(self, function: Callable[..., tuple[Array, Any]]) -> None:
        self.function = function
        self.reads_logits = "from_logits" in inspect.signature(function).parameters
        self.__name__ = function.__name__
        self.__doc__ = function.__doc__
        self.__module__ = function.__module__  # where doctest looks for the examples in __doc__
        self.__wrapped__ = function  # shows the plain signature to help() and inspect

    def vjp(self, derivative: Callable[..., Array]) -> "LossFunction":
        """Register `derivative(dvalues, saved, **arguments) -> dy_pred` and return the pair."""
        self.derivative = derivative
        return self

    def masks(self, mask: Callable[[Array, Any], Array | None]) -> "LossFunction":
        """Register `mask(losses, saved)`, which says which of the losses count, or None: Keras's out mask."""
        self.own_mask = mask
        return self

    def prepare(self, y_true: Any, y_pred: Any, dtype: Any = None, **arguments: Any) -> tuple[Array, Array]:
        """Return both as arrays of one float type; a ValueError says what does not fit."""
        y_pred = as_floats("y_pred", y_pred, dtype)
        y_true = as_floats("y_true", y_true, y_pred.dtype)
        check_same_shape(y_true, y_pred)
        return y_true, y_pred

    @np.errstate(all="ignore")
    def __call__(self, y_true: Any, y_pred: Any, *args: Any, **kwargs: Any) -> Array:
        """Return the losses, of the shape of `y_pred` without the axes of the outputs."""
        names = list(inspect.signature(self.function).parameters)[2:] if args else ()
        kwargs |= zip(names, args, strict=False)
        y_true, y_pred = self.prepare(y_true, y_pred, **kwargs)
        return self.function(y_true, y_pred, **kwargs)[0]

    def __repr__(self) -> str:
        return f"<loss {self.__name__}>"


class SparseLossFunction(LossFunction):
    """A `LossFunction` whose `y_true` has one label for each row of `y_pred`."""

    def prepare(self, y_true: Any, y_pred: Any, dtype: Any = None, **arguments: Any) -> tuple[Array, Array]:
        """Return the labels as integers, in the shape they have, and `y_pred` as floats."""
        y_pred = as_floats("y_pred", y_pred, dtype)
        return as_labels(y_true, y_pred, arguments.get("ignore_class")), y_pred
