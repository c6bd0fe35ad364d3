"""Sequential: layers in a row, each fed by the one before it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Self

import numpy as np

from reference import layers as vocabulary
from reference.checks import as_input, check_fits
from reference.layer import Layer
from reference.run import NOTHING, Run, Step, activity_gradient, added, next_mask
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
        """Return `x` as an array of the input's dtype, the model built for it; refuse what does not fit."""
        x = as_input(f"input of {self.name}", x, self.input_dtype, self.takes_integers)
        if not self.takes_integers:
            x = x.astype(self.dtype, copy=False)
        if not self.built:
            self.build((None, *x.shape[1:]))
        check_fits(self.name, x, self.input_shape)
        return x

    def steps(self, x: Array, training: bool = False, to_logits: bool = False) -> Iterator[Step]:
        """Take `x` through the layers, one after the other; see `run`."""
        mask = None
        last = len(self.layers) - 1 if to_logits else None
        for i, layer in enumerate(self.layers):
            if i and x.dtype.kind != "f" and not layer.takes_integers:
                x = x.astype(layer.dtype)  # numbers of bins
            forward = layer.forward_to_logits if i == last else layer.forward
            if mask is not None and layer.takes_mask:
                y, cache = forward(x, training, mask)
            else:
                y, cache = forward(x, training)
            if mask is not None or layer.makes_mask:
                mask = next_mask(layer, x, mask)
            yield y, cache, mask
            x = y

    def run(self, x: Array, training: bool = False, to_logits: bool = False) -> Run:
        """Take `x` through all layers; changes nothing.

        A mask goes from layer to layer, as far as these support it. With `to_logits` the output is
        the logits of the last layer, whose activation is left out.
        """
        caches, costly, before = [], {}, x
        last = len(self.layers) - 1 if to_logits else None
        for i, (y, cache, mask) in enumerate(self.steps(x, training, to_logits)):
            caches.append(cache)
            layer = self.layers[i]
            if layer.activity_regularizer is not None:  # the logits are not what costs
                costly[i] = layer.forward(before, training) if i == last else (y, cache)
            before = y
        return Run(before, caches, mask, costly)

    def forward(self, x: Array, training: bool = False) -> tuple[Array, list[Any]]:
        """Return `(y, caches)`, a cache a layer; changes nothing."""
        output, caches, *_ = self.run(x, training)
        return output, caches

    def backward(
        self,
        dy: Array,
        caches: list[Any],
        input_gradient: bool = True,
        from_logits: bool = False,
        costly: Mapping[int, tuple[Array, Any]] = NOTHING,
    ) -> tuple[Array | None, list[dict[str, Array]]]:
        """Return `(dx, grads)`, with a dict of gradients a layer.

        Without `input_gradient` the pass ends at the first layer that has something to train, and
        does not compute what nobody asks for. With `from_logits`, `dy` is the gradient of the last
        layer's logits instead of that of its output. Where an output is `costly`, the gradient of
        its cost joins in.
        """
        gradient: Any = dy
        grads: list[dict[str, Array]] = []
        last = len(self.layers) - 1
        first = 0
        while not input_gradient and first < last and not self.layers[first].learns:
            first += 1
        for i in range(last, first - 1, -1):
            layer, wanted = self.layers[i], input_gradient or i > first
            cost = activity_gradient(layer, costly[i][0]) if i in costly else None
            if from_logits and i == last:
                gradient, found = layer.backward_from_logits(gradient, caches[i], wanted)
                if cost is not None:
                    beside = layer.backward(cost, costly[i][1], wanted)
                    gradient, found = added((gradient, found), beside)
            else:
                total = gradient if cost is None else gradient + cost
                gradient, found = layer.backward(total, caches[i], wanted)
            grads.append(layer.trained(found) if self.trainable else {})
        grads += [{}] * first
        return (gradient if input_gradient else None), grads[::-1]

    @property
    def commits(self) -> bool:
        """Whether a pass changes the state of any layer."""
        return any(type(layer).commit is not Layer.commit for layer in self.layers)

    def commit(self, caches: list[Any]) -> None:
        """Let each layer write the state that a pass changes."""
        for layer, cache in zip(self.layers, caches, strict=True):
            layer.commit(cache)

    def __call__(self, x: Any, training: bool = False) -> Array:
        """Build if need be, run forward and return the output."""
        y, caches = self.forward(self.prepare(x), training)
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
