"""Weights whose spread depends on how many of them meet in a unit.

    fans       fan_in = d      fan_out = u         kernel (d, u)
               fan_in = k d    fan_out = k f       kernel (…, d, f) of a convolution, k the product of …
               fan_in = fan_out = u                one axis (u,); without axes 1
    variance   v = scale / max(1, n)               n = fan_in, fan_out, or their mean
    numbers    uniform in [-a, a)                  a = sqrt(3 v)
               normal of standard deviation s      s = sqrt(v); before truncation sqrt(v) / 0.8796…

A sum of fan_in products keeps the size of its inputs if the weights have variance 1 / fan_in (Lecun).
A relu drops half of what comes, hence 2 / fan_in (He). Gradients on the way back ask for 1 / fan_out,
and 2 / (fan_in + fan_out) is the compromise (Glorot).
"""

import math
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from reference import random
from reference.initializers.initializer import RandomInitializer
from reference.random.arguments import as_sizes

__all__ = [
    "GlorotNormal",
    "GlorotUniform",
    "HeNormal",
    "HeUniform",
    "LecunNormal",
    "LecunUniform",
    "VarianceScaling",
    "compute_fans",
]

Array = np.ndarray
Axes = Sequence[int] | None

MODES = ("fan_in", "fan_out", "fan_avg")
DISTRIBUTIONS = ("uniform", "truncated_normal", "untruncated_normal")
STDDEV_AFTER_TRUNCATION = 0.87962566103423978  # of a standard normal that is cut off at -2 and 2


def compute_fans(shape: Sequence[int], input_axes: Axes = None, output_axes: Axes = None) -> tuple[int, int]:
    """Return `(fan_in, fan_out)` of a weight of `shape`: how many inputs a unit sums, and the reverse.

    Given `input_axes` and `output_axes`, these are the products of the sizes of these axes.

    >>> compute_fans((8, 6)), compute_fans((3, 3, 16, 32))
    ((8, 6), (144, 288))
    """
    shape = as_sizes(shape)
    if input_axes is not None and output_axes is not None:
        for axis in (*input_axes, *output_axes):
            if not -len(shape) <= axis < len(shape):
                raise ValueError(f"input_axes and output_axes: shape {shape} has no axis {axis}")
        return math.prod(shape[axis] for axis in input_axes), math.prod(shape[axis] for axis in output_axes)
    if len(shape) < 2:
        return math.prod(shape), math.prod(shape)
    *window, inputs, outputs = shape
    return math.prod(window) * inputs, math.prod(window) * outputs


class VarianceScaling(RandomInitializer):
    """Numbers around 0 with variance `scale` / n.

    Parameters
    ----------
    scale : number > 0
    mode : "fan_in", "fan_out" or "fan_avg"
        What n is.
    distribution : "uniform", "truncated_normal" (or "normal"), "untruncated_normal"
        In capitals or not.
    seed : int, SeedGenerator or None
        See `RandomInitializer`.
    input_axes, output_axes : sequences of int, optional
        The axes that make the fans, both or neither. Keras silently ignores one without the other.

    Raises
    ------
    ValueError
        Naming the argument that is not of this kind.
    """

    def __init__(
        self,
        scale: float = 1.0,
        mode: str = "fan_in",
        distribution: str = "truncated_normal",
        seed: Any = None,
        input_axes: Axes = None,
        output_axes: Axes = None,
    ) -> None:
        if isinstance(scale, bool) or not isinstance(scale, int | float) or not 0 < scale < math.inf:
            raise ValueError(f"scale must be a positive number, got {scale!r}")
        if mode not in MODES:
            raise ValueError(f"mode must be one of {MODES}, got {mode!r}")
        kind = "truncated_normal" if str(distribution).lower() == "normal" else str(distribution).lower()
        if kind not in DISTRIBUTIONS:
            raise ValueError(f"distribution must be one of {DISTRIBUTIONS}, got {distribution!r}")
        if (input_axes is None) != (output_axes is None):
            raise ValueError(f"give both input_axes and output_axes, got {input_axes!r} and {output_axes!r}")
        self.scale, self.mode, self.distribution = scale, mode, kind
        self.input_axes, self.output_axes = input_axes, output_axes
        super().__init__(seed)

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> Array:
        """Return numbers of the variance that belongs to `shape`."""
        fan_in, fan_out = compute_fans(shape, self.input_axes, self.output_axes)
        n = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[self.mode]
        variance = self.scale / max(1, n)
        if self.distribution == "uniform":
            limit = math.sqrt(3 * variance)
            return random.uniform(shape, -limit, limit, dtype, self.seed)
        if self.distribution == "untruncated_normal":
            return random.normal(shape, 0.0, math.sqrt(variance), dtype, self.seed)
        stddev = math.sqrt(variance) / STDDEV_AFTER_TRUNCATION
        return random.truncated_normal(shape, 0.0, stddev, dtype, self.seed)

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this initializer."""
        names = ("scale", "mode", "distribution", "input_axes", "output_axes")
        return super().get_config() | {name: getattr(self, name) for name in names}


class _NamedScaling(VarianceScaling):
    """A VarianceScaling whose first three arguments have a name."""

    scaling: ClassVar[tuple[float, str, str]]

    def __init__(self, seed: Any = None, input_axes: Axes = None, output_axes: Axes = None) -> None:
        super().__init__(*self.scaling, seed, input_axes, output_axes)

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this initializer."""
        config = super().get_config()
        return {name: config[name] for name in ("seed", "input_axes", "output_axes")}


class LecunUniform(_NamedScaling):
    """Uniform of variance 1 / fan_in; LeCun, Bottou, Orr and Müller, "Efficient BackProp" (1998)."""

    scaling = (1.0, "fan_in", "uniform")


class LecunNormal(_NamedScaling):
    """Truncated normal of variance 1 / fan_in; what selu wants: Klambauer et al. (2017)."""

    scaling = (1.0, "fan_in", "truncated_normal")


class HeUniform(_NamedScaling):
    """Uniform of variance 2 / fan_in; He et al., "Delving deep into rectifiers" (2015)."""

    scaling = (2.0, "fan_in", "uniform")


class HeNormal(_NamedScaling):
    """Truncated normal of variance 2 / fan_in; He et al., "Delving deep into rectifiers" (2015)."""

    scaling = (2.0, "fan_in", "truncated_normal")


class GlorotUniform(_NamedScaling):
    """Uniform of variance 2 / (fan_in + fan_out), limit sqrt(6 / (fan_in + fan_out)): Keras's kernels.

    Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks" (2010).
    """

    scaling = (1.0, "fan_avg", "uniform")


class GlorotNormal(_NamedScaling):
    """Truncated normal of variance 2 / (fan_in + fan_out); Glorot and Bengio (2010)."""

    scaling = (1.0, "fan_avg", "truncated_normal")
