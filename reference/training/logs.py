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
        self._metrics = [_metric(each) for each in requested]
        self._resolved = not any(isinstance(each, str) for each in self._metrics)
        self._total, self._count = 0.0, 0

    @property
    def read_outputs(self) -> bool:
        """Whether `update` looks at the predictions, or only counts them."""
        return bool(self._metrics)

    def update(self, value: Any, y: Array, y_pred: Array, mask: Array | None = None) -> None:
        """Take in one batch; metrics leave out the places that are masked."""
        if not self._resolved:
            self._resolve(y.shape, y_pred.shape)
        for metric in self._metrics:
            metric.update_from_model(y, y_pred, mask=mask)
        count = len(y_pred)
        self._total += float(value) * count
        self._count += count

    def _resolve(self, y_shape: tuple[int, ...], y_pred_shape: tuple[int, ...]) -> None:
        self._metrics = [
            metrics.resolve_accuracy(each, y_shape, y_pred_shape) if isinstance(each, str) else each
            for each in self._metrics
        ]
        self._resolved = True

    def _named(self) -> dict[str, float]:
        """The results of the metrics in the order they were asked for; of one name, the later are counted."""
        found: dict[str, float] = {}
        for metric in self._metrics if self._resolved else []:
            number, name = 0, metric.name
            while name in found:
                number += 1
                name = f"{metric.name}_{number}"
            found[name] = float(metric.result())
        return found

    def reset(self) -> None:
        """Forget all batches."""
        self._total, self._count = 0.0, 0
        for metric in self._metrics if self._resolved else []:
            metric.reset_state()

    def loss(self) -> float:
        """The mean loss."""
        return self._total / max(self._count, 1)

    def results(self) -> dict[str, float]:
        """The loss and the metrics by name, in alphabetical order as Keras reports them."""
        return dict(sorted({**self._named(), "loss": self.loss()}.items()))

    def report(self, as_dict: bool) -> Any:
        """The loss, or `[loss, *metrics]` in the order they were asked for, or all by name."""
        if as_dict:
            return self.results()
        metrics_found = list(self._named().values())
        return [self.loss(), *metrics_found] if metrics_found else self.loss()


def _metric(requested: Any) -> Any:
    """The metric; but "accuracy", which is one of three by the shapes of the first batch, stays a name."""
    if isinstance(requested, str) and requested.lower() in metrics.ACCURACY:
        return requested
    metric = metrics.get(requested)
    if isinstance(requested, str):
        metric.name = requested
    return metric
