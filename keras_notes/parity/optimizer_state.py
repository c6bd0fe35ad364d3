"""What the optimizer of a model in training remembers, for the twin of the model."""

from collections.abc import Sequence
from typing import Any

import numpy as np

__all__ = ["copy_optimizer_state"]


def copy_optimizer_state(other: Any, model: Any) -> None:
    """Let the twin's optimizer spare the same weights from decay and go on where Keras's stands."""
    ours, theirs, variables = other.optimizer, model.optimizer, model.trainable_variables
    _copy_exclusions(ours, theirs, other.trainable_weights, variables)
    if theirs.built:
        ours.build(other.trainable_weights, [variable.path for variable in variables])
        ours.set_weights([np.asarray(variable) for variable in theirs.variables])
        ours, theirs = (getattr(each, "inner_optimizer", each) for each in (ours, theirs))
        if hasattr(theirs, "_u_product"):  # not listed inside a LossScaleOptimizer
            ours.u_product[...] = np.asarray(theirs._u_product)


def _copy_exclusions(ours: Any, theirs: Any, weights: Sequence[Any], variables: Sequence[Any]) -> None:
    if hasattr(theirs, "inner_optimizer"):
        _copy_exclusions(ours.inner_optimizer, theirs.inner_optimizer, weights, variables)
    elif hasattr(theirs, "_exclude_from_weight_decay"):
        keys, pattern = theirs._exclude_from_weight_decay, theirs._exclude_from_weight_decay_pattern
        pairs = zip(weights, variables, strict=True)
        arrays = [array for array, variable in pairs if theirs._var_key(variable) in keys]
        ours.exclude_from_weight_decay(arrays, [pattern.pattern] if pattern else [])
