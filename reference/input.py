"""Input: the shape and dtype of what comes in."""

from collections.abc import Mapping
from typing import Any, Self

from reference.checks import Shape, as_shape
from reference.layer import Layer

__all__ = ["Input", "InputLayer"]

INTEGERS = ("int32", "int64", "uint8")  # for the layers that look numbers up


class InputLayer(Layer):
    """The shape and dtype (a float type, or one of INTEGERS) of what comes in; it computes nothing."""

    def __init__(self, shape: Any = None, *, batch_shape: Any = None, dtype: Any = None, name: Any = None):
        whole = isinstance(dtype, str) and dtype in INTEGERS
        super().__init__(name=name, dtype=None if whole else dtype)
        self.dtype = dtype if whole else self.dtype
        if (shape is None) == (batch_shape is None):
            raise ValueError("Input: give shape, or batch_shape, and not both")
        given = as_shape("Input", batch_shape if shape is None else shape)
        self.batch_shape: Shape = given if shape is None else (None, *given)
        self.built = True  # there is nothing to make

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        return {"batch_shape": list(self.batch_shape), "dtype": self.dtype, "name": self.name}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """Build it from a configuration; Keras's flags for sparse, ragged, optional input must be off."""
        flags = {key: config[key] for key in ("sparse", "ragged", "optional") if config.get(key)}
        if flags:
            raise ValueError(f"InputLayer does not support {flags}")
        return cls(**{key: config[key] for key in ("batch_shape", "dtype", "name") if key in config})


def Input(shape: Any = None, *, batch_shape: Any = None, dtype: Any = None, name: Any = None) -> InputLayer:
    """The first entry of a Sequential that is to be built at once: `Input((8,))`.

    `shape` is that of one sample. Source: `keras.Input`.
    """
    return InputLayer(shape, batch_shape=batch_shape, dtype=dtype, name=name)
