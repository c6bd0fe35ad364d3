"""Rows for the options that all optimizers share, for rates that are no numbers, and for scaled losses."""

from typing import Any

from keras.optimizers import SGD, Adafactor, Adam, LossScaleOptimizer, Muon, Nadam, RMSprop
from keras.optimizers.schedules import InverseTimeDecay, PiecewiseConstantDecay

from keras_notes.parity import Inner, OptimizerCase

__all__ = ["OPTIONS"]

ONE_TIER: dict[str, Any] = {"tiers": ("float64",)}  # the options are the same few lines for every rule
EIGHTH: dict[str, Any] = {"learning_rate": 0.125}
TENTH: dict[str, Any] = {"learning_rate": 0.1}
AVERAGED: dict[str, Any] = {"use_ema": True, "ema_momentum": 0.5}


def _rate() -> float:
    return 0.1


OPTIONS = [
    OptimizerCase(
        SGD, EIGHTH | {"weight_decay": 0.25, "clipvalue": 1.5}, exact=True, exact_steps=3, **ONE_TIER
    ),
    OptimizerCase(SGD, TENTH | {"clipnorm": 1.3}, **ONE_TIER),
    OptimizerCase(SGD, TENTH | {"global_clipnorm": 2.3}, **ONE_TIER),
    OptimizerCase(SGD, TENTH | {"global_clipnorm": 300.0}, **ONE_TIER),
    OptimizerCase(RMSprop, {"weight_decay": 0.3}, exclude=("bias:0$",), **ONE_TIER),
    OptimizerCase(SGD, TENTH | {"weight_decay": 0.3}, exclude=("^kernel", "bias$"), **ONE_TIER),
    OptimizerCase(SGD, EIGHTH | AVERAGED, exact=True, exact_steps=3, **ONE_TIER),
    OptimizerCase(SGD, TENTH | {"use_ema": True, "ema_overwrite_frequency": 3}, **ONE_TIER),
    OptimizerCase(
        Adam,
        TENTH
        | {"gradient_accumulation_steps": 3, "use_ema": True, "ema_momentum": 0.7, "weight_decay": 0.1}
        | {"ema_overwrite_frequency": 2, "clipnorm": 1.3, "loss_scale_factor": 1.3},
        **ONE_TIER,
    ),
    OptimizerCase(
        Nadam, TENTH | {"gradient_accumulation_steps": 4, "clipvalue": 0.3}, missing=(0,), **ONE_TIER
    ),
    OptimizerCase(SGD, EIGHTH | {"gradient_accumulation_steps": 2}, exact=True, exact_steps=4, **ONE_TIER),
    OptimizerCase(SGD, TENTH | {"weight_decay": 0.1} | AVERAGED, missing=(1,), **ONE_TIER),
    OptimizerCase(Adam, {"learning_rate": _rate}, steps=5, **ONE_TIER),
    OptimizerCase(Muon, {"learning_rate": _rate, "adam_lr_ratio": 0.3}, steps=3, **ONE_TIER),
    OptimizerCase(
        Adam,
        {"learning_rate": Inner(InverseTimeDecay, initial_learning_rate=0.1, decay_steps=5, decay_rate=0.3)}
        | {"gradient_accumulation_steps": 2, "weight_decay": 0.1},
        steps=8,
        **ONE_TIER,
    ),
    OptimizerCase(
        Adafactor,
        {"learning_rate": Inner(PiecewiseConstantDecay, boundaries=[3], values=[2.0, 0.3])},
        steps=6,
        **ONE_TIER,
    ),
    OptimizerCase(
        LossScaleOptimizer,
        {"inner_optimizer": Inner(SGD, learning_rate=0.1, momentum=0.9, loss_scale_factor=3.0)}
        | {"initial_scale": 8.0, "dynamic_growth_steps": 3},
        infinite=(4, 9, 10),
    ),
    OptimizerCase(
        LossScaleOptimizer,
        {"inner_optimizer": Inner(Nadam, gradient_accumulation_steps=2, use_ema=True, clipnorm=0.5)}
        | {"dynamic_growth_steps": 1},
        steps=9,
        **ONE_TIER,
    ),
]
