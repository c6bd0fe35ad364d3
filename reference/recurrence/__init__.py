"""Recurrence: cells, and the layers that run them along the time axis.

cell.py          what a cell is: `project`, `step`, `step_back`, `project_back`, `weight_gradients`
loop.py, rnn.py  the loop with its masks and back-propagation through time; RNN
simple_rnn.py, lstm.py, gru_cell.py, gru.py          the three cells and their layers
stacked.py       several cells as one
gates.py         the gates of an LSTM behind any linear maps
conv_lstm.py     the LSTM with convolutions in the place of products; conv_lstm_cell.py, windows.py
bidirectional.py two layers in opposite directions; directions.py makes them, merging.py joins them
time_distributed.py                                  any layer on each step
"""

from reference.recurrence.bidirectional import Bidirectional
from reference.recurrence.conv_lstm import ConvLSTM1D, ConvLSTM2D, ConvLSTM3D
from reference.recurrence.gru import GRU
from reference.recurrence.gru_cell import GRUCell
from reference.recurrence.lstm import LSTM, LSTMCell
from reference.recurrence.rnn import RNN
from reference.recurrence.simple_rnn import SimpleRNN, SimpleRNNCell
from reference.recurrence.stacked import StackedRNNCells
from reference.recurrence.time_distributed import TimeDistributed

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
