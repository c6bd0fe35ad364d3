"""SimpleRNNCell and SimpleRNN: the output is fed back as it is."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from reference.recurrence.cell import Drops
from reference.recurrence.cell_rnn import CellRNN, of_the_cell
from reference.recurrence.matrix_cell import MatrixCell

__all__ = ["SimpleRNN", "SimpleRNNCell"]

Array = np.ndarray
States = Sequence[Array]


class SimpleRNNCell(MatrixCell):
    """One step of the plainest recurrent layer (Elman 1990).

    forward   z = x K + h U + b       K (d, u)   U (u, u)   b (u,)
              h' = f(z)
    backward  dz = f'(z) dh'          then as in `MatrixCell`

    The output is h'; the state is [h'].
    """

    seeded_first = True

    def __init__(
        self,
        units: int,
        activation: Any = "tanh",
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        recurrent_initializer: Any = "orthogonal",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        recurrent_regularizer: Any = None,
        bias_regularizer: Any = None,
        kernel_constraint: Any = None,
        recurrent_constraint: Any = None,
        bias_constraint: Any = None,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        seed: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            units,
            activation,
            use_bias,
            (kernel_initializer, recurrent_initializer, bias_initializer),
            (kernel_regularizer, recurrent_regularizer, bias_regularizer),
            (kernel_constraint, recurrent_constraint, bias_constraint),
            dropout=dropout,
            recurrent_dropout=recurrent_dropout,
            seed=seed,
            **kwargs,
        )

    def drops_at(self, rate: float) -> bool:
        """Whether dropout at this rate drops anything; here a rate of 1 drops all."""
        return rate > 0

    def step(self, p: Array, states: States, drops: Drops) -> tuple[Array, list[Array], Any]:
        """Return `(h', [h'], saved)`."""
        (h,) = states
        p += self.recur(h, drops)
        new_h = self.activation.function(p)
        return new_h, [new_h], (h, p, new_h)

    def step_back(self, dy: Array, dstates: States, saved: Any, dp: Array, drops: Drops) -> list[Array]:
        """Fill `dp`, which is dz, and return [dh]."""
        _, z, new_h = saved
        dp[...] = self.activation.derivative(dy + dstates[0], z, new_h)
        return [self.recur_back(dp, drops)]


class SimpleRNN(CellRNN):
    """Every step's output is an input of the next: an RNN over a `SimpleRNNCell`.

    Each step back multiplies the gradient by f' and by Uᵀ, so over many steps it shrinks or grows
    exponentially.

    Parameters
    ----------
    units : int
        The size of output and state, u.
    activation : str or activation
        f.
    use_bias : bool
        Whether there is a b.
    kernel_initializer, recurrent_initializer, bias_initializer
        How K, U and b start.
    kernel_regularizer, recurrent_regularizer, bias_regularizer, activity_regularizer
        What the sizes of K, U, b and y cost in training.
    kernel_constraint, recurrent_constraint, bias_constraint
        What K, U and b are held to after each update.
    dropout, recurrent_dropout : float
        The share of x_t and of h_{t-1} that is hidden in training, at all steps of a sequence the same.
    return_sequences, return_state, go_backwards, stateful, unroll
        As in `RNN`, whose `zero_output_for_mask` is an argument, too.
    seed : int, optional
        Of the dropout masks. As in Keras, `get_config` leaves it out.

    Source: `keras.layers.SimpleRNN`.
    """

    def __init__(
        self,
        units: int,
        activation: Any = "tanh",
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        recurrent_initializer: Any = "orthogonal",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        recurrent_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        recurrent_constraint: Any = None,
        bias_constraint: Any = None,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        return_sequences: bool = False,
        return_state: bool = False,
        go_backwards: bool = False,
        stateful: bool = False,
        unroll: bool = False,
        seed: int | None = None,
        **kwargs: Any,
    ) -> None:
        cell = SimpleRNNCell(
            *(units, activation, use_bias),
            *(kernel_initializer, recurrent_initializer, bias_initializer),
            *(kernel_regularizer, recurrent_regularizer, bias_regularizer),
            *(kernel_constraint, recurrent_constraint, bias_constraint),
            dropout=dropout,
            recurrent_dropout=recurrent_dropout,
            seed=seed,
            **of_the_cell("simple_rnn_cell", kwargs),
        )
        super().__init__(
            cell,
            *(return_sequences, return_state, go_backwards, stateful, unroll),
            activity_regularizer=activity_regularizer,
            **kwargs,
        )

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer, the seed left out."""
        config = super().get_config()
        del config["seed"]
        return config
