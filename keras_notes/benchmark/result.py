"""The figures of a benchmark, as tables and as JSON."""

from dataclasses import asdict, dataclass
from typing import Any

from rich import box
from rich.table import Table

__all__ = ["AnswerRow", "Benchmark", "FitRow", "ImportRow", "OptimizerRow", "StackRow"]


@dataclass(frozen=True)
class FitRow:
    """Milliseconds an epoch of `fit`, and what they are to each other."""

    network: str
    batch: int
    keras_ms: float
    ours_ms: float
    straight_ms: float
    keras_to_ours: float
    ours_to_straight: float


@dataclass(frozen=True)
class StackRow:
    """Milliseconds an epoch of `fit` for a stack of other layers than Dense."""

    stack: str
    batch: int
    keras_ms: float
    ours_ms: float
    keras_to_ours: float


@dataclass(frozen=True)
class OptimizerRow:
    """Milliseconds of one step of an optimizer over all weights of a network."""

    optimizer: str
    network: str
    parameters: int
    keras_ms: float
    ours_ms: float
    keras_to_ours: float


@dataclass(frozen=True)
class AnswerRow:
    """Milliseconds for one answer on one batch: by `predict`, or by calling the model."""

    network: str
    call: str
    keras_ms: float
    ours_ms: float
    keras_to_ours: float


@dataclass(frozen=True)
class ImportRow:
    """Milliseconds of an import in a fresh process."""

    package: str
    ms: float
    to_numpy: float


@dataclass(frozen=True)
class Benchmark:
    """All figures, and what they were computed with."""

    setting: dict[str, str]
    fit: tuple[FitRow, ...]
    stacks: tuple[StackRow, ...]
    optimizers: tuple[OptimizerRow, ...]
    answers: tuple[AnswerRow, ...]
    imports: tuple[ImportRow, ...]

    def to_json(self) -> dict[str, Any]:
        """The figures as a dict of JSON's types."""
        return asdict(self)

    def tables(self) -> list[Table]:
        """Five tables: training small networks, training other layers, updating, answering, importing."""
        fit = _table(
            "fit, milliseconds an epoch",
            ["network", "batch", "Keras", "ours", "straight", "Keras/ours", "ours/straight"],
        )
        for row in self.fit:
            numbers = [f"{value:.3g}" for value in (row.keras_ms, row.ours_ms, row.straight_ms)]
            ratios = [f"{row.keras_to_ours:.1f}", f"{row.ours_to_straight:.2f}"]
            fit.add_row(row.network, str(row.batch), *numbers, *ratios)
        stacks = _table(
            "fit of other layers, milliseconds an epoch", ["stack", "batch", "Keras", "ours", "Keras/ours"]
        )
        for stack in self.stacks:
            numbers = [f"{stack.keras_ms:.3g}", f"{stack.ours_ms:.3g}", f"{stack.keras_to_ours:.2f}"]
            stacks.add_row(stack.stack, str(stack.batch), *numbers)
        updates = _table(
            "one step of an optimizer, milliseconds",
            ["optimizer", "network", "parameters", "Keras", "ours", "Keras/ours"],
        )
        for each in self.optimizers:
            numbers = [f"{each.keras_ms:.3g}", f"{each.ours_ms:.3g}", f"{each.keras_to_ours:.2f}"]
            updates.add_row(each.optimizer, each.network, f"{each.parameters:,}", *numbers)
        answers = _table("one batch of 32, milliseconds", ["network", "call", "Keras", "ours", "Keras/ours"])
        for answer in self.answers:
            numbers = [f"{answer.keras_ms:.3g}", f"{answer.ours_ms:.3g}", f"{answer.keras_to_ours:.0f}"]
            answers.add_row(answer.network, answer.call, *numbers)
        imports = _table("import in a fresh process, milliseconds", ["package", "time", "to numpy"])
        for package in self.imports:
            imports.add_row(package.package, f"{package.ms:.0f}", f"{package.to_numpy:.2f}")
        fit.caption = ", ".join(f"{name} {value}" for name, value in self.setting.items())
        return [fit, stacks, updates, answers, imports]


NAMES = ("network", "stack", "optimizer", "call", "package")


def _table(title: str, columns: list[str]) -> Table:
    table = Table(
        title=title, title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False
    )
    for column in columns:
        table.add_column(column, justify="left" if column in NAMES else "right")
    return table
