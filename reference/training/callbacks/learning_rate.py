"""Callbacks that change the learning rate between epochs."""

from collections.abc import Callable
from typing import Any

import numpy as np

from reference.training.callbacks.callback import Callback
from reference.training.callbacks.monitor import MonitorCallback

__all__ = ["LearningRateScheduler", "ReduceLROnPlateau"]


class LearningRateScheduler(Callback):
    """Sets the learning rate of each epoch: η ← schedule(epoch, η), or schedule(epoch).

    The logs of the epoch get a "learning_rate". A `verbose` above 0 says each rate.

    Raises a ValueError, at the start of the epoch, if the schedule gives anything but a float, and where
    the optimizer has a schedule of its own.

    Source: `keras.callbacks.LearningRateScheduler`.
    """

    def __init__(self, schedule: Callable[..., Any], verbose: int = 0) -> None:
        super().__init__()
        self.schedule = schedule
        self.verbose = verbose

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Ask the schedule."""
        optimizer = self.model.optimizer
        try:
            rate = self.schedule(epoch, float(optimizer.learning_rate))
        except TypeError:  # a schedule of the epoch alone
            rate = self.schedule(epoch)
        if not isinstance(rate, float | np.float32):
            raise ValueError(f"LearningRateScheduler: schedule must give a float, got {rate!r}")
        optimizer.learning_rate = rate
        if self.verbose > 0:
            print(f"\nEpoch {epoch + 1}: LearningRateScheduler setting learning rate to {rate}.")

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Add the rate to the logs."""
        logs = logs or {}
        logs["learning_rate"] = float(self.model.optimizer.learning_rate)


class ReduceLROnPlateau(MonitorCallback):
    """Multiplies the learning rate by `factor` when the monitored quantity gets no better.

    each epoch   cooling down: one epoch less of it, wait ← 0
                 better than the best:          best ← value, wait ← 0
                 else, if not cooling down:     wait ← wait + 1
                 wait ≥ patience and η > min_lr:   η ← max(factor η, min_lr), cool down, wait ← 0

    Parameters
    ----------
    monitor, mode, min_delta
        What is watched, which way is better, and by how much at least; see `MonitorCallback`.
    factor : float
        Below 1.
    patience, cooldown : int
        Epochs without improvement before, and epochs of grace after a reduction.
    verbose : 0 or 1
        Whether to say each new rate.
    min_lr : float
    **kwargs
        Keras takes any, and forgets them.

    The logs of each epoch get the "learning_rate" that it ran with.

    Source: `keras.callbacks.ReduceLROnPlateau`.
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        factor: float = 0.1,
        patience: int = 10,
        verbose: int = 0,
        mode: str = "auto",
        min_delta: float = 1e-4,
        cooldown: int = 0,
        min_lr: float = 0.0,
        **kwargs: Any,
    ) -> None:
        super().__init__(monitor, mode, min_delta=min_delta)
        if factor >= 1.0:
            raise ValueError(f"ReduceLROnPlateau: factor must be below 1, got {factor!r}")
        self.factor = factor
        self.patience = patience
        self.verbose = verbose
        self.cooldown = cooldown
        self.min_lr = min_lr
        self.on_train_begin()

    def on_train_begin(self, logs: Any = None) -> None:
        """Start anew."""
        self.best = None
        self.cooldown_counter = self.wait = 0

    def in_cooldown(self) -> bool:
        """Whether a reduction is too recent for another."""
        return self.cooldown_counter > 0

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Compare, and reduce if it is time."""
        self.settle_mode()
        logs = logs or {}
        logs["learning_rate"] = float(self.model.optimizer.learning_rate)
        value = self.monitored(logs, "a lower learning rate")
        if value is None:
            return
        if self.in_cooldown():
            self.cooldown_counter -= 1
            self.wait = 0
        if self.is_better(value, self.best):
            self.best = value
            self.wait = 0
        elif not self.in_cooldown():
            self.wait += 1
            if self.wait >= self.patience and self._reduce(epoch):
                self.cooldown_counter = self.cooldown
                self.wait = 0

    def _reduce(self, epoch: int) -> bool:
        """Lower the rate, unless it is as low as it may be."""
        rate = float(self.model.optimizer.learning_rate)
        if rate <= np.float32(self.min_lr):
            return False
        rate = max(rate * self.factor, self.min_lr)
        self.model.optimizer.learning_rate = rate
        if self.verbose > 0:
            print(f"\nEpoch {epoch + 1}: ReduceLROnPlateau reducing learning rate to {rate}.")
        return True
