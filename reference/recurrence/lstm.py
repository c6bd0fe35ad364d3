"""LSTMCell and LSTM: a state that gates let in, keep and let out."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from reference.checks import choice
from reference.recurrence.cell import Drops
from reference.recurrence.cell_rnn import CellRNN, from_cell, of_the_cell
from reference.recurrence.gates import lstm_gates, lstm_gates_back
from reference.recurrence.matrix_cell import GatedCell

__all__ = ["LSTM", "LSTMCell"]

Array = np.ndarray
States = Sequence[Array]


class LSTMCell(GatedCell):
    """One step of an LSTM.

    forward   z = x K + h U + b                        K (d, 4u)   U (u, 4u)   b (4u,)
              i, φ, o = s(z_i), s(z_f), s(z_o)         the columns of z: i, f, c, o
              c' = φ c + i f(z_c)                      h' = o f(c')
    backward  `reference.recurrence.gates`, then that of z as in `MatrixCell`

    The output is h'; the states are [h', c'].
    """

    gates = 4

    def __init__(
        self,
        units: int,
        activation: Any = "tanh",
        recurrent_activation: Any = "sigmoid",
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        recurrent_initializer: Any = "orthogonal",
        bias_initializer: Any = "zeros",
        unit_forget_bias: bool = True,
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
            recurrent_activation=recurrent_activation,
            **kwargs,
        )
        self.unit_forget_bias = unit_forget_bias
        self.state_size = [self.units, self.units]

    def create_bias(self) -> None:
        """Make `bias`: by `bias_initializer` but for the ones of the forget gate, if `unit_forget_bias`."""
        if not self.unit_forget_bias:
            super().create_bias()
            return
        before, after = (self.bias_initializer((n * self.units,), dtype=self.dtype) for n in (1, 2))
        bias = self.add_weight("bias", (4 * self.units,), initializer="ones")
        bias[: self.units], bias[2 * self.units :] = before, after

    def step(self, p: Array, states: States, drops: Drops) -> tuple[Array, list[Array], Any]:
        """Return `(h', [h', c'], saved)`."""
        h, c = states
        p += self.recur(h, drops)
        new_h, new_c, saved = lstm_gates(p, c, self.activation, self.recurrent_activation)
        return new_h, [new_h, new_c], (h, saved)

    def step_back(self, dy: Array, dstates: States, saved: Any, dp: Array, drops: Drops) -> list[Array]:
        """Fill `dp`, which is dz, and return [dh, dc]."""
        dh, dc = dstates
        dc = lstm_gates_back(dy + dh, dc, saved[1], dp, self.activation, self.recurrent_activation)
        return [self.recur_back(dp, drops), dc]

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this cell."""
        return super().get_config() | {"unit_forget_bias": self.unit_forget_bias}


class LSTM(CellRNN):
    """Long short-term memory: an RNN over an `LSTMCell`.

    The carry c goes from step to step through a product with the forget gate and a sum alone, so its
    gradient does not shrink where the gate is open. The bias of that gate starts at one.

    Parameters
    ----------
    units : int
        The size of output and states, u.
    activation, recurrent_activation : str or activation
        f, of candidate and output, and s, of the three gates.
    use_bias : bool
        Whether there is a b.
    kernel_initializer, recurrent_initializer, bias_initializer
        How K, U and b start.
    unit_forget_bias : bool
        Whether the forget gate's part of b starts at one instead.
    kernel_regularizer, recurrent_regularizer, bias_regularizer, activity_regularizer
        What the sizes of K, U, b and y cost in training.
    kernel_constraint, recurrent_constraint, bias_constraint
        What K, U and b are held to after each update.
    dropout, recurrent_dropout : float
        The share of x_t and of h_{t-1} that is hidden in training, at all steps of a sequence the same;
        with a `recurrent_dropout`, each gate has masks of its own. A rate of 1 hides nothing, as in Keras.
    seed : int, optional
        Of the dropout masks.
    return_sequences, return_state, go_backwards, stateful, unroll
        As in `RNN`, whose `zero_output_for_mask` is an argument, too.
    use_cudnn : "auto" or False
        Means nothing here.

    Source: `keras.layers.LSTM`.
    """

    def __init__(
        self,
        units: int,
        activation: Any = "tanh",
        recurrent_activation: Any = "sigmoid",
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        recurrent_initializer: Any = "orthogonal",
        bias_initializer: Any = "zeros",
        unit_forget_bias: bool = True,
        kernel_regularizer: Any = None,
        recurrent_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        recurrent_constraint: Any = None,
        bias_constraint: Any = None,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        seed: int | None = None,
        return_sequences: bool = False,
        return_state: bool = False,
        go_backwards: bool = False,
        stateful: bool = False,
        unroll: bool = False,
        use_cudnn: Any = "auto",
        **kwargs: Any,
    ) -> None:
        choice("LSTM", "use_cudnn", use_cudnn, ("auto", False))
        cell = LSTMCell(
            *(units, activation, recurrent_activation, use_bias),
            *(kernel_initializer, recurrent_initializer, bias_initializer, unit_forget_bias),
            *(kernel_regularizer, recurrent_regularizer, bias_regularizer),
            *(kernel_constraint, recurrent_constraint, bias_constraint),
            dropout=dropout,
            recurrent_dropout=recurrent_dropout,
            seed=seed,
            **of_the_cell("lstm_cell", kwargs, "implementation"),
        )
        super().__init__(
            cell,
            *(return_sequences, return_state, go_backwards, stateful, unroll),
            activity_regularizer=activity_regularizer,
            **kwargs,
        )

    recurrent_activation = from_cell("recurrent_activation")
    unit_forget_bias = from_cell("unit_forget_bias")
