"""Dense and Activation: the fully connected layer, and the activation on its own."""

from typing import Any

import numpy as np

from reference import activations
from reference.activated import Activated
from reference.checks import Shape, positive_int

__all__ = ["Activation", "Dense"]

Array = np.ndarray
Gradients = dict[str, Array]


class Dense(Activated):
    """Fully connected: every unit sees every input feature.

    forward   z = x K + b        x (..., d)   K (d, u)   b (u,)
              y = f(z)           z, y (..., u)
    backward  dz = f'(z) dy      dx = dz Kᵀ     dK = xᵀ dz     db = Σ dz

    Rows are samples, so the kernel stands to the right of x and holds one column a unit: the
    transpose of the W in a textbook's W a + b. Inputs of higher rank are mapped along their last axis.

    Parameters
    ----------
    units : int
        The number of outputs, u.
    activation : str or activation, optional
        f; the identity if not given.
    use_bias : bool
        Whether there is a b.
    kernel_initializer, bias_initializer
        How K and b start.
    kernel_regularizer, bias_regularizer, activity_regularizer
        What the sizes of K, b and y cost in training.
    kernel_constraint, bias_constraint
        What K and b are held to after each update.

    Source: `keras.layers.Dense`.
    """

    supports_masking = True

    def __init__(
        self,
        units: int,
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(activity_regularizer=activity_regularizer, **kwargs)
        self.units = positive_int("Dense", "units", units)
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        self.weight_rules(
            "kernel",
            initializer=kernel_initializer,
            regularizer=kernel_regularizer,
            constraint=kernel_constraint,
        )
        self.weight_rules(
            "bias", initializer=bias_initializer, regularizer=bias_regularizer, constraint=bias_constraint
        )
        self.kernel: Array
        self.bias: Array

    def create_weights(self, input_shape: Shape) -> None:
        """Make `kernel` (d, units) and `bias` (units,)."""
        width = positive_int(self.name, "the size of the last input axis", input_shape[-1])
        self.add_weight("kernel", (width, self.units))
        if self.use_bias:
            self.add_weight("bias", (self.units,))

    def check_input(self, x: Array) -> None:
        """Raise a ValueError unless `x` is as wide as the kernel is high; its rank is free."""
        self.require_built()
        if x.ndim < 2 or x.shape[-1] != self.kernel.shape[0]:
            width = self.kernel.shape[0]
            raise ValueError(f"{self.name}: expected an input of shape (None, ..., {width}), got {x.shape}")

    def pre_activation(self, x: Array) -> tuple[Array, Any]:
        """Return z = x K + b, and x."""
        z = x.dot(self.kernel) if x.ndim == 2 else x @ self.kernel  # dot: the same, with less overhead
        if self.use_bias:
            z += self.bias
        return z, x

    def backward_from_logits(
        self, dlogits: Array, cache: Any, input_gradient: bool = True
    ) -> tuple[Array | None, Gradients]:
        """Return `(dx, grads)` for the gradient `dlogits` of z."""
        x, dz, is_matrix = cache[0], dlogits, dlogits.ndim == 2
        if not is_matrix:
            x, dz = x.reshape(-1, x.shape[-1]), dz.reshape(-1, self.units)
        grads = {"kernel": x.T.dot(dz)}
        if self.use_bias:
            grads["bias"] = np.add.reduce(dz)
        if not input_gradient:
            return None, grads
        return dz.dot(self.kernel.T) if is_matrix else dlogits @ self.kernel.T, grads

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The input's shape with `units` in the place of the last size."""
        if len(input_shape) < 2:
            raise ValueError(f"{self.name}: expected an input of rank 2 or more, got shape {input_shape}")
        return self.activated_shape((*input_shape[:-1], self.units))

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        return super().get_config() | {
            "units": self.units,
            "activation": self.activation.__name__,
            "use_bias": self.use_bias,
        }


class Activation(Activated):
    """An activation as a layer: Dense(u, f) is Dense(u) followed by Activation(f).

    forward   y = f(x)      backward  dx = f'(x) dy

    Source: `keras.layers.Activation`.
    """

    free_shape = True
    supports_masking = True

    def __init__(self, activation: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.activation = activations.get(activation)
        self.passes_logits = self.activation.__name__ == "linear"

    def pre_activation(self, x: Array) -> tuple[Array, Any]:
        """Return x itself."""
        return x, None

    def backward_from_logits(
        self, dlogits: Array, cache: Any, input_gradient: bool = True
    ) -> tuple[Array | None, Gradients]:
        """Return `(dlogits, {})`: before the activation there is nothing."""
        return (dlogits if input_gradient else None), {}

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The shape of f(x)."""
        return self.activated_shape(tuple(input_shape))

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        return super().get_config() | {"activation": self.activation.__name__}
