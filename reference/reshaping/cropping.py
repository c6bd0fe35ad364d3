"""An image without its border."""

from typing import Any

import numpy as np

from reference.checks import Shape
from reference.reshaping.borders import Borders

__all__ = ["Cropping1D", "Cropping2D", "Cropping3D"]

Array = np.ndarray


class _Cropping(Borders):
    """The middle of each spatial axis.

    forward   y = x without its border      backward  dx = dy with zeros around it
    """

    kind = "cropping"

    @property
    def cropping(self) -> Any:
        """(before, after) of the one axis, or such a pair for each."""
        return self.amounts

    def move(self, x: Array) -> Array:
        """Return x without its border."""
        self.compute_output_shape(x.shape)  # refuses what would leave nothing
        return self.narrow(x)

    def move_back(self, dy: Array, shape: tuple[int, ...]) -> Array:
        """Return dy with zeros around it."""
        return self.widen(dy)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The input's shape, with the spatial sizes shrunk."""
        shape = self.changed_shape(input_shape, -1)
        if any(size is not None and size <= 0 for size in (shape[axis] for axis in self.axes)):
            raise ValueError(f"{self.name}: cropping {self.pairs} leaves nothing of {tuple(input_shape)}")
        return shape


class Cropping1D(_Cropping):
    """A sequence without its first and last steps.

    forward   y = x[:, l : t - r]      backward  dx = dy with l zero steps before and r after it

    `cropping` is l = r, or (l, r). Source: `keras.layers.Cropping1D`, which has no `data_format`.
    """

    rank = 1

    def __init__(self, cropping: Any = (1, 1), **kwargs: Any) -> None:
        super().__init__(cropping, "channels_last", **kwargs)

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        config = super().get_config()
        del config["data_format"]
        return config


class Cropping2D(_Cropping):
    """Images without their border; without arguments, all of them.

    `cropping` is one number for all four sides, (rows, columns), or ((top, bottom), (left, right)).
    Source: `keras.layers.Cropping2D`.
    """

    rank = 2

    def __init__(
        self, cropping: Any = ((0, 0), (0, 0)), data_format: str | None = None, **kwargs: Any
    ) -> None:
        super().__init__(cropping, data_format, **kwargs)


class Cropping3D(_Cropping):
    """Volumes without their border; `cropping` is one number, three, or three pairs.

    Source: `keras.layers.Cropping3D`.
    """

    rank = 3

    def __init__(
        self, cropping: Any = ((1, 1), (1, 1), (1, 1)), data_format: str | None = None, **kwargs: Any
    ) -> None:
        super().__init__(cropping, data_format, **kwargs)
