"""The lines that `fit`, `evaluate` and `predict` print, in Keras's form."""

import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

__all__ = ["Progress"]

BAR_WIDTH = 20
REDRAW_SECONDS = 0.05
BOLD, GREEN, WHITE, PLAIN = "\33[1m", "\33[32m", "\33[37m", "\33[0m"

Logs = Mapping[str, Any]


def _pace(seconds: float) -> str:
    if seconds >= 1 or seconds == 0:
        return f"{seconds:.0f}s/step"
    return f"{seconds * 1e3:.0f}ms/step" if seconds >= 1e-3 else f"{seconds * 1e6:.0f}us/step"


def _remaining(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    if seconds > 3600:
        return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"
    return f"{minutes}:{rest:02d}" if seconds > 60 else f"{int(seconds)}s"


def _means(logs: Logs) -> list[tuple[str, float]]:
    return [(name, v if isinstance(v, float) else float(np.mean(v))) for name, v in logs.items()]


class Progress:
    """One pass over the data, shown as `verbose` asks: 0 not at all, 1 a bar, 2 a line.

    The `title` stands above it. Where the number of `steps` is not known, there is no bar but a count.
    Of a number that is an array, the mean is shown.
    """

    def __init__(self, steps: int | None, verbose: int, title: str = "") -> None:
        self.steps = steps
        self.verbose = int(verbose)
        self.draws = self.verbose == 1
        self._started = self._redraw_at = time.perf_counter()
        self._first_done: float | None = None
        self._width = 0
        if title and self.verbose:
            self._write(f"{title}\n")

    def step(self, done: int, logs: Callable[[], Logs] = dict) -> None:
        """Redraw the bar after `done` steps, not more often than the eye can follow."""
        now = time.perf_counter()
        if done == 1:
            self._first_done = now
        if now >= self._redraw_at:
            self._redraw_at = now + REDRAW_SECONDS
            pace = self._seconds_a_step(done, now)
            clock = _remaining(pace * (self.steps - done)) if self.steps else self._elapsed(now)
            self._draw(done, clock, pace, logs())

    def finish(self, logs: Logs | None = None) -> None:
        """Print the last state and end the line."""
        now, logs, steps = time.perf_counter(), logs or {}, self.steps or 0
        pace = self._seconds_a_step(steps, now)
        if self.draws:
            self._draw(steps, self._elapsed(now), pace, logs)
            self._write("\n")
        elif self.verbose == 2 and steps:
            numbers = [f"{name}: {v:.4f}" if v > 1e-3 else f"{name}: {v:.4e}" for name, v in _means(logs)]
            self._write(" - ".join([f"{steps}/{steps}", self._elapsed(now), _pace(pace), *numbers]) + "\n")

    def _elapsed(self, now: float) -> str:
        return f"{now - self._started:.0f}s"

    def _seconds_a_step(self, done: int, now: float) -> float:
        """The first step is left out, if it was seen and is not the only one: it takes longer than others."""
        if not done:
            return 0.0
        if self._first_done is None or done == 1:
            return (now - self._started) / done
        return (now - self._first_done) / (done - 1)

    def _draw(self, done: int, clock: str, pace: float, logs: Logs) -> None:
        bar, bar_width = self._bar(done)
        numbers = [
            f" - {name}: {v:.4f}" if abs(v) > 1e-3 else f" - {name}: {v:.4e}" for name, v in _means(logs)
        ]
        text = f" {_pace(pace)}{''.join(numbers)}"
        width = bar_width + len(clock) + len(text)
        line = f"\r{bar} {BOLD}{clock}{PLAIN}{text}"
        self._write(line + " " * (self._width - width))  # covers what a longer line left
        self._width = width

    def _bar(self, done: int) -> tuple[str, int]:
        """The steps done and the bar, and how wide that is on the screen."""
        if not self.steps:
            count = f"{done:7d}/Unknown"
            return count, len(count)
        count = f"{done:{len(str(self.steps))}d}/{self.steps}"
        filled = int(BAR_WIDTH * (done / self.steps))
        bar = f"{GREEN}{'━' * filled}{PLAIN}" if filled else ""
        bar += f"{WHITE}{'━' * (BAR_WIDTH - filled)}{PLAIN}"
        return f"{BOLD}{count}{PLAIN} {bar}", len(count) + 1 + BAR_WIDTH

    def _write(self, text: str) -> None:
        sys.stdout.write(text)
        sys.stdout.flush()
