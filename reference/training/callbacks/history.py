"""What a run of `fit` leaves behind."""

from typing import Any

from reference.training.callbacks.callback import Callback

__all__ = ["History"]


class History(Callback):
    """The record of a `fit`: `epoch`, the numbers of the epochs run; `history`, a list a quantity; `params`.

    Each `fit` makes one, returns it, and leaves it as `model.history`. Handed to another `fit`, its
    lists grow on, while `epoch` starts anew, as in Keras.

    Source: `keras.callbacks.History`.
    """

    def __init__(self) -> None:
        super().__init__()
        self.history: dict[str, list[Any]] = {}
        self.epoch: list[int] = []

    def on_train_begin(self, logs: Any = None) -> None:
        """Start counting epochs."""
        self.epoch = []

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Note the results of one epoch."""
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(value)
