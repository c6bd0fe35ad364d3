"""StackedRNNCells: cells on top of each other, as one cell."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from reference.checks import Shape
from reference.layer import Layer
from reference.nested import layer_config, layer_from
from reference.recurrence.cell import RNNCell

__all__ = ["StackedRNNCells", "cell_from", "flat", "leaves"]

Array = np.ndarray
Gradients = dict[str, Array]


def flat(values: Any) -> list[Any]:
    """What nested lists hold, in order; a value alone is a list of one."""
    if not isinstance(values, list | tuple):
        return [values]
    return [each for value in values for each in flat(value)]


def leaves(cell: Any) -> list[RNNCell]:
    """The cells of a stack from the input upwards; a cell alone is a list of one."""
    return [each for inner in cell.cells for each in leaves(inner)] if hasattr(cell, "cells") else [cell]


def nested(cell: Any, states: Iterator[Array]) -> list[Any]:
    """The states as Keras's cell gives them: a list for each cell of a stack, if it has several."""
    if not hasattr(cell, "cells"):
        return [next(states) for _ in flat(cell.state_size)]
    found = [nested(inner, states) for inner in cell.cells]
    return found if len(found) > 1 else found[0]


class StackedRNNCells(Layer):
    """Several cells as one: the output of each is the input of the next, each has its own states.

    forward   y⁰ = x     yᵏ, states of cell k = cell k (yᵏ⁻¹, states of cell k)     y = that of the last
    backward  from the last cell to the first, each given the dx of the one above

    Parameters
    ----------
    cells : list of cells or of their configurations
        From the input upwards. Two cells of the same automatic name get numbers, "lstm_cell_1".

    Attributes
    ----------
    state_size : list
        That of each cell, which is a list itself for a cell with several states.

    A stack of one cell runs here as any other; in a Keras RNN it does not, behind a mask or unrolled.

    Source: `keras.layers.StackedRNNCells`.
    """

    def __init__(self, cells: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.cells: list[Any] = [layer_from("StackedRNNCells: cells", cell) for cell in cells]
        for cell in self.cells:
            if not isinstance(cell, RNNCell | StackedRNNCells):
                raise ValueError(f"StackedRNNCells: cells must be cells, got {type(cell).__name__}")
        if not self.cells:
            raise ValueError("StackedRNNCells: cells must hold one cell or more, got none")
        self._name_apart()
        self.add_sublayers(self.cells)

    def _name_apart(self) -> None:
        taken: set[str] = set()
        for cell in self.cells:
            stem, number = cell.name, 0
            while cell.name in taken and cell.auto_named:
                number += 1
                cell.name = f"{stem}_{number}"
            if cell.name in taken:
                raise ValueError(f"StackedRNNCells: cells must have different names, got {stem!r} twice")
            taken.add(cell.name)

    @property
    def state_size(self) -> list[Any]:
        """The state size of each cell."""
        return [cell.state_size for cell in self.cells]

    @property
    def output_size(self) -> Any:
        """The output size of the last cell."""
        return self.cells[-1].output_size

    def get_initial_state(self, batch_size: int) -> list[list[Array]]:
        """Zeros, a list for each cell."""
        return [cell.get_initial_state(batch_size) for cell in self.cells]

    def create_weights(self, input_shape: Shape) -> None:
        """Build each cell for the output of the one below."""
        for cell in self.cells:
            cell.build(input_shape)
            input_shape = cell.compute_output_shape(input_shape)

    def forward(self, x: Array, training: bool = False, states: Any = None) -> tuple[list[Array], Any]:
        """Return `([output, *new states], cache)` for one step, the states of all cells in one list."""
        old = flat(self.get_initial_state(len(x)) if states is None else states)
        new, caches = [], []
        for cell in self.cells:
            own, old = old[: self._count(cell)], old[self._count(cell) :]
            (x, *own), cache = cell.forward(x, training, own)
            new += own
            caches.append(cache)
        return [x, *new], caches

    @staticmethod
    def _count(cell: Any) -> int:
        return len(flat(cell.state_size))

    def backward(self, dy: Sequence[Array], cache: Any, input_gradient: bool = True) -> tuple[Any, Gradients]:
        """Return `([dx, *dstates], grads)`, given the gradients of the output and of the new states."""
        dx, *dstates = dy
        before: list[Array] = []
        all_grads: list[Gradients] = []
        for cell, its_cache in zip(reversed(self.cells), reversed(cache), strict=True):
            first = len(dstates) - self._count(cell)
            dstates, own = dstates[:first], dstates[first:]
            (dx, *own), grads = cell.backward(
                [dx, *own], its_cache, input_gradient or cell is not self.cells[0]
            )
            before = own + before
            all_grads.insert(0, grads)
        return [dx, *before], self.joined(*all_grads)

    def commit(self, cache: Any) -> None:
        """What each cell keeps of its dropout masks."""
        for cell, its_cache in zip(self.cells, cache, strict=True):
            cell.commit(its_cache)

    def __call__(self, x: Any, states: Any, training: bool = False) -> Any:  # type: ignore[override]
        """Return `(output, new states)`, a list of states for each cell; they come second, as in Keras.

        Of a single cell it is that cell's list alone.
        """
        output, *new = super().__call__(x, training, states=states)
        return output, nested(self, iter(new))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The shape of the last cell's output."""
        for cell in self.cells:
            input_shape = cell.compute_output_shape(input_shape)
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this cell."""
        return super().get_config() | {"cells": [layer_config(cell) for cell in self.cells]}


def cell_from(value: Any, dtype: str) -> Any:
    """The cell of an RNN of this dtype: one, its configuration, or a list of cells to be stacked."""
    cell = (
        StackedRNNCells(value, dtype=dtype)
        if isinstance(value, list | tuple)
        else layer_from("RNN: cell", value)
    )
    if not isinstance(cell, RNNCell | StackedRNNCells):
        raise ValueError(f"RNN: cell must be a cell or a list of cells, got a {type(cell).__name__}")
    for each in leaves(cell):
        if each.dtype != dtype:
            raise ValueError(f"RNN: cell must have the dtype of the layer, {dtype}, got {each.dtype}")
    return cell
