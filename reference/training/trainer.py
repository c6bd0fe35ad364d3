"""compile, fit, evaluate, predict, train_on_batch: what turns a stack of layers into a model."""

import math
from typing import Any

import numpy as np

from reference import config, losses, optimizers, random
from reference.checks import as_float_array
from reference.training.data import Batch, Data, as_batch_size, as_data, split_tail
from reference.training.history import History
from reference.training.logs import Logs
from reference.training.progress import Progress

__all__ = ["Trainer"]

Array = np.ndarray


def _refuse(owner: str, arguments: dict[str, Any], neutral: dict[str, Any]) -> None:
    for name, value in arguments.items():
        if name not in neutral or value != neutral[name]:
            raise ValueError(f"{owner} does not support {name}={value!r}")


class Trainer:
    """The training half of a model; `Sequential` brings the layers."""

    layers: list[Any]

    @property
    def trainable_weights(self) -> list[Array]:
        """The weights that training changes."""
        raise NotImplementedError

    def __init__(self) -> None:
        self.optimizer: Any = None
        self.loss: Any = None
        self.history: History | None = None
        self._logs: Logs | None = None

    def prepare(self, x: Any) -> Array:
        """Return `x` as the model takes it."""
        raise NotImplementedError

    def forward(self, x: Array, training: bool = False, to_logits: bool = False) -> tuple[Array, list[Any]]:
        """Return `(y, caches)`."""
        raise NotImplementedError

    def backward(self, dy: Array, caches: list[Any], **options: bool) -> tuple[Array | None, list[Any]]:
        """Return `(dx, grads)`."""
        raise NotImplementedError

    def commit(self, caches: list[Any]) -> None:
        """Write the state that a training pass changes."""

    @property
    def reads_logits(self) -> bool:
        """Whether the loss reads the logits of the last layer, so that nobody needs its output."""
        return self.loss.reads_logits and self.layers[-1].has_logits

    def compile(self, optimizer: Any, loss: Any = None, metrics: Any = None, **others: Any) -> None:
        """Say how the model learns.

        Parameters
        ----------
        optimizer : str, dict or Optimizer
            Keras's default, "rmsprop", is not among ours, so there is no default here.
        loss : str, dict or Loss
            What `fit` minimises; there is no default loss, as in Keras.
        metrics : list, optional
            "accuracy", or any metric of `reference.metrics`. They ignore `sample_weight`, as in Keras.

        Keras's other arguments are accepted at their defaults and refused by name otherwise.
        """
        neutral = {
            "loss_weights": None,
            "weighted_metrics": None,
            "run_eagerly": False,
            "steps_per_execution": 1,
            "jit_compile": others.get("jit_compile"),  # a matter of speed on Keras's side only
            "auto_scale_loss": True,
        }
        _refuse("compile", others, neutral)
        if metrics is not None and not isinstance(metrics, list | tuple):
            raise ValueError(f"compile: metrics must be a list, got {metrics!r}")
        self.optimizer = optimizers.get(optimizer)
        self.loss = None if loss is None else losses.get(loss)
        self._logs = Logs(metrics or [])

    def require_compiled(self, caller: str) -> Logs:
        """Return the running means, or raise a ValueError that says what `caller` needs first."""
        if self._logs is None:
            raise ValueError(f"{caller}: call compile(optimizer, loss) first")
        if self.loss is None:
            raise ValueError(f"{caller}: there is no loss; give one to compile")
        return self._logs

    def fit(
        self,
        x: Any = None,
        y: Any = None,
        batch_size: int | None = None,
        epochs: int = 1,
        verbose: int | str = "auto",
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
        neutral = {"callbacks": None, "class_weight": None, "steps_per_epoch": None, "validation_steps": None}
        _refuse("fit", others, neutral | {"validation_freq": 1})
        if not isinstance(shuffle, bool | np.bool_):
            raise ValueError(f"fit: shuffle must be True or False, got {shuffle!r}")
        self.require_compiled("fit")
        data, held_out = as_data(self, x, y, sample_weight), None
        size = as_batch_size(batch_size)
        if validation_data is not None:
            held_out = as_data(self, *validation_data)
        elif validation_split:
            data, held_out = split_tail(data, validation_split)
        steps = math.ceil(len(data.x) / size)
        self.history = History(verbose=Progress(steps, verbose).verbose, epochs=epochs, steps=steps)
        rng = np.random.default_rng(random.make_default_seed()) if shuffle else None
        for epoch in range(initial_epoch, epochs):
            progress = Progress(steps, verbose)
            if progress.verbose and epochs > 1:
                print(f"Epoch {epoch + 1}/{epochs}")
            logs = self._epoch(data, size, rng, progress)
            if held_out is not None:
                found = self._test(held_out, validation_batch_size or size).results()
                logs |= {f"val_{name}": value for name, value in found.items()}
            progress.finish(logs)
            self.history.add(epoch, logs)
        return self.history

    def _epoch(self, data: Data, batch_size: int, rng: Any, progress: Progress) -> dict[str, float]:
        logs, weights = self.require_compiled("fit"), self.trainable_weights
        order = None if rng is None else rng.permutation(len(data.x))
        logs.reset()
        for number, batch in enumerate(data.batches(batch_size, order), start=1):
            self._train(batch, weights, logs)
            if progress.verbose == 1:
                progress.step(number, logs.results())
        return logs.results()

    def _train(self, batch: Batch, weights: list[Array], logs: Logs) -> None:
        loss_cache, caches = self._forward(batch, logs, training=True)
        gradient = self.loss.derivative(loss_cache)
        _, grads = self.backward(gradient, caches, input_gradient=False, from_logits=self.reads_logits)
        self.commit(caches)
        self.optimizer.apply([grad for layer in grads for grad in layer.values()], weights)

    def _forward(self, batch: Batch, logs: Logs, training: bool = False) -> tuple[Any, list[Any]]:
        """Take the batch through the model and the loss, and note the results."""
        x, y, sample_weight = batch
        from_logits = self.reads_logits
        output, caches = self.forward(x, training, to_logits=from_logits)
        value, loss_cache = self.loss.compute(y, output, sample_weight, from_logits)
        if from_logits and logs.read_outputs:
            output = self.layers[-1].activation(output)
        logs.update(value, y, output)
        return loss_cache, caches

    def _test(self, data: Data, batch_size: int, progress: Progress | None = None) -> Logs:
        logs = self.require_compiled("evaluate")
        logs.reset()
        for number, batch in enumerate(data.batches(batch_size), start=1):
            self._forward(batch, logs)
            if progress is not None and progress.verbose == 1:
                progress.step(number, logs.results())
        return logs

    def evaluate(
        self,
        x: Any,
        y: Any,
        batch_size: int | None = None,
        verbose: int | str = "auto",
        sample_weight: Any = None,
        return_dict: bool = False,
    ) -> Any:
        """Return the loss on `(x, y)`, or `[loss, *metrics]`, or with `return_dict` all by name."""
        self.require_compiled("evaluate")
        data, size = as_data(self, x, y, sample_weight), as_batch_size(batch_size)
        progress = Progress(math.ceil(len(data.x) / size), verbose)
        logs = self._test(data, size, progress)
        progress.finish(logs.results())
        return _report(logs, return_dict)

    def predict(self, x: Any, batch_size: int | None = None, verbose: int | str = "auto") -> Array:
        """Return the outputs for `x`, computed batch by batch."""
        x, size = self.prepare(as_float_array("x", x, config.floatx())), as_batch_size(batch_size)
        if len(x) == 0:
            raise ValueError("predict: x: expected at least one sample, got none")
        progress = Progress(math.ceil(len(x) / size), verbose)
        outputs = []
        for start in range(0, len(x), size):
            outputs.append(self.forward(x[start : start + size])[0])
            if progress.verbose == 1:
                progress.step(len(outputs))
        progress.finish()
        return np.concatenate(outputs)

    def train_on_batch(self, x: Any, y: Any, sample_weight: Any = None, return_dict: bool = False) -> Any:
        """Do one update; return what `evaluate` returns.

        As in Keras 3, the values are running means since the last `fit`, `evaluate` or
        `reset_metrics`: after a first call, not the loss of this batch alone.
        """
        logs = self.require_compiled("train_on_batch")
        self._train(as_data(self, x, y, sample_weight), self.trainable_weights, logs)
        return _report(logs, return_dict)

    def reset_metrics(self) -> None:
        """Start the running means of the loss and the metrics anew."""
        self.require_compiled("reset_metrics").reset()


def _report(logs: Logs, return_dict: bool) -> Any:
    if return_dict:
        return logs.results()
    values = logs.in_order()
    return values if len(values) > 1 else values[0]
