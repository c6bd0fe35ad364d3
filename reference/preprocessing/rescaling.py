"""Another unit, another zero: Rescaling, and the one that some data ask for."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from reference import config
from reference.checks import Shape, as_float_array
from reference.layer import Layer

__all__ = ["Rescaling", "min_max_rescaling", "numbers"]

Array = np.ndarray
Gradients = dict[str, Array]


def numbers(name: str, value: Any) -> Array:
    """`value` as float64.

    Keras takes Python's numbers through float32, even in a float64 layer, but not NumPy's.
    """
    if isinstance(value, Mapping):  # an array in a configuration of Keras's
        value = np.array(value["config"]["value"], dtype=value["config"]["dtype"])
    array = as_float_array(name, value, "float64")
    return array if isinstance(value, np.ndarray | np.generic) else array.astype("float32").astype("float64")


def _configured(value: Any) -> Any:
    """`value` as Keras writes it into a configuration."""
    if not isinstance(value, np.ndarray):
        return value
    return {"class_name": "__numpy__", "config": {"value": value.tolist(), "dtype": str(value.dtype)}}


class Rescaling(Layer):
    """Another unit, another zero: pixels from 0..255 to 0..1 by `Rescaling(1 / 255)`.

    forward   y = x s + o      backward  dx = dy s

    `scale` and `offset` are numbers, or one number a feature: an entry of the last axis, which is why
    scales (not offsets) get two more axes where `config.image_data_format()` is "channels_first".
    Source: `keras.layers.Rescaling`; more numbers than there are features are refused, since Keras announces
    another shape than it gives.
    """

    free_shape = True
    supports_masking = True

    def __init__(self, scale: Any, offset: Any = 0.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._given = {"scale": scale, "offset": offset}
        self.scale = numbers("Rescaling: scale", scale)
        self.offset = numbers("Rescaling: offset", offset)

    def _factors(self) -> Array:
        """The scale, with the axes that stand behind a channel."""
        scale = self.scale.astype(self.dtype)
        if scale.ndim and config.image_data_format() == "channels_first":
            return scale.reshape(scale.shape + (1,) * (3 - scale.ndim))
        return scale

    def forward(self, x: Array, training: bool = False) -> tuple[Array, Any]:
        """Return `(y, cache)`; the cache is s."""
        scale = self._factors()
        return x * scale + self.offset.astype(self.dtype), scale

    def backward(self, dy: Array, cache: Any, input_gradient: bool = True) -> tuple[Array | None, Gradients]:
        """Return `(dx, {})`."""
        return (dy * cache if input_gradient else None), {}

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The shape of the input."""
        shape = tuple(input_shape)
        for name, value in (("scale", self._factors()), ("offset", self.offset)):
            ends = zip(value.shape[::-1], shape[::-1], strict=False)
            if value.ndim > len(shape) or any(n not in (1, size) and size is not None for n, size in ends):
                raise ValueError(f"{self.name}: {name} of shape {value.shape} does not fit inputs of {shape}")
        return shape

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        return super().get_config() | {key: _configured(value) for key, value in self._given.items()}


def min_max_rescaling(data: Any) -> Rescaling:
    """The Rescaling that maps every feature of `data` onto 0..1: (x - min) / (max - min).

    A feature that never varies is only shifted to 0, as scikit-learn's MinMaxScaler does it. Fit it
    on the training data alone; other data may leave 0..1.
    """
    data = as_float_array("min_max_rescaling: data", data, "float64")
    if data.ndim < 2 or len(data) == 0:
        raise ValueError(f"min_max_rescaling: expected samples of features, got shape {data.shape}")
    low = data.min(axis=0)
    spread = data.max(axis=0) - low
    spread[spread == 0] = 1
    return Rescaling((1 / spread).tolist(), (-low / spread).tolist())
