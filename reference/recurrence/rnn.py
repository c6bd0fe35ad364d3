"""RNN: a cell, step by step along the time axis.

The protocol of a cell (`project`, `step`, `step_back`, `project_back`, `weight_gradients`, on states of
any rank) stands in `reference/recurrence/cell.py`, the loop with its masks in `reference/recurrence/loop.py`.
"""

from typing import Any, NamedTuple

import numpy as np

from reference.checks import Shape, check_fits
from reference.layer import Layer
from reference.nested import layer_config
from reference.recurrence.cell import RNNCell
from reference.recurrence.loop import Run, first_states, run_back, run_cells
from reference.recurrence.stacked import cell_from, flat, leaves

__all__ = ["RNN"]

Array = np.ndarray
Gradients = dict[str, Array]


class Cache(NamedTuple):
    """What the way back through a sequence needs."""

    runs: list[Run]  # one a cell
    keep: Array | None  # the mask in the order of the steps, (t, n)
    shown: Array | None  # where an output is not set to zeros, (t, n)
    states_were_given: bool


class RNN(Layer):
    """A cell along the time axis: y_t, states_t = cell(x_t, states_{t-1}).

    forward   x (n, t, ...)     y (n, t, ...) with `return_sequences`, else the last (n, ...)
    backward  from the last step to the first, since a state reaches the loss through all later steps:
              dx_t, dstates_{t-1} = the cell's own for dy_t and dstates_t

    Where the mask (n, t) is False the step does not happen: the states stay, and the output is that of
    the step before, or zeros before the first. The first states are zeros, those of the last call if
    `stateful`, or the `initial_state` of the call.

    Parameters
    ----------
    cell : cell, list of cells, or the configuration of a cell
        A list is a `StackedRNNCells`.
    return_sequences : bool
        Whether the output is that of all steps.
    return_state : bool
        Whether the last states follow behind the output, as the list [y, *states]; those of a stack are
        not nested in lists, one for each cell, as Keras's are.
    go_backwards : bool
        Whether the steps are taken from the last to the first; the outputs stay in this order.
    stateful : bool
        Whether the last states are the first ones of the next call, until `reset_state()`. They are made
        by the first call, and fix the number of samples.
    unroll : bool
        How Keras runs its loop. It shows in one place, mirrored here: with `go_backwards`,
        `return_sequences` and `zero_output_for_mask` the zeros stand where they would without
        `go_backwards`, not at the masked steps.
    zero_output_for_mask : bool
        Whether the output is zeros where the mask is False, the last output included.

    Source: `keras.layers.RNN`.
    """

    takes_mask = True
    supports_masking = True

    def __init__(
        self,
        cell: Any,
        return_sequences: bool = False,
        return_state: bool = False,
        go_backwards: bool = False,
        stateful: bool = False,
        unroll: bool = False,
        zero_output_for_mask: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.cell: Any = cell_from(cell, self.dtype)
        self.return_sequences = return_sequences
        self.return_state = return_state
        self.go_backwards = go_backwards
        self.stateful = stateful
        self.unroll = unroll
        self.zero_output_for_mask = zero_output_for_mask
        self.states: list[Array] | None = None
        self.add_sublayers([self.cell])

    def create_weights(self, input_shape: Shape) -> None:
        """Build the cell for a single step."""
        self.cell.build((input_shape[0], *input_shape[2:]))

    def check_input(self, x: Array) -> None:
        """Raise a ValueError unless `x` has steps of the shape built for; their number is free."""
        self.require_built()
        _, *sizes = self.cell.input_shape
        check_fits(self.name, x, (None, None, *sizes))
        if x.shape[1] == 0:
            raise ValueError(f"{self.name}: expected a sequence of one step or more, got shape {x.shape}")

    @property
    def cells(self) -> list[RNNCell]:
        """The cells from the input upwards, one if they are not stacked."""
        return leaves(self.cell)

    def forward(
        self, x: Array, training: bool = False, mask: Array | None = None, initial_state: Any = None
    ) -> tuple[Any, Cache]:
        """Return `(y, cache)`, where y is [y, *states] with `return_state`."""
        steps = np.ascontiguousarray(self._in_order(x.swapaxes(0, 1)))
        keep = None if mask is None else self._kept_steps(x, np.asarray(mask, dtype=bool))
        shown = None if keep is None else self._shown_steps(keep)
        first = first_states(self, len(x), initial_state)
        runs = run_cells(self.cells, steps, first, keep, training, shown)
        outputs = runs[-1].outputs
        y = np.stack(outputs).swapaxes(0, 1) if self.return_sequences else outputs[-1]
        last_states = [state for run in runs for state in run.states]
        cache = Cache(runs, keep, shown, initial_state is not None)
        return [y, *last_states] if self.return_state else y, cache

    def _in_order(self, steps: Array) -> Array:
        """The steps in the order in which they are taken, or back from it."""
        return steps[::-1] if self.go_backwards else steps

    def _kept_steps(self, x: Array, mask: Array) -> Array | None:
        """The mask in the order of the steps, (t, n); None if it keeps all."""
        if mask.shape != x.shape[:2]:
            raise ValueError(f"{self.name}: mask must have the shape {x.shape[:2]}, got {mask.shape}")
        return None if mask.all() else self._in_order(mask.T)

    def _shown_steps(self, keep: Array) -> Array | None:
        """Where an output is not set to zeros, (t, n); None if all are as they are."""
        if not self.zero_output_for_mask:
            return None
        # Keras's unrolled loop turns the mask for the states, but not for the outputs.
        return self._in_order(keep) if self.unroll and self.return_sequences else keep

    def commit(self, cache: Cache) -> None:
        """Move the seeds on; keep the last states if stateful."""
        for cell, run in zip(self.cells, cache.runs, strict=True):
            cell.commit_seed(run.drops)
        if self.stateful:
            self.states = [state.copy() for run in cache.runs for state in run.states]

    def reset_state(self) -> None:
        """Set the states of a stateful layer to zeros."""
        self.states = None if self.states is None else [np.zeros_like(state) for state in self.states]

    def backward(self, dy: Any, cache: Cache, input_gradient: bool = True) -> tuple[Any, Gradients]:
        """Return `(dx, grads)`; with an `initial_state` in the call, dx is [dx, *dstates]."""
        dsteps, dlast = self._upstream(dy, cache)
        din, dfirst, all_grads = run_back(
            self.cells, cache.runs, dsteps, dlast, cache.keep, cache.shown, input_gradient
        )
        dx = None if din is None else self._in_order(din).swapaxes(0, 1)
        return [dx, *dfirst] if cache.states_were_given else dx, self.joined(*all_grads)

    def _upstream(self, dy: Any, cache: Cache) -> tuple[Array, list[Array]]:
        """The gradients of all outputs, (t, n, ...), and of the last states of all cells."""
        outputs = cache.runs[-1].outputs
        dy, *dlast = flat(dy)
        dlast = dlast or [np.zeros_like(state) for run in cache.runs for state in run.states]
        if self.return_sequences:
            return dy.swapaxes(0, 1), dlast
        dsteps = np.zeros((len(outputs), *outputs[-1].shape), outputs[-1].dtype)
        dsteps[-1] = dy
        return dsteps, dlast

    def compute_mask(self, x: Array, mask: Array | None) -> Any:
        """The mask itself if all steps are returned, else None; with `return_state`, None for each state."""
        passed = mask if self.return_sequences else None
        return [passed, *(None for _ in flat(self.cell.state_size))] if self.return_state else passed

    def compute_output_shape(self, input_shape: Shape) -> Any:
        """(n, t, units) or (n, units); with `return_state` a tuple of shapes, those of the states behind."""
        if len(input_shape) < 3:
            raise ValueError(f"{self.name}: expected an input of shape (n, t, ...), got {input_shape}")
        n, t, *_ = input_shape
        shape = (n, t, self.cell.output_size) if self.return_sequences else (n, self.cell.output_size)
        return (shape, *((n, size) for size in flat(self.cell.state_size))) if self.return_state else shape

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        return super().get_config() | {
            "return_sequences": self.return_sequences,
            "return_state": self.return_state,
            "go_backwards": self.go_backwards,
            "stateful": self.stateful,
            "unroll": self.unroll,
            "zero_output_for_mask": self.zero_output_for_mask,
            "cell": layer_config(self.cell),
        }
