"""Keep the model in files while training goes on."""

import os
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from reference.training.callbacks.monitor import MonitorCallback

__all__ = ["ModelCheckpoint"]


class ModelCheckpoint(MonitorCallback):
    """Writes the model to a file after each epoch, or after every `save_freq` batches.

    Parameters
    ----------
    filepath : str or path
        Ends in ".keras", or with `save_weights_only` in ".weights.h5", and may have places for numbers:
        "{epoch:02d}-{val_loss:.2f}.keras". Epochs count from 1, and so does "{batch}", which there is
        only with batches as the `save_freq`.
    monitor, mode
        What decides with `save_best_only`, and which way is better; see `MonitorCallback`.
    verbose : 0 or 1
        Whether to say what is written, and why.
    save_best_only : bool
        Whether to write only when the monitored quantity is better than at the last writing.
    save_weights_only : bool
        Whether to write the weights alone.
    save_freq : "epoch" or int
        The batches are counted on from epoch to epoch.
    initial_value_threshold : float, optional
        What the first file's value must be better than.

    Folders are made where there are none.

    Source: `keras.callbacks.ModelCheckpoint`.
    """

    def __init__(
        self,
        filepath: Any,
        monitor: str = "val_loss",
        verbose: int = 0,
        save_best_only: bool = False,
        save_weights_only: bool = False,
        mode: str = "auto",
        save_freq: Any = "epoch",
        initial_value_threshold: float | None = None,
    ) -> None:
        super().__init__(monitor, mode, initial_value_threshold)
        self.verbose = verbose
        self.filepath = os.fspath(filepath)
        self.save_best_only = save_best_only
        self.save_weights_only = save_weights_only
        self.save_freq = save_freq
        if save_freq != "epoch" and not isinstance(save_freq, int):
            raise ValueError(f"ModelCheckpoint: save_freq must be 'epoch' or an integer, got {save_freq!r}")
        ending = ".weights.h5" if save_weights_only else ".keras"
        if not self.filepath.endswith(ending):
            raise ValueError(f"ModelCheckpoint: filepath must end in {ending}, got {self.filepath!r}")
        self._epoch = self._seen = 0
        self._last_batch: int | None = None

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Take note of the number."""
        self._epoch = epoch

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Write, if it is epochs that count."""
        self.settle_mode()
        if self.save_freq == "epoch":
            self._save(epoch, logs or {})

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Write, if it is batches that count and enough have gone by."""
        if self.save_freq == "epoch":
            return
        new_epoch = self._last_batch is None or batch <= self._last_batch
        self._seen += batch + 1 if new_epoch else batch - (self._last_batch or 0)
        self._last_batch = batch
        if self._seen >= self.save_freq:
            self._seen = 0
            self._save(self._epoch, {"batch": batch + 1, **(logs or {})})

    def _save(self, epoch: int, logs: Any) -> None:
        try:
            path = self.filepath.format(epoch=epoch + 1, **logs)
        except KeyError as error:
            raise KeyError(f"ModelCheckpoint: filepath {self.filepath!r} asks for {error}") from None
        if self._wanted(epoch, logs, path):
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            save = self.model.save_weights if self.save_weights_only else self.model.save
            save(path, overwrite=True)
            self._say(epoch, f"finished saving model to {path}")

    def _wanted(self, epoch: int, logs: Any, path: str) -> bool:
        """Whether to write; the value to beat is moved on."""
        if not self.save_best_only:
            self._say(epoch, f"saving model to {path}")
            return True
        value = self.monitored(logs, "the best weights")
        if value is None:
            return True
        if np.ndim(value):
            warnings.warn(
                f"ModelCheckpoint: {self.monitor!r} is not one number, so all are written", stacklevel=4
            )
            return True
        best = "None" if self.best is None else f"{self.best:.5f}"
        if not self.is_better(value, self.best):
            self._say(epoch, f"{self.monitor} did not improve from {best}")
            return False
        self._say(epoch, f"{self.monitor} improved from {best} to {value:.5f}, saving model to {path}")
        self.best = value
        return True

    def _say(self, epoch: int, text: str) -> None:
        if self.verbose > 0:
            print(f"\nEpoch {epoch + 1}: {text}")
