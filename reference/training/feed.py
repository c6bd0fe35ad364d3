"""Epochs: which batches belong to which, and what happens when they run out."""

import itertools
import warnings
from collections.abc import Iterator

from reference.training.data import Batch
from reference.training.sources import Source

__all__ = ["Feed"]


class Feed:
    """The batches of a source, an epoch at a time.

    ========================== ==========================================================================
    without `steps`            an epoch is all batches, each time from the first
    with `steps`               an epoch is that many batches; the next goes on behind them
    all batches are used up    where their number is known, the next epoch starts with the first; an epoch
                               that needs more than there are ends early, with a warning
    number not known           the epoch ends when there are no more, with a warning, too
    ========================== ==========================================================================

    Source: `EpochIterator` of Keras.
    """

    def __init__(self, source: Source, steps: int | None = None) -> None:
        self.source, self.steps = source, steps
        self._count = source.count
        self._seen = 0
        self._batches: Iterator[Batch] | None = None

    @property
    def expected(self) -> int | None:
        """The number of steps of an epoch, as far as it is known beforehand."""
        return self.steps or self._count

    def reset(self) -> None:
        """Start with the first batch; a validation does so each time."""
        self._count, self._batches, self._seen = self.source.count, None, 0
        self.source.end_epoch()

    def epoch(self) -> Iterator[tuple[int, Iterator[Batch]]]:
        """The steps of one epoch: the number of each, and the iterator whose next is its batch.

        Where that has no next one, call `ran_out()`.
        """
        self.source.begin_epoch()
        batches = self._resumed()
        for number in range(self.expected) if self.expected else itertools.count():
            if self._used_up:
                self._warn(self._seen)
                break
            self._seen += 1
            yield number, batches
        if self._used_up:
            self._batches = None
        self.source.end_epoch()

    @property
    def _used_up(self) -> bool:
        return bool(self._count) and self._seen >= (self._count or 0)

    def _resumed(self) -> Iterator[Batch]:
        """The batches behind those that are used; with whole epochs, or with none left, from the first."""
        if self._batches is None or not self.steps:
            self._batches, self._seen = self.source.start(), 0
        return self._batches

    def ran_out(self) -> None:
        """Take note that there was no next batch, and warn."""
        self._count = self._count or self._seen
        self._batches = None
        self._warn(self._seen - 1)
        self.source.end_epoch()

    def _warn(self, done: int) -> None:
        wanted = f" of {self.steps}" if self.steps else ""
        warnings.warn(
            f"the data ran out after {done} batches, before the last step{wanted} of this epoch: it "
            "ends here. Let x give steps * epochs batches, or tell fit nothing of steps",
            stacklevel=8,  # whoever called fit or evaluate
        )
