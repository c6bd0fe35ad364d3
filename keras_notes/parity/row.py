"""Rows: what is compared, in which tiers. A case is a row; the machine reads nothing else."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import keras
import numpy as np

from keras_notes.parity.draw import Draw
from keras_notes.parity.measure import FLOAT64_TOLERANCE, Measurement, measure
from keras_notes.parity.precision import precision, referee_precision
from keras_notes.parity.tape import Tensors
from keras_notes.parity.twin import twin
from keras_notes.startup import quiet_tensorflow

__all__ = ["TIERS", "Probe", "Result", "Row"]

TIERS = ("exact", "float64", "float32")
FLOAT32_DRAWS = 8

# A scalar function of one array, a point, and the gradient the chain rule gives there.
Probe = tuple[str, Callable[[np.ndarray], Any], np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Result:
    """What comparing one row in one tier and one dtype gave."""

    case: str
    dtype: str
    tier: str
    tensors: tuple[Measurement, ...]

    @property
    def agrees(self) -> bool:
        """Whether no tensor is DIFFERENT."""
        return all(tensor.agrees for tensor in self.tensors)

    def to_json(self) -> dict[str, Any]:
        """The result as a dict of JSON's types."""
        tensors = [tensor.to_json() for tensor in self.tensors]
        return {"case": self.case, "dtype": self.dtype, "tier": self.tier, "tensors": tensors}


@dataclass(frozen=True, kw_only=True)
class Row(ABC):
    """One comparison: a Keras object, numbers to feed it, and the tensors to hold against the twin's.

    Attributes
    ----------
    tiers : tuple of str
        Those of TIERS that apply.
    tolerance : float
        The relative difference allowed in the float64 tier; `why` must say why it is another.
    """

    tiers: tuple[str, ...] = ("float64", "float32")
    tolerance: float = FLOAT64_TOLERANCE
    why: str = ""

    def __post_init__(self) -> None:
        if self.tolerance != FLOAT64_TOLERANCE and not self.why:
            raise ValueError(f"{self.label}: a tolerance of its own needs a why")

    @property
    @abstractmethod
    def label(self) -> str:
        """The row's name in reports."""

    @abstractmethod
    def subject(self, draw: Draw) -> Any:
        """The Keras object, its weights drawn."""

    def redrawn(self, subject: Any, draw: Draw) -> Any:
        """The subject with the numbers of another draw: a new one, or the same where that is as good."""
        return self._new_subject(draw)

    def _new_subject(self, draw: Draw) -> Any:
        keras.utils.clear_session(free_memory=False)  # layer names count on in a session: dense_41
        return self.subject(draw)

    def counterpart(self, subject: Any, dtype: str) -> Any:
        """The NumPy twin of the subject."""
        return twin(subject, dtype)

    @abstractmethod
    def keras(self, subject: Any, draw: Draw) -> Tensors:
        """Keras's tensors."""

    @abstractmethod
    def numpy(self, counterpart: Any, draw: Draw) -> Tensors:
        """The NumPy half's tensors, under the same names."""

    def probes(self, counterpart: Any, draw: Draw) -> Iterator[Probe]:
        """What central differences can check of the counterpart; nothing where there is no gradient."""
        return iter(())

    def tiers_in(self, dtype: str) -> list[str]:
        """The tiers of this row that run in `dtype`."""
        return [tier for tier in self.tiers if tier in ("exact", dtype)]

    def refereed(self, tier: str, dtype: str) -> bool:
        """Whether the NumPy half's own float64 run judges: float32 results, and exact draws."""
        return dtype == "float32"

    def run(self, tier: str, dtype: str, seed: int, float32_draws: int = FLOAT32_DRAWS) -> Result:
        """Compare both sides in one tier and one dtype.

        The float32 tier judges several draws together: on one draw of a small tensor Keras may be
        right to the last bit by luck, or all of it be what a cancellation left over.
        """
        draws = float32_draws if tier == "float32" else 1
        subject, runs = None, []
        with precision(dtype), quiet_tensorflow():
            for i in range(draws):
                draw = Draw(seed + 7919 * i, tier == "exact", dtype, rounded_to=dtype)
                subject = self._new_subject(draw) if subject is None else self.redrawn(subject, draw)
                runs.append(self._sides(tier, dtype, subject, draw))
        theirs, ours, referee = (_stacked(side) for side in zip(*runs, strict=True))
        if set(theirs) != set(ours):
            raise ValueError(f"{self.label}: Keras gave {sorted(theirs)}, the NumPy half {sorted(ours)}")
        return Result(self.label, dtype, tier, tuple(self._measure(tier, theirs, ours, referee)))

    def _sides(self, tier: str, dtype: str, subject: Any, draw: Draw) -> tuple[Tensors, Tensors, Tensors]:
        """Keras's tensors, ours, and the referee's."""
        counterpart, referee = self.counterpart(subject, dtype), {}
        if self.refereed(tier, dtype):
            with referee_precision():
                referee = self.numpy(self.counterpart(subject, "float64"), draw.in_float64())
        return self.keras(subject, draw), self.numpy(counterpart, draw), referee

    def _measure(self, tier: str, theirs: Tensors, ours: Tensors, referee: Tensors) -> Iterator[Measurement]:
        for name, tensor in theirs.items():
            judge = referee.get(name) if tensor.dtype.kind == "f" else None
            found = measure(
                name, tensor, ours[name], exact=tier == "exact", referee=judge, tolerance=self.tolerance
            )
            yield replace(found, shape=found.shape[1:])


def _stacked(runs: Sequence[Tensors]) -> Tensors:
    return {name: np.stack([run[name] for run in runs]) for name in runs[0]}
