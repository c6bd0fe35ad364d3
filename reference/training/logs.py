"""Running means of the loss and the metrics, from batch to batch."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from reference import metrics

__all__ = ["Logs"]

Array = np.ndarray


class Logs:
    """The loss and the metrics since the last reset.

    The loss is the mean over batches weighted by their sizes, each batch's value taken before its
    update: that, and not the loss after the epoch, is what `fit` prints.
    """

    def __init__(self, requested: Sequence[Any]) -> None:
        self._requested = list(requested)
        self._metrics: list[Any] | None = None if self._requested else []
        self._total, self._count = 0.0, 0

    def update(self, value: Any, y: Array, y_pred: Array) -> None:
        """Take in one batch."""
        self._total += float(value) * len(y_pred)
        self._count += len(y_pred)
        if self._metrics is None:  # "accuracy" is one of three things, by the shapes of the first batch
            self._metrics = [_metric(each, y, y_pred) for each in self._requested]
        for metric in self._metrics:
            metric.update_state(y, y_pred)

    def reset(self) -> None:
        """Forget all batches."""
        self._total, self._count = 0.0, 0
        for metric in self._metrics or []:
            metric.reset_state()

    def results(self) -> dict[str, float]:
        """The loss and the metrics by name, in alphabetical order as Keras reports them."""
        found = {metric.name: float(metric.result()) for metric in self._metrics or []}
        found["loss"] = self._total / max(self._count, 1)
        return dict(sorted(found.items()))

    def in_order(self) -> list[float]:
        """The loss first, then the metrics in the order they were asked for."""
        found = self.results()
        return [found["loss"], *(found[metric.name] for metric in self._metrics or [])]


def _metric(requested: Any, y: Array, y_pred: Array) -> Any:
    if requested in ("accuracy", "acc"):
        return metrics.resolve_accuracy(requested, y.shape, y_pred.shape)
    metric = metrics.get(requested)
    if isinstance(requested, str):
        metric.name = requested
    return metric
