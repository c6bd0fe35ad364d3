"""What a run of `fit` leaves behind."""

from typing import Any

__all__ = ["History"]


class History:
    """The record of a `fit`: `epoch`, the numbers of the epochs run; `history`, a list a quantity; `params`.

    Source: `keras.callbacks.History`.
    """

    def __init__(self, **params: Any) -> None:
        self.params = params
        self.epoch: list[int] = []
        self.history: dict[str, list[float]] = {}

    def add(self, epoch: int, logs: dict[str, float]) -> None:
        """Note the results of one epoch."""
        self.epoch.append(epoch)
        for name, value in logs.items():
            self.history.setdefault(name, []).append(value)
