"""Running means of the loss and the metrics, from batch to batch."""

from typing import Any

import numpy as np

from reference import config
from reference.metrics import Mean
from reference.training.compiled_metrics import CompiledMetrics, in_order, plain

__all__ = ["Logs"]

Array = np.ndarray


class Logs:
    """The loss and the metrics since the last reset.

    The loss is the mean over batches weighted by their sizes, each batch's value taken before its
    update: that, and not the loss after the epoch, is what `fit` prints. Weights of samples are in a
    batch's value, but a batch of heavy samples counts as much as one of light ones. The mean is kept
    in floatx.
    """

    def __init__(self, compiled: CompiledMetrics | None = None) -> None:
        self.loss = Mean("loss")
        self.compiled = CompiledMetrics() if compiled is None else compiled
        self.reads_outputs = bool(self.compiled)
        self._number = np.dtype(config.floatx()).type

    @property
    def metrics(self) -> list[Any]:
        """The mean of the loss, and the metrics as one, as `model.metrics` lists them."""
        return [self.loss, self.compiled] if self.compiled.requested else [self.loss]

    def update(
        self,
        value: Any,
        y: Array,
        y_pred: Array,
        sample_weight: Any = None,
        mask: Array | None = None,
        logits: Array | None = None,
    ) -> None:
        """Take in one batch: its loss, and what metrics look at."""
        if self.reads_outputs:
            self.compiled.update_state(y, y_pred, sample_weight, mask, logits)
        mean, count = self.loss, len(y_pred)
        # What mean.update_state(value, count) does, without its checks: a step has no time for these.
        mean.total = mean.total + self._number(value) * count
        mean.count = mean.count + count

    def reset(self) -> None:
        """Forget all batches."""
        self.loss.reset_state()
        self.compiled.reset_state()

    def result(self) -> dict[str, Any]:
        """What the loss and the metrics give, by name."""
        return {"loss": self.loss.result(), **self.compiled.result()}

    def results(self) -> dict[str, Any]:
        """The loss and the metrics by name, in alphabetical order as Keras reports them."""
        return plain(self.result())

    def report(self, as_dict: bool) -> Any:
        """The loss, or `[loss, *metrics]` in the order they were asked for, or all by name."""
        logs = self.results()
        return logs if as_dict else in_order(["loss", *(each.name for each in self.compiled.metrics)], logs)
