"""The plain arguments of `compile`, `fit`, `evaluate` and `predict`: what they must be."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from reference.checks import positive_int

__all__ = ["as_batch_size", "as_count", "check_shuffle", "refuse"]

# What of Keras's arguments is not supported, with the value that changes nothing.
NEUTRAL: dict[str, dict[str, Any]] = {
    "compile": {
        "loss_weights": None,
        "weighted_metrics": None,
        "run_eagerly": False,
        "steps_per_execution": 1,
        "auto_scale_loss": True,
    },
    "fit": {
        "callbacks": None,
        "class_weight": None,
        "steps_per_epoch": None,
        "validation_steps": None,
        "validation_freq": 1,
    },
    "evaluate": {"steps": None, "callbacks": None},
    "predict": {"steps": None, "callbacks": None},
    "train_on_batch": {"class_weight": None},
}


def refuse(method: str, others: Mapping[str, Any]) -> None:
    """Raise a ValueError for an argument that `method` does not know, or not with this value."""
    neutral = NEUTRAL[method]
    for name, value in others.items():
        if name not in neutral or type(value) is not type(neutral[name]) or value != neutral[name]:
            raise ValueError(f"{method} does not support {name}={value!r}")


def as_batch_size(name: str, batch_size: Any) -> int:
    """`batch_size`, or Keras's 32 where it is None."""
    return 32 if batch_size is None else positive_int("fit", name, batch_size)


def as_count(name: str, count: Any) -> int:
    """`count`, or a ValueError unless it is an integer of 0 or more."""
    if isinstance(count, bool) or not isinstance(count, int | np.integer) or count < 0:
        raise ValueError(f"fit: {name} must be an integer of 0 or more, got {count!r}")
    return int(count)


def check_shuffle(shuffle: Any) -> None:
    """Raise a ValueError unless `shuffle` is True or False."""
    if not isinstance(shuffle, bool | np.bool_):
        raise ValueError(f"fit: shuffle must be True or False, got {shuffle!r}")
