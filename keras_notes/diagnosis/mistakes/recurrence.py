"""Mistakes in recurrent cells: gates, biases, states."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from keras_notes.diagnosis.mistakes.mistake import changed, mistake
from reference.activations import linear
from reference.activations.function import ActivationFunction
from reference.recurrence import GRUCell, LSTMCell
from reference.recurrence.matrix_cell import GatedCell, MatrixCell


def _blocks(cell: Any, order: Sequence[int]) -> Any:
    """The cell whose gates read their weights in another order: gate i takes block `order[i]`."""

    def ordered(weight: Any) -> Any:
        return np.concatenate([np.split(weight, cell.gates, axis=-1)[i] for i in order], axis=-1)

    names = ["kernel", "recurrent_kernel", *(["bias"] if cell.use_bias else [])]
    return changed(cell, **{name: ordered(getattr(cell, name)) for name in names})


@mistake(LSTMCell, yours="gates in the order i, f, o, c", keras="stores i, f, c, o")
def gates_in_the_order_ifoc(cell: Any) -> Any:
    return _blocks(cell, (0, 1, 3, 2))


@mistake(LSTMCell, yours="gates in ONNX's order i, o, f, c", keras="stores i, f, c, o (and so does PyTorch)")
def gates_in_onnx_s_order(cell: Any) -> Any:
    return _blocks(cell, (0, 2, 3, 1))


@mistake(LSTMCell, yours="gates in the order f, i, c, o, the textbooks'", keras="stores i, f, c, o")
def gates_in_the_order_fico(cell: Any) -> Any:
    return _blocks(cell, (1, 0, 2, 3))


@mistake(LSTMCell, yours="gates in the order f, i, o, c", keras="stores i, f, c, o")
def gates_in_the_order_fioc(cell: Any) -> Any:
    return _blocks(cell, (1, 0, 3, 2))


@mistake(GRUCell, yours="gates in PyTorch's order r, z, h", keras="stores z, r, h")
def gates_in_the_order_rzh(cell: Any) -> Any:
    return _blocks(cell, (1, 0, 2))


@mistake(
    GRUCell,
    yours="h' = (1 - z) h + z h̃",
    keras="keeps the share z of the old state: h' = z h + (1 - z) h̃",
)
def update_gate_the_other_way_round(cell: Any) -> Any:
    right = cell.recurrent_activation

    def function(z: Any) -> Any:
        gates = right.function(z)
        gates[..., 0, :] = 1 - gates[..., 0, :]
        return gates

    return changed(cell, recurrent_activation=_like(right, function))


def _like(activation: Any, function: Any) -> Any:
    other = ActivationFunction(function)
    other.derivative = activation.derivative
    return other


@mistake(
    GRUCell,
    yours="the reset gate before the matrix, (r h) U (reset_after=False)",
    keras="has it behind: r (h U + b'), unless reset_after=False",
)
def reset_gate_before_the_matrix(cell: Any) -> Any:
    if not cell.reset_after:
        return None
    return changed(cell, reset_after=False, bias=cell.bias.sum(axis=0) if cell.use_bias else None)


@mistake(
    GRUCell,
    yours="the reset gate behind the matrix (reset_after=True)",
    keras="has it before here, since reset_after=False: (r h) U",
)
def reset_gate_behind_the_matrix(cell: Any) -> Any:
    if cell.reset_after:
        return None
    bias = np.stack((cell.bias, 0 * cell.bias)) if cell.use_bias else None
    return changed(cell, reset_after=True, bias=bias)


@mistake(
    GRUCell,
    yours="one bias, the first row of it",
    keras="has two, bias[0] beside x K and bias[1] beside h U",
)
def recurrent_bias_dropped(cell: Any) -> Any:
    if not (cell.reset_after and cell.use_bias):
        return None
    return changed(cell, bias=cell.bias * np.array([[1.0], [0.0]]))


@mistake(
    GRUCell,
    yours="both biases added beside x K",
    keras="has bias[1] beside h U, where the reset gate multiplies it",
)
def both_biases_beside_the_input(cell: Any) -> Any:
    if not (cell.reset_after and cell.use_bias):
        return None
    return changed(cell, bias=np.stack((cell.bias.sum(axis=0), 0 * cell.bias[0])))


@mistake(
    GatedCell,
    yours="gates with the hard sigmoid of Keras 2, clip(0.2 z + 0.5, 0, 1)",
    keras="3 has recurrent_activation='sigmoid'",
)
def hard_gates_of_keras_2(cell: Any) -> Any:
    hard = _like(cell.recurrent_activation, lambda z: np.clip(0.2 * z + 0.5, 0, 1))
    return changed(cell, recurrent_activation=hard)


@mistake(
    MatrixCell,
    yours="a relu for the activation",
    keras="has activation='tanh' in recurrent layers, unless told otherwise",
)
def relu_for_tanh(cell: Any) -> Any:
    if cell.activation.__name__ != "tanh":
        return None
    return changed(cell, activation=_like(cell.activation, lambda z: np.maximum(z, 0)))


@mistake(LSTMCell, yours="h = o c", keras="computes h = o tanh(c)")
def carry_leaves_as_it_is(cell: Any) -> Any:
    def step(p: Any, states: Any, drops: Any) -> Any:
        h, (_, carry), saved = cell.step(p, states, drops)
        o = cell.recurrent_activation.function(np.split(p, 4, axis=-1)[3])  # step has added h U to p
        return o * carry, [o * carry, carry], saved

    return None if cell.activation is linear else changed(cell, step=step)


@mistake(
    LSTMCell,
    yours="1 added to the bias of the forget gate",
    keras="adds nothing: unit_forget_bias only says how that bias starts",
)
def forget_bias_added_again(cell: Any) -> Any:
    if not cell.use_bias:
        return None
    return changed(cell, bias=cell.bias + np.repeat([0.0, 1.0, 0.0, 0.0], cell.units))


@mistake(
    MatrixCell,
    yours="the recurrent kernel of each gate transposed, h Uᵀ",
    keras="computes h U",
)
def recurrent_kernel_transposed(cell: Any) -> Any:
    blocks = np.split(cell.recurrent_kernel, cell.gates, axis=-1)
    return changed(cell, recurrent_kernel=np.concatenate([each.T for each in blocks], axis=-1))


@mistake(
    MatrixCell,
    yours="a state that is forgotten at every step",
    keras="hands it from step to step",
)
def state_forgotten_at_every_step(cell: Any) -> Any:
    def step(p: Any, states: Any, drops: Any) -> Any:
        return cell.step(p, [0 * each for each in states], drops)

    return changed(cell, step=step)
