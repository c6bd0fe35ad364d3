"""GRU: a layer over a GRUCell."""

from typing import Any

from reference.checks import choice
from reference.recurrence.cell_rnn import CellRNN, from_cell, of_the_cell
from reference.recurrence.gru_cell import GRUCell

__all__ = ["GRU"]


class GRU(CellRNN):
    """Gated recurrent unit: an RNN over a `GRUCell`.

    The update gate z says how much of the old state stays; the reset gate r how much of it the candidate
    sees. Many texts have z and 1 - z the other way round.

    Parameters
    ----------
    units : int
        The size of output and states, u.
    activation, recurrent_activation : str or activation
        f, of the candidate, and s, of the two gates.
    use_bias : bool
        Whether there is a b.
    kernel_initializer, recurrent_initializer, bias_initializer
        How K, U and b start.
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
    reset_after : bool
        Whether r is applied to h U_h + b'_h, with a second row of biases, or to h before U_h.
    use_cudnn : "auto" or False
        Means nothing here.

    Source: `keras.layers.GRU`.
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
        reset_after: bool = True,
        use_cudnn: Any = "auto",
        **kwargs: Any,
    ) -> None:
        choice("GRU", "use_cudnn", use_cudnn, ("auto", False))
        cell = GRUCell(
            *(units, activation, recurrent_activation, use_bias),
            *(kernel_initializer, recurrent_initializer, bias_initializer),
            *(kernel_regularizer, recurrent_regularizer, bias_regularizer),
            *(kernel_constraint, recurrent_constraint, bias_constraint),
            dropout=dropout,
            recurrent_dropout=recurrent_dropout,
            reset_after=reset_after,
            seed=seed,
            **of_the_cell("gru_cell", kwargs, "implementation"),
        )
        super().__init__(
            cell,
            *(return_sequences, return_state, go_backwards, stateful, unroll),
            activity_regularizer=activity_regularizer,
            **kwargs,
        )

    recurrent_activation = from_cell("recurrent_activation")
    reset_after = from_cell("reset_after")
