"""The inner loop of `fit` and `evaluate`: one batch after the other."""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from reference.penalties import add_gradients, bound_weights, costly_weights, penalties
from reference.run import Run
from reference.training.data import Batch
from reference.training.feed import Feed
from reference.training.logs import Logs
from reference.training.update import build_optimizer, update

__all__ = ["Loop", "walk"]

Array = np.ndarray
Hooks = tuple[Callable[..., None] | None, Callable[..., None] | None]


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
        self.loss_weight = model.loss_weight
        if trains:
            build_optimizer(model)
        self.from_logits = model.reads_logits
        # Metrics may read logits that the loss does not: then these are computed for them alone.
        self.reads_logits = logs.compiled.read_logits and model.has_logits
        self.commits = model.commits
        self.costly, self.bound = costly_weights(model), bound_weights(model)
        self.costs = bool(self.costly) or any(layer.activity_regularizer for layer in model.layers)

    def train(self, batch: Batch) -> None:
        """Forward, backward, update."""
        loss_cache, run = self._forward(batch, True)
        dy = self.loss.derivative(loss_cache, self.loss_weight)
        _, grads = self.model.backward(dy, run.caches, False, self.from_logits, run.costly)
        if self.costly:
            add_gradients(grads, self.costly)
        update(self.optimizer, grads, self.weights, self.bound)

    def test(self, batch: Batch) -> None:
        """Forward alone."""
        self._forward(batch, False)

    def _forward(self, batch: Batch, training: bool) -> tuple[Any, Run]:
        """Take the batch through model and loss, and note the results."""
        x, y, sample_weight = batch
        run = self.model.run(x, training, self.from_logits)
        output, mask = run.output, run.mask
        logits = output if self.from_logits else None
        if self.reads_logits and not self.from_logits:
            logits = self.model.run(x, training, True).output
        if self.commits:  # before the weights cost: spectral normalization overwrites its kernel
            self.model.commit(run.caches)
        value, loss_cache = self.loss.compute(y, output, sample_weight, self.from_logits, mask)
        if self.loss_weight != 1.0:
            value = value * self.loss_weight
        if self.costs:
            value = sum(penalties(self.model, run, self.costly), value)
        if self.from_logits and self.logs.reads_outputs:
            output = self.model.activate(output)
        self.logs.update(value, y, output, sample_weight, mask, logits)
        return loss_cache, run

    def run(self, step: Callable[[Batch], None], feed: Feed, hooks: Hooks, stop: str) -> dict[str, Any]:
        """Take the batches of an epoch through `step`, and return the results of all of them together."""
        self.logs.reset()
        walk(self.model, step, feed, hooks, stop, self.logs.results)
        return self.logs.result()


def walk(
    model: Any,
    step: Callable[[Batch], None],
    feed: Feed,
    hooks: Hooks,
    stop: str,
    results: Callable[[], dict[str, Any]],
) -> None:
    """Take the batches of an epoch through `step`.

    The `hooks` are called around each batch, the first before it is fetched; None costs nothing. The
    epoch ends where the model's attribute `stop` says so.
    """
    begin, end = hooks
    for number, batches in feed.epoch():
        if begin:
            begin(number)
        batch = next(batches, None)
        if batch is None:
            feed.ran_out()
            break
        step(batch)
        if end:
            end(number, results)
        if getattr(model, stop):
            break
