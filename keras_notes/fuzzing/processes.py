"""A campaign: many mutated files, loaded in processes that may die of them."""

import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from keras_notes.fuzzing.mutate import mutated

__all__ = ["Outcome", "campaign", "replay"]

BATCH, PROCESSES = 400, 2
HUNG = -14  # killed by the alarm


@dataclass
class Outcome:
    """How many files of each kind met which end; what must not be, by number; the largest memory."""

    seed: int
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    failures: dict[int, str] = field(default_factory=dict)
    peak_megabytes: int = 0

    @property
    def total(self) -> int:
        """How many files were loaded."""
        return sum(counter.total() for counter in self.counts.values())

    def add(self, number: int, found: str) -> None:
        """Note the end that one file met."""
        kind, _ = mutated(number, self.seed)
        self.counts.setdefault(kind, Counter())[found.split()[0]] += 1
        if found not in ("accepted", "refused"):
            self.failures[number] = found


def campaign(
    archives: int, seed: int = 0, progress: Callable[[int], None] | None = None, batch: int = BATCH
) -> Outcome:
    """Load `archives` mutated files.

    A file fails if loading it kills the process ("CRASHED"), takes more than ten seconds ("HUNG"), ends in
    anything but a model or a ValueError that names it, runs or imports code, or touches other files
    ("ESCAPED"). A process may take 2 GiB.
    """
    outcome = Outcome(seed)
    starts = range(0, archives, batch)

    def part(first: int) -> list[tuple[int, str]]:
        return list(_loaded(seed, first, min(batch, archives - first)))

    with ThreadPoolExecutor(PROCESSES) as pool:
        for found in pool.map(part, starts):
            for number, end in found:
                if number < 0:
                    outcome.peak_megabytes = max(outcome.peak_megabytes, int(end))
                else:
                    outcome.add(number, end)
            if progress:
                progress(outcome.total)
    return outcome


def _loaded(seed: int, first: int, size: int) -> Iterator[tuple[int, str]]:
    """`(number, end)` of each file; a process that dies is followed by another. (-1, peak) at the end."""
    last = first + size
    while first < last:
        numbers = [str(each) for each in (seed, first, last - first)]
        arguments = [sys.executable, "-m", "keras_notes.fuzzing.child", *numbers]
        done = subprocess.run(arguments, capture_output=True, text=True, check=False)
        begun = first - 1
        for line in done.stdout.splitlines():
            head, _, rest = line.partition(" ")
            if head == "?":
                begun = int(rest)
            elif head == "peak":
                yield -1, rest
            else:
                yield int(head), rest
                first = int(head) + 1
        if done.returncode and first <= begun:
            yield begun, "HUNG" if done.returncode == HUNG else f"CRASHED, status {done.returncode}"
            first = begun + 1
        elif done.returncode:
            raise RuntimeError(f"the campaign itself failed: {done.stderr[-500:].strip()}")


def replay(number: int, seed: int = 0) -> tuple[str, bytes, str]:
    """The kind and content of one file of a campaign, and what becomes of it, in a process of its own."""
    kind, content = mutated(number, seed)
    ends = dict(_loaded(seed, number, 1))
    return kind, content, ends[number]
