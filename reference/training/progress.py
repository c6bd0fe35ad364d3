"""The lines that `fit`, `evaluate` and `predict` print, in Keras's form."""

import sys
import time
from collections.abc import Callable, Mapping

__all__ = ["Progress"]

BAR_WIDTH = 20
REDRAW_SECONDS = 0.05
BOLD, GREEN, WHITE, PLAIN = "\33[1m", "\33[32m", "\33[37m", "\33[0m"

Logs = Mapping[str, float]


def _pace(seconds: float) -> str:
    if seconds >= 1 or seconds == 0:
        return f"{seconds:.0f}s/step"
    return f"{seconds * 1e3:.0f}ms/step" if seconds >= 1e-3 else f"{seconds * 1e6:.0f}us/step"


def _remaining(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    if seconds > 3600:
        return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"
    return f"{minutes}:{rest:02d}" if seconds > 60 else f"{int(seconds)}s"


class Progress:
    """One pass over the data, shown as `verbose` asks: 0 not at all, 1 (or "auto") a bar, 2 a line.

    The `title` stands above it. Raises a ValueError for another `verbose`.
    """

    def __init__(self, steps: int, verbose: int | str, title: str = "") -> None:
        if verbose not in (0, 1, 2, "auto"):
            raise ValueError(f"verbose must be 0, 1, 2 or 'auto', got {verbose!r}")
        self.steps = steps
        self.verbose = 1 if verbose == "auto" else int(verbose)
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
            self._draw(done, _remaining(pace * (self.steps - done)), pace, logs())

    def finish(self, logs: Logs | None = None) -> None:
        """Print the last state and end the line."""
        now, logs = time.perf_counter(), logs or {}
        pace, elapsed = self._seconds_a_step(self.steps, now), f"{now - self._started:.0f}s"
        if self.draws:
            self._draw(self.steps, elapsed, pace, logs)
            self._write("\n")
        elif self.verbose == 2:
            numbers = [f"{name}: {v:.4f}" if v > 1e-3 else f"{name}: {v:.4e}" for name, v in logs.items()]
            self._write(" - ".join([f"{self.steps}/{self.steps}", elapsed, _pace(pace), *numbers]) + "\n")

    def _seconds_a_step(self, done: int, now: float) -> float:
        """The first step is left out, if it was seen and is not the only one: it takes longer than others."""
        if self._first_done is None or done == 1:
            return (now - self._started) / done
        return (now - self._first_done) / (done - 1)

    def _draw(self, done: int, clock: str, pace: float, logs: Logs) -> None:
        count = f"{done:{len(str(self.steps))}d}/{self.steps}"
        filled = int(BAR_WIDTH * (done / self.steps))
        bar = f"{GREEN}{'━' * filled}{PLAIN}" if filled else ""
        bar += f"{WHITE}{'━' * (BAR_WIDTH - filled)}{PLAIN}"
        numbers = [
            f" - {name}: {v:.4f}" if abs(v) > 1e-3 else f" - {name}: {v:.4e}" for name, v in logs.items()
        ]
        text = f" {_pace(pace)}{''.join(numbers)}"
        width = len(count) + len(clock) + len(text)
        line = f"\r{BOLD}{count}{PLAIN} {bar} {BOLD}{clock}{PLAIN}{text}"
        self._write(line + " " * (self._width - width))  # covers what a longer line left
        self._width = width

    def _write(self, text: str) -> None:
        sys.stdout.write(text)
        sys.stdout.flush()
