"""From what a user hands to `fit`, `evaluate` and `predict` to checked batches."""

from typing import Any, NamedTuple

from reference import config
from reference.checks import as_input
from reference.training.arguments import as_batch_size, as_steps
from reference.training.class_weight import weights_of
from reference.training.data import Data, as_data, split_tail
from reference.training.feed import Feed
from reference.training.sources import Arrays, kind_of, source_of

__all__ = ["Sizes", "feed_of", "inputs_of", "training_and_validation"]

Given = tuple[Any, Any, Any]  # x, y, sample_weight


class Sizes(NamedTuple):
    """How much at a time: a batch, and the steps of an epoch; and what the arguments are called."""

    batch_size: Any
    steps: Any
    names: tuple[str, str] = ("batch_size", "steps")

    def check(self) -> None:
        """Raise a ValueError unless both are positive integers or None."""
        as_batch_size(self.names[0], self.batch_size, 1)
        as_steps(self.names[1], self.steps)

    def of_arrays(self, data: Data, shuffle: bool | str = False) -> Feed:
        """Batches of arrays; without a size, as many as there are steps, or of 32."""
        steps = as_steps(self.names[1], self.steps)
        size = as_batch_size(self.names[0], self.batch_size, len(data.x), steps)
        return Feed(Arrays(data, size, shuffle), steps)


def feed_of(
    model: Any, given: Given, sizes: Sizes, shuffle: bool | str = False, class_weight: Any = None
) -> Feed:
    """The checked batches of `given`; a model that is not built is built for them."""
    x, y, sample_weight = given
    kind = kind_of(x)
    if kind == "arrays":
        return sizes.of_arrays(as_data(model, x, y, weights_of(y, sample_weight, class_weight)), shuffle)
    for name, value in (("y", y), ("sample_weight", sample_weight)):
        if value is not None:
            raise ValueError(f"{name}: must be part of the batches where x is a {kind}, not an argument")
    if kind == "generator" and class_weight is not None:
        raise ValueError("class_weight: a generator must give the weights itself, as (x, y, sample_weight)")

    def checked(batch: Any) -> Data:
        x, y, sample_weight = _unpacked(batch)
        return as_data(model, x, y, weights_of(y, sample_weight, class_weight))

    steps = as_steps(sizes.names[1], sizes.steps)
    source = source_of(kind, x, checked, shuffle)
    if not model.built:
        source.peek()
    return Feed(source, steps)


def _unpacked(batch: Any) -> Given:
    """A batch of a source as (x, y, sample_weight), with None for what it does not have."""
    parts = tuple(batch) if isinstance(batch, tuple | list) else (batch,)
    if not 1 <= len(parts) <= 3:
        raise ValueError(f"x: a batch must be x, (x, y) or (x, y, sample_weight), got {len(parts)} parts")
    x, y, sample_weight = (*parts, None, None)[:3]
    return x, y, sample_weight


def training_and_validation(
    model: Any,
    given: Given,
    sizes: Sizes,
    test_sizes: Sizes,
    *,
    shuffle: bool | str,
    class_weight: Any,
    split: Any,
    held_out: Any,
) -> tuple[Feed, Feed | None]:
    """What `fit` trains on, and what it validates on, if anything: `held_out`, or the tail of the arrays."""
    sizes.check()
    test_sizes.check()
    if held_out is not None:
        validation = _validation(model, held_out, test_sizes)
        return feed_of(model, given, sizes, shuffle, class_weight), validation
    if not split:
        return feed_of(model, given, sizes, shuffle, class_weight), None
    x, y, sample_weight = given
    if kind_of(x) != "arrays":
        raise ValueError(f"validation_split: takes the tail of arrays, and x is a {kind_of(x)}")
    data = as_data(model, x, y, weights_of(y, sample_weight, class_weight))
    head, tail = split_tail(data, split)
    if class_weight is not None:  # validation knows no weights of classes
        tail = tail._replace(sample_weight=None)
    return sizes.of_arrays(head, shuffle), test_sizes.of_arrays(tail)


def _validation(model: Any, held_out: Any, sizes: Sizes) -> Feed:
    """The batches of `validation_data`, which is (x, y), (x, y, sample_weight) or a source of batches."""
    given = tuple(held_out) if isinstance(held_out, tuple | list) else (held_out,)
    is_source = len(given) == 1 and kind_of(given[0]) != "arrays"
    if not is_source and (len(given) not in (2, 3)):
        raise ValueError(f"validation_data must be (x, y) or (x, y, sample_weight), got {held_out!r}")
    x, y, sample_weight = (*given, None, None)[:3]
    return feed_of(model, (x, y, sample_weight), sizes)


def inputs_of(model: Any, x: Any, sizes: Sizes) -> Feed:
    """The inputs that `predict` is to take, checked and cast, each batch in the place of a `Data.x`."""

    def checked(batch: Any) -> Data:
        given, *_ = _unpacked(batch)
        ready = model.prepare(as_input("x", given, config.floatx(), model.takes_integers))
        if len(ready) == 0:
            raise ValueError("predict: x: expected at least one sample, got none")
        return Data(ready, ready)

    kind = kind_of(x)
    if kind == "arrays":
        return sizes.of_arrays(checked((x,)))
    return Feed(source_of(kind, x, checked, shuffle=False), as_steps(sizes.names[1], sizes.steps))
