"""Recurrence: layers with a state that goes from step to step. NumPy twin: reference/recurrence/.

What surprises: the LSTM's columns are input, forget, candidate, output, and the forget gate's bias starts
at one; the GRU's z keeps the old state, and with `reset_after`, the default, its bias has two rows; a masked
step repeats the output before it, zeros at the start even if states were given; a dropout rate of 1 drops
nothing in LSTM and GRU, and all in SimpleRNN; the dropout seed moves on in inference, too; the states of a
stateful layer are in none of its lists of weights; a layer that is unrolled and goes backwards sets the
outputs of the wrong steps to zeros. TimeDistributed takes its layer from step to step: batch statistics and
dropout masks are those of one step, and the layer's activity regularizer and mask are lost. Bidirectional
makes its layer anew but takes a backward layer as it is, and forces zeros at masked steps where all steps
are returned. In a ConvLSTM the state is always padded to keep its size, whatever the input's strides,
padding and dilation, and each gate has dropout masks of its own.
"""

from keras.layers import (
    GRU,
    LSTM,
    RNN,
    Bidirectional,
    ConvLSTM1D,
    ConvLSTM2D,
    ConvLSTM3D,
    GRUCell,
    LSTMCell,
    SimpleRNN,
    SimpleRNNCell,
    StackedRNNCells,
    TimeDistributed,
)

from keras_notes.recurrence import cells, layers
from keras_notes.recurrence.wrappers import WRAPPER_CASES

__all__ = [
    "GRU",
    "LSTM",
    "RNN",
    "Bidirectional",
    "ConvLSTM1D",
    "ConvLSTM2D",
    "ConvLSTM3D",
    "GRUCell",
    "LSTMCell",
    "SimpleRNN",
    "SimpleRNNCell",
    "StackedRNNCells",
    "TimeDistributed",
]

CASES = [*layers.CASES, *cells.CASES, *WRAPPER_CASES]
