"""Zeros around an image."""

from typing import Any

import numpy as np

from reference.checks import Shape
from reference.reshaping.borders import Borders

__all__ = ["ZeroPadding1D", "ZeroPadding2D", "ZeroPadding3D"]

Array = np.ndarray


class _ZeroPadding(Borders):
    """Zeros before and after each spatial axis.

    forward   y = x with zeros around it      backward  dx = dy without that border
    """

    kind = "padding"

    @property
    def padding(self) -> Any:
        """(before, after) of the one axis, or such a pair for each."""
        return self.amounts

    def move(self, x: Array) -> Array:
        """Return x with zeros around it."""
        return self.widen(x)

    def move_back(self, dy: Array, shape: tuple[int, ...]) -> Array:
        """Return dy without the border."""
        return self.narrow(dy)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The input's shape, with the spatial sizes grown."""
        return self.changed_shape(input_shape, 1)


class ZeroPadding1D(_ZeroPadding):
    """Zeros before and after a sequence.

    forward   y (n, l + t + r, d)      backward  dx = dy[:, l : l + t]

    `padding` is l = r, or (l, r). Source: `keras.layers.ZeroPadding1D`.
    """

    rank = 1

    def __init__(self, padding: Any = 1, data_format: str | None = None, **kwargs: Any) -> None:
        super().__init__(padding, data_format, **kwargs)


class ZeroPadding2D(_ZeroPadding):
    """Rows and columns of zeros around images.

    `padding` is one number for all four sides, (rows, columns), or ((top, bottom), (left, right)).
    Source: `keras.layers.ZeroPadding2D`.
    """

    rank = 2

    def __init__(self, padding: Any = (1, 1), data_format: str | None = None, **kwargs: Any) -> None:
        super().__init__(padding, data_format, **kwargs)


class ZeroPadding3D(_ZeroPadding):
    """Zeros around volumes; `padding` is one number, three, or three pairs.

    Source: `keras.layers.ZeroPadding3D`.
    """

    rank = 3

    def __init__(
        self, padding: Any = ((1, 1), (1, 1), (1, 1)), data_format: str | None = None, **kwargs: Any
    ) -> None:
        super().__init__(padding, data_format, **kwargs)
