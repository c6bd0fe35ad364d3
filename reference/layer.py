"""The base class of every layer: what does not depend on the mathematics."""

import warnings
from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np

from reference import regularizers
from reference.checks import Shape, as_input, as_shape, check_fits, dtype_name, not_built
from reference.lookup import snake_case
from reference.weighted import Weighted

__all__ = ["Layer"]

Array = np.ndarray
Gradients = dict[str, Array]

INPUT_SHAPE_WARNING = (
    "Do not pass an `input_shape`/`input_dim` argument to a layer. When using Sequential models, "
    "prefer using an `Input(shape)` object as the first layer in the model instead."
)


class Layer(Weighted):
    """A function of its input, with its parameters as attributes under Keras's names.

    A subclass writes `create_weights(input_shape)` if it has weights, `forward`, `backward`,
    `compute_output_shape` where the shape changes, and `get_config` for its own arguments. If it
    reads a mask, its `forward` takes `mask` and `takes_mask` is True.

    Parameters
    ----------
    name : str, optional
        "dense", "dense_1" … within a model, if not given.
    dtype : str, optional
        "float32" or "float64"; `reference.config.floatx()` if not given.
    trainable : bool
        Whether training may change the weights.
    activity_regularizer : optional
        What the size of the output costs in training, divided by the number of samples.
    input_shape, input_dim : optional
        The shape of one sample, the old way to build a first layer; warns as Keras does.

    Any other argument of the Keras layer is refused with a ValueError, unless it is None.
    """

    takes_mask = False  # whether `forward` has the argument `mask`
    makes_mask = False  # whether `compute_mask` gives a mask where there was none
    supports_masking = False  # whether a mask reaches the next layer, through `compute_mask`
    passes_logits = False  # whether the output is the input itself, so that its logits survive
    free_shape = False  # whether, once built, all shapes will do that `compute_output_shape` does not refuse
    takes_integers = False  # whether integers stay integers on their way in

    def __init__(
        self,
        *,
        name: str | None = None,
        dtype: Any = None,
        trainable: bool = True,
        activity_regularizer: Any = None,
        input_shape: Sequence[int | None] | None = None,
        input_dim: int | None = None,
        **unsupported: Any,
    ) -> None:
        refused = {key: value for key, value in unsupported.items() if value is not None}
        if refused:
            raise ValueError(f"{type(self).__name__} does not support the argument(s) {refused}")
        super().__init__(trainable)
        self.name = name or snake_case(type(self).__name__)
        self.auto_named = name is None
        self.dtype = dtype_name(dtype)
        self.activity_regularizer = regularizers.get(activity_regularizer)
        self.built = False
        self.input_shape: Shape | None = None
        shape = (input_dim,) if input_dim is not None else input_shape
        self.declared_input_shape = None if shape is None else as_shape(type(self).__name__, shape)
        if shape is not None:
            warnings.warn(INPUT_SHAPE_WARNING, UserWarning, stacklevel=3)

    def create_weights(self, input_shape: Shape) -> None:
        """Make the weights for inputs of `input_shape` (with the batch axis, which is None)."""

    def build(self, input_shape: Sequence[int | None]) -> None:
        """Make the weights for inputs of `input_shape`, batch axis included; twice is once."""
        if not self.built:
            shape = as_shape(f"{self.name}.build", input_shape)
            self.compute_output_shape(shape)  # refuses what the layer cannot take
            self.create_weights(shape)
            self.input_shape = (None, *shape[1:])
            self.built = True

    def count_params(self) -> int:
        """The number of numbers in all weights."""
        if not self.built:
            raise not_built(self.name)
        return sum(weight.size for weight in self.weights)

    def require_built(self) -> Shape:
        """Return the shape this layer was built for; a ValueError if it was not."""
        if self.input_shape is None:
            raise not_built(self.name)
        return self.input_shape

    def check_input(self, x: Array) -> None:
        """Raise a ValueError unless `x` has the rank and sizes this layer was built for."""
        if self.free_shape:
            self.compute_output_shape(x.shape)
        else:
            check_fits(self.name, x, self.require_built())

    def forward(self, x: Array, training: bool = False) -> tuple[Any, Any]:
        """Return `(y, cache)`; changes nothing."""
        raise NotImplementedError

    def backward(self, dy: Any, cache: Any, input_gradient: bool = True) -> tuple[Any, Gradients]:
        """Return `(dx, grads)`, with a gradient for each weight; `dx` is None if not asked for."""
        raise NotImplementedError

    @property
    def has_logits(self) -> bool:
        """Whether the output is the softmax or sigmoid of logits, which Keras's losses then read."""
        return False

    def forward_to_logits(self, x: Array, training: bool = False) -> tuple[Array, Any]:
        """Like `forward`, but return the logits instead of the output."""
        raise NotImplementedError

    def backward_from_logits(
        self, dlogits: Array, cache: Any, input_gradient: bool = True
    ) -> tuple[Array | None, Gradients]:
        """Like `backward`, given the gradient of the logits, and the cache of either forward."""
        raise NotImplementedError

    def commit(self, cache: Any) -> None:
        """Write the state that a pass changes (moving statistics, seeds); most layers have none."""

    def compute_mask(self, x: Array, mask: Array | None) -> Array | None:
        """The mask of the output, for a layer with `supports_masking`."""
        return mask

    def __call__(self, x: Any, training: bool = False, **call: Any) -> Any:
        """Build if need be, run forward, write the state it changes, and return the output.

        `call` is what else the layer's `forward` takes: `mask`, `initial_state` …
        """
        x = as_input(f"input of {self.name}", x, self.dtype, self.takes_integers)
        if not self.built:
            self.build((None, *x.shape[1:]))
        self.check_input(x)
        y, cache = self.forward(x, training, **call)
        self.commit(cache)
        return y

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The shape of the output for inputs of `input_shape`, batch axis included."""
        return tuple(input_shape)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, as Keras's layer would give them."""
        config = {"name": self.name, "trainable": self.trainable, "dtype": self.dtype}
        if self.activity_regularizer is not None:
            config["activity_regularizer"] = regularizers.serialize(self.activity_regularizer)
        return config | self.rules_config()

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """Build the layer from a configuration, one that the Keras layer gave included."""
        return cls(**config)
