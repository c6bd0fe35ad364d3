"""Rows for all rules under the gradients of an embedding: squares are taken before occurrences are summed."""

from typing import Any

from keras.optimizers import (
    SGD,
    Adadelta,
    Adafactor,
    Adagrad,
    Adam,
    Adamax,
    AdamW,
    Ftrl,
    Lamb,
    Lion,
    LossScaleOptimizer,
    Muon,
    Nadam,
    RMSprop,
)

from keras_notes.optimizers.options import EIGHTH, ONE_TIER, TENTH
from keras_notes.parity import Inner, TableCase

__all__ = ["TABLE_CASES"]

_RULES: tuple[tuple[Any, dict[str, Any]], ...] = (
    (RMSprop, {"centered": True, "momentum": 0.5}),
    (Adam, {"amsgrad": True}),
    (AdamW, {}),
    (Adadelta, {}),
    (Adagrad, {}),
    (Adamax, {}),
    (Adafactor, {}),
    (Nadam, {}),
    (Ftrl, {"l1_regularization_strength": 0.01}),
    (Lion, {}),
    (Lamb, {}),
    (Muon, {}),
    (Adam, {"clipnorm": 0.5}),
    (Adam, {"clipvalue": 0.3}),
    (Adam, {"global_clipnorm": 0.5}),
    (Adam, {"gradient_accumulation_steps": 2}),
)

TABLE_CASES = [
    TableCase(SGD, EIGHTH, exact=True),
    TableCase(LossScaleOptimizer, {"inner_optimizer": Inner(Adam, learning_rate=0.1)}, **ONE_TIER),
    *(TableCase(rule, TENTH | settings, **ONE_TIER) for rule, settings in _RULES),
]
