"""GRUCell: a state that is partly kept and partly replaced."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from reference.recurrence.cell import Drops
from reference.recurrence.gates import gates_of
from reference.recurrence.matrix_cell import GatedCell
from reference.recurrence.products import kernel_gradient, product, product_back

__all__ = ["GRUCell"]

Array = np.ndarray
Gradients = dict[str, Array]
States = Sequence[Array]


class GRUCell(GatedCell):
    """One step of a GRU (Cho et al. 2014).

    forward   p = x K + b                 K (d, 3u)   U (u, 3u)      the columns: z, r, h
              z, r = s(p_z + q_z), s(p_r + q_r)                      update and reset gate
              g = f(p_h + q_h)                                       candidate
              h' = z h + (1 - z) g
      where   q_z, q_r = h U_z + b'_z, h U_r + b'_r
              q_h = r (h U_h + b'_h)      with `reset_after`: b (2, 3u) holds b and b'
                    (r h) U_h             without: b (3u,), and no b'
    backward  dz = dh' (h - g)    dg = dh' (1 - z)     dp_h = f'(.) dg
              dr = dp_h (h U_h + b'_h)    or  (dp_h U_hᵀ) h
              dp_z, dp_r = s'(.) dz, s'(.) dr
              dh = dh' z + what comes back through q

    The output is h'; the state is [h'].
    """

    gates = 3

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
        kernel_constraint: Any = None,
        recurrent_constraint: Any = None,
        bias_constraint: Any = None,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        reset_after: bool = True,
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
        self.reset_after = reset_after

    def create_bias(self) -> None:
        """Make `bias`: a row for x K and one for h U with `reset_after`, else one for x K."""
        width = self.gates * self.units
        self.add_weight("bias", (2, width) if self.reset_after else (width,))

    @property
    def input_bias(self) -> Array:
        """What is added to x K."""
        return self.bias[0] if self.reset_after else self.bias

    def _blocks(self, drops: Drops) -> tuple[Any, Any]:
        """U and its dropout masks: what belongs to z and r, and what belongs to the candidate."""
        at, masks = 2 * self.units, drops.recurrent
        of_zr, of_h = (None, None) if masks is None else (masks[:2], masks[2:])
        return (self.recurrent_kernel[:, :at], of_zr), (self.recurrent_kernel[:, at:], of_h)

    def step(self, p: Array, states: States, drops: Drops) -> tuple[Array, list[Array], Any]:
        """Return `(h', [h'], saved)`."""
        (h,), p = states, gates_of(p, 3)
        of_zr, of_h = self._blocks(drops)
        if self.reset_after:
            q = self.recur(h, drops)
            q = gates_of(q + self.bias[1] if self.use_bias else q, 3)
            inner = q[..., 2, :]
        else:
            q, inner = gates_of(product(h, *of_zr), 2), h
        p[..., :2, :] += q[..., :2, :]
        zr = self.recurrent_activation.function(p[..., :2, :])
        z, reset = zr[..., 0, :], zr[..., 1, :] * inner
        p[..., 2, :] += reset if self.reset_after else product(reset, *of_h)
        g = self.activation.function(p[..., 2, :])
        new_h = z * h + (1 - z) * g
        return new_h, [new_h], (h, p, zr, inner, g)

    def step_back(self, dy: Array, dstates: States, saved: Any, dp: Array, drops: Drops) -> list[Array]:
        """Fill `dp` and return [dh]."""
        h, p, zr, inner, g = saved
        z, r = zr[..., 0, :], zr[..., 1, :]
        of_zr, of_h = self._blocks(drops)
        dnew, gates = dy + dstates[0], gates_of(dp, 3)
        dcandidate = self.activation.derivative(dnew * (1 - z), p[..., 2, :], g)
        dreset = dcandidate if self.reset_after else product_back(dcandidate, *of_h)
        dzr = np.empty_like(zr)
        np.multiply(dnew, h - g, out=dzr[..., 0, :])
        np.multiply(dreset, inner, out=dzr[..., 1, :])
        gates[..., :2, :] = self.recurrent_activation.derivative(dzr, p[..., :2, :], zr)
        gates[..., 2, :] = dcandidate
        dinner = dreset * r
        dh = dnew * z + product_back(dp[..., : 2 * self.units], *of_zr)
        dh += product_back(dinner, *of_h) if self.reset_after else dinner
        return [dh]

    def weight_gradients(self, x: Array, dp: Array, saved: list[Any], drops: Drops) -> Gradients:
        """Return dK, dU and db: behind the reset gate U sees another gradient, before it another state."""
        h, r = (
            np.stack(each) for each in zip(*((step[0], step[2][..., 1, :]) for step in saved), strict=True)
        )
        grads = {"kernel": kernel_gradient(x, dp, drops.inputs)}
        dzr, dcandidate = dp[..., : 2 * self.units], dp[..., 2 * self.units :]
        if self.reset_after:
            dq = np.concatenate((dzr, dcandidate * r), axis=-1)
            grads["recurrent_kernel"] = kernel_gradient(h, dq, drops.recurrent)
        else:
            (_, of_zr), (_, of_h) = self._blocks(drops)
            parts = kernel_gradient(h, dzr, of_zr), kernel_gradient(r * h, dcandidate, of_h)
            grads["recurrent_kernel"] = np.concatenate(parts, axis=1)
        if self.use_bias:
            db = dp.sum(axis=(0, 1))
            grads["bias"] = np.stack((db, dq.sum(axis=(0, 1)))) if self.reset_after else db
        return grads

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this cell."""
        return super().get_config() | {"reset_after": self.reset_after}
