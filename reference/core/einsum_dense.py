"""EinsumDense: a Dense layer whose product is written as an equation."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from reference import activations
from reference.activated import Activated
from reference.checks import Shape, as_shape, check_fits
from reference.core.einsum import Equation, contract
from reference.initializers import VarianceScaling

__all__ = ["EinsumDense"]

Array = np.ndarray
Gradients = dict[str, Array]


class EinsumDense(Activated):
    """Sums of products of the input and a kernel, over the axes that the output does not have.

    equation  x,k->y           x, k, y stand for the letters of the axes: "abc,cd->abd" is Dense on (n, t, d)
    forward   z = einsum(x,k->y)(x, K) + b      y = f(z)
    backward  dz = f'(z) dy
              dx = einsum(y,k->x)(dz, K)        an axis that x alone has: the same all along it
              dK = einsum(x,y->k)(x, dz)        db = Σ dz over the axes that b has not

    Parameters
    ----------
    equation : str
        "ab,bc->ac"; "...a,ab->...b" or "ab...,bc->ac..." with any number of axes in the place of the
        dots. A letter twice in one place (a diagonal) is refused.
    output_shape : int or sequence of int or None
        The sizes of the output, without the batch axis and without those behind dots.
    activation : str or activation, optional
        f; the identity if not given.
    bias_axes : str, optional
        The letters of the output along which b has entries; no b if not given.
    kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer
        How K and b start, and what their sizes cost in training. A scaling initializer gets the fans
        from the equation: the axes of K that are summed are its inputs.
    kernel_constraint, bias_constraint
        What K and b are held to after each update.

    A mask ends here, other than in Dense. One oddity of Keras on TensorFlow is kept: a b with only one size
    above 1 is added along the last axis of z if that is as long, or else along axis 1 if that is.

    Source: `keras.layers.EinsumDense`.
    """

    def __init__(
        self,
        equation: str,
        output_shape: int | Sequence[int | None],
        activation: Any = None,
        bias_axes: str | None = None,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.equation = equation
        sizes = (output_shape,) if isinstance(output_shape, int | np.integer) else output_shape
        self.partial_output_shape = as_shape("EinsumDense: output_shape", sizes)
        self.activation = activations.get(activation)
        self.bias_axes = bias_axes
        self.weight_rules(
            "kernel",
            initializer=kernel_initializer,
            regularizer=kernel_regularizer,
            constraint=kernel_constraint,
        )
        self.weight_rules(
            "bias", initializer=bias_initializer, regularizer=bias_regularizer, constraint=bias_constraint
        )
        self.axes: Equation
        self.kernel: Array
        self.bias: Array

    def create_weights(self, input_shape: Shape) -> None:
        """Make `kernel`, and `bias` if it has axes."""
        self.axes = Equation.read(self.equation, len(input_shape))
        output_shape = self.axes.output_shape(input_shape, self.partial_output_shape)
        self.add_weight(
            "kernel", self._known(self.axes.kernel_shape(input_shape, output_shape)), self._start()
        )
        if self.bias_axes is not None:
            self.add_weight("bias", self._known(self.axes.bias_shape(self.bias_axes, output_shape)))

    def _known(self, shape: Shape) -> Shape:
        if None in shape:
            raise ValueError(f"{self.name}: {self.equation!r} makes a weight of {shape}, with an open size")
        return shape

    def _start(self) -> Any:
        """The kernel's initializer; one that scales by fans learns which axes are inputs."""
        start = self.rule_of("kernel", "initializer")
        if not isinstance(start, VarianceScaling) or start.input_axes is not None:
            return start
        places = list(enumerate(self.axes.kernel))
        fans = {
            "seed": start.seed,
            "input_axes": [i for i, axis in places if axis not in self.axes.y],
            "output_axes": [i for i, axis in places if axis in self.axes.y],
        }
        return type(start).from_config(start.get_config() | fans)

    def check_input(self, x: Array) -> None:
        """Raise a ValueError unless `x` has the axes of the equation, and those of the kernel its sizes."""
        self.require_built()
        size = dict(zip(self.axes.kernel, self.kernel.shape, strict=True))
        check_fits(self.name, x, tuple(size.get(axis) for axis in self.axes.x))

    def pre_activation(self, x: Array) -> tuple[Array, Any]:
        """Return z, and x."""
        z = contract(x, self.axes.x, self.kernel, self.axes.kernel, self.axes.y)
        return (z if self.bias_axes is None else z + self.bias.reshape(self._bias_shape(z.shape))), x

    def backward_from_logits(
        self, dlogits: Array, cache: Any, input_gradient: bool = True
    ) -> tuple[Array | None, Gradients]:
        """Return `(dx, grads)` for the gradient `dlogits` of z."""
        x_axes, kernel_axes, y_axes, _ = self.axes
        x, dz = cache[0], dlogits
        grads = {"kernel": contract(x, x_axes, dz, y_axes, kernel_axes)}
        if self.bias_axes is not None:
            grads["bias"] = self._bias_gradient(dz)
        if not input_gradient:
            return None, grads
        lone = tuple(i for i, axis in enumerate(x_axes) if axis not in y_axes + kernel_axes)
        known = "".join(axis for i, axis in enumerate(x_axes) if i not in lone)
        dx = contract(dz, y_axes, self.kernel, kernel_axes, known)
        return np.broadcast_to(np.expand_dims(dx, lone), x.shape) if lone else dx, grads

    def _bias_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """How b stands against z of `shape`: along its own axes, or where Keras puts it (see above)."""
        lengths = [size for size in self.bias.shape if size > 1]
        for axis in (len(shape) - 1, 1):
            if lengths == [shape[axis]]:
                return tuple(size if i == axis else 1 for i, size in enumerate(shape))
        return (1,) * (len(shape) - self.bias.ndim) + self.bias.shape

    def _bias_gradient(self, dz: Array) -> Array:
        """The sum of dz along all axes along which b is 1."""
        alone = tuple(i for i, size in enumerate(self._bias_shape(dz.shape)) if size == 1)
        return np.add.reduce(dz, axis=alone).reshape(self.bias.shape)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The batch size, the sizes behind dots and `output_shape`."""
        axes = Equation.read(self.equation, len(input_shape))
        return self.activated_shape(axes.output_shape(tuple(input_shape), self.partial_output_shape))

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        return super().get_config() | {
            "output_shape": self.partial_output_shape,
            "equation": self.equation,
            "activation": self.activation.__name__,
            "bias_axes": self.bias_axes,
        }
