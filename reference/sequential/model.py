"""Sequential: layers in a row, each fed by the one before it."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np

from reference import layers as vocabulary
from reference.checks import as_float_array, check_fits
from reference.sequential.stack import Stack
from reference.sequential.summary import summary_lines
from reference.training.trainer import Trainer

__all__ = ["Sequential"]

Array = np.ndarray


class Sequential(Stack, Trainer):
    """A stack of layers; the output of each is the input of the next.

    forward   a₀ = x      aᵢ = layerᵢ(aᵢ₋₁)     y = the last a
    backward  the gradient runs through the layers' own backward passes in the opposite order

    Parameters
    ----------
    layers : list of Layer, optional
        An `Input` first builds the model at once; without one (and without `input_shape=` on the
        first layer) it has no weights until it is called on data, as in Keras.
    name : str, optional

    `model.layers` leaves the Input out, as in Keras. Source: `keras.Sequential`.
    """

    def __init__(self, layers: Sequence[Any] | None = None, name: str | None = None) -> None:
        Stack.__init__(self, layers, name)
        Trainer.__init__(self)

    def summary(self, print_fn: Any = print) -> None:
        """Print the table of layers, output shapes and parameters that Keras prints."""
        print_fn("\n".join(summary_lines(self)))

    def prepare(self, x: Any) -> Array:
        """Return `x` as an array of the model's dtype, the model built for it; refuse what does not fit."""
        x = as_float_array(f"input of {self.name}", x, self.dtype)
        if not self.built:
            self.build((None, *x.shape[1:]))
        check_fits(self.name, x, self.input_shape)
        return x

    def forward(self, x: Array, training: bool = False, to_logits: bool = False) -> tuple[Array, list[Any]]:
        """Return `(y, caches)`, a cache a layer; changes nothing.

        With `to_logits`, `y` is the logits of the last layer, whose activation is left out.
        """
        caches = []
        last = len(self.layers) - 1 if to_logits else None
        for i, layer in enumerate(self.layers):
            forward = layer.forward_to_logits if i == last else layer.forward
            x, cache = forward(x, training)
            caches.append(cache)
        return x, caches

    def backward(
        self, dy: Array, caches: list[Any], input_gradient: bool = True, from_logits: bool = False
    ) -> tuple[Array | None, list[dict[str, Array]]]:
        """Return `(dx, grads)`, with a dict of gradients a layer.

        Without `input_gradient` the pass ends at the first layer that has something to train, and
        does not compute what nobody asks for. With `from_logits`, `dy` is the gradient of the last
        layer's logits instead of that of its output.
        """
        gradient: Any = dy
        grads: list[dict[str, Array]] = []
        last = len(self.layers) - 1
        first = 0
        while not input_gradient and first < last and not self.layers[first].learns:
            first += 1
        for i in range(last, first - 1, -1):
            layer = self.layers[i]
            back = layer.backward_from_logits if from_logits and i == last else layer.backward
            gradient, found = back(gradient, caches[i], input_gradient or i > first)
            grads.append(found if layer.trainable and self.trainable else {})
        grads += [{}] * first
        return (gradient if input_gradient else None), grads[::-1]

    def commit(self, caches: list[Any]) -> None:
        """Let each layer write the state that a training pass changes."""
        for layer, cache in zip(self.layers, caches, strict=True):
            layer.commit(cache)

    def __call__(self, x: Any, training: bool = False) -> Array:
        """Build if need be, run forward and return the output."""
        y, caches = self.forward(self.prepare(x), training)
        if training:
            self.commit(caches)
        return y

    def __repr__(self) -> str:
        return f"<Sequential name={self.name}, built={self.built}>"

    def get_config(self) -> dict[str, Any]:
        """The name, the layers with their configurations and the input shape, as Keras gives them."""
        entries: list[Any] = [self._input, *self.layers] if self._input_is_added else self.layers
        layers = [{"class_name": type(each).__name__, "config": each.get_config()} for each in entries]
        return {"name": self.name, "layers": layers} | (
            {"build_input_shape": self.input_shape} if self.built else {}
        )

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """Build the model from a configuration, one that the Keras model gave included."""
        model = cls(name=config["name"])
        for entry in config["layers"]:
            model.add(vocabulary.find(entry["class_name"]).from_config(entry["config"]))
        if config.get("build_input_shape") and model.layers:
            model.build(config["build_input_shape"])
        return model
