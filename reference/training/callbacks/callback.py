"""The base class of all callbacks: what is called when, and does nothing yet."""

from collections.abc import Mapping
from typing import Any

__all__ = ["Callback", "listens"]

Logs = Any  # a dict of numbers by name, or None


class Callback:
    """What `fit`, `evaluate` and `predict` call on their way; override what you need.

    ===================== ==================================== =========================================
    in                    hooks                                `logs` of the end
    ===================== ==================================== =========================================
    fit                   on_train_begin, on_train_end         those of the last epoch
    each epoch            on_epoch_begin, on_epoch_end         loss and metrics of the epoch, and `val_…`
    each batch            on_train_batch_begin, …_end          loss and metrics of the epoch so far
    evaluate, validation  on_test_begin, on_test_end,          all batches together
                          on_test_batch_begin, …_end           the batches so far
    predict               on_predict_begin, on_predict_end,    none
                          on_predict_batch_begin, …_end        "outputs" of the batch
    ===================== ==================================== =========================================

    Epochs and batches are counted from 0. All callbacks are given one and the same dict, one after the
    other and the History last: what one adds, the next ones see. `self.model` is the model; set its
    `stop_training` to end `fit` after the batch or the epoch at hand. `self.params` has "verbose",
    "epochs" and "steps".

    Source: `keras.callbacks.Callback`.
    """

    def __init__(self) -> None:
        self.params: Mapping[str, Any] | None = None
        self._model: Any = None

    def set_params(self, params: Mapping[str, Any]) -> None:
        """Take note of "verbose", "epochs" and "steps"."""
        self.params = params

    def set_model(self, model: Any) -> None:
        """Take note of the model."""
        self._model = model

    @property
    def model(self) -> Any:
        """The model at work."""
        return self._model

    def on_train_begin(self, logs: Logs = None) -> None:
        """Before the first epoch."""

    def on_train_end(self, logs: Logs = None) -> None:
        """After the last epoch."""

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """Before the first batch of an epoch."""

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """After the last batch of an epoch, and its validation."""

    def on_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """The older name of `on_train_batch_begin`."""

    def on_batch_end(self, batch: int, logs: Logs = None) -> None:
        """The older name of `on_train_batch_end`."""

    def on_train_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """Before a batch is fetched."""
        self.on_batch_begin(batch, logs=logs)

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        """After the update."""
        self.on_batch_end(batch, logs=logs)

    def on_test_begin(self, logs: Logs = None) -> None:
        """Before an evaluation."""

    def on_test_end(self, logs: Logs = None) -> None:
        """After an evaluation."""

    def on_test_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """Before a batch of an evaluation is fetched."""

    def on_test_batch_end(self, batch: int, logs: Logs = None) -> None:
        """After a batch of an evaluation."""

    def on_predict_begin(self, logs: Logs = None) -> None:
        """Before a prediction."""

    def on_predict_end(self, logs: Logs = None) -> None:
        """After a prediction."""

    def on_predict_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """Before a batch of a prediction is fetched."""

    def on_predict_batch_end(self, batch: int, logs: Logs = None) -> None:
        """After a batch of a prediction."""


def listens(callback: Any, hook: str) -> bool:
    """Whether `callback` has a `hook` of its own: one that does something."""
    names = [hook, hook.replace("_train_", "_")] if "_train_batch_" in hook else [hook]
    plain = (getattr(Callback, name) for name in names)
    return any(
        getattr(own, "__func__", own) is not known
        for own, known in zip((getattr(callback, name) for name in names), plain, strict=True)
    )
