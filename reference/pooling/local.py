"""What MaxPooling and AveragePooling share: a window that goes over the pixels."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from reference import checks
from reference.checks import Shape
from reference.convolution.geometry import inside, output_sizes, pad, padding_of, taps, window_counts
from reference.pooling import windows
from reference.pooling.pooling import Pooling

__all__ = ["LocalPooling", "Size"]

Array = np.ndarray
Size = int | Sequence[int]


class LocalPooling(Pooling):
    """A window of `pool_size` pixels goes over the input in steps of `strides`.

    Parameters
    ----------
    pool_size : int or tuple of int
        The width of the window along each axis.
    strides : int or tuple of int, optional
        The steps; if not given those of `pool_size`, so that the windows lie side by side.
    padding : "valid" or "same"
        "valid": the windows that fit; "same": size / stride of them, rounded up, and those at the
        borders are smaller, by one pixel more at the end than at the start if the number is odd.
    data_format : "channels_last" or "channels_first", optional
        Whether the input is (n, *sizes, d) or (n, d, *sizes).

    An input in which no window fits is refused; Keras's layer gives an empty output, but no model can be
    built with it. With three axes and "same", so are strides that exceed the window by two or more:
    TensorFlow then takes other windows for the gradient than for the output.
    """

    def __init__(
        self,
        pool_size: Size,
        strides: Size | None = None,
        padding: str = "valid",
        data_format: str | None = None,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data_format, name=name, **kwargs)
        owner = type(self).__name__
        self.pool_size = checks.sizes(owner, "pool_size", pool_size, self.rank)
        self.strides = checks.sizes(
            owner, "strides", self.pool_size if strides is None else strides, self.rank
        )
        self.padding = checks.choice(owner, "padding", padding, ("valid", "same"))
        self._refuse_what_has_two_meanings()
        self._overlap = any(step < width for step, width in zip(self.strides, self.pool_size, strict=True))

    def _refuse_what_has_two_meanings(self) -> None:
        gaps = [step - width for step, width in zip(self.strides, self.pool_size, strict=True)]
        if self.rank == 3 and self.padding == "same" and max(gaps) > 1:
            raise ValueError(
                f"{type(self).__name__}: with padding='same', strides may exceed pool_size by at most 1, got "
                f"strides {self.strides} and pool_size {self.pool_size}"
            )

    def pooled_sizes(self, sizes: Shape) -> Shape:
        """The number of windows along each axis; a ValueError if none fits."""
        counts = output_sizes(sizes, self.pool_size, self.strides, (1,) * self.rank, self.padding)
        if any(count is not None and count < 1 for count in counts):
            raise ValueError(f"{self.name}: pool_size {self.pool_size} does not fit into {sizes} pixels")
        return counts

    def _padded(self, x: Array, value: float) -> tuple[Array, windows.Place]:
        """Return x with a border of `value`, and where x is in it."""
        sizes = x.shape[1:-1]
        pads = padding_of(sizes, self.pool_size, self.strides, (1,) * self.rank, self.padding)
        return pad(x, pads, value), (slice(None), *inside(sizes, pads))

    def _places(self, padded: Array) -> list[windows.Place]:
        """Return what each position in the window meets in a padded input."""
        geometry = (self.strides, (1,) * self.rank)
        counts = window_counts(padded.shape[1:-1], self.pool_size, *geometry)
        return [(slice(None), *at) for _, at in taps(self.pool_size, counts, *geometry)]

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        own = {"pool_size": self.pool_size, "padding": self.padding, "strides": self.strides}
        return super().get_config() | own
