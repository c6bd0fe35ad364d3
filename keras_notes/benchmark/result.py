"""The figures of a benchmark, as tables and as JSON."""

from collections.abc import Iterable, Iterator
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
            [".3g", ".3g", ".3g", ".1f", ".2f"],
            self.fit,
        )
        tables = (
            ("fit of other layers, milliseconds an epoch", ["stack", "batch"], ".2f", self.stacks),
            (
                "one step of an optimizer, milliseconds",
                ["optimizer", "network", "parameters"],
                ".2f",
                self.optimizers,
            ),
            ("one batch of 32, milliseconds", ["network", "call"], ".0f", self.answers),
        )
        halves = [
            _table(title, [*names, "Keras", "ours", "Keras/ours"], [".3g", ".3g", ratio], rows)
            for title, names, ratio, rows in tables
        ]
        columns = ["package", "time", "to numpy"]
        imports = _table("import in a fresh process, milliseconds", columns, [".0f", ".2f"], self.imports)
        fit.caption = ", ".join(f"{name} {value}" for name, value in self.setting.items())
        return [fit, *halves, imports]


NAMES = ("network", "stack", "optimizer", "call", "package")


def _table(title: str, columns: list[str], formats: list[str], rows: Iterable[Any]) -> Table:
    """A table with a row for each of `rows`; the `formats` are those of its floats, in turn."""
    table = Table(
        title=title, title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False
    )
    for column in columns:
        table.add_column(column, justify="left" if column in NAMES else "right")
    for row in rows:
        left = iter(formats)
        table.add_row(*(_cell(value, left) for value in vars(row).values()))
    return table


def _cell(value: Any, formats: Iterator[str]) -> str:
    if isinstance(value, float):
        return format(value, next(formats))
    return f"{value:,}" if isinstance(value, int) else str(value)
