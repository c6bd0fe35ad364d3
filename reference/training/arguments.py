"""The plain arguments of `compile`, `fit`, `evaluate` and `predict`: what they must be."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from reference.checks import positive_int

__all__ = [
    "as_batch_size",
    "as_count",
    "as_steps",
    "as_verbose",
    "check_shuffle",
    "check_validation_freq",
    "is_validated",
    "loss_and_weight",
    "refuse",
]


def refuse(method: str, others: Mapping[str, Any], neutral: Mapping[str, Any]) -> None:
    """Raise a ValueError for an argument that `method` does not know, or not with this value."""
    for name, value in others.items():
        if name not in neutral or type(value) is not type(neutral[name]) or value != neutral[name]:
            raise ValueError(f"{method} does not support {name}={value!r}")


def as_batch_size(name: str, batch_size: Any, samples: int, steps: int | None = None) -> int:
    """`batch_size`; where it is None, what makes `steps` batches of the samples, or Keras's 32."""
    if batch_size is None:
        return 32 if steps is None else -(-samples // steps)
    return positive_int("fit", name, batch_size)


def as_steps(name: str, steps: Any) -> int | None:
    """`steps`, or a ValueError unless it is a positive integer or None."""
    return None if steps is None else positive_int("fit", name, steps)


def as_count(name: str, count: Any) -> int:
    """`count`, or a ValueError unless it is an integer of 0 or more."""
    if isinstance(count, bool) or not isinstance(count, int | np.integer) or count < 0:
        raise ValueError(f"fit: {name} must be an integer of 0 or more, got {count!r}")
    return int(count)


def as_verbose(verbose: Any) -> Any:
    """`verbose` as it is, or a ValueError unless it is 0, 1, 2 or "auto"."""
    if verbose not in (0, 1, 2, "auto"):
        raise ValueError(f"verbose must be 0, 1, 2 or 'auto', got {verbose!r}")
    return verbose


def check_shuffle(shuffle: Any) -> None:
    """Raise a ValueError unless `shuffle` is True, False or "batch"."""
    if not isinstance(shuffle, bool | np.bool_) and shuffle != "batch":
        raise ValueError(f"fit: shuffle must be True, False or 'batch', got {shuffle!r}")


def check_validation_freq(validation_freq: Any) -> None:
    """Raise a ValueError unless it is a positive integer, or a list of the epochs, counted from 1."""
    if not isinstance(validation_freq, list):
        positive_int("fit", "validation_freq", validation_freq)


def is_validated(epoch: int, validation_freq: Any) -> bool:
    """Whether validation follows the epoch (counted from 0): every so many, or those in the list."""
    if isinstance(validation_freq, list):
        return epoch + 1 in validation_freq
    return (epoch + 1) % int(validation_freq) == 0


def loss_and_weight(loss: Any, loss_weights: Any) -> tuple[Any, float]:
    """The one loss of a model with one output, out of the list that it may be in, and what multiplies it.

    `loss_weights` is a float, or a list or dict with one; Keras reads no key of it.
    """
    if isinstance(loss, Mapping) and "class_name" not in loss:
        raise ValueError("compile: loss as a dict is for models with several outputs, as in Keras")
    if isinstance(loss, list | tuple):
        if len(loss) != 1:
            raise ValueError(f"compile: expected one loss for the one output, got {len(loss)}")
        (loss,) = loss
    weights = list(loss_weights.values()) if isinstance(loss_weights, Mapping) else loss_weights
    if weights is None:
        return loss, 1.0
    found = weights if isinstance(weights, list | tuple) else [weights]
    if len(found) != 1 or not isinstance(found[0], float | np.floating):
        raise ValueError(f"compile: loss_weights must be one float, for the one output, got {loss_weights!r}")
    return loss, float(found[0])
