"""The loop over the steps of a sequence, and the way back through it: back-propagation through time."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from reference.recurrence.cell import Drops, RNNCell
from reference.recurrence.stacked import flat

__all__ = ["Run", "first_states", "run_back", "run_cells"]

Array = np.ndarray
Gradients = dict[str, Array]


class Run(NamedTuple):
    """What one cell did with a sequence.

    Attributes
    ----------
    x, p : array, shape (t, n, ...)
        The steps, in the order of the loop, and what `project` made of them.
    outputs : list of array
        One a step.
    states : list of array
        The last ones.
    saved : list
        What each step has saved for the way back.
    drops : Drops
        The dropout masks.
    """

    x: Array
    p: Array
    outputs: list[Array]
    states: list[Array]
    saved: list[Any]
    drops: Drops


def _beside(keep: Array, array: Array) -> Array:
    """The mask of one step, (n,), or of all, (t, n), with axes of size 1 for all further axes of `array`."""
    return keep.reshape(*keep.shape, *(1,) * (array.ndim - keep.ndim))


def _chosen(keep: Array, new: Sequence[Array], old: Sequence[Array]) -> list[Array]:
    """Of each array, the new rows where `keep` is set and the old ones elsewhere."""
    return [np.where(_beside(keep, a), a, b) for a, b in zip(new, old, strict=True)]


def first_states(layer: Any, n: int, given: Any) -> list[list[Array]]:
    """What the first step of a layer starts from, a list for each cell: states given, kept, or zeros."""
    zeros = [cell.get_initial_state(n) for cell in layer.cells]
    kept = layer.states if layer.stateful else None
    if kept is not None and len(kept[0]) != n:
        raise ValueError(f"{layer.name} is stateful: expected {len(kept[0])} samples as before, got {n}")
    found = flat(kept or zeros) if given is None else [np.asarray(s, layer.dtype) for s in flat(given)]
    wanted, got = ([state.shape for state in states] for states in (flat(zeros), found))
    if got != wanted:
        raise ValueError(f"{layer.name}: initial_state must have the shapes {wanted}, got {got}")
    rest = iter(found)
    return [[next(rest) for _ in each] for each in zeros]


def unroll(
    cell: RNNCell, x: Array, states: list[Array], keep: Array | None, training: bool, shown: Array | None
) -> Run:
    """Run `cell` over the steps of `x`, (t, n, ...), from `states` on.

    Where `keep`, (t, n), is False a step does not happen: its states are the old ones, its output is
    the one before, which is zeros before the first step. Where `shown` is False the output is then set
    to zeros.
    """
    drops = cell.draw_drops(x[0], states[0], training)
    p = cell.project(x, drops)
    outputs: list[Array] = []
    saved = []
    for t in range(len(x)):
        output, new, saved_here = cell.step(p[t], states, drops)
        if keep is not None:
            held = outputs[-1] if outputs else np.zeros_like(output)
            (output,) = _chosen(keep[t], [output], [held])
            new = _chosen(keep[t], new, states)
        outputs.append(output)
        saved.append(saved_here)
        states = new
    if shown is not None:
        outputs = [np.where(_beside(keep, y), y, 0) for keep, y in zip(shown, outputs, strict=True)]
    return Run(x, p, outputs, states, saved, drops)


def roll_back(
    cell: RNNCell,
    run: Run,
    douts: Array,
    dstates: list[Array],
    keep: Array | None,
    shown: Array | None,
    input_gradient: bool,
) -> tuple[Array | None, list[Array], Gradients]:
    """Return `(dx, dstates, grads)`, given the gradients of all outputs, (t, n, ...), and of the last states.

    A step that did not happen hands the gradients of its states on as they are, and the gradient of its
    output to the step before, whose output it repeats.
    """
    dp = np.empty_like(run.p)
    if shown is not None:
        douts = np.where(_beside(shown, douts), douts, 0)
    repeated = np.zeros_like(douts[0])
    for t in reversed(range(len(dp))):
        if keep is None:
            dstates = cell.step_back(douts[t], dstates, run.saved[t], dp[t], run.drops)
            continue
        dout = douts[t] + repeated
        nothing = [np.zeros_like(each) for each in (dout, *dstates)]
        now, *dnew = _chosen(keep[t], [dout, *dstates], nothing)
        repeated, *passed = _chosen(keep[t], nothing, [dout, *dstates])
        dold = cell.step_back(now, dnew, run.saved[t], dp[t], run.drops)
        dstates = [a + b for a, b in zip(passed, dold, strict=True)]
    dx = cell.project_back(dp, run.drops) if input_gradient else None
    return dx, dstates, cell.weight_gradients(run.x, dp, run.saved, run.drops)


def run_cells(
    cells: Sequence[RNNCell],
    x: Array,
    states: Sequence[list[Array]],
    keep: Array | None,
    training: bool,
    shown: Array | None,
) -> list[Run]:
    """Run each of the `cells`, from the input upwards, over all outputs of the one below."""
    runs: list[Run] = []
    for i, cell in enumerate(cells, start=1):
        steps = np.stack(runs[-1].outputs) if runs else x
        runs.append(unroll(cell, steps, states[i - 1], keep, training, shown if i == len(cells) else None))
    return runs


def run_back(
    cells: Sequence[RNNCell],
    runs: Sequence[Run],
    douts: Array,
    dlast: list[Array],
    keep: Array | None,
    shown: Array | None,
    input_gradient: bool,
) -> tuple[Array | None, list[Array], list[Gradients]]:
    """Return `(dx, dstates, grads of each cell)`, given the gradients of all outputs and last states."""
    dsteps: Any = douts
    dfirst: list[Array] = []
    all_grads: list[Gradients] = []
    for cell, run in zip(reversed(cells), reversed(runs), strict=True):
        dstates, dlast = dlast[-len(run.states) :], dlast[: -len(run.states)]
        wanted = input_gradient or len(dlast) > 0  # a cell below wants its dy
        dsteps, dstates, grads = roll_back(cell, run, dsteps, dstates, keep, shown, wanted)
        shown = None  # the outputs of the cells below are as they are
        dfirst = dstates + dfirst
        all_grads.insert(0, grads)
    return dsteps if input_gradient else None, dfirst, all_grads
