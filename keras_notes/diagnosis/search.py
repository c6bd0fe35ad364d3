"""Looking for the mistake: each that can be made, where it can have been made."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from keras_notes.diagnosis.judge import Judge
from keras_notes.diagnosis.mistakes import MISTAKES, Mistake
from keras_notes.diagnosis.truth import Question, is_output, planted, tensors

__all__ = ["Match", "matches"]

Array = np.ndarray
Planted = tuple[tuple[int, ...], Question]  # the layers with the mistake, and what is computed with it
NOTHING = np.empty(0)


class Match(NamedTuple):
    """A mistake that gives the user's numbers."""

    mistake: Mistake
    owner: str
    places: tuple[int, ...]
    distance: float
    next: str | None  # the next of the user's tensors that departs all the same

    @property
    def rank(self) -> tuple[bool, int, float]:
        """The best first: what explains all that follows, in few places."""
        return self.next is not None, len(self.places), round(self.distance, 9)


def matches(
    question: Question, yours: dict[str, Array], first: str, places: Sequence[int], judge: Judge
) -> list[Match]:
    """All mistakes that reproduce the user's tensors up to `first`, the first that departs.

    `places` are the numbers of the layers that it can have been made in.
    """
    names = list(yours)
    until = names[: names.index(first) + 1]
    found = []
    for mistake in MISTAKES.values():
        for at, wrong in _planted(question, mistake, places):
            distance = _distance(wrong, yours, until, judge)
            if distance is not None:
                owner = _owner(question, mistake, at)
                rest = names[len(until) :]
                found.append(Match(mistake, owner, at, distance, _next(wrong, yours, rest, judge)))
    return sorted(found, key=lambda match: match.rank)


def _planted(question: Question, mistake: Mistake, places: Sequence[int]) -> Iterator[Planted]:
    """Each layer on its own, then all of them: who writes one class makes its mistake in every layer."""

    def planted_at(*at: int) -> list[Planted]:
        wrong = planted(question, mistake, at)
        return [] if wrong is None else [(at, wrong)]

    if question.loss is not None and isinstance(question.loss, mistake.kinds):
        yield from planted_at()
        return
    possible = [found for i in places for found in planted_at(i)]
    yield from possible
    if len(possible) > 1:
        yield from planted_at(*(i for (i,), _ in possible))


def _owner(question: Question, mistake: Mistake, at: Sequence[int]) -> str:
    if not at:
        return "loss"
    names = [question.model.layers[i].name for i in at]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _distance(wrong: Question, yours: dict[str, Array], until: Sequence[str], judge: Judge) -> float | None:
    """How far the mistake is from the last of these tensors; None if it departs from any of them.

    Forward first: what departs there need not go all the way back.
    """
    outputs = [name for name in until if is_output(name)]
    distance = None
    for names in (outputs, until[len(outputs) :]):
        try:
            found = tensors(wrong, names)
        except Exception:  # a mistake need not run at all: other shapes come out of it
            return None
        for name in names:
            distance = judge.distance(name, yours[name], found.get(name, NOTHING))
            if distance > judge.tolerance:
                return None
    return distance


def _next(wrong: Question, yours: dict[str, Array], rest: Sequence[str], judge: Judge) -> str | None:
    """The next of the user's tensors that the mistake does not explain."""
    try:
        found = tensors(wrong, rest)
    except Exception:  # as above
        return rest[0] if rest else None
    departs = (name for name in rest if not judge.agree(name, yours[name], found.get(name, NOTHING)))
    return next(departs, None)
