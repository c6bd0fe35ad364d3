"""Losses of probabilities as metrics."""

from typing import Any

import numpy as np

from reference import losses
from reference.losses.arguments import as_floats, check_axis, check_label_smoothing
from reference.metrics.reduction import same_rank
from reference.metrics.wrapper import MeanOfFunction

__all__ = [
    "BinaryCrossentropy",
    "CategoricalCrossentropy",
    "KLDivergence",
    "Poisson",
    "SparseCategoricalCrossentropy",
]

Array = np.ndarray


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

    ignore_class: int | None

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

    def reweighted(self, weight: Any, y_true: Any, values: Array) -> Any:
        """Return the weights, 0 where the class is to be ignored."""
        if self.ignore_class is None:
            return weight
        counts = (np.asarray(y_true) != self.ignore_class).reshape(values.shape)
        counts, weight = same_rank(counts, as_floats("sample_weight", weight, self.dtype))
        try:
            return weight * counts
        except ValueError:
            expected = f"sample_weight: expected a shape such as {values.shape}"
            raise ValueError(f"{expected}, got {weight.shape}") from None
