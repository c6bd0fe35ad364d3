"""One weight of a layer, and the rules that it keeps."""

from typing import Any, NamedTuple

import numpy as np

__all__ = ["Weight"]

Array = np.ndarray


class Weight(NamedTuple):
    """One weight and where it stands.

    Attributes
    ----------
    path : str
        Its name, behind those of the layers inside which it stands: "lstm_cell/kernel".
    owner, attribute
        The layer that has it, and its name there.
    frozen : bool
        Whether it is state that no gradient changes: moving statistics.
    trainable : bool
        Whether training changes it: neither it nor the layer that has it is frozen.
    """

    path: str
    owner: Any
    attribute: str
    frozen: bool
    trainable: bool

    @property
    def array(self) -> Array:
        """The weight itself."""
        return getattr(self.owner, self.attribute)

    @property
    def regularizer(self) -> Any:
        """What its size costs in training, or None."""
        return self.owner.rule_of(self.attribute, "regularizer")

    @property
    def constraint(self) -> Any:
        """What keeps it in its bounds after each update, or None."""
        return self.owner.rule_of(self.attribute, "constraint")
