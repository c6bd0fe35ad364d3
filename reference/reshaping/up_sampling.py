"""More pixels: every one repeated, or new ones in between."""

import itertools
from typing import Any

import numpy as np

from reference import checks
from reference.checks import Shape, check_rank
from reference.interpolation import METHODS, resample, resizing_weights
from reference.reshaping.moving import Moving, spatial_axes

__all__ = ["UpSampling1D", "UpSampling2D", "UpSampling3D"]

Array = np.ndarray


class _UpSampling(Moving):
    """Every number repeated along the spatial axes.

    forward   y[k i + j] = x[i]  for 0 ≤ j < k      backward  dx[i] = Σ_j dy[k i + j]
    """

    rank: int

    def __init__(self, size: Any, data_format: str | None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        owner = type(self).__name__
        self.data_format = checks.data_format(owner, data_format)
        self.axes = spatial_axes(self.data_format, self.rank)
        self.factors = checks.sizes(owner, "size", size, self.rank)
        self.size: Any = self.factors  # one number in UpSampling1D

    def move(self, x: Array) -> Array:
        """Return x with every number repeated."""
        for axis, factor in zip(self.axes, self.factors, strict=True):
            x = x.repeat(factor, axis)
        return x

    def move_back(self, dy: Array, shape: tuple[int, ...]) -> Array:
        """Return the sum over the copies of each number."""
        dx = np.zeros(shape, dtype=dy.dtype)
        places: list[Any] = [slice(None)] * dy.ndim
        for copy in itertools.product(*map(range, self.factors)):  # the first of each number, the second …
            for axis, start, factor in zip(self.axes, copy, self.factors, strict=True):
                places[axis] = slice(start, None, factor)
            dx += dy[tuple(places)]
        return dx

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The input's shape, with the spatial sizes multiplied."""
        check_rank(self.name, input_shape, self.rank + 2)
        sizes = list(input_shape)
        for axis, factor in zip(self.axes, self.factors, strict=True):
            size = sizes[axis]
            sizes[axis] = None if size is None else size * factor
        return tuple(sizes)

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        return super().get_config() | {"size": self.size, "data_format": self.data_format}


class UpSampling1D(_UpSampling):
    """Every time step `size` times in a row.

    forward   y[:, k t + j] = x[:, t]  for 0 ≤ j < k      backward  dx[:, t] = Σ_j dy[:, k t + j]

    Source: `keras.layers.UpSampling1D`, which has no `data_format`.
    """

    rank = 1

    def __init__(self, size: int = 2, **kwargs: Any) -> None:
        checks.positive_int("UpSampling1D", "size", size)
        super().__init__(size, "channels_last", **kwargs)
        self.size = self.factors[0]

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        config = super().get_config()
        del config["data_format"]
        return config


class UpSampling2D(_UpSampling):
    """Images with `size` times as many rows and columns.

    nearest     forward   every pixel repeated     backward  the sum over its copies
    the others  forward   y = A x Bᵀ               backward  dx = Aᵀ dy B

    `size` is one factor or (rows, columns); A and B are the weights of `reference.interpolation` for
    "bilinear", "bicubic", "lanczos3" and "lanczos5". Keras computes these in float32, even where all
    else is float64. Source: `keras.layers.UpSampling2D`.
    """

    rank = 2

    def __init__(
        self,
        size: Any = (2, 2),
        data_format: str | None = None,
        interpolation: str = "nearest",
        **kwargs: Any,
    ) -> None:
        super().__init__(size, data_format, **kwargs)
        self.interpolation = checks.choice(
            "UpSampling2D", "interpolation", str(interpolation).lower(), METHODS
        )

    def _weights(self, shape: tuple[int, ...]) -> list[Array]:
        sizes = [shape[axis] for axis in self.axes]
        new_sizes = [size * factor for size, factor in zip(sizes, self.factors, strict=True)]
        return resizing_weights(sizes, new_sizes, self.interpolation, False, self.dtype)

    def move(self, x: Array) -> Array:
        """Return the larger images."""
        if self.interpolation == "nearest":
            return super().move(x)
        return resample(x.astype(self.dtype, copy=False), self.axes, self._weights(x.shape))

    def move_back(self, dy: Array, shape: tuple[int, ...]) -> Array:
        """Return the gradient of the images, of `shape`."""
        if self.interpolation == "nearest":
            return super().move_back(dy, shape)
        return resample(dy, self.axes, [weights.T for weights in self._weights(shape)])

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        return super().get_config() | {"interpolation": self.interpolation}


class UpSampling3D(_UpSampling):
    """Volumes with every number repeated along three axes; `size` is one factor or three.

    Source: `keras.layers.UpSampling3D`.
    """

    rank = 3

    def __init__(self, size: Any = (2, 2, 2), data_format: str | None = None, **kwargs: Any) -> None:
        super().__init__(size, data_format, **kwargs)
