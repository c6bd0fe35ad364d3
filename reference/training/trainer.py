"""fit, evaluate, predict: what turns a stack of layers into a model."""

from typing import Any

import numpy as np

from reference.training.arguments import (
    as_count,
    as_verbose,
    check_shuffle,
    check_validation_freq,
    is_validated,
)
from reference.training.callbacks import CallbackList, History
from reference.training.compiled_metrics import plain
from reference.training.feed import Feed
from reference.training.feeds import Sizes, feed_of, inputs_of, training_and_validation
from reference.training.loop import Loop, walk
from reference.training.on_batch import OnBatch, quiet

__all__ = ["Trainer"]

Array = np.ndarray
VALIDATION = ("validation_batch_size", "validation_steps")


class Trainer(OnBatch):
    """The training half of a model; `Sequential` brings the layers."""

    @quiet
    def fit(
        self,
        x: Any = None,
        y: Any = None,
        batch_size: int | None = None,
        epochs: int = 1,
        verbose: int | str = "auto",
        callbacks: Any = None,
        validation_split: float = 0.0,
        validation_data: Any = None,
        shuffle: bool | str = True,
        class_weight: Any = None,
        sample_weight: Any = None,
        initial_epoch: int = 0,
        steps_per_epoch: int | None = None,
        validation_steps: int | None = None,
        validation_batch_size: int | None = None,
        validation_freq: int | list[int] = 1,
    ) -> History:
        """Train for `epochs` passes over the data and return the History.

        Parameters
        ----------
        x, y, sample_weight
            Arrays; or in `x` alone what gives batches x, (x, y) or (x, y, sample_weight): a generator,
            anything that can be gone through again and again (a `tf.data.Dataset`), anything with a
            length and numbered batches (a `keras.utils.PyDataset`).
        batch_size : int, optional
            Of arrays: 32, or what makes `steps_per_epoch` batches of them.
        epochs, initial_epoch : int
            The number of the last epoch, and the number of those that count as done.
        verbose : 0, 1, 2 or "auto"
            Silent, a bar (so does "auto"), a line an epoch.
        callbacks : list of Callback, optional
        validation_split : float
            The share of the arrays that is set aside: the last part, before any shuffling.
        validation_data : (x, y), (x, y, sample_weight) or what gives batches, optional
            Goes before `validation_split`. Neither shuffled nor weighted by class.
        shuffle : bool or "batch"
            Whether arrays are visited in a random order, or in one within each batch, and numbered
            batches in one. After `set_random_seed` it is Keras's order, the same in each epoch.
        class_weight : dict, optional
            Multiplies the losses of the samples of a class; 1 for a class that is not in it.
        steps_per_epoch : int, optional
            See `Feed`.
        validation_steps, validation_batch_size : int, optional
            The same for the validation, which always starts at the first batch.
        validation_freq : int or list of int
            Every how many epochs to validate, or after which, counted from 1.

        Source: `keras.Model.fit`.
        """
        check_shuffle(shuffle)
        check_validation_freq(validation_freq)
        logs = self.require_compiled("fit")
        first, last = as_count("initial_epoch", initial_epoch), as_count("epochs", epochs)
        feed, held_out = training_and_validation(
            self,
            (x, y, sample_weight),
            Sizes(batch_size, steps_per_epoch, ("batch_size", "steps_per_epoch")),
            Sizes(validation_batch_size or batch_size, validation_steps, VALIDATION),
            shuffle=shuffle,
            class_weight=class_weight,
            split=validation_split,
            held_out=validation_data,
        )
        called = self._called(callbacks, verbose, feed, epochs, history=True)
        loop = Loop(self, logs, trains=True)  # the data may have built the model
        self._epochs(loop, feed, held_out, called, range(first, last), validation_freq)
        found: History = self.history
        return found

    def _epochs(
        self,
        loop: Loop,
        feed: Feed,
        held_out: Feed | None,
        called: CallbackList,
        epochs: range,
        validation_freq: Any,
    ) -> None:
        """Train and validate, epoch by epoch."""
        feed.reset()
        self.stop_training = False
        called.on_train_begin()
        results: dict[str, Any] = {}
        for epoch in epochs:
            called.on_epoch_begin(epoch)
            results = loop.run(loop.train, feed, called.batch_hooks("train"), "stop_training")
            if held_out is not None and is_validated(epoch, validation_freq):
                found = self._test(loop, held_out, called)
                results |= {f"val_{name}": value for name, value in found.items()}
            called.on_epoch_end(epoch, plain(results))
            if self.stop_training:
                break
        if epochs.stop > 0:
            self.optimizer.finalize_variable_values(loop.weights)
        called.on_train_end(plain(results))

    def _called(
        self, callbacks: Any, verbose: Any, feed: Feed, epochs: int = 1, history: bool = False
    ) -> CallbackList:
        """The callbacks as one, with the History and the progress bar that belong to it."""
        as_verbose(verbose)
        if isinstance(callbacks, CallbackList):
            return callbacks
        params = {"verbose": verbose, "epochs": epochs, "steps": feed.expected}
        return CallbackList(callbacks, history, verbose != 0, model=self, **params)

    def _test(self, loop: Loop, feed: Feed, called: CallbackList) -> dict[str, Any]:
        """The results on all batches of a feed."""
        feed.reset()
        self.stop_evaluating = False
        called.on_test_begin()
        results = plain(loop.run(loop.test, feed, called.batch_hooks("test"), "stop_evaluating"))
        called.on_test_end(dict(results))
        return results

    @quiet
    def evaluate(
        self,
        x: Any = None,
        y: Any = None,
        batch_size: int | None = None,
        verbose: int | str = "auto",
        sample_weight: Any = None,
        steps: int | None = None,
        callbacks: Any = None,
        return_dict: bool = False,
    ) -> Any:
        """Return the loss on `(x, y)`, or `[loss, *metrics]`, or with `return_dict` all by name.

        The arguments are those of `fit`; with `steps`, only so many batches are looked at.
        """
        logs = self.require_compiled("evaluate")
        feed = feed_of(self, (x, y, sample_weight), Sizes(batch_size, steps))
        self._test(Loop(self, logs), feed, self._called(callbacks, verbose, feed))
        return logs.report(return_dict)

    @quiet
    def predict(
        self,
        x: Any,
        batch_size: int | None = None,
        verbose: int | str = "auto",
        steps: int | None = None,
        callbacks: Any = None,
    ) -> Array:
        """Return the outputs for `x`, computed batch by batch; with `steps`, only so many."""
        feed, outputs = inputs_of(self, x, Sizes(batch_size, steps)), []
        called = self._called(callbacks, verbose, feed)

        def step(batch: Any) -> None:
            output, caches = self.forward(batch[0])
            self.commit(caches)
            outputs.append(output)

        feed.reset()
        self.stop_predicting = False
        called.on_predict_begin()
        hooks = called.batch_hooks("predict")
        walk(self, step, feed, hooks, "stop_predicting", lambda: {"outputs": outputs[-1]})
        called.on_predict_end()
        return np.concatenate(outputs)
