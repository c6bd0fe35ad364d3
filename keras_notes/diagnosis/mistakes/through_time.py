"""Mistakes on the way back through time."""

from typing import Any

import numpy as np

from keras_notes.diagnosis.mistakes.mistake import changed, mistake
from reference.recurrence import GRUCell, LSTMCell
from reference.recurrence.matrix_cell import MatrixCell


@mistake(
    MatrixCell,
    yours="a gradient that ends at each step",
    keras="sends it on through the states to all earlier steps",
)
def gradient_ends_at_each_step(cell: Any) -> Any:
    return changed(cell, step_back=lambda *given: [0 * each for each in cell.step_back(*given)])


@mistake(
    LSTMCell,
    yours="a carry that hands no gradient on",
    keras="sends the gradient of c back through the forget gate: dc = dc' φ",
)
def carry_hands_no_gradient_on(cell: Any) -> Any:
    def step_back(*given: Any) -> Any:
        dh, dc = cell.step_back(*given)
        return [dh, 0 * dc]

    return changed(cell, step_back=step_back)


@mistake(
    LSTMCell,
    yours="a gradient of the carry that comes from later steps alone",
    keras="adds what comes through the output: dc' = dc + f'(c') dh o",
)
def output_sends_nothing_to_the_carry(cell: Any) -> Any:
    def step_back(dy: Any, dstates: Any, saved: Any, dp: Any, drops: Any) -> Any:
        *_, carry, _squashed = saved[1]
        other = changed(cell, activation=_without_the_carry(cell.activation, carry))
        return other.step_back(dy, dstates, saved, dp, drops)

    return changed(cell, step_back=step_back)


def _without_the_carry(activation: Any, carry: Any) -> Any:
    """The activation whose derivative is 0 where it is asked for at the carry."""
    right = activation.derivative
    return changed(activation, derivative=lambda dy, x, y: 0 * dy if x is carry else right(dy, x, y))


def _state_after(saved: Any) -> Any:
    """The state that a step of a SimpleRNN or an LSTM has led to, from what it has saved."""
    if len(saved) == 3:
        return saved[2]
    *_, o, _c, _carry, squashed = saved[1]
    return o * squashed


@mistake(
    MatrixCell,
    yours="the gradient of the recurrent kernel taken with the states after each step",
    keras="takes it with those before: Σ h_{t-1}ᵀ dz_t",
)
def recurrent_gradient_a_step_late(cell: Any) -> Any:
    if isinstance(cell, GRUCell):
        return None

    def weight_gradients(x: Any, dp: Any, saved: Any, drops: Any) -> Any:
        late = [*saved[1:], (_state_after(saved[-1]),)]
        return cell.weight_gradients(x, dp, late, drops)

    return changed(cell, weight_gradients=weight_gradients)


@mistake(
    MatrixCell,
    yours="the slope of the activation taken at z",
    keras="takes it at the output: 1 - tanh²(z), not 1 - z²",
)
def slope_at_z_in_the_cell(cell: Any) -> Any:
    right = cell.activation.derivative
    if cell.activation.__name__ not in ("tanh", "sigmoid"):
        return None
    return changed(cell, activation=changed(cell.activation, derivative=lambda dy, x, y: right(dy, x, x)))


@mistake(
    GRUCell,
    yours="no gradient through the reset gate",
    keras="has one: dr = dp_h (h U_h + b'_h)",
)
def no_gradient_through_the_reset_gate(cell: Any) -> Any:
    def step_back(dy: Any, dstates: Any, saved: Any, dp: Any, drops: Any) -> Any:
        h, p, zr, inner, g = saved
        return cell.step_back(dy, dstates, (h, p, zr, np.zeros_like(inner), g), dp, drops)

    return changed(cell, step_back=step_back)


@mistake(
    GRUCell,
    yours="one gradient for both biases",
    keras="gives bias[1] one of its own, behind the reset gate",
)
def one_gradient_for_both_biases(cell: Any) -> Any:
    if not (cell.reset_after and cell.use_bias):
        return None

    def weight_gradients(*given: Any) -> Any:
        grads = cell.weight_gradients(*given)
        return grads | {"bias": grads["bias"][[0, 0]]}

    return changed(cell, weight_gradients=weight_gradients)
