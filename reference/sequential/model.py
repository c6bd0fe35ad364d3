"""Sequential: layers in a row, each fed by the one before it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Self

import numpy as np

from reference import layers as vocabulary
from reference.checks import as_input, check_fits
from reference.layer import Layer
from reference.run import NOTHING, Run, Step, activity_gradient, added, next_mask, note_cost
from reference.sequential.saving import Saving
from reference.sequential.stack import Stack
from reference.sequential.summary import summary_lines
from reference.training.trainer import Trainer

__all__ = ["Sequential"]

Array = np.ndarray


class Sequential(Stack, Trainer, Saving):
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
        check_fits(self.name, x, (None, *self.input_shape[1:]))  # a batch_shape binds no batch, as in Keras
        return x

    @property
    def logits_at(self) -> int:
        """The number of the last layer that computes something; behind it its logits survive."""
        i = len(self.layers) - 1
        while i and self.layers[i].passes_logits:
            i -= 1
        return i

    @property
    def has_logits(self) -> bool:
        """Whether the output is the softmax or sigmoid of logits, which Keras's losses then read."""
        return bool(self.layers[self.logits_at].has_logits)

    def activate(self, logits: Array) -> Array:
        """The output that belongs to these logits."""
        output: Array = self.layers[self.logits_at].activation(logits)
        return output

    def steps(self, x: Array, training: bool = False, to_logits: bool = False) -> Iterator[Step]:
        """Take `x` through the layers, one after the other; see `run`."""
        mask = None
        at = self.logits_at if to_logits else None
        for i, layer in enumerate(self.layers):
            if i and x.dtype.kind != "f" and not layer.takes_integers:
                x = x.astype(layer.dtype)  # numbers of bins
            forward = layer.forward_to_logits if i == at else layer.forward
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
        the logits, and the activation that they are for is left out.
        """
        caches, costly, before = [], {}, x
        at = self.logits_at if to_logits else len(self.layers)
        for i, (y, cache, mask) in enumerate(self.steps(x, training, to_logits)):  # noqa: B007  the last mask
            caches.append(cache)
            layer = self.layers[i]
            if layer.activity_regularizer is not None:  # the logits are not what costs
                costly[i] = self.layers[at].forward(before, training) if i >= at else (y, cache)
            before = before if i >= at else y
        return Run(y, caches, mask, costly)

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
        noted: dict[int, Array] | None = None,
    ) -> tuple[Array | None, list[dict[str, Array]]]:
        """Return `(dx, grads)`, with a dict of gradients a layer.

        Without `input_gradient` the pass ends at the first layer that has something to train, and
        does not compute what nobody asks for; in any case it ends where a layer looks integers up.
        With `from_logits`, `dy` is the gradient of the logits instead of that of the output. Where
        an output is `costly`, the gradient of its cost joins in. The gradient of each output goes into
        `noted` by the number of the layer; from the logits on, there is only that of what outputs cost.
        """
        gradient: Any = dy
        grads: list[dict[str, Any]] = []
        last, first = len(self.layers) - 1, 0
        while not input_gradient and first < last and not self.layers[first].learns:
            first += 1
        at = self.logits_at if from_logits else last + 1
        for i in range(last, first - 1, -1):
            layer, wanted = self.layers[i], input_gradient or i > first
            found: dict[str, Any]
            if gradient is None:
                found = dict.fromkeys(layer.trainable_weight_names)
            elif i == at:
                found = layer.backward_from_logits(gradient, caches[i], wanted)
                gradient, found = self._with_costs_behind(i, found, costly, wanted, noted)
            else:
                if i in costly and i < at:
                    gradient = gradient + activity_gradient(layer, costly[i][0])
                if noted is not None and i < at:
                    noted[i] = gradient
                gradient, found = layer.backward(gradient, caches[i], wanted)
            grads.append(layer.trained(found) if self.trainable else {})
        grads += [{}] * first
        return (gradient if input_gradient else None), grads[::-1]

    def _with_costs_behind(
        self, at: int, back: Any, costly: Mapping[int, tuple[Array, Any]], wanted: bool, noted: Any
    ) -> tuple[Any, dict[str, Array]]:
        """The way back through the layer of the logits, and that of what its output costs."""
        for i, (y, cache) in costly.items():
            if i >= at:
                cost = activity_gradient(self.layers[i], y)
                back = added(back, self.layers[at].backward(cost, cache, wanted))
                note_cost(noted, range(at, i + 1), cost)
        gradient, grads = back
        return gradient, grads

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
        layers = [{"class_name": type(each).__name__, "config": each.get_config()} for each in self.entries]
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
