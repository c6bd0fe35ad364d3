"""What owns weights: a layer's own, and those of the layers inside it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from reference import constraints, initializers, regularizers
from reference.blank import blank_weight
from reference.checks import as_float_array
from reference.weight import Weight

__all__ = ["Weighted"]

Array = np.ndarray
Gradients = dict[str, Array]

_NAMESPACES: dict[str, Any] = {
    "initializer": initializers,
    "regularizer": regularizers,
    "constraint": constraints,
}


class Weighted:
    """The owner of weights: arrays that are attributes under Keras's names.

    As in Keras, a layer's own weights come first, the trained before the others, then those of its
    sublayers in their order.
    """

    name: str
    dtype: str

    def __init__(self, trainable: bool) -> None:
        self.sublayers: list[Any] = []
        self._trainable = bool(trainable)
        self._weight_names: list[str] = []
        self._frozen_names: set[str] = set()
        self._rules: dict[str, tuple[str, ...]] = {}
        self._stems: dict[str, str] = {}

    @property
    def trainable(self) -> bool:
        """Whether training may change the weights; change it, and all sublayers are set, too.

        Set to what it is, it changes nothing inside: so does Keras on TensorFlow.
        """
        return self._trainable

    @trainable.setter
    def trainable(self, value: bool) -> None:
        if bool(value) is self._trainable:
            return
        self._trainable = bool(value)
        for layer in self.sublayers:
            layer.trainable = self._trainable

    def weight_rules(self, stem: str, **rules: Any) -> None:
        """Keep how a weight starts, what it costs and where it must stay.

        `weight_rules("kernel", initializer="zeros", regularizer=None)` makes the attributes
        `kernel_initializer` and `kernel_regularizer`, which `get_config` gives back. The initializer
        must be known; the `regularizer` and the `constraint` may be None.
        """
        for kind, rule in rules.items():
            setattr(self, f"{stem}_{kind}", _NAMESPACES[kind].get(rule))
        self._rules[stem] = tuple(rules)

    def rule_of(self, name: str, kind: str) -> Any:
        """The initializer, regularizer or constraint of the weight `name`; None if it has none."""
        return getattr(self, f"{self._stems.get(name, name)}_{kind}", None)

    def rules_config(self) -> dict[str, Any]:
        """All rules under Keras's names, serialized."""
        return {
            f"{stem}_{kind}": _NAMESPACES[kind].serialize(getattr(self, f"{stem}_{kind}"))
            for stem, kinds in self._rules.items()
            for kind in kinds
        }

    def add_weight(
        self,
        name: str,
        shape: Sequence[int | None],
        initializer: Any = None,
        trainable: bool = True,
        rules: str | None = None,
        dtype: str | None = None,
    ) -> Array:
        """Create the weight `name` and make it an attribute.

        It starts by `initializer`, or else by the rule of its name, or of the stem `rules`, and has
        the layer's dtype, if it is not a count with a `dtype` of its own.
        """
        self._stems[name] = rules or name
        value = blank_weight(f"{self.name}/{name}", shape, dtype or self.dtype)
        if value is None:
            rule = self.rule_of(name, "initializer") if initializer is None else initializers.get(initializer)
            value = np.asarray(rule(tuple(shape), dtype=self.dtype)).astype(dtype or self.dtype, copy=False)
        setattr(self, name, value)
        self._weight_names.append(name)
        if not trainable:
            self._frozen_names.add(name)
        return value

    def add_sublayers(self, layers: Sequence[Any]) -> None:
        """Make the weights of `layers` part of this layer's; they stay trained if this layer is made frozen.

        Only setting `trainable` freezes what is inside, as in Keras.
        """
        self.sublayers.extend(layers)

    def all_weights(self) -> Iterator[Weight]:
        """Every weight and where it stands, in Keras's order."""
        for name in self._own_names():
            frozen = name in self._frozen_names
            yield Weight(name, self, name, frozen, self.trainable and not frozen)
        for layer in self.sublayers:
            for each in layer.all_weights():
                yield each._replace(path=f"{layer.name}/{each.path}")

    @property
    def own_weights(self) -> list[Array]:
        """Those weights that a file of weights has under the name of this layer: the layer's own."""
        return [getattr(self, name) for name in self._own_names()]

    def _own_names(self) -> list[str]:
        return sorted(self._weight_names, key=self._frozen_names.__contains__)  # the frozen ones last

    @property
    def weight_table(self) -> dict[str, Weight]:
        """All weights by name: the last word of the path if no other weight has it, else the path."""
        found = list(self.all_weights())
        counts = Counter(each.attribute for each in found)
        return {each.attribute if counts[each.attribute] == 1 else each.path: each for each in found}

    @property
    def weight_names(self) -> list[str]:
        """The names of all weights, in Keras's order."""
        return list(self.weight_table)

    @property
    def trainable_weight_names(self) -> list[str]:
        """The names of the weights that training changes."""
        return [name for name, each in self.weight_table.items() if each.trainable]

    @property
    def learns(self) -> bool:
        """Whether there is a weight that training changes."""
        own = self.trainable and len(self._weight_names) > len(self._frozen_names)
        return own or any(layer.learns for layer in self.sublayers)

    @property
    def weights(self) -> list[Array]:
        """All weights, the arrays themselves, in Keras's order."""
        return [each.array for each in self.all_weights()]

    @property
    def trainable_weights(self) -> list[Array]:
        """The weights that training changes; of a frozen layer none, though a model trains those inside it.

        That is Keras's way: a wrapper made with `trainable=False` has none, and its model has them.
        """
        return [each.array for each in self.all_weights() if each.trainable] if self.trainable else []

    @property
    def non_trainable_weights(self) -> list[Array]:
        """The weights that training leaves to `commit`, or to nobody."""
        return [each.array for each in self.all_weights() if not (self.trainable and each.trainable)]

    def joined(self, *grads: Gradients) -> Gradients:
        """Own gradients, then those of each sublayer, as one dict under the names of this layer."""
        names = [name for name, each in self.weight_table.items() if not each.frozen]
        return dict(zip(names, (grad for part in grads for grad in part.values()), strict=True))

    def trained(self, grads: Gradients) -> Gradients:
        """Those of the gradients that training uses: none of a frozen layer, nor of a frozen sublayer."""
        if not self.sublayers:
            return grads if self._trainable else {}
        return {name: grads[name] for name in self.trainable_weight_names}

    def get_weights(self) -> list[Array]:
        """Return copies of all weights."""
        return [weight.copy() for weight in self.weights]

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Copy `weights` into the layer's own; nothing changes if one of them does not fit."""
        table, arrays = self.weight_table, []
        if len(weights) != len(table):
            wanted = f"{len(table)} arrays ({', '.join(table) or 'none'})"
            raise ValueError(f"{self.name}.set_weights: expected {wanted}, got {len(weights)}")
        for (name, own), new in zip(table.items(), weights, strict=True):
            array = as_float_array(f"{self.name}/{name}", new, str(own.array.dtype))
            if array.shape != own.array.shape:
                raise ValueError(f"{self.name}/{name}: expected shape {own.array.shape}, got {array.shape}")
            arrays.append(array)
        for own, array in zip(table.values(), arrays, strict=True):
            own.array[...] = array
