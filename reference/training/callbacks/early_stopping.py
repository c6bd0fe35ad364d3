"""Stop when it gets no better."""

from typing import Any

from reference.training.callbacks.monitor import MonitorCallback

__all__ = ["EarlyStopping"]


class EarlyStopping(MonitorCallback):
    """Ends `fit` when the monitored quantity has not got better for `patience` epochs.

    each epoch   wait ← wait + 1
                 better than the best   best ← value; wait ← 0 if better than the baseline, too
                 else                   stop if wait ≥ patience, but not after the first epoch

    Parameters
    ----------
    monitor, mode, min_delta
        What is watched, which way is better, and by how much at least; see `MonitorCallback`.
    patience : int
        With 0 and 1 alike, the first epoch without improvement is the last.
    verbose : 0 or 1
        Whether to say that it stops, and what it restores.
    baseline : float, optional
        Only what is better than it, too, ends the waiting. It is no best to beat: the first epoch
        always is better than none.
    restore_best_weights : bool
        Whether to go back to the weights of the best epoch in the end, however `fit` ended.
    start_from_epoch : int
        Epochs before this one, counted from 0, are not looked at.

    Source: `keras.callbacks.EarlyStopping`.
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        min_delta: float = 0,
        patience: int = 0,
        verbose: int = 0,
        mode: str = "auto",
        baseline: float | None = None,
        restore_best_weights: bool = False,
        start_from_epoch: int = 0,
    ) -> None:
        super().__init__(monitor, mode, min_delta=min_delta)
        self.patience = patience
        self.verbose = verbose
        self.baseline = baseline
        self.restore_best_weights = restore_best_weights
        self.start_from_epoch = start_from_epoch
        self.on_train_begin()

    def on_train_begin(self, logs: Any = None) -> None:
        """Start anew."""
        self.wait = self.stopped_epoch = self.best_epoch = 0
        self.best = self.best_weights = None

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Compare, and stop if it is time."""
        self.settle_mode()
        value = self.monitored(logs, "stopping")
        if value is None or epoch < self.start_from_epoch:
            return
        if self.restore_best_weights and self.best_weights is None:
            self._remember(epoch)  # even a value of nan is the best so far
        self.wait += 1
        if self.is_better(value, self.best):
            self.best = value
            self._remember(epoch)
            if self.baseline is None or self.is_better(value, self.baseline):
                self.wait = 0
        elif self.wait >= self.patience and epoch > 0:
            self.stopped_epoch = epoch
            self.model.stop_training = True

    def _remember(self, epoch: int) -> None:
        self.best_epoch = epoch
        if self.restore_best_weights:
            self.best_weights = self.model.get_weights()

    def on_train_end(self, logs: Any = None) -> None:
        """Restore the best weights, if asked to."""
        if self.stopped_epoch > 0 and self.verbose > 0:
            print(f"Epoch {self.stopped_epoch + 1}: early stopping")
        if self.best_weights is not None:
            if self.verbose > 0:
                print(f"Restoring model weights from the end of the best epoch: {self.best_epoch + 1}.")
            self.model.set_weights(self.best_weights)
