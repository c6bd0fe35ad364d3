"""The whole benchmark."""

from collections.abc import Callable

from keras_notes.benchmark.environment import held_still, setting
from keras_notes.benchmark.networks import NETWORKS, OF_THE_NOTES, Network, Sides, sides_of
from keras_notes.benchmark.optimizers import optimizer_rows
from keras_notes.benchmark.result import AnswerRow, Benchmark, FitRow, ImportRow, StackRow
from keras_notes.benchmark.stacks import STACKS, Stack, measure_stack
from keras_notes.benchmark.work import STATEMENTS, measure_answers, measure_fit, measure_imports

__all__ = ["run_benchmark"]

BATCH_SIZES = (10, 32, 128)
STACK_BATCH_SIZES = (32, 128)
REPEATS = 7
QUICK_REPEATS, QUICK_EPOCHS, QUICK_SAMPLES = 1, 2, 256
ANSWERS = 5  # answers are short, so there are that many times as many of them
IMPORTS = 3

Progress = Callable[[str, int, int], None]


def run_benchmark(
    repeats: int | None = None, quick: bool = False, progress: Progress | None = None
) -> Benchmark:
    """Measure both halves and the straight-line code in turns; seeds Python's and NumPy's generators.

    Parameters
    ----------
    repeats : int, optional
        The rounds of which the medians are reported: 7, or 1 if `quick`.
    quick : bool
        The networks of the notes and one stack of other layers, fewer epochs, rounds and samples: a
        rough idea.
    progress : callable, optional
        Called as `progress(what, done, total)` before each part.

    Raises a ValueError for fewer than one round.
    """
    rounds = _rounds(repeats, quick)
    report = progress or (lambda what, done, total: None)
    fit: list[FitRow] = []
    answers: list[AnswerRow] = []
    networks = [each._replace(epochs=QUICK_EPOCHS) for each in OF_THE_NOTES] if quick else NETWORKS
    stacks = [STACKS[0]._replace(samples=QUICK_SAMPLES)] if quick else STACKS
    stack_rows: list[StackRow] = []
    parts = len(networks) + len(stacks) + 2
    with held_still():
        for done, network in enumerate(networks):
            report(network.label, done, parts)
            sides = sides_of(network)
            fit += [_fit_row(network, sides, batch_size, rounds) for batch_size in BATCH_SIZES]
            answers += _answer_rows(network, sides, ANSWERS * rounds)
        for done, stack in enumerate(stacks, start=len(networks)):
            report(stack.label, done, parts)
            stack_rows += _stack_rows(stack, rounds)
        report("optimizers", parts - 2, parts)
        updates = optimizer_rows(quick, rounds)
        used = setting()
    report("imports", parts - 1, parts)
    imports = _import_rows(1 if quick else min(IMPORTS, rounds))
    report("done", parts, parts)
    return Benchmark(used, tuple(fit), tuple(stack_rows), updates, tuple(answers), imports)


def _rounds(repeats: int | None, quick: bool) -> int:
    rounds = repeats if repeats is not None else QUICK_REPEATS if quick else REPEATS
    if isinstance(rounds, bool) or not isinstance(rounds, int) or rounds < 1:
        raise ValueError(f"run_benchmark: repeats must be an integer of at least 1, got {repeats!r}")
    return rounds


def _fit_row(network: Network, sides: Sides, batch_size: int, repeats: int) -> FitRow:
    found = measure_fit(network, sides, batch_size, repeats)
    keras, ours, straight = (
        1e3 * found.median(way) / network.epochs for way in ("Keras", "ours", "straight")
    )
    ratios = found.ratio("Keras", "ours"), found.ratio("ours", "straight")
    return FitRow(network.label, batch_size, keras, ours, straight, *ratios)


def _stack_rows(stack: Stack, repeats: int) -> list[StackRow]:
    sides, rows = stack.sides(), []
    for batch_size in STACK_BATCH_SIZES:
        found = measure_stack(stack, sides, batch_size, repeats)
        keras, ours = (1e3 * found.median(way) / stack.epochs for way in ("Keras", "ours"))
        rows.append(StackRow(stack.label, batch_size, keras, ours, found.ratio("Keras", "ours")))
    return rows


def _answer_rows(network: Network, sides: Sides, repeats: int) -> list[AnswerRow]:
    found = measure_answers(sides, repeats)
    rows = []
    for call in ("predict", "call"):
        keras, ours = f"Keras {call}", f"ours {call}"
        times = 1e3 * found.median(keras), 1e3 * found.median(ours)
        rows.append(AnswerRow(network.label, call, *times, found.ratio(keras, ours)))
    return rows


def _import_rows(repeats: int) -> tuple[ImportRow, ...]:
    found = measure_imports(repeats)
    return tuple(ImportRow(name, 1e3 * found.median(name), found.ratio(name, "numpy")) for name in STATEMENTS)
