"""What a model must be able to do, so that it can be trained."""

from typing import Any

import numpy as np

__all__ = ["Trainable"]

Array = np.ndarray


class Trainable:
    """The passes of a model, which `Sequential` brings."""

    @property
    def takes_integers(self) -> bool:
        """Whether integers stay such on their way in."""
        raise NotImplementedError

    @property
    def output_shape(self) -> Any:
        """The shape of the output, batch axis included."""
        raise NotImplementedError

    @property
    def has_logits(self) -> bool:
        """Whether the output has logits that a loss may read."""
        raise NotImplementedError

    def prepare(self, x: Any) -> Array:
        """Return `x` as the model takes it."""
        raise NotImplementedError

    def forward(self, x: Array, training: bool = False) -> tuple[Array, list[Any]]:
        """Return `(y, caches)`."""
        raise NotImplementedError

    def commit(self, caches: list[Any]) -> None:
        """Write the state that a pass changes."""
        raise NotImplementedError
