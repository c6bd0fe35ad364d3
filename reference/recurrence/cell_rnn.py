"""What SimpleRNN, LSTM and GRU share: they are RNNs that make their cell themselves."""

from typing import Any

from reference.recurrence.matrix_cell import MatrixCell
from reference.recurrence.rnn import RNN

__all__ = ["CellRNN", "from_cell", "of_the_cell"]


def from_cell(name: str) -> Any:
    """An attribute of a layer that is the cell's."""
    return property(lambda layer: getattr(layer.cell, name), doc=f"The cell's `{name}`.")


def of_the_cell(name: str, kwargs: dict[str, Any], *own: str) -> dict[str, Any]:
    """What of a layer's keyword arguments is its cell's, too; what is named `own` is taken out for it."""
    both = {key: kwargs[key] for key in ("dtype", "trainable") if key in kwargs}
    return both | {key: kwargs.pop(key) for key in own if key in kwargs} | {"name": name}


class CellRNN(RNN):
    """An RNN over a cell of its own; the arguments are those of the cell and those of RNN."""

    cell: MatrixCell

    units = from_cell("units")
    activation = from_cell("activation")
    use_bias = from_cell("use_bias")
    kernel_initializer = from_cell("kernel_initializer")
    recurrent_initializer = from_cell("recurrent_initializer")
    bias_initializer = from_cell("bias_initializer")
    kernel_regularizer = from_cell("kernel_regularizer")
    recurrent_regularizer = from_cell("recurrent_regularizer")
    bias_regularizer = from_cell("bias_regularizer")
    kernel_constraint = from_cell("kernel_constraint")
    recurrent_constraint = from_cell("recurrent_constraint")
    bias_constraint = from_cell("bias_constraint")
    dropout = from_cell("dropout")
    recurrent_dropout = from_cell("recurrent_dropout")

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer: the cell's and its own."""
        config = self.cell.get_config() | super().get_config()
        del config["cell"]
        return config
