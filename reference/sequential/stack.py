"""The structure of a Sequential: adding and taking off layers, shapes, weights."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from reference import config
from reference.checks import Shape, as_shape, not_built
from reference.input import InputLayer
from reference.layer import Layer
from reference.weight import Weight

__all__ = ["Stack"]

Array = np.ndarray


class Stack:
    """What a Sequential is made of: its layers, their shapes and their weights."""

    def __init__(self, layers: Sequence[Any] | None = None, name: str | None = None) -> None:
        self.name = name or "sequential"
        self.layers: list[Any] = []
        self._trainable = True
        self._input: InputLayer | None = None
        self._input_is_added = False
        for layer in layers or []:
            self.add(layer)

    def add(self, layer: Any) -> None:
        """Put `layer` (or an `Input`, before all others) at the end of the stack."""
        if isinstance(layer, InputLayer):
            if self._input is not None or self.layers:
                raise ValueError(f"{self.name}: the input shape is given once, before all layers")
            self._input, self._input_is_added = layer, True
            return
        if not isinstance(layer, Layer):
            raise ValueError(f"{self.name}.add: expected a layer, got {layer!r}")
        if any(each is layer for each in self.layers):
            raise ValueError(
                f"{self.name}.add: {layer.name} is in the model already, and layers are not shared"
            )
        self._name(layer)
        if not self.layers and self._input is None and layer.declared_input_shape is not None:
            self._input = InputLayer(layer.declared_input_shape, dtype=layer.dtype)
            self._input_is_added = True
        if {each.dtype for each in self.layers} - {layer.dtype}:
            raise ValueError(f"{self.name}.add: {layer.name} is {layer.dtype}, the model {self.dtype}")
        if self._input is not None:
            layer.build(self.output_shape)
        self.layers.append(layer)

    def _name(self, layer: Layer) -> None:
        taken = {each.name for each in self.layers}
        if layer.name in taken and not layer.auto_named:
            raise ValueError(f"{self.name}.add: there is a layer named {layer.name!r} already")
        stem, number = layer.name, 0
        while layer.name in taken:
            number += 1
            layer.name = f"{stem}_{number}"

    def pop(self) -> Any:
        """Take the last layer off the stack and return it."""
        if not self.layers:
            raise IndexError(f"{self.name}.pop: the model has no layers")
        layer = self.layers.pop()
        if not self.layers and not self._input_is_added:
            self._input = None
        return layer

    def build(self, input_shape: Sequence[int | None]) -> None:
        """Make all weights for inputs of `input_shape`, batch axis included."""
        if not self.layers:
            raise ValueError(f"{self.name}.build: the model has no layers; call add(layer)")
        shape = as_shape(f"{self.name}.build", input_shape)
        if self._input is not None:
            if self._input.batch_shape[1:] != shape[1:]:
                raise ValueError(
                    f"{self.name} is built for inputs of shape {self._input.batch_shape}, got {shape}"
                )
            return
        current = shape
        for layer in self.layers:
            layer.build(current)
            current = layer.compute_output_shape(current)
        self._input = InputLayer(batch_shape=(None, *shape[1:]), dtype=self.dtype)

    @property
    def entries(self) -> list[Any]:
        """The layers, and before them the Input if there is one: what a configuration lists."""
        return [self._input, *self.layers] if self._input_is_added else self.layers

    @property
    def built(self) -> bool:
        """Whether the weights exist."""
        return self._input is not None and bool(self.layers)

    @property
    def dtype(self) -> str:
        """The float type of all layers."""
        return self.layers[0].dtype if self.layers else config.floatx()

    @property
    def input_dtype(self) -> str:
        """The type that inputs are cast to: the Input's own, else that of the layers."""
        return self._input.dtype if self._input is not None and self._input_is_added else self.dtype

    @property
    def takes_integers(self) -> bool:
        """Whether the first layer looks integers up, so that they stay such."""
        return bool(self.layers) and self.layers[0].takes_integers

    @property
    def input_shape(self) -> Shape:
        """The shape of the input, batch axis included."""
        if self._input is None:
            raise ValueError(f"{self.name} has no input shape yet: call it on data, or build(input_shape)")
        return self._input.batch_shape

    @property
    def output_shape(self) -> Shape:
        """The shape of the output, batch axis included."""
        return self.compute_output_shape(self.input_shape)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The shape of the output for inputs of `input_shape`, batch axis included."""
        for layer in self.layers:
            input_shape = layer.compute_output_shape(input_shape)
        return input_shape

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
