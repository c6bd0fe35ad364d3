"""Dropout: single entries, or whole feature maps, are 0 for one step."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from reference import checks
from reference.checks import Shape
from reference.random import SeedGenerator
from reference.random.dropout import keep_mask, rescaled
from reference.regularization.random_layer import RandomLayer

__all__ = ["Dropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D"]

Array = np.ndarray


class Dropout(RandomLayer):
    """A share `rate` of the entries is 0, the others make up for it, in training only.

    forward    m = 1 where u >= rate, else 0      u uniform in [0, 1), of the input's dtype
               y = m x / (1 - rate)               the mean of y over all masks is x
    backward   dx = m dy / (1 - rate)

    Parameters
    ----------
    rate : number from 0 to 1
        At 1 all is 0, and nothing is drawn.
    noise_shape : sequence of int or None, optional
        The shape of m: with a size of 1, all along that axis stay or go together; None stands for the
        input's own size. Keras also takes a mask larger than the input, which is refused here.
    seed : int, optional

    Source: `keras.layers.Dropout`; Srivastava et al., "Dropout: a simple way to prevent neural networks
    from overfitting" (2014).
    """

    def __init__(
        self,
        rate: float,
        noise_shape: Sequence[int | None] | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ) -> None:
        self.rate = checks.number(type(self).__name__, "rate", rate, 0, 1)
        super().__init__(seed, self.rate > 0, **kwargs)
        owner = f"{type(self).__name__}: noise_shape"
        self.noise_shape = None if noise_shape is None else checks.as_shape(owner, noise_shape)

    def draw(self, x: Array, generator: SeedGenerator) -> Array:
        """Return m as booleans."""
        return keep_mask(x.shape, self.rate, self.noise_shape, x.dtype, generator)

    def disturb(self, x: Array, noise: Array) -> Array:
        """Return m x / (1 - rate)."""
        return rescaled(x, noise, self.rate)

    def slope(self, dy: Array, noise: Array) -> Array:
        """Return m dy / (1 - rate)."""
        return rescaled(dy, noise, self.rate)

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        own = {"rate": self.rate, "seed": self.seed, "noise_shape": self.noise_shape}
        return super().get_config() | own


class _SpatialDropout(Dropout):
    """Dropout of whole feature maps: m has one entry a sample and channel.

    Neighbours in a feature map are much alike, so that single dropped entries are hardly missed. As in
    Keras there is no `trainable` and no other argument of the base class.
    """

    rank: int

    def __init__(
        self,
        rate: float,
        data_format: str | None = None,
        seed: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(rate, seed=seed, name=name, dtype=dtype)
        self.data_format = checks.data_format(type(self).__name__, data_format)
        places = (1,) * self.rank
        last = self.data_format == "channels_last"
        self.noise_shape = (None, *places, None) if last else (None, None, *places)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The input's shape; a ValueError unless it has the rank of this layer."""
        checks.check_rank(self.name, input_shape, self.rank + 2)
        return super().compute_output_shape(input_shape)

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        config = super().get_config() | {"data_format": self.data_format}
        return {name: config[name] for name in ("name", "dtype", "rate", "data_format", "seed")}


class SpatialDropout1D(_SpatialDropout):
    """Dropout of whole feature maps of sequences: (n, t, d) with a mask of (n, 1, d).

    Source: `keras.layers.SpatialDropout1D`; Tompson et al., "Efficient object localization using
    convolutional networks" (2014).
    """

    rank = 1

    def __init__(
        self, rate: float, seed: int | None = None, name: str | None = None, dtype: Any = None
    ) -> None:
        super().__init__(rate, "channels_last", seed, name, dtype)

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        config = super().get_config()
        del config["data_format"]
        return config


class SpatialDropout2D(_SpatialDropout):
    """Dropout of whole feature maps of pictures: (n, h, w, d) with a mask of (n, 1, 1, d).

    With "channels_first", (n, d, h, w) with (n, d, 1, 1). Source: `keras.layers.SpatialDropout2D`.
    """

    rank = 2


class SpatialDropout3D(_SpatialDropout):
    """Dropout of whole feature maps of volumes: as in two dimensions, with an axis more.

    Source: `keras.layers.SpatialDropout3D`.
    """

    rank = 3
