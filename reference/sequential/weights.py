"""The weights of a stack of layers."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from reference.checks import not_built
from reference.weight import Weight

__all__ = ["LayersWeights"]

Array = np.ndarray


class LayersWeights:
    """The weights of all `layers` together: which there are, which are trained, and their values."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.layers: list[Any] = []
        self._trainable = True

    @property
    def built(self) -> bool:
        """Whether the weights exist."""
        raise NotImplementedError

    @property
    def trainable(self) -> bool:
        """Whether training may change anything; change it, and every layer is set, too."""
        return self._trainable

    @trainable.setter
    def trainable(self, value: bool) -> None:
        if bool(value) is self._trainable:  # as in a layer
            return
        self._trainable = bool(value)
        for layer in self.layers:
            layer.trainable = self._trainable

    @property
    def weights(self) -> list[Array]:
        """All weights, layer by layer."""
        return [weight for layer in self.layers for weight in layer.weights]

    @property
    def trainable_weights(self) -> list[Array]:
        """The weights that training changes, layer by layer."""
        return [weight.array for *_, weight in self.trained]

    @property
    def trained(self) -> list[tuple[int, str, Weight]]:
        """The weights that training changes, each with the number of its layer and its name there."""
        layers = self.layers if self.trainable else []
        return [
            (i, name, weight)
            for i, layer in enumerate(layers)
            for name, weight in layer.weight_table.items()
            if weight.trainable
        ]

    @property
    def non_trainable_weights(self) -> list[Array]:
        """The other weights, layer by layer."""
        if not self.trainable:
            return self.weights
        return [each.array for layer in self.layers for each in layer.all_weights() if not each.trainable]

    def get_weights(self) -> list[Array]:
        """Return copies of all weights."""
        return [weight.copy() for weight in self.weights]

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Copy `weights` into the model's own; nothing changes if one of them does not fit."""
        own = self.weights
        if len(weights) != len(own):
            raise ValueError(f"{self.name}.set_weights: expected {len(own)} arrays, got {len(weights)}")
        before, position = self.get_weights(), 0
        try:
            for layer in self.layers:
                count = len(layer.weights)
                layer.set_weights(weights[position : position + count])
                position += count
        except ValueError:
            for weight, old in zip(own, before, strict=True):
                weight[...] = old
            raise

    def count_params(self) -> int:
        """The number of parameters: 784-16-16-10 has 13,002."""
        if not self.built:
            raise not_built(self.name)
        return sum(layer.count_params() for layer in self.layers)
