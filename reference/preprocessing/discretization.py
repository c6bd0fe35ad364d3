"""Numbers sorted into bins."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self

import numpy as np

from reference import config
from reference.checks import Shape, as_float_array, choice, positive_int
from reference.layer import Layer
from reference.preprocessing import quantiles
from reference.preprocessing.categories import encoded, encoded_shape, refuse_sparse

__all__ = ["Discretization"]

Array = np.ndarray
Gradients = dict[str, Array]


class Discretization(Layer):
    """The number of the bin that a number lies in: how many boundaries are not above it.

    forward   y = #{b : b ≤ x}, as it is (int), or as a row (one_hot, multi_hot, count: `encoded`)
    backward  no gradient: dx is None

    Bin i holds b_i-1 ≤ x < b_i, and nan is in the last. The boundaries are given, or `adapt` takes them
    from data: about equally many numbers to each of `num_bins` bins, to a share of `epsilon`.
    "int" gives int32, whatever the layer's type; inputs are compared in floatx with boundaries in
    float32. Source: `keras.layers.Discretization`; no `sparse`.
    """

    free_shape = True
    takes_integers = True

    def __init__(
        self,
        bin_boundaries: Sequence[float] | None = None,
        num_bins: int | None = None,
        epsilon: float = 0.01,
        output_mode: str = "int",
        sparse: bool = False,
        dtype: Any = None,
        name: str | None = None,
    ) -> None:
        super().__init__(name=name, dtype=dtype)
        if (num_bins is None) == (bin_boundaries is None):
            raise ValueError(
                "Discretization: expected either bin_boundaries or num_bins, got "
                f"{bin_boundaries!r} and {num_bins!r}"
            )
        modes = ("int", "one_hot", "multi_hot", "count")
        self.output_mode = choice("Discretization", "output_mode", output_mode, modes)
        refuse_sparse("Discretization", sparse)
        if epsilon <= 0:
            raise ValueError(f"Discretization: epsilon must be positive, got {epsilon!r}")
        self.epsilon = epsilon
        self.num_bins = None if num_bins is None else positive_int("Discretization", "num_bins", num_bins)
        self.bin_boundaries = None if bin_boundaries is None else _in_order(bin_boundaries)
        self.summary = quantiles.empty()

    def adapt(self, data: Any, steps: int | None = None) -> None:
        """Take boundaries from `data`, an array or batches of them, of which `steps` are read."""
        if self.num_bins is None:
            raise ValueError("Discretization.adapt: bin_boundaries were given; give num_bins instead")
        batched = isinstance(data, Iterable) and not isinstance(data, np.ndarray)
        self.summary = quantiles.empty()
        for batch in itertools.islice(data, steps) if batched else [data]:
            values = as_float_array("Discretization.adapt: data", batch, "float32")
            new = quantiles.summary_of(values, self.epsilon)
            self.summary = quantiles.merged(new, self.summary, self.epsilon)
        self.bin_boundaries = quantiles.boundaries(self.summary, self.num_bins)

    def forward(self, x: Array, training: bool = False) -> tuple[Array, Any]:
        """Return `(y, None)`."""
        if self.bin_boundaries is None:
            raise ValueError(f"{self.name}: give bin_boundaries, or call adapt(data) first")
        x = x.astype(config.floatx() if x.dtype.kind == "f" else "float32", copy=False)
        bins = np.searchsorted(np.array(self.bin_boundaries, dtype="float32"), x, side="right")
        if self.output_mode == "int":
            return bins.astype("int32"), None
        return encoded(bins, len(self.bin_boundaries) + 1, self.output_mode, self.dtype), None

    def backward(self, dy: Array, cache: Any, input_gradient: bool = True) -> tuple[Array | None, Gradients]:
        """Return `(None, {})`."""
        return None, {}

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The input's shape for "int"; see `encoded` for the others."""
        if self.output_mode == "int":
            return tuple(input_shape)
        boundaries = self.bin_boundaries
        depth = self.num_bins if boundaries is None else len(boundaries) + 1
        return encoded_shape(tuple(input_shape), depth or 0, self.output_mode)

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer, which has no `trainable`."""
        names = ("bin_boundaries", "num_bins", "epsilon", "output_mode", "name", "dtype")
        return {name: getattr(self, name) for name in names} | {"sparse": False}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """Build the layer from a configuration; an adapted one has both boundaries and their number."""
        if config.get("num_bins") is None:
            return cls(**config)
        layer = cls(**{key: value for key, value in config.items() if key != "bin_boundaries"})
        boundaries = config.get("bin_boundaries")
        layer.bin_boundaries = None if boundaries is None else _in_order(boundaries)
        return layer


def _in_order(boundaries: Sequence[float]) -> list[float]:
    values = as_float_array("Discretization: bin_boundaries", boundaries, "float64")
    if values.ndim != 1 or (np.diff(values) < 0).any():
        raise ValueError(
            f"Discretization: bin_boundaries must be numbers in rising order, got {boundaries!r}"
        )
    return [float(value) for value in values]
