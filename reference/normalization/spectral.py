"""SpectralNormalization: a layer whose kernel stretches no input by more than 1."""

import copy
from collections.abc import Iterator
from typing import Any

import numpy as np

from reference import config
from reference.checks import Shape, positive_int
from reference.initializers import TruncatedNormal
from reference.layer import Layer
from reference.nested import layer_config, layer_from
from reference.normalization.lengths import unit_factor
from reference.weight import Weight

__all__ = ["SpectralNormalization"]

Array = np.ndarray
Gradients = dict[str, Array]


def unit(vector: Array) -> Array:
    """`vector` at length 1, but of a length below 1e-7 only 1e7 times as long."""
    factor, _ = unit_factor(vector, (0, 1), config.epsilon())
    return vector * factor


class SpectralNormalization(Layer):
    """A layer whose kernel is divided by its largest singular value σ (Miyato et al. 2018).

    In training, with the kernel K as a matrix W of (…, last axis) and u (1, last axis):

    forward   v = u Wᵀ / |u Wᵀ|      u ← v W / |v W|      (power_iterations times)
              σ = v W uᵀ             K ← K / σ            y = layer(x) with the new K
    backward  that of the layer, with the new K

    The new u and K are written into the weights before the gradient is taken, in every pass in training
    mode, even if `trainable` is False. σ is a number to the gradient: what flows through it in the paper
    does not in Keras, and the optimizer then moves the divided kernel. A kernel of zeros is left alone.
    In use the wrapper does nothing.

    Parameters
    ----------
    layer : Layer or configuration
        One with a weight `kernel` or `embeddings` of its own, so no wrapper. It is taken as it is, with its
        weights.
    power_iterations : int
        How often u is improved in each pass.

    Weights: the layer's kernel, `vector_u`, the layer's others. Integers are refused: Keras casts the
    output to the type of the input, which for integers leaves nothing of it.

    Source: `keras.layers.SpectralNormalization`.
    """

    def __init__(self, layer: Any, power_iterations: int = 1, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.layer: Any = layer_from("SpectralNormalization", layer)
        self.power_iterations = positive_int("SpectralNormalization", "power_iterations", power_iterations)
        self.takes_integers = self.layer.takes_integers
        self.kernel_name = ""
        self.add_sublayers([self.layer])
        self.vector_u: Array

    def create_weights(self, input_shape: Shape) -> None:
        """Build the layer and make `vector_u` (1, last size of the kernel)."""
        self.layer.build(input_shape)
        known = [name for name in ("kernel", "embeddings") if hasattr(self.layer, name)]
        if not known:
            found = ", ".join(self.layer.weight_names) or "none"
            raise ValueError(
                f"{self.name}: layer must have a weight kernel or embeddings of its own, it has {found}"
            )
        self.kernel_name = known[0]
        columns = getattr(self.layer, self.kernel_name).shape[-1]
        self.add_weight("vector_u", (1, columns), TruncatedNormal(stddev=0.02), trainable=False)

    def all_weights(self) -> Iterator[Weight]:
        """The weights with the kernel first, as in Keras, where it is the wrapper's own as well."""
        return iter(sorted(super().all_weights(), key=lambda each: each.attribute != self.kernel_name))

    def check_input(self, x: Array) -> None:
        """Raise a ValueError unless the layer takes `x`, and it holds floats."""
        if x.dtype.kind in "iu":
            raise ValueError(f"{self.name}: expected an input of floats, got {x.dtype}")
        self.require_built()
        self.layer.check_input(x)

    def normalized(self) -> tuple[Array, Array]:
        """Return the new `vector_u` and the new kernel; both as they are if the kernel is all zeros."""
        kernel, u = getattr(self.layer, self.kernel_name), self.vector_u
        if not kernel.any():
            return u, kernel
        matrix = kernel.reshape(-1, kernel.shape[-1])
        for _ in range(self.power_iterations):
            v = unit(u @ matrix.T)
            u = unit(v @ matrix)
        return u, kernel / (v @ matrix @ u.T).item()

    def _run(self, x: Array, training: bool, to_logits: bool) -> tuple[Array, Any]:
        """The pass through the layer, in training through a copy of it that has the new kernel."""
        layer, new = self.layer, None
        if training:
            new = self.normalized()
            layer = copy.copy(self.layer)
            setattr(layer, self.kernel_name, new[1])
        y, cache = (layer.forward_to_logits if to_logits else layer.forward)(x, training)
        return y, (layer, cache, new)

    @property
    def own_weights(self) -> list[Array]:
        """The kernel of the layer inside, which Keras's files have twice, and u."""
        return [getattr(self.layer, self.kernel_name), self.vector_u] if self.built else []

    def forward(self, x: Array, training: bool = False) -> tuple[Array, Any]:
        """Return `(y, cache)`."""
        return self._run(x, training, to_logits=False)

    def backward(self, dy: Array, cache: Any, input_gradient: bool = True) -> tuple[Array | None, Gradients]:
        """Return `(dx, grads)`."""
        layer, its_cache, _ = cache
        dx, grads = layer.backward(dy, its_cache, input_gradient)
        return dx, self.joined(grads)

    @property
    def has_logits(self) -> bool:
        """Whether the layer ends in a softmax or a sigmoid; the cross-entropies then read its logits."""
        return bool(self.layer.has_logits)

    @property
    def activation(self) -> Any:
        """That of the layer."""
        return self.layer.activation

    def forward_to_logits(self, x: Array, training: bool = False) -> tuple[Array, Any]:
        """Like `forward`, but return the layer's logits."""
        return self._run(x, training, to_logits=True)

    def backward_from_logits(
        self, dlogits: Array, cache: Any, input_gradient: bool = True
    ) -> tuple[Array | None, Gradients]:
        """Like `backward`, given the gradient of the logits."""
        layer, its_cache, _ = cache
        dx, grads = layer.backward_from_logits(dlogits, its_cache, input_gradient)
        return dx, self.joined(grads)

    def commit(self, cache: Any) -> None:
        """Write what a pass in training mode found: `vector_u` and the kernel; and the layer's own state."""
        _, its_cache, new = cache
        if new is not None:
            self.vector_u[...] = new[0]
            getattr(self.layer, self.kernel_name)[...] = new[1]
        self.layer.commit(its_cache)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The layer's."""
        shape: Shape = self.layer.compute_output_shape(input_shape)
        return shape

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        return super().get_config() | {
            "layer": layer_config(self.layer),
            "power_iterations": self.power_iterations,
        }
