"""Softmax as a layer: along any axes, and with a mask."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from reference.activated import Activated
from reference.activations import softmax
from reference.activations.function import ActivationFunction
from reference.checks import Shape

__all__ = ["Softmax"]

Array = np.ndarray
Gradients = dict[str, Array]

LARGE_NEGATIVE = -1e9  # in the place of a masked logit; its exponential is 0


def _softmax_along(axis: int | tuple[int, ...]) -> ActivationFunction:
    """Softmax with its axes given."""

    def along(x: Array) -> Array:
        return softmax.function(x, axis)

    def derivative(dy: Array, x: Array, y: Array) -> Array:
        return softmax.derivative(dy, x, y, axis)

    return ActivationFunction(along).vjp(derivative)


class Softmax(Activated):
    """Softmax as a layer.

    forward   z = x, -10⁹ where masked      y = exp(z) / Σ exp(z), 0 where masked
    backward  dx = y (dy - Σ dy y)          so 0 where masked

    A row without a single unmasked entry gives zeros, which have no sum of 1.

    Parameters
    ----------
    axis : int or sequence of int
        Along which the sum runs.

    The call's `mask` is True (or a number above 0.5) where an entry counts. It must fit the input from
    the last axis backwards, each of its sizes the input's or 1, and it has no more axes. The mask of a
    sequence, (n, t), therefore does not fit its features (n, t, d): Keras refuses it as well.

    Keras's cross-entropies read the logits x, and along the last axis, whatever `axis` is; but not
    behind several axes, nor behind a mask, whose logits are none any more. Source: `keras.layers.Softmax`.
    """

    free_shape = True
    takes_mask = True
    supports_masking = True

    def __init__(self, axis: int | Sequence[int] = -1, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.axis = axis
        self.axes = tuple(axis) if isinstance(axis, list | tuple) else (axis,)
        if not self.axes or any(isinstance(each, bool) or not isinstance(each, int) for each in self.axes):
            raise ValueError(f"Softmax: axis must be an integer or a sequence of them, got {axis!r}")
        self.activation = _softmax_along(self.axes)

    def pre_activation(self, x: Array) -> tuple[Array, Any]:
        """Return x itself."""
        return x, None

    def _kept(self, x: Array, mask: Any) -> Array:
        """The mask as booleans; a ValueError if it does not fit x."""
        mask = np.asarray(mask)
        pairs = zip(mask.shape[::-1], x.shape[::-1], strict=False)
        if mask.ndim > x.ndim or any(size not in (1, whole) for size, whole in pairs):
            raise ValueError(f"{self.name}: a mask of shape {mask.shape} does not fit inputs of {x.shape}")
        return mask if mask.dtype == bool else mask > 0.5

    def forward(self, x: Array, training: bool = False, mask: Any = None) -> tuple[Array, Any]:
        """Return `(y, cache)`."""
        if mask is None:
            return super().forward(x, training)
        kept = self._kept(x, mask)
        z = np.where(kept, x, LARGE_NEGATIVE)
        y = np.where(kept, self.activation.function(z), 0)
        return y, (None, z, y)

    @property
    def has_logits(self) -> bool:
        """Whether the sum runs along one axis."""
        return len(self.axes) == 1

    def forward_to_logits(self, x: Array, training: bool = False, mask: Any = None) -> tuple[Array, Any]:
        """Return `(x, cache)`; a ValueError if there is a mask."""
        if mask is not None:
            raise ValueError(f"{self.name}: behind a mask there are no logits for a cross-entropy to read")
        return super().forward_to_logits(x, training)

    def backward_from_logits(
        self, dlogits: Array, cache: Any, input_gradient: bool = True
    ) -> tuple[Array | None, Gradients]:
        """Return `(dlogits, {})`."""
        return (dlogits if input_gradient else None), {}

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The shape of the input."""
        rank = len(input_shape)
        if not all(-rank <= axis < rank for axis in self.axes):
            raise ValueError(f"{self.name}: axis {self.axis} is not among those of {tuple(input_shape)}")
        return tuple(input_shape)

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        return super().get_config() | {"axis": self.axis}
