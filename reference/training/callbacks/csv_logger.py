"""A line a epoch in a file."""

import os
from collections.abc import Iterable
from typing import Any

import numpy as np

from reference.training.callbacks.callback import Callback

__all__ = ["CSVLogger"]


class CSVLogger(Callback):
    """Writes the logs of each epoch to a file of separated values, a line an epoch.

    The columns are `epoch` and the names of the first epoch's logs in alphabetical order. If there is no
    `val_…` among them, one for each is added, since validation may come later; what an epoch does not
    have is "NA". Each line is written out at once.

    Parameters
    ----------
    filename : str or path
    separator : str
    append : bool
        Whether to write on behind what is there, without a header if the file has a first line.

    Source: `keras.callbacks.CSVLogger`.
    """

    def __init__(self, filename: Any, separator: str = ",", append: bool = False) -> None:
        super().__init__()
        self.sep = separator
        self.filename = os.fspath(filename)
        self.append = append
        self.keys: list[str] | None = None
        self.append_header = True
        self.csv_file: Any = None

    def on_train_begin(self, logs: Any = None) -> None:
        """Open the file."""
        if self.append and os.path.exists(self.filename):
            with open(self.filename, encoding="utf-8") as file:
                self.append_header = not file.readline()
        self._close()
        self.csv_file = open(self.filename, "a" if self.append else "w", encoding="utf-8", newline="")
        self.keys = None

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Write a line, below the header if it is the first."""
        logs = logs or {}
        first = self.keys is None
        keys = self._columns(logs) if self.keys is None else self.keys
        self.keys = keys
        import csv  # no need to wait for it where nobody writes tables

        writer = csv.writer(self.csv_file, delimiter=self.sep)
        if first and self.append_header:
            writer.writerow(["epoch", *keys])
        writer.writerow([epoch, *(_cell(logs.get(key, "NA")) for key in keys)])
        self.csv_file.flush()

    def _columns(self, logs: Any) -> list[str]:
        keys = sorted(logs)
        return keys if any(key.startswith("val_") for key in keys) else [*keys, *(f"val_{k}" for k in keys)]

    def on_train_end(self, logs: Any = None) -> None:
        """Close the file."""
        self._close()

    def _close(self) -> None:
        if self.csv_file is not None:
            self.csv_file.close()


def _cell(value: Any) -> Any:
    """Numbers and words as they are; several numbers as one cell."""
    is_number = isinstance(value, np.ndarray) and value.ndim == 0
    if isinstance(value, Iterable) and not isinstance(value, str) and not is_number:
        return f'"[{", ".join(map(str, value))}]"'
    return value
