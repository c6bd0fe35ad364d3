"""Hinge losses as metrics."""

from typing import Any

from reference import losses
from reference.metrics.wrapper import MeanOfFunction

__all__ = ["CategoricalHinge", "Hinge", "SquaredHinge"]


class Hinge(MeanOfFunction):
    """The mean of max(1 - y_true y_pred, 0): see `reference.losses.hinge`."""

    def __init__(self, name: str = "hinge", dtype: Any = None) -> None:
        super().__init__(losses.hinge, name, dtype)


class SquaredHinge(MeanOfFunction):
    """The mean of max(1 - y_true y_pred, 0)²: see `reference.losses.squared_hinge`."""

    def __init__(self, name: str = "squared_hinge", dtype: Any = None) -> None:
        super().__init__(losses.squared_hinge, name, dtype)


class CategoricalHinge(MeanOfFunction):
    """What the best wrong class is too good to be 1 below the right one: see `losses.categorical_hinge`."""

    def __init__(self, name: str = "categorical_hinge", dtype: Any = None) -> None:
        super().__init__(losses.categorical_hinge, name, dtype)
