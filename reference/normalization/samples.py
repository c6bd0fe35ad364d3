"""LayerNormalization and GroupNormalization: every sample by statistics of its own."""

import math
from typing import Any

import numpy as np

from reference.checks import Shape, positive_int
from reference.normalization.axes import Gradients, Scaled, summed, summed_to

__all__ = ["GroupNormalization", "LayerNormalization"]

Array = np.ndarray


class BySample(Scaled):
    """Normalization by the statistics of N numbers of the same sample, the same in training and in use.

    forward   μ = mean(x)       σ² = mean((x - μ)²)       mean: Σ / N over what belongs together
              x̂ = (x - μ) / √(σ² + ε)     y = γ x̂ + β
    backward  dβ = Σ dy         dγ = Σ dy x̂               Σ: over all axes but `axis`
              g = γ dy          dx = (g - mean(g) - x̂ mean(g x̂)) / √(σ² + ε)

    A subclass says by `mean` what belongs together.
    """

    def mean(self, a: Array) -> Array:
        """The means of an array of the input's shape, in a shape that they can be subtracted in."""
        raise NotImplementedError

    def forward(self, x: Array, training: bool = False) -> tuple[Array, Any]:
        """Return `(y, cache)`."""
        centred = x - self.mean(x)
        inverse = 1 / np.sqrt(self.mean(centred * centred) + self.epsilon)
        normalized, shape = centred * inverse, self._weight_shape(x)
        y = normalized * self.gamma.reshape(shape) if self.scale else normalized
        return y + self.beta.reshape(shape) if self.center else y, (normalized, inverse)

    def backward(self, dy: Array, cache: Any, input_gradient: bool = True) -> tuple[Array | None, Gradients]:
        """Return `(dx, grads)`."""
        normalized, inverse = cache
        shape, grads = self._weight_shape(dy), {}
        if self.scale:
            grads["gamma"] = summed_to(dy * normalized, shape).reshape(self.gamma.shape)
        if self.center:
            grads["beta"] = summed_to(dy, shape).reshape(self.beta.shape)
        if not input_gradient:
            return None, grads
        g = dy * self.gamma.reshape(shape) if self.scale else dy
        pull = normalized * self.mean(g * normalized)
        pull += self.mean(g)
        return (g - pull) * inverse, grads

    def _weight_shape(self, x: Array) -> list[int]:
        """The sizes of `x` along the axes, and 1 elsewhere: how γ and β stand against it."""
        places = [axis % x.ndim for axis in self.axes]
        return [size if i in places else 1 for i, size in enumerate(x.shape)]


class LayerNormalization(BySample):
    """Normalization of every sample over its features (Ba et al. 2016): no batch, no moving statistics.

    The formulas are those of `BySample`; γ and β have the axes that are normalized over.

    Parameters
    ----------
    axis : int or list of int
        What is normalized over. (n, t, d) with -1: every time step on its own.
    epsilon : float
        ε, inside the root.
    center, scale : bool
        Whether there is a β, whether there is a γ.
    beta_initializer, gamma_initializer, …_regularizer, …_constraint
        How β and γ start, what their sizes cost in training, what holds them after each update.

    As in Keras, γ and β have the sizes along the sorted axes and are reshaped to the input's rank: a list
    that mixes both ways of counting, [1, -1], sorts the last axis first. Keras's deprecated `rms_scaling`
    is refused; see RMSNormalization. Source: `keras.layers.LayerNormalization`.
    """

    def __init__(
        self,
        axis: Any = -1,
        epsilon: float = 1e-3,
        center: bool = True,
        scale: bool = True,
        beta_initializer: Any = "zeros",
        gamma_initializer: Any = "ones",
        beta_regularizer: Any = None,
        gamma_regularizer: Any = None,
        beta_constraint: Any = None,
        gamma_constraint: Any = None,
        **kwargs: Any,
    ) -> None:
        kwargs = {key: value for key, value in kwargs.items() if (key, value) != ("rms_scaling", False)}
        beta = (beta_initializer, beta_regularizer, beta_constraint)
        gamma = (gamma_initializer, gamma_regularizer, gamma_constraint)
        super().__init__(axis, epsilon, center, scale, beta, gamma, **kwargs)

    def create_weights(self, input_shape: Shape) -> None:
        """Make `gamma` and `beta`, with the sizes along the axes."""
        self.axis = sorted(self.axes)
        super().create_weights(input_shape)

    def mean(self, a: Array) -> Array:
        """Over the axes."""
        axes = [axis % a.ndim for axis in self.axes]
        return summed(a, axes) / math.prod(a.shape[axis] for axis in axes)

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        return super().get_config() | {"rms_scaling": False}


class GroupNormalization(BySample):
    """Normalization of every sample over groups of neighbouring channels (Wu & He 2018).

    The formulas are those of `BySample`, where all numbers of a group belong together: those of a picture's
    pixels, in all channels of the group. γ and β are one number a channel.

    Parameters
    ----------
    groups : int
        Into how many the channels are parted, which they must be by whole numbers: 1 is almost
        LayerNormalization over all axes, -1 (as many as channels) is instance normalization.
    axis : int
        That of the channels; not the batch axis.
    epsilon, center, scale, beta_initializer, …
        As in LayerNormalization.

    Source: `keras.layers.GroupNormalization`.
    """

    one_axis = True

    def __init__(
        self,
        groups: int = 32,
        axis: int = -1,
        epsilon: float = 1e-3,
        center: bool = True,
        scale: bool = True,
        beta_initializer: Any = "zeros",
        gamma_initializer: Any = "ones",
        beta_regularizer: Any = None,
        gamma_regularizer: Any = None,
        beta_constraint: Any = None,
        gamma_constraint: Any = None,
        **kwargs: Any,
    ) -> None:
        beta = (beta_initializer, beta_regularizer, beta_constraint)
        gamma = (gamma_initializer, gamma_regularizer, gamma_constraint)
        super().__init__(axis, epsilon, center, scale, beta, gamma, **kwargs)
        self.groups = groups if groups == -1 else positive_int("GroupNormalization", "groups", groups)

    def create_weights(self, input_shape: Shape) -> None:
        """Make `gamma` and `beta` (channels,)."""
        (channels,) = self.sizes_along(input_shape)
        self.groups = channels if self.groups == -1 else self.groups
        super().create_weights(input_shape)

    def mean(self, a: Array) -> Array:
        """Over all axes but the batch and that of the channels, then over the channels of each group."""
        at, channels = self.axis % a.ndim, a.shape[self.axis]
        by_channel = summed(a, [axis for axis in range(1, a.ndim) if axis != at]).reshape(len(a), channels)
        by_group = by_channel.reshape(len(a), self.groups, -1).sum(axis=2) / (a[0].size // self.groups)
        ones = [1] * (a.ndim - 1)
        ones[at - 1] = channels
        return np.repeat(by_group, channels // self.groups, axis=1).reshape(len(a), *ones)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The shape of the input; a ValueError if its channels do not part into the groups."""
        shape = super().compute_output_shape(input_shape)
        channels = shape[self.axis]
        if self.axis % len(shape) == 0:
            raise ValueError(f"{self.name}: axis must not be the batch axis, got {self.axis} for {shape}")
        if channels is not None and self.groups != -1 and channels % self.groups:
            raise ValueError(
                f"{self.name}: groups must divide the number of channels, {channels}, got {self.groups}"
            )
        return shape

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        return super().get_config() | {"groups": self.groups}
