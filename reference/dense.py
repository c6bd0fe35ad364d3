"""Dense and Activation: the fully connected layer, and the activation on its own."""

from typing import Any

import numpy as np

from reference import activations, initializers
from reference.activations.function import ActivationFunction
from reference.checks import Shape, positive_int
from reference.layer import Layer

__all__ = ["Activation", "Dense"]

Array = np.ndarray
Gradients = dict[str, Array]

LOGIT_ACTIVATIONS = ("softmax", "sigmoid")  # their outputs carry the logits to Keras's cross-entropies


class _Activated(Layer):
    """A layer that ends in an activation, y = f(z), and the two ways through and around it."""

    activation: ActivationFunction

    def pre_activation(self, x: Array) -> Array:
        """Return z, what the activation is applied to."""
        raise NotImplementedError

    def forward(self, x: Array, training: bool = False) -> tuple[Array, Any]:
        """Return `(y, cache)`; the cache is (x, z, y)."""
        z = self.pre_activation(x)
        y = self.activation.function(z)
        return y, (x, z, y)

    def backward(self, dy: Array, cache: Any, input_gradient: bool = True) -> tuple[Array | None, Gradients]:
        """Return `(dx, grads)`: through the activation, then through what lies before it."""
        _, z, y = cache
        return self.backward_from_logits(self.activation.derivative(dy, z, y), cache, input_gradient)

    def activated_shape(self, shape: Shape) -> Shape:
        """The shape of f(z) for z of `shape`: the same, but for `glu`, which halves the last axis."""
        if self.activation.__name__ != "glu":
            return shape
        *others, last = shape
        if last is not None and last % 2:
            raise ValueError(f"{self.name}: glu needs an even last axis, got {last}")
        return (*others, None if last is None else last // 2)

    @property
    def has_logits(self) -> bool:
        """Whether f is one of those whose z the cross-entropies read."""
        return self.activation.__name__ in LOGIT_ACTIVATIONS

    def forward_to_logits(self, x: Array, training: bool = False) -> tuple[Array, Any]:
        """Return `(z, cache)`."""
        z = self.pre_activation(x)
        return z, (x, z, None)


class Dense(_Activated):
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

    Source: `keras.layers.Dense`.
    """

    def __init__(
        self,
        units: int,
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.units = positive_int("Dense", "units", units)
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel: Array
        self.bias: Array

    def create_weights(self, input_shape: Shape) -> None:
        """Make `kernel` (d, units) and `bias` (units,)."""
        width = positive_int(self.name, "the size of the last input axis", input_shape[-1])
        self.add_weight("kernel", (width, self.units), self.kernel_initializer)
        if self.use_bias:
            self.add_weight("bias", (self.units,), self.bias_initializer)

    def check_input(self, x: Array) -> None:
        """Raise a ValueError unless `x` is as wide as the kernel is high; its rank is free."""
        if not self.built:
            super().check_input(x)
        if x.ndim < 2 or x.shape[-1] != self.kernel.shape[0]:
            width = self.kernel.shape[0]
            raise ValueError(f"{self.name}: expected an input of shape (None, ..., {width}), got {x.shape}")

    def pre_activation(self, x: Array) -> Array:
        """Return z = x K + b."""
        z = x.dot(self.kernel) if x.ndim == 2 else x @ self.kernel  # dot: the same, with less overhead
        if self.use_bias:
            z += self.bias
        return z

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
            "kernel_initializer": initializers.serialize(self.kernel_initializer),
            "bias_initializer": initializers.serialize(self.bias_initializer),
        }


class Activation(_Activated):
    """An activation as a layer: Dense(u, f) is Dense(u) followed by Activation(f).

    forward   y = f(x)      backward  dx = f'(x) dy

    Source: `keras.layers.Activation`.
    """

    def __init__(self, activation: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.activation = activations.get(activation)

    def check_input(self, x: Array) -> None:
        """Any shape will do."""

    def pre_activation(self, x: Array) -> Array:
        """Return x itself."""
        return x

    def backward_from_logits(
        self, dlogits: Array, cache: Any, input_gradient: bool = True
    ) -> tuple[Array | None, Gradients]:
        """Return `(dlogits, {})`: before the activation there is nothing."""
        return dlogits, {}

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The shape of f(x)."""
        return self.activated_shape(tuple(input_shape))

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        return super().get_config() | {"activation": self.activation.__name__}
