"""Timing several ways of doing one thing, in turns."""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

__all__ = ["Timings", "Way", "measure"]


class Way(NamedTuple):
    """One way of doing the thing: `run`, and `reset`, untimed, which puts everything back before it."""

    run: Callable[[], object]
    reset: Callable[[], object] = lambda: None


class Timings(NamedTuple):
    """Seconds by the name of the way."""

    seconds: dict[str, list[float]]

    def median(self, name: str) -> float:
        """The median of the seconds."""
        return statistics.median(self.seconds[name])

    def ratio(self, name: str, other: str) -> float:
        """How many times as long `name` takes as `other`, by the medians."""
        return self.median(name) / self.median(other)


def measure(ways: Mapping[str, Way], repeats: int, turns: Sequence[str] | None = None) -> Timings:
    """Time the ways in turns, `repeats` times over, after a first round that does not count.

    Whatever else the machine does then slows all of them down alike, and the ratios stay. `turns` is
    the order of one round, each way once if not given; a short one may come up more often.
    """
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for round_number in range(repeats + 1):
        for name in turns or list(ways):
            ways[name].reset()
            start = time.perf_counter()
            ways[name].run()
            elapsed = time.perf_counter() - start
            if round_number:
                seconds[name].append(elapsed)
    return Timings(seconds)
