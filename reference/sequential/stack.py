"""The structure of a Sequential: adding and taking off layers, shapes."""

from collections.abc import Sequence
from typing import Any

from reference import config
from reference.checks import Shape, as_shape
from reference.input import InputLayer
from reference.layer import Layer
from reference.sequential.weights import LayersWeights

__all__ = ["Stack"]


class Stack(LayersWeights):
    """What a Sequential is made of: its layers, their shapes and their weights."""

    def __init__(self, layers: Sequence[Any] | None = None, name: str | None = None) -> None:
        super().__init__(name or "sequential")
        self._input: InputLayer | None = None
        self._input_is_added = False
        self._newest: Any = (None, None)  # the layer that was added last, and the shape it was built for
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
            shape = self._next_shape()
            layer.build(shape)
            self._newest = layer, shape
        self.layers.append(layer)

    def _next_shape(self) -> Shape:
        """What a layer is built for that is added now; without asking all others again for their shapes."""
        layer, shape = self._newest
        known = bool(self.layers) and layer is self.layers[-1]
        return layer.compute_output_shape(shape) if known else self.output_shape

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
        self._newest = (None, None)
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
