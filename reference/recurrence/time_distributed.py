"""TimeDistributed: one layer, applied to every time step on its own."""

import copy
from typing import Any

import numpy as np

from reference.checks import Shape
from reference.layer import Layer
from reference.nested import layer_config, layer_from

__all__ = ["TimeDistributed"]

Array = np.ndarray
Gradients = dict[str, Array]


class TimeDistributed(Layer):
    """The same layer on each of the t steps of a sequence.

    forward   y[:, t] = layer(x[:, t])                  x (n, t, ...)   y (n, t, ...)
    backward  dx[:, t], grads_t = layer's own for dy[:, t]      grads = Σ_t grads_t

    A layer whose samples do not meet and that keeps nothing sees all steps at once, as n t samples. Any
    other goes from step to step, as in Keras: each step of BatchNormalization has statistics of its own
    and moves the moving ones, each step of Dropout draws a mask of its own.

    A mask (n, t, ...) passes on unchanged; the layer, if it takes masks, sees the mask[:, t] of the
    step. What Keras leaves out is left out here: the wrapped layer's activity regularizer, the mask
    that a wrapped Embedding or Masking makes, and the logits of a wrapped softmax.

    Parameters
    ----------
    layer : Layer or configuration
        What is applied; it must have one output. It is taken as it is, with its weights.

    Raises
    ------
    ValueError
        For anything but a layer, for inputs of rank below 3, for a layer with several outputs, and for
        a mask whose first two sizes are not those of the input.

    Source: `keras.layers.TimeDistributed`.
    """

    takes_mask = True
    supports_masking = True

    def __init__(self, layer: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.layer = layer_from("TimeDistributed", layer)
        self.takes_integers = self.layer.takes_integers
        self.keeps_state = type(self.layer).commit is not Layer.commit
        self.folds = not self.keeps_state and not hasattr(self.layer, "axis")  # it may be that of the samples
        self.add_sublayers([self.layer])

    def create_weights(self, input_shape: Shape) -> None:
        """Build the layer for a single step."""
        self.layer.build((input_shape[0], *input_shape[2:]))

    def check_input(self, x: Array) -> None:
        """Raise a ValueError unless the layer takes the steps of `x`; their number is free."""
        if not self.built or x.ndim < 3:
            super().check_input(x)
        self.layer.check_input(x[:, 0])

    def forward(self, x: Array, training: bool = False, mask: Array | None = None) -> tuple[Array, Any]:
        """Return `(y, cache)`; the cache holds the layer's own, one a part."""
        if mask is not None:
            self._check_mask(x, mask)
        layer = copy.deepcopy(self.layer) if self.keeps_state else self.layer
        masks = self._parts(mask) if mask is not None and layer.takes_mask else None
        outputs, caches = [], []
        for i, part in enumerate(self._parts(x)):
            extra = {} if masks is None else {"mask": masks[i]}
            y, cache = layer.forward(part, training, **extra)
            layer.commit(cache)  # into the copy: the next step goes on from here
            outputs.append(y)
            caches.append(cache)
        return self._whole(outputs, x.shape[1]), caches

    def backward(self, dy: Array, cache: Any, input_gradient: bool = True) -> tuple[Array | None, Gradients]:
        """Return `(dx, grads)`, the gradients summed over the steps."""
        parts, total = [], Gradients()
        for part, its_cache in zip(self._parts(dy), cache, strict=True):
            dx, grads = self.layer.backward(part, its_cache, input_gradient)
            parts.append(dx)
            total = {name: total[name] + grad for name, grad in grads.items()} if total else grads
        return None if parts[0] is None else self._whole(parts, dy.shape[1]), self.joined(total)

    def commit(self, cache: Any) -> None:
        """Write what the last step left."""
        self.layer.commit(cache[-1])

    def _parts(self, array: Array) -> list[Array]:
        """What goes through the layer at a time: all steps as samples, or one step after the other."""
        return [array.reshape(-1, *array.shape[2:])] if self.folds else list(array.swapaxes(0, 1))

    def _whole(self, parts: list[Array], steps: int) -> Array:
        """The inverse of `_parts`."""
        return parts[0].reshape(-1, steps, *parts[0].shape[1:]) if self.folds else np.stack(parts, axis=1)

    def _check_mask(self, x: Array, mask: Array) -> None:
        if mask.ndim < 2 or mask.shape[:2] != x.shape[:2]:
            raise ValueError(
                f"{self.name}: mask must have a shape that begins with {x.shape[:2]}, got {mask.shape}"
            )

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The layer's own output shape for a step, with the time axis after the batch axis."""
        if len(input_shape) < 3:
            raise ValueError(
                f"{self.name}: expected an input of rank 3 or more, (n, t, ...), got shape {input_shape}"
            )
        samples, *sizes = self.layer.compute_output_shape((input_shape[0], *input_shape[2:]))
        if isinstance(samples, tuple):
            raise ValueError(
                f"{self.name}: expected a layer with one output, got {self.layer.name} with more"
            )
        return (samples, input_shape[1], *sizes)

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        return super().get_config() | {"layer": layer_config(self.layer)}
