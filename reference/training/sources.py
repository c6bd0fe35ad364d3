"""Where batches come from: arrays, generators, sequences of batches, data sets."""

import itertools
import random
import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from reference.random import EpochOrders
from reference.training.data import Batch, Data

__all__ = ["Arrays", "Batches", "Generator", "Sequence", "Source", "kind_of"]

PEEKED = 2  # Keras looks at two batches of a generator to learn their shapes
Ready = Callable[[Any], Batch]


class Source:
    """What gives the batches of an epoch, checked and cast; `count` of them, if that is known."""

    count: int | None = None

    def start(self) -> Iterator[Batch]:
        """The batches from the first one on."""
        raise NotImplementedError

    def peek(self) -> None:
        """Have the first batch checked, which builds a model that is not built."""

    def begin_epoch(self) -> None:
        """Called before each epoch."""

    def end_epoch(self) -> None:
        """Called after each epoch, and once before the first."""


class Arrays(Source):
    """Batches of arrays: in their own order, or in that of Keras's epochs."""

    def __init__(self, data: Data, batch_size: int, shuffle: bool | str) -> None:
        self.data, self.batch_size = data, batch_size
        self.count = -(-len(data.x) // batch_size)
        self._orders = EpochOrders(len(data.x), batch_size, shuffle)

    def start(self) -> Iterator[Batch]:
        """The batches from the first one on."""
        return self.data.batches(self.batch_size, self._orders.next())


class Generator(Source):
    """A Python generator, which runs once.

    Its first two batches are kept: where it is started anew, these come again, and then what the
    generator still has. That is Keras's way; Keras besides fetches some batches ahead of time.
    """

    def __init__(self, generator: Iterator[Any], ready: Ready) -> None:
        self._first = list(itertools.islice(generator, PEEKED))
        if not self._first:
            raise ValueError("x: the generator gave no batch")
        self._generator, self._ready = generator, ready

    def start(self) -> Iterator[Batch]:
        """The first two batches, and what is left of the others."""
        return map(self._ready, itertools.chain(self._first, self._generator))

    def peek(self) -> None:
        """Have the first batch checked."""
        self._ready(self._first[0])


class Batches(Source):
    """Anything that can be gone through again and again, such as a `tf.data.Dataset`."""

    def __init__(self, batches: Any, ready: Ready) -> None:
        self._batches, self._ready = batches, ready
        self.count = _length(batches)

    def start(self) -> Iterator[Batch]:
        """The batches from the first one on."""
        return map(self._ready, self._batches)

    def peek(self) -> None:
        """Have the first batch checked."""
        self._ready(next(iter(self._batches), None))


class Sequence(Source):
    """Batches by their numbers, such as a `keras.utils.PyDataset`: an order of batches can be drawn.

    It is drawn from Python's `random`, as in Keras. `on_epoch_begin()` and `on_epoch_end()` are called
    where there are such methods.
    """

    def __init__(self, sequence: Any, ready: Ready, shuffle: bool | str) -> None:
        self._sequence, self._ready, self._shuffle = sequence, ready, shuffle
        self.count = sequence.num_batches if hasattr(sequence, "num_batches") else len(sequence)
        if self.count == 0:
            raise ValueError("x: the sequence of batches has none")

    def start(self) -> Iterator[Batch]:
        """The batches, in an order drawn for the occasion."""
        numbers: Any = itertools.count() if self.count is None else list(range(self.count))
        if self._shuffle and self.count is not None:
            random.shuffle(numbers)
        return (self._ready(self._sequence[number]) for number in numbers)

    def peek(self) -> None:
        """Have the first batch checked."""
        self._ready(self._sequence[0])

    def begin_epoch(self) -> None:
        """Tell the sequence."""
        getattr(self._sequence, "on_epoch_begin", _nothing)()

    def end_epoch(self) -> None:
        """Tell the sequence."""
        getattr(self._sequence, "on_epoch_end", _nothing)()


def _nothing() -> None:
    pass


def _length(batches: Any) -> int | None:
    """The number of batches; None if it is unknown or has no end."""
    if hasattr(batches, "cardinality"):  # of a tf.data.Dataset; below 0 for unknown and endless ones
        count = int(batches.cardinality())
        return count if count >= 0 else None
    return len(batches) if hasattr(batches, "__len__") else None


def kind_of(x: Any) -> str:
    """What `x` is: "arrays", "generator", "sequence" or "batches"."""
    if hasattr(x, "__array__") or isinstance(x, list | tuple | Mapping | str | bytes):
        return "arrays"
    if hasattr(x, "__next__"):
        return "generator"
    if hasattr(x, "__getitem__") and (hasattr(x, "num_batches") or hasattr(x, "__len__")):
        return "sequence"
    return "batches" if hasattr(x, "__iter__") else "arrays"


def source_of(kind: str, x: Any, ready: Ready, shuffle: bool | str) -> Source:
    """The source that gives the batches of an `x` that is not arrays."""
    if kind == "sequence":
        return Sequence(x, ready, shuffle)
    if shuffle:
        warnings.warn(f"shuffle is ignored: the {kind} given as x come in their own order", stacklevel=6)
    return Generator(x, ready) if kind == "generator" else Batches(x, ready)
