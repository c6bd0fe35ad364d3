"""Cells whose inputs and states are mapped by matrices, and those of them that have gates."""

from typing import Any

import numpy as np

from reference import activations
from reference.checks import Shape, choice, positive_int
from reference.random import SeedGenerator
from reference.recurrence.cell import Drops, RNNCell
from reference.recurrence.products import kernel_gradient, product, product_back

__all__ = ["GatedCell", "MatrixCell"]

Array = np.ndarray
Gradients = dict[str, Array]


class MatrixCell(RNNCell):
    """A cell with the weights `kernel` (d, gates u), `recurrent_kernel` (u, gates u) and `bias`.

    forward   p = x K + b            x (t, n, d)     p (t, n, gates u)
              z_t = p_t + h_{t-1} U
    backward  dx = dz Kᵀ             dh_{t-1} = dz_t Uᵀ + …
              dK = Σ_t x_tᵀ dz_t     dU = Σ_t h_{t-1}ᵀ dz_t     db = Σ dz
    """

    gates = 1
    seeded_first = False  # whether the dropout's seed is drawn before those of the initializers
    bias_initializer: Any

    def __init__(
        self,
        units: Any,
        activation: Any,
        use_bias: bool,
        initializers: tuple[Any, Any, Any],
        regularizers: tuple[Any, Any, Any],
        constraints: tuple[Any, Any, Any],
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.units = positive_int(type(self).__name__, "units", units)
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        if self.seeded_first:
            self.seed_generator = SeedGenerator(self.seed)
        rules = zip(("kernel", "recurrent", "bias"), initializers, regularizers, constraints, strict=True)
        for stem, start, cost, bound in rules:
            self.weight_rules(stem, initializer=start, regularizer=cost, constraint=bound)
        if not self.seeded_first:
            self.seed_generator = SeedGenerator(self.seed)
        self.state_size: Any = self.units
        self.output_size = self.units
        self.kernel: Array
        self.recurrent_kernel: Array
        self.bias: Array

    def create_weights(self, input_shape: Shape) -> None:
        """Make `kernel`, `recurrent_kernel` and `bias`."""
        width = positive_int(self.name, "the size of the last input axis", input_shape[-1])
        self.add_weight("kernel", (width, self.gates * self.units))
        self.add_weight("recurrent_kernel", (self.units, self.gates * self.units), rules="recurrent")
        if self.use_bias:
            self.create_bias()

    def create_bias(self) -> None:
        """Make `bias`, one entry a column of the kernels."""
        self.add_weight("bias", (self.gates * self.units,))

    @property
    def input_bias(self) -> Array:
        """What is added to x K."""
        return self.bias

    def project(self, x: Array, drops: Drops) -> Array:
        """Return x K + b."""
        p = product(x, self.kernel, drops.inputs)
        if self.use_bias:
            p += self.input_bias
        return p

    def project_back(self, dp: Array, drops: Drops) -> Array:
        """Return dx."""
        return product_back(dp, self.kernel, drops.inputs)

    def recur(self, h: Array, drops: Drops) -> Array:
        """Return h U."""
        return product(h, self.recurrent_kernel, drops.recurrent)

    def recur_back(self, dz: Array, drops: Drops) -> Array:
        """Return the share of dh that comes through h U."""
        return product_back(dz, self.recurrent_kernel, drops.recurrent)

    def weight_gradients(self, x: Array, dp: Array, saved: list[Any], drops: Drops) -> Gradients:
        """Return dK, dU and db; what a step has saved begins with the h it came from."""
        h = np.stack([step[0] for step in saved])
        grads = {
            "kernel": kernel_gradient(x, dp, drops.inputs),
            "recurrent_kernel": kernel_gradient(h, dp, drops.recurrent),
        }
        if self.use_bias:
            grads["bias"] = dp.sum(axis=(0, 1))
        return grads

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this cell."""
        return super().get_config() | {
            "units": self.units,
            "activation": self.activation.__name__,
            "use_bias": self.use_bias,
            "dropout": self.dropout,
            "recurrent_dropout": self.recurrent_dropout,
            "seed": self.seed,
        }


class GatedCell(MatrixCell):
    """A cell with gates of an activation of their own.

    With a `recurrent_dropout`, or with `implementation=1`, an argument left from older versions of Keras,
    each gate has dropout masks of its own, for x and for h; else x has one mask for all gates.
    """

    def __init__(self, *args: Any, recurrent_activation: Any, implementation: int = 2, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.recurrent_activation = activations.get(recurrent_activation)
        choice(type(self).__name__, "implementation", implementation, (1, 2))
        self.implementation = 1 if self.recurrent_dropout else implementation
        self.mask_count = self.gates if self.implementation == 1 else 1

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this cell."""
        return super().get_config() | {"recurrent_activation": self.recurrent_activation.__name__}
