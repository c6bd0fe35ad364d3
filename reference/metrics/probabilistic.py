"""Losses of probabilities as metrics."""

from typing import Any

from reference import losses
from reference.losses.arguments import check_axis, check_label_smoothing
from reference.metrics.wrapper import MeanOfFunction

__all__ = [
    "BinaryCrossentropy",
    "CategoricalCrossentropy",
    "KLDivergence",
    "Poisson",
    "SparseCategoricalCrossentropy",
]


class KLDivergence(MeanOfFunction):
    """The mean of Σ y log(y / p): see `reference.losses.kl_divergence`."""

    def __init__(self, name: str = "kl_divergence", dtype: Any = None) -> None:
        super().__init__(losses.kl_divergence, name, dtype)


class Poisson(MeanOfFunction):
    """The mean of p - y log p: see `reference.losses.poisson`."""

    def __init__(self, name: str = "poisson", dtype: Any = None) -> None:
        super().__init__(losses.poisson, name, dtype)


class BinaryCrossentropy(MeanOfFunction):
    """The mean of -(y log p + (1 - y) log(1 - p)): see `reference.losses.binary_crossentropy`."""

    def __init__(
        self,
        name: str = "binary_crossentropy",
        dtype: Any = None,
        from_logits: bool = False,
        label_smoothing: float = 0,
    ) -> None:
        arguments = {
            "from_logits": bool(from_logits),
            "label_smoothing": check_label_smoothing(label_smoothing),
        }
        super().__init__(losses.binary_crossentropy, name, dtype, **arguments)


class CategoricalCrossentropy(MeanOfFunction):
    """The mean of -Σ y log p: see `reference.losses.categorical_crossentropy`."""

    def __init__(
        self,
        name: str = "categorical_crossentropy",
        dtype: Any = None,
        from_logits: bool = False,
        label_smoothing: float = 0,
        axis: int = -1,
    ) -> None:
        arguments = {
            "from_logits": bool(from_logits),
            "label_smoothing": check_label_smoothing(label_smoothing),
            "axis": check_axis(axis),
        }
        super().__init__(losses.categorical_crossentropy, name, dtype, **arguments)


class SparseCategoricalCrossentropy(MeanOfFunction):
    """The mean of -log p of the label: see `reference.losses.sparse_categorical_crossentropy`.

    The class to be ignored has the loss 0. It is left out of the mean only if there are weights, or a
    mask; without, it counts like any other, as in Keras.
    """

    def __init__(
        self,
        name: str = "sparse_categorical_crossentropy",
        dtype: Any = None,
        from_logits: bool = False,
        ignore_class: int | None = None,
        axis: int = -1,
    ) -> None:
        arguments = {"from_logits": bool(from_logits), "ignore_class": ignore_class, "axis": check_axis(axis)}
        super().__init__(losses.sparse_categorical_crossentropy, name, dtype, **arguments)
