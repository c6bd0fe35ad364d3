"""The lines that `fit`, `evaluate` and `predict` print."""

from collections.abc import Callable, Mapping
from typing import Any

from reference.training.callbacks.callback import Callback
from reference.training.progress import Progress

__all__ = ["ProgbarLogger"]


class ProgbarLogger(Callback):
    """A bar or a line for each epoch, as `verbose` asks; `fit`, `evaluate` and `predict` add one themselves.

    An epoch's bar is finished behind its validation, whose batches are not shown. Where the number of
    steps is not known, the first epoch counts them.

    Source: `keras.callbacks.ProgbarLogger`.
    """

    def __init__(self) -> None:
        super().__init__()
        self.verbose: int = 1
        self.epochs = 1
        self.target: int | None = None
        self.seen = 0
        self._progress = Progress(None, 0)
        self._in_fit = False

    def set_params(self, params: Mapping[str, Any]) -> None:
        """Take over "verbose", "epochs" and "steps"."""
        super().set_params(params)
        self.verbose = 1 if params["verbose"] == "auto" else params["verbose"]
        self.epochs, self.target = params["epochs"], params["steps"]

    @property
    def counts(self) -> bool:
        """Whether it must see every batch."""
        return self.verbose == 1 or self.target is None

    def on_train_begin(self, logs: Any = None) -> None:
        """From here on, evaluations are validations, and silent."""
        self._in_fit = True

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Start a bar, under the number of the epoch if there are several."""
        self._start(f"Epoch {epoch + 1}/{self.epochs}" if self.epochs > 1 else "")

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Finish the bar with the results of the epoch."""
        self._finish(logs)

    def on_test_begin(self, logs: Any = None) -> None:
        """Start a bar, unless it is a validation."""
        if not self._in_fit:
            self._start()

    def on_test_end(self, logs: Any = None) -> None:
        """Finish the bar."""
        if not self._in_fit:
            self._finish(logs)

    def on_predict_begin(self, logs: Any = None) -> None:
        """Start a bar."""
        self._start()

    def on_predict_end(self, logs: Any = None) -> None:
        """Finish the bar, which has no numbers."""
        self._finish(None)

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Move the bar on; `logs` may be a function that gives them."""
        self._step(batch, logs)

    def on_test_batch_end(self, batch: int, logs: Any = None) -> None:
        """Move the bar on, unless it is a validation."""
        if not self._in_fit:
            self._step(batch, logs)

    def on_predict_batch_end(self, batch: int, logs: Any = None) -> None:
        """Move the bar on, without the outputs."""
        self._step(batch, dict)

    def _start(self, title: str = "") -> None:
        self.seen = 0
        self._progress = Progress(self.target, self.verbose, title)

    def _step(self, batch: int, logs: Mapping[str, Any] | Callable[[], Mapping[str, Any]] | None) -> None:
        self.seen = batch + 1
        if self.verbose == 1:
            self._progress.step(self.seen, logs if callable(logs) else lambda: logs or {})

    def _finish(self, logs: Any) -> None:
        if self.target is None:
            self.target = self._progress.steps = self.seen
        self._progress.finish(logs)
