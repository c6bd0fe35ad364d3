"""What an optimizer remembers from step to step."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from reference.optimizers.averaging import Accumulators, Averages

__all__ = ["State"]

Array = np.ndarray
Groups = tuple[tuple[Array, ...], ...]


class State:
    """The step counter, the slots of each weight, averages and accumulators.

    Attributes
    ----------
    slot_groups : tuple of tuple of str
        The names of the arrays that a rule keeps for each weight. Keras lists them group by group, and
        within a group weight by weight: (("momentum", "velocity"),) is m₁ v₁ m₂ v₂, and
        (("velocity",), ("momentum",)) is v₁ v₂ m₁ m₂.
    scratches : int
        How many arrays of the shape of a weight `update` wants for intermediate results; large arrays
        that are made anew in every step cost more than the arithmetic.
    skipped : bool
        Whether the last call of `apply` changed nothing; then nothing is brought back into bounds either.
    inside : bool
        Whether a LossScaleOptimizer holds this optimizer.
    """

    slot_groups: tuple[tuple[str, ...], ...] = ()
    scratches = 0
    skipped = False
    inside = False
    name: str
    use_ema: bool
    gradient_accumulation_steps: int | None
    _learning_rate: Any

    def __init__(self) -> None:
        self.built = False
        self._iterations = 0
        self._decaying: list[bool] | None = None
        self.names: list[str] = []
        self.slots: list[list[Array]] = []
        self.work: list[list[Array]] = []
        self._groups: list[Groups] = []
        self._averages, self._accumulators = Averages([]), Accumulators([])

    @property
    def iterations(self) -> int:
        """How many updates there were: the calls of `apply`, or whole rounds of accumulation."""
        return self._iterations // (self.gradient_accumulation_steps or 1)

    def build(self, weights: Sequence[Array], names: Sequence[str] | None = None) -> None:
        """Make what is kept for `weights`.

        `names` are their paths, "sequential/dense/kernel", by which exclusions and Muon's rules go.
        """
        self.names = [""] * len(weights) if names is None else list(names)
        if len(self.names) != len(weights):
            raise ValueError(f"build: {len(self.names)} names for {len(weights)} weights")
        self._averages = Averages(weights if self.use_ema else [])
        self._accumulators = Accumulators(weights if self.gradient_accumulation_steps else [])
        pairs = zip(weights, self.names, strict=True)
        self._groups = [self.make_slots(weight, name) for weight, name in pairs]
        self.slots = [[slot for group in groups for slot in group] for groups in self._groups]
        self.work = self._make_work(weights)
        self._decaying, self.built = None, True

    def make_slots(self, weight: Array, name: str) -> Groups:
        """The arrays that the rule keeps for one weight, in its groups."""
        return tuple(
            tuple(np.full_like(weight, self.initial_value(slot)) for slot in group)
            for group in self.slot_groups
        )

    def initial_value(self, slot: str) -> float:
        """What a slot starts at."""
        return 0.0

    def _make_work(self, weights: Sequence[Array]) -> list[list[Array]]:
        """Views of few arrays as large as the largest weight, since one weight is updated at a time."""
        largest: dict[Any, int] = {}
        for weight in weights:
            largest[weight.dtype] = max(weight.size, largest.get(weight.dtype, 0))
        rooms = {d: [np.empty(size, d) for _ in range(self.scratches)] for d, size in largest.items()}
        return [[room[: w.size].reshape(w.shape) for room in rooms[w.dtype]] for w in weights]

    def check(self, grads: Sequence[Array | None], weights: Sequence[Array]) -> None:
        """Raise a ValueError unless `apply` can take these."""
        if not len(grads) == len(weights) == len(self.slots):
            raise ValueError(
                f"{self.name}.apply: {len(grads)} gradients for {len(weights)} weights, "
                f"and slots for {len(self.slots)}"
            )
        if grads and all([grad is None for grad in grads]):
            raise ValueError(f"{self.name}.apply: no gradients for any of the {len(weights)} weights")

    def arrays(self) -> Iterator[Array]:
        """All arrays of the state themselves, in the order of Keras's variables."""
        yield from self._averages.arrays
        yield from self._accumulators.arrays
        for groups in zip(*self._groups, strict=True):
            for group in groups:
                yield from group

    @property
    def variables(self) -> list[Array]:
        """The whole state, in the order of Keras's: the counter, the rate if it is a number, the arrays."""
        rate = [] if callable(self._learning_rate) else [self._learning_rate]
        return [np.array(self._iterations), *rate, *self.arrays()]

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Write the whole state, given in the order of `variables`.

        Raises a ValueError if the optimizer is not built, if numbers or shapes differ, or for a negative
        number of iterations; nothing has changed then.
        """
        before, given = self.variables, [np.asarray(each) for each in weights]
        if not self.built:
            raise ValueError("set_weights: build(weights) the optimizer first")
        if [each.shape for each in given] != [each.shape for each in before]:
            shapes = [each.shape for each in before]
            raise ValueError(
                f"set_weights: expected arrays of the shapes {shapes}, got {[e.shape for e in given]}"
            )
        if given[0] < 0:
            raise ValueError(f"set_weights: the number of iterations must be 0 or more, got {given[0]}")
        self._iterations = int(given[0])
        for array, value in zip(before[1:], given[1:], strict=True):
            array[...] = value

    def count_params(self) -> int:
        """How many numbers the state has."""
        return sum(each.size for each in self.variables)
