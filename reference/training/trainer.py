"""compile, fit, evaluate, predict, train_on_batch: what turns a stack of layers into a model."""

from typing import Any

import numpy as np

from reference import config, losses, optimizers
from reference.checks import as_input
from reference.training.arguments import as_batch_size, as_count, check_shuffle, refuse
from reference.training.data import as_data, as_fit_data, count_batches, shuffler
from reference.training.history import History
from reference.training.logs import Logs
from reference.training.loop import Loop
from reference.training.progress import Progress
from reference.training.trainable import Trainable

__all__ = ["Trainer"]

Array = np.ndarray
# Keras prints no warnings of floating-point trouble either: a loss of nan says it.
quiet = np.errstate(all="ignore")


class Trainer(Trainable):
    """The training half of a model; `Sequential` brings the layers."""

    def __init__(self) -> None:
        self.optimizer: Any = None
        self.loss: Any = None
        self.history: History | None = None
        self._logs: Logs | None = None

    @property
    def reads_logits(self) -> bool:
        """Whether the loss is computed from the logits of the output."""
        return self.loss.reads_logits and self.has_logits

    def compile(
        self,
        optimizer: Any,
        loss: Any = None,
        loss_weights: None = None,
        metrics: Any = None,
        *,
        jit_compile: Any = "auto",
        **others: Any,
    ) -> None:
        """Say how the model learns.

        Parameters
        ----------
        optimizer : str, dict or Optimizer
            Keras's default, "rmsprop", is not among ours, so there is no default here.
        loss : str, dict or Loss
            What `fit` minimises; there is no default loss, as in Keras.
        metrics : list, optional
            "accuracy", or any metric of `reference.metrics`. They ignore `sample_weight`, as in Keras.
        jit_compile
            Means nothing here: there is nothing to compile.

        Keras's other arguments are accepted at their defaults and refused by name otherwise.
        """
        refuse("compile", {"loss_weights": loss_weights, **others})
        if metrics is not None and not isinstance(metrics, list | tuple):
            raise ValueError(f"compile: metrics must be a list, got {metrics!r}")
        rule, measure = optimizers.get(optimizer), None if loss is None else losses.get(loss)
        if measure is not None and measure.reduction in (None, "none"):
            raise ValueError(f"compile: the loss must be one number, got reduction={measure.reduction!r}")
        self._logs = Logs(metrics or [])
        self.optimizer, self.loss = rule, measure

    def require_compiled(self, caller: str) -> Logs:
        """Return the running means, or raise a ValueError that says what `caller` needs first."""
        if self._logs is None:
            raise ValueError(f"{caller}: call compile(optimizer, loss) first")
        if self.loss is None:
            raise ValueError(f"{caller}: there is no loss; give one to compile")
        return self._logs

    @quiet
    def fit(
        self,
        x: Any = None,
        y: Any = None,
        batch_size: int | None = None,
        epochs: int = 1,
        verbose: int | str = "auto",
        *,
        validation_split: float = 0.0,
        validation_data: Any = None,
        shuffle: bool = True,
        sample_weight: Any = None,
        initial_epoch: int = 0,
        validation_batch_size: int | None = None,
        **others: Any,
    ) -> History:
        """Train on `(x, y)` for `epochs` passes and return the History.

        Every epoch visits each sample once, in batches of `batch_size` (32 by default), in a new
        random order if `shuffle`. `validation_split` sets the last part of the data aside, before any
        shuffling; `validation_data` is (x, y) or (x, y, sample_weight). Verbosity 0 is silent, 1 (and
        "auto") a progress bar, 2 a line an epoch. Other arguments of Keras's `fit` are refused by name.
        """
        refuse("fit", others)
        check_shuffle(shuffle)
        logs = self.require_compiled("fit")
        first, last = as_count("initial_epoch", initial_epoch), as_count("epochs", epochs)
        size = as_batch_size("batch_size", batch_size)
        test_size = as_batch_size("validation_batch_size", validation_batch_size or size)
        data, held_out = as_fit_data(self, (x, y, sample_weight), validation_split, validation_data)
        loop, steps = Loop(self, logs, trains=True), count_batches(data.x, size)  # the data may have built it
        self.history = History(verbose=Progress(steps, verbose).verbose, epochs=epochs, steps=steps)
        rng = shuffler() if shuffle else None
        for epoch in range(first, last):
            progress = Progress(steps, verbose, f"Epoch {epoch + 1}/{last}" if last > 1 else "")
            order = None if rng is None else rng.permutation(len(data.x))
            results = loop.run(loop.train, data.batches(size, order), progress)
            if held_out is not None:
                found = loop.run(loop.test, held_out.batches(test_size))
                results |= {f"val_{name}": value for name, value in found.items()}
            progress.finish(results)
            self.history.add(epoch, results)
        return self.history

    @quiet
    def evaluate(
        self,
        x: Any,
        y: Any,
        batch_size: int | None = None,
        verbose: int | str = "auto",
        sample_weight: Any = None,
        *,
        return_dict: bool = False,
        **others: Any,
    ) -> Any:
        """Return the loss on `(x, y)`, or `[loss, *metrics]`, or with `return_dict` all by name."""
        refuse("evaluate", others)
        logs, size = self.require_compiled("evaluate"), as_batch_size("batch_size", batch_size)
        data = as_data(self, x, y, sample_weight)
        progress, loop = Progress(count_batches(data.x, size), verbose), Loop(self, logs)
        progress.finish(loop.run(loop.test, data.batches(size), progress))
        return logs.report(return_dict)

    @quiet
    def predict(
        self, x: Any, batch_size: int | None = None, verbose: int | str = "auto", **others: Any
    ) -> Array:
        """Return the outputs for `x`, computed batch by batch."""
        refuse("predict", others)
        size = as_batch_size("batch_size", batch_size)
        x = self.prepare(as_input("x", x, config.floatx(), self.takes_integers))
        if len(x) == 0:
            raise ValueError("predict: x: expected at least one sample, got none")
        progress, outputs = Progress(count_batches(x, size), verbose), []
        for start in range(0, len(x), size):
            output, caches = self.forward(x[start : start + size])
            self.commit(caches)
            outputs.append(output)
            if progress.draws:
                progress.step(len(outputs))
        progress.finish()
        return np.concatenate(outputs)

    @quiet
    def train_on_batch(
        self, x: Any, y: Any, sample_weight: Any = None, *, return_dict: bool = False, **others: Any
    ) -> Any:
        """Do one update; return what `evaluate` returns, of this batch alone and from before the update."""
        refuse("train_on_batch", others)
        logs = self.require_compiled("train_on_batch")
        batch = as_data(self, x, y, sample_weight)
        loop = Loop(self, logs, trains=True)
        loop.run(loop.train, [batch])
        return logs.report(return_dict)

    def reset_metrics(self) -> None:
        """Start the running means of the loss and the metrics anew, as `fit` does before each epoch."""
        self.require_compiled("reset_metrics").reset()
