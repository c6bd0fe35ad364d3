"""The pair that every activation is: a function and its vector-Jacobian product."""

from collections.abc import Callable
from typing import Any

import numpy as np

__all__ = ["ActivationFunction"]

Array = np.ndarray
Cache = tuple[Array, Array, dict[str, Any]]


class ActivationFunction:
    """A function y = f(x) together with dx = f'(x) dy.

    Used as a decorator. The function is written first, its derivative right below it:

    >>> @ActivationFunction
    ... def square(x):
    ...     return x * x
    >>> @square.vjp
    ... def _(dy, x, y):
    ...     return dy * 2 * x
    >>> y, cache = square.forward(np.array([1.0, -3.0]))
    >>> y, square.backward(np.array([1.0, 10.0]), cache)
    (array([1., 9.]), array([  2., -60.]))

    Called like the plain function, it takes anything that NumPy can make an array of floats.
    Keyword arguments (a slope, an axis) reach both the function and its derivative.
    """

    def __init__(self, function: Callable[..., Array]) -> None:
        self.function = function
        self.__name__ = function.__name__
        self.__doc__ = function.__doc__
        self.__module__ = function.__module__  # where doctest looks for it
        self.__wrapped__ = function  # shows the plain signature to help() and inspect

    def vjp(self, derivative: Callable[..., Array]) -> "ActivationFunction":
        """Register `derivative(dy, x, y, **kwargs) -> dx` and return the pair."""
        self.derivative = derivative
        return self

    def forward(self, x: Array, **kwargs: Any) -> tuple[Array, Cache]:
        """Return `(y, cache)`; `y` has the dtype of `x`."""
        y = self.function(x, **kwargs)
        return y, (x, y, kwargs)

    def backward(self, dy: Array, cache: Cache) -> Array:
        """Return the gradient of the loss with respect to `x`, given the one with respect to `y`."""
        x, y, kwargs = cache
        return self.derivative(dy, x, y, **kwargs)

    def __call__(self, x: Any, *args: Any, **kwargs: Any) -> Array:
        """Return `f(x)` for an array, a list or a number; integers become floats."""
        x = np.asarray(x)
        if x.dtype.kind != "f":
            x = x.astype("float32")
        return self.function(x, *args, **kwargs)

    def __repr__(self) -> str:
        return f"<activation {self.__name__}>"
