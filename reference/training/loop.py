"""The inner loop of `fit` and `evaluate`: one batch after the other."""

import warnings
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from reference.penalties import add_gradients, bound_weights, constrain, costly_weights, penalties
from reference.run import Run
from reference.training.data import Batch
from reference.training.logs import Logs
from reference.training.progress import Progress

__all__ = ["Loop"]

Array = np.ndarray


class Loop:
    """A compiled model at work on checked batches.

    A step of a small network takes some 30 microseconds, so what is the same for every batch is looked
    up here, once, and nothing is checked again.
    """

    def __init__(self, model: Any, logs: Logs, trains: bool = False) -> None:
        self.model, self.loss, self.optimizer, self.logs = model, model.loss, model.optimizer, logs
        self.weights = model.trainable_weights
        if trains and not self.weights:
            warnings.warn("The model does not have any trainable weights.", stacklevel=4)
        self.from_logits = model.reads_logits
        self.commits = model.commits
        self.costly, self.bound = costly_weights(model), bound_weights(model)
        self.costs = bool(self.costly) or any(layer.activity_regularizer for layer in model.layers)

    def train(self, batch: Batch) -> None:
        """Forward, backward, update."""
        loss_cache, run = self._forward(batch, True)
        dy = self.loss.derivative(loss_cache)
        _, grads = self.model.backward(dy, run.caches, False, self.from_logits, run.costly)
        if self.costly:
            add_gradients(grads, self.costly)
        self.optimizer.apply([grad for layer in grads for grad in layer.values()], self.weights)
        constrain(self.bound)

    def test(self, batch: Batch) -> None:
        """Forward alone."""
        self._forward(batch, False)

    def _forward(self, batch: Batch, training: bool) -> tuple[Any, Run]:
        """Take the batch through model and loss, and note the results."""
        x, y, sample_weight = batch
        run = self.model.run(x, training, self.from_logits)
        if self.commits:
            self.model.commit(run.caches)
        output, mask = run.output, run.mask
        value, loss_cache = self.loss.compute(y, output, sample_weight, self.from_logits, mask)
        if self.costs:
            value = sum(penalties(self.model, run, self.costly), value)
        if self.from_logits and self.logs.read_outputs:
            output = self.model.activate(output)
        self.logs.update(value, y, output, mask)
        return loss_cache, run

    def run(
        self, step: Callable[[Batch], None], batches: Iterable[Batch], progress: Progress | None = None
    ) -> dict[str, float]:
        """Take every batch through `step`, and return the results of all of them together."""
        self.logs.reset()
        drawing = progress if progress is not None and progress.draws else None
        for number, batch in enumerate(batches, start=1):
            step(batch)
            if drawing:
                drawing.step(number, self.logs.results)
        return self.logs.results()
