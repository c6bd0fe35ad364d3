"""What every cell is: one step of a recurrent layer, and the dropout masks of a sequence."""

import copy
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from reference.checks import Shape
from reference.layer import Layer
from reference.random import SeedGenerator
from reference.random.dropout import dropout

__all__ = ["Drops", "RNNCell"]

Array = np.ndarray
Gradients = dict[str, Array]
States = Sequence[Array]


class Drops(NamedTuple):
    """The dropout masks of one sequence, the same for all its steps.

    Attributes
    ----------
    inputs, recurrent : array or None
        Masks of x_t, shape (masks, n, d), and of the state, shape (masks, n, units): one for all
        gates, or one for each; None where nothing is dropped.
    seed : array or None
        The state of the seed generator after them.
    """

    inputs: Array | None = None
    recurrent: Array | None = None
    seed: Array | None = None


NO_DROPS = Drops()


class RNNCell(Layer):
    """One step of a recurrent layer: from x_t and the states to y_t and the new states.

    What does not need the states is done for all steps at once, before the loop and behind it:

    forward   p = project(x)                         x (t, n, ...)      p (t, n, ...)
              y_t, states = step(p_t, states)        for each step
    backward  dstates = step_back(dy_t, dstates)     from the last step to the first; writes dp_t
              dx = project_back(dp)                  grads = weight_gradients(x, dp)

    A cell writes these five methods; `RNN` has the loop, the masks and the order of the steps. None of
    them changes the cell or its arguments, but for these: `step` may write into its p_t, which nobody
    else reads, and `step_back` fills dp_t. The axis t may be missing from x, p and dp: a cell on its own
    is a sequence of one step.

    Attributes
    ----------
    state_size : int or list
        The size of the state, or one for each state.
    output_size : int
        The size of y_t.
    mask_count : int
        How many dropout masks are drawn for x, and how many for the state.

    A cell on its own, as in Keras, draws its dropout masks in the first call and keeps them for all
    that follow, until `reset_dropout_mask()` and `reset_recurrent_dropout_mask()`. In a layer each
    sequence has its own.
    """

    state_size: Any
    output_size: int
    mask_count = 1
    seed_generator: SeedGenerator

    def __init__(self, dropout: float, recurrent_dropout: float, seed: int | None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.dropout = min(1.0, max(0.0, dropout))
        self.recurrent_dropout = min(1.0, max(0.0, recurrent_dropout))
        self.seed = seed
        self._kept = NO_DROPS

    # -------------------------------------------------------------- what a cell writes

    def project(self, x: Array, drops: Drops) -> Array:
        """Return p, the input's share of the step, for one or all steps; newly made."""
        raise NotImplementedError

    def step(self, p: Array, states: States, drops: Drops) -> tuple[Array, list[Array], Any]:
        """Return `(output, new states, saved)` for one step; `saved` is for the way back."""
        raise NotImplementedError

    def step_back(self, dy: Array, dstates: States, saved: Any, dp: Array, drops: Drops) -> list[Array]:
        """Fill `dp` and return the gradients of the old states, given those of y_t and the new ones."""
        raise NotImplementedError

    def project_back(self, dp: Array, drops: Drops) -> Array:
        """Return dx, given the gradient of p."""
        raise NotImplementedError

    def weight_gradients(self, x: Array, dp: Array, saved: list[Any], drops: Drops) -> Gradients:
        """Return the gradients of the weights; `saved` has what each step has saved."""
        raise NotImplementedError

    # -------------------------------------------------------------- states and dropout masks

    def get_initial_state(self, batch_size: int) -> list[Array]:
        """Zeros, one array for each state."""
        sizes = self.state_size if isinstance(self.state_size, list) else [self.state_size]
        return [np.zeros((batch_size, size), self.dtype) for size in sizes]

    def drops_at(self, rate: float) -> bool:
        """Whether dropout at this rate drops anything; as in Keras, a rate of 1 drops nothing."""
        return 0 < rate < 1

    def draw_drops(self, x: Array, state: Array, training: bool, kept: Drops = NO_DROPS) -> Drops:
        """The masks for one sequence, where `x` is one of its steps; those that are `kept` stay.

        Outside of training there are none, but the seed moves on all the same, as in Keras.
        """
        generator = copy.copy(self.seed_generator)
        inputs = self._masks(x, self.dropout, generator, training) if kept.inputs is None else kept.inputs
        recurrent = kept.recurrent
        if recurrent is None:
            recurrent = self._masks(state, self.recurrent_dropout, generator, training)
        return Drops(inputs, recurrent, generator.state)

    def _masks(self, like: Array, rate: float, generator: SeedGenerator, training: bool) -> Array | None:
        if not self.drops_at(rate):
            return None
        if training:
            ones = np.ones(like.shape, self.dtype)
            return np.stack([dropout(ones, rate, seed=generator) for _ in range(self.mask_count)])
        for _ in range(self.mask_count if rate < 1 else 0):  # at a rate of 1 zeros are made, not drawn
            generator.next()
        return None

    def reset_dropout_mask(self) -> None:
        """Forget the masks of x that calls of the cell on its own have drawn."""
        self._kept = self._kept._replace(inputs=None)

    def reset_recurrent_dropout_mask(self) -> None:
        """Forget the masks of the state that calls of the cell on its own have drawn."""
        self._kept = self._kept._replace(recurrent=None)

    # -------------------------------------------------------------- the cell on its own

    def forward(
        self, x: Array, training: bool = False, states: States | None = None
    ) -> tuple[list[Array], Any]:
        """Return `([output, *new states], cache)` for one step; `states` are zeros if not given."""
        old = (
            self.get_initial_state(len(x)) if states is None else [np.asarray(s, self.dtype) for s in states]
        )
        drawn = self.draw_drops(x, old[0], True, self._kept) if training else self._kept
        drops = drawn if training else NO_DROPS
        p = self.project(x, drops)
        output, new, saved = self.step(p, old, drops)
        return [output, *new], (x, p, saved, drops, drawn)

    def backward(self, dy: Sequence[Array], cache: Any, input_gradient: bool = True) -> tuple[Any, Gradients]:
        """Return `([dx, *dstates], grads)`, given the gradients of the output and of the new states."""
        x, p, saved, drops, _ = cache
        dp = np.empty_like(p)
        dstates = self.step_back(dy[0], dy[1:], saved, dp, drops)
        dx = self.project_back(dp, drops) if input_gradient else None
        return [dx, *dstates], self.weight_gradients(x[None], dp[None], [saved], drops)

    def commit(self, cache: Any) -> None:
        """Keep the dropout masks, and move the seed on."""
        *_, self._kept = cache
        self.commit_seed(self._kept)

    def commit_seed(self, drops: Drops) -> None:
        """Move the seed on behind `drops`."""
        if drops.seed is not None:
            self.seed_generator.state = drops.seed

    def __call__(self, x: Any, states: States, training: bool = False) -> Any:  # type: ignore[override]
        """Return `(output, new states)`; the states come second, as in Keras."""
        output, *new = super().__call__(x, training, states=states)
        return output, new

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The shape of the output, (n, units)."""
        if len(input_shape) != 2:
            raise ValueError(f"{self.name}: expected an input of shape (n, features), got {input_shape}")
        return (input_shape[0], self.output_size)
