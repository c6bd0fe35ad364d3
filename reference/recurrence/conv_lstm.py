"""ConvLSTM1D, ConvLSTM2D, ConvLSTM3D: an LSTM over sequences of pictures."""

from typing import Any

from reference.checks import Shape
from reference.recurrence.cell_rnn import CellRNN, from_cell, of_the_cell
from reference.recurrence.conv_lstm_cell import ConvLSTMCell

__all__ = ["ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D"]


class ConvLSTM(CellRNN):
    """An RNN over a `ConvLSTMCell`: the LSTM's products of matrices are convolutions.

    x (n, t, *sizes, d)      y (n, *outputs, filters), or (n, t, *outputs, filters) with `return_sequences`

    Parameters
    ----------
    filters : int
        The channels of output and states, f.
    kernel_size : int or tuple
        Of both kernels.
    strides, padding, dilation_rate
        How the kernel lies on x; "valid" or "same". Strides and dilation above 1 exclude each other.
    data_format : "channels_last" or "channels_first", optional
        Where a step has its channels.
    activation, recurrent_activation : str or activation
        Of candidate and output, and of the three gates.
    use_bias, unit_forget_bias, the initializers, regularizers and constraints
        As in `LSTM`.
    dropout, recurrent_dropout : float
        As in `LSTM`, but each gate has masks of its own in any case: four for x, four for h.
    seed : int, optional
        Of the dropout masks.
    return_sequences, return_state, go_backwards, stateful
        As in `RNN`, whose `unroll` and `zero_output_for_mask` are arguments, too.

    Source: `keras.layers.ConvLSTM2D`.
    """

    rank: int

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Any = 1,
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
        **kwargs: Any,
    ) -> None:
        cell = ConvLSTMCell(
            *(self.rank, filters, kernel_size, strides, padding, data_format, dilation_rate),
            *(activation, recurrent_activation, use_bias),
            *(kernel_initializer, recurrent_initializer, bias_initializer, unit_forget_bias),
            *(kernel_regularizer, recurrent_regularizer, bias_regularizer),
            *(kernel_constraint, recurrent_constraint, bias_constraint),
            *(dropout, recurrent_dropout, seed),
            **of_the_cell("conv_lstm_cell", {**kwargs, "trainable": True}),  # Keras hands it to other cells
        )
        unroll = kwargs.pop("unroll", False)
        super().__init__(
            cell,
            *(return_sequences, return_state, go_backwards, stateful, unroll),
            activity_regularizer=activity_regularizer,
            **kwargs,
        )

    filters = from_cell("filters")
    kernel_size = from_cell("kernel_size")
    strides = from_cell("strides")
    padding = from_cell("padding")
    data_format = from_cell("data_format")
    dilation_rate = from_cell("dilation_rate")
    recurrent_activation = from_cell("recurrent_activation")
    unit_forget_bias = from_cell("unit_forget_bias")

    def compute_output_shape(self, input_shape: Shape) -> Any:
        """(n, *outputs, filters), or (n, t, *outputs, filters); with `return_state` those of h and c, too."""
        if len(input_shape) != self.rank + 3:
            raise ValueError(
                f"{self.name}: expected an input with samples, steps, {self.rank} axes and channels, "
                f"got shape {input_shape}"
            )
        n, t, *step = input_shape
        state = self.cell.compute_output_shape((n, *step))
        shape = (n, t, *state[1:]) if self.return_sequences else state
        return (shape, state, state) if self.return_state else shape


class ConvLSTM1D(ConvLSTM):
    """`ConvLSTM` on rows: x (n, t, w, d)."""

    rank = 1


class ConvLSTM2D(ConvLSTM):
    """`ConvLSTM` on pictures: x (n, t, h, w, d)."""

    rank = 2


class ConvLSTM3D(ConvLSTM):
    """`ConvLSTM` on volumes: x (n, t, a, b, c, d)."""

    rank = 3
