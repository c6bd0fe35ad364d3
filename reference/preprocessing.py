"""Getting data ready: scaling, one-hot targets."""

from typing import Any

import numpy as np

from reference import config
from reference.checks import Shape, as_float_array
from reference.layer import Layer

__all__ = ["Normalization", "Rescaling", "min_max_rescaling", "to_categorical"]

Array = np.ndarray


class Rescaling(Layer):
    """Another unit, another zero: pixels from 0..255 to 0..1 by `Rescaling(1 / 255)`.

    forward   y = x s + o      backward  dx = dy s

    `scale` and `offset` are numbers, or one number a feature. Source: `keras.layers.Rescaling`.
    """

    def __init__(self, scale: Any, offset: Any = 0.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.scale = as_float_array("Rescaling: scale", scale, "float64")
        self.offset = as_float_array("Rescaling: offset", offset, "float64")

    def forward(self, x: Array, training: bool = False) -> tuple[Array, Any]:
        """Return `(y, cache)`."""
        # Keras casts Python numbers through float32, even in a float64 layer
        scale, offset = (a.astype("float32").astype(self.dtype) for a in (self.scale, self.offset))
        return x * scale + offset, scale

    def backward(
        self, dy: Array, cache: Any, input_gradient: bool = True
    ) -> tuple[Array | None, dict[str, Array]]:
        """Return `(dx, {})`."""
        return dy * cache, {}

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        return super().get_config() | {"scale": self.scale.tolist(), "offset": self.offset.tolist()}


class Normalization(Layer):
    """Mean 0 and variance 1 a feature, by statistics that `adapt` takes from the data once.

    forward   y = (x - μ) / max(σ, ε)      backward  dx = dy / max(σ, ε)

    Weights `mean`, `variance` and `count`, none of them trained. Unlike BatchNormalization it does the
    same in training and in use. Source: `keras.layers.Normalization`; only `axis=-1`, and ε is
    `reference.config.epsilon()`. Fit it on the training data alone.
    """

    def __init__(self, axis: int = -1, **kwargs: Any) -> None:
        kwargs = {key: value for key, value in kwargs.items() if (key, value) != ("invert", False)}
        super().__init__(**kwargs)
        if axis not in (-1, [-1], (-1,)):
            raise ValueError(f"Normalization supports axis=-1 only, got {axis!r}")
        self.mean: Array
        self.variance: Array
        self.count: Array

    def create_weights(self, input_shape: Shape) -> None:
        """Make `mean` and `variance` (d,) and `count` ()."""
        width = (input_shape[-1],)
        self.add_weight("mean", width, "zeros", trainable=False)  # type: ignore[arg-type]
        self.add_weight("variance", width, "ones", trainable=False)  # type: ignore[arg-type]
        self.add_weight("count", (), "zeros", trainable=False)

    def adapt(self, data: Any) -> None:
        """Take mean and (biased) variance of every feature from `data`, replacing earlier ones."""
        data = as_float_array("Normalization.adapt: data", data, self.dtype)
        if data.ndim < 2 or len(data) == 0:
            raise ValueError(f"Normalization.adapt: expected samples of features, got shape {data.shape}")
        if not self.built:
            self.build((None, *data.shape[1:]))
        self.check_input(data)
        axes = tuple(range(data.ndim - 1))
        self.mean[...] = data.mean(axis=axes)
        self.variance[...] = data.var(axis=axes)

    def forward(self, x: Array, training: bool = False) -> tuple[Array, Any]:
        """Return `(y, cache)`."""
        width = np.maximum(np.sqrt(self.variance), np.asarray(config.epsilon(), dtype=self.dtype))
        return (x - self.mean) / width, width

    def backward(
        self, dy: Array, cache: Any, input_gradient: bool = True
    ) -> tuple[Array | None, dict[str, Array]]:
        """Return `(dx, {})`."""
        return dy / cache, {}

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        return super().get_config() | {"axis": -1}


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
    return Rescaling(1 / spread, -low / spread)


def to_categorical(x: Any, num_classes: int | None = None) -> Array:
    """Integer labels as one-hot rows of float64; `num_classes` is the largest label + 1 if not given.

    Raises a ValueError for labels that are not whole or not in 0 … num_classes - 1.
    Source: `keras.utils.to_categorical`, which does not check.

    >>> to_categorical([0, 2, 1])
    array([[1., 0., 0.],
           [0., 0., 1.],
           [0., 1., 0.]])
    """
    labels = np.asarray(x)
    if labels.dtype.kind not in "iu" or labels.size == 0:
        raise ValueError(f"to_categorical: expected integer labels, got {labels.dtype} {labels.shape}")
    if labels.ndim > 1 and labels.shape[-1] == 1:  # a column of labels, as Keras takes it
        labels = labels[..., 0]
    classes = int(labels.max()) + 1 if num_classes is None else num_classes
    wrong = labels[(labels < 0) | (labels >= classes)]
    if wrong.size:
        raise ValueError(f"to_categorical: labels must lie in 0..{classes - 1}, got {wrong.flat[0]}")
    return np.eye(classes)[labels]
