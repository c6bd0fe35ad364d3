"""Lambda: any function as a layer."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self

import numpy as np

from reference.activations.function import ActivationFunction
from reference.checks import Shape, as_shape
from reference.layer import Layer

__all__ = ["Lambda"]

Array = np.ndarray
Gradients = dict[str, Array]


class Lambda(Layer):
    """y = f(x) for an f of your own; the way back needs its derivative too.

    forward   y = f(x, **arguments)
    backward  dx = f'(dy, x, y, **arguments)

    A function with its derivative is made as those of `reference.activations` are:

    >>> from reference.activations.function import ActivationFunction
    >>> @ActivationFunction
    ... def cube(x, factor=1.0):
    ...     return factor * x**3
    >>> @cube.vjp
    ... def _(dy, x, y, factor=1.0):
    ...     return dy * 3 * factor * x**2
    >>> layer = Lambda(cube, arguments={"factor": 2.0})
    >>> y, cache = layer.forward(np.array([[1.0, -2.0]]))
    >>> y, layer.backward(np.array([[1.0, 10.0]]), cache)[0]
    (array([[  2., -16.]]), array([[  6., 240.]]))

    Parameters
    ----------
    function : ActivationFunction, or function of an array
        f; a function alone can be used forward, and its `backward` is refused. If it has arguments named
        `training` or `mask`, it gets those of the call.
    output_shape : sequence of int or function of a shape, optional
        The shape of y, without the batch axis, or the function that gives it whole. If not given, f is
        tried out on zeros.
    mask : boolean array or function of (x, mask), optional
        The mask of y; without it a mask ends here.
    arguments : dict, optional
        What f and f' take besides.

    A function is code, so the layer has no configuration: `get_config` and `from_config` refuse. In Keras
    they carry the byte code, which runs when a file is read. Source: `keras.layers.Lambda`.
    """

    takes_mask = True

    def __init__(
        self,
        function: ActivationFunction | Callable[..., Any],
        output_shape: Any = None,
        mask: Any = None,
        arguments: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        if not callable(function):
            raise ValueError(f"Lambda: function must be a function, got {function!r}")
        self.function = function
        self.arguments = dict(arguments or {})
        self.mask = mask
        self.supports_masking = self.makes_mask = mask is not None
        self._output_shape = output_shape
        self._names = tuple(inspect.signature(function).parameters)

    def check_input(self, x: Array) -> None:
        """Any shape will do."""

    def _arguments(self, training: bool, mask: Any) -> dict[str, Any]:
        call = {"training": training, "mask": mask}
        return self.arguments | {name: value for name, value in call.items() if name in self._names}

    def forward(self, x: Array, training: bool = False, mask: Any = None) -> tuple[Array, Any]:
        """Return `(y, cache)`."""
        arguments = self._arguments(training, mask)
        if isinstance(self.function, ActivationFunction):
            return self.function.forward(x, **arguments)
        return np.asarray(self.function(x, **arguments)), None

    def backward(self, dy: Array, cache: Any, input_gradient: bool = True) -> tuple[Array | None, Gradients]:
        """Return `(dx, {})`; a ValueError if the derivative was not given."""
        if not input_gradient:
            return None, {}
        if not isinstance(self.function, ActivationFunction):
            name = getattr(self.function, "__name__", self.function)
            raise ValueError(f"{self.name}: function {name} has no derivative; make it an ActivationFunction")
        return self.function.backward(dy, cache), {}

    def compute_mask(self, x: Array, mask: Array | None = None) -> Array | None:
        """What `mask` says."""
        return self.mask(x, mask) if callable(self.mask) else self.mask

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """What `output_shape` says; else what f makes of zeros, with 2 and with 3 in the open places."""
        if callable(self._output_shape):
            return as_shape(f"{self.name}: output_shape", self._output_shape(input_shape))
        if self._output_shape is not None:
            return (input_shape[0], *as_shape(f"{self.name}: output_shape", self._output_shape))
        two, three = (self._tried(input_shape, size) for size in (2, 3))
        return tuple(size if size == other else None for size, other in zip(two, three, strict=True))

    def _tried(self, input_shape: Sequence[int | None], size: int) -> tuple[int, ...]:
        shape = [size if each is None else each for each in input_shape]
        with np.errstate(all="ignore"):
            return self.forward(np.zeros(shape, self.dtype))[0].shape

    def get_config(self) -> dict[str, Any]:
        """Refuse."""
        raise ValueError(f"{self.name}: a Lambda has no configuration, since its function is code")

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """Refuse."""
        raise ValueError("Lambda: no function is read from a configuration; write Lambda(function) yourself")
