"""The lines that `fit`, `evaluate` and `predict` print, in Keras's form."""

import sys
import time

__all__ = ["Progress"]

BAR_WIDTH = 20
REDRAW_SECONDS = 0.05


def _duration(seconds: float) -> str:
    if seconds >= 1 or seconds == 0:
        return f"{seconds:.0f}s/step"
    return f"{seconds * 1e3:.0f}ms/step" if seconds >= 1e-3 else f"{seconds * 1e6:.0f}us/step"


def _number(value: float) -> str:
    return f"{value:.4f}" if abs(value) > 1e-3 else f"{value:.4e}"


class Progress:
    """One pass over the data, shown as `verbose` asks: 0 not at all, 1 (or "auto") a bar, 2 a line.

    Raises a ValueError for another `verbose`.
    """

    def __init__(self, steps: int, verbose: int | str) -> None:
        if verbose not in (0, 1, 2, "auto"):
            raise ValueError(f"verbose must be 0, 1, 2 or 'auto', got {verbose!r}")
        self.steps = steps
        self.verbose = 1 if verbose == "auto" else int(verbose)
        self.started = self.drawn = time.perf_counter()
        self.width = 0

    def step(self, done: int, logs: dict[str, float] | None = None) -> None:
        """Redraw the bar after `done` steps, not more often than the eye can follow."""
        now = time.perf_counter()
        if done < self.steps and now - self.drawn >= REDRAW_SECONDS:
            self.drawn = now
            self._bar(done, logs or {}, (now - self.started) / done * (self.steps - done))

    def finish(self, logs: dict[str, float] | None = None) -> None:
        """Print the last state and end the line."""
        elapsed = time.perf_counter() - self.started
        if self.verbose == 1:
            self._bar(self.steps, logs or {}, elapsed)
            sys.stdout.write("\n")
        elif self.verbose == 2:
            sys.stdout.write(f"{self.steps}/{self.steps} - {self._text(self.steps, logs or {}, elapsed)}\n")
        sys.stdout.flush()

    def _text(self, done: int, logs: dict[str, float], seconds: float) -> str:
        pace = _duration((time.perf_counter() - self.started) / max(done, 1))
        parts = [f"{seconds:.0f}s", pace] if self.verbose == 2 else [f"{seconds:.0f}s {pace}"]
        return " - ".join(parts + [f"{name}: {_number(value)}" for name, value in logs.items()])

    def _bar(self, done: int, logs: dict[str, float], seconds: float) -> None:
        filled = BAR_WIDTH * done // max(self.steps, 1)
        line = f"{done:{len(str(self.steps))}d}/{self.steps} {'━' * filled}{'╌' * (BAR_WIDTH - filled)} "
        line += self._text(done, logs, seconds)
        sys.stdout.write("\r" + line.ljust(self.width))
        sys.stdout.flush()
        self.width = len(line)
