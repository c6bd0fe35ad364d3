"""Rows for the update rules."""

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
    Muon,
    Nadam,
    RMSprop,
)

from keras_notes.parity import OptimizerCase

__all__ = ["RULES"]

ONE_TIER: dict[str, Any] = {"tiers": ("float64",)}  # float32 has one row of each
EIGHTH: dict[str, Any] = {"learning_rate": 0.125}
TENTH: dict[str, Any] = {"learning_rate": 0.1}
TALL_AND_WIDE: dict[str, tuple[int, ...]] = {
    "a/kernel": (4, 3),
    "b/kernel": (2, 5),
    "b/bias": (5,),
    "embedding/table": (3, 2),
}
RANKS: dict[str, tuple[int, ...]] = {"a/kernel": (4, 3), "b/kernel": (2, 3, 4), "b/bias": (5,)}

RULES = [
    OptimizerCase(SGD, EIGHTH, exact=True),
    OptimizerCase(SGD, EIGHTH | {"momentum": 0.5}, exact=True),
    OptimizerCase(SGD, EIGHTH | {"momentum": 0.5, "nesterov": True}, exact=True),
    OptimizerCase(SGD, TENTH | {"momentum": 0.9}),
    OptimizerCase(SGD, TENTH | {"momentum": 0.9, "nesterov": True}),
    OptimizerCase(RMSprop, {}),
    OptimizerCase(
        RMSprop, {"learning_rate": 0.05, "rho": 0.8, "momentum": 0.7, "epsilon": 1e-3, "centered": True}
    ),
    OptimizerCase(Adam, {}),
    OptimizerCase(Adam, {"learning_rate": 0.05, "beta_1": 0.8, "beta_2": 0.99, "epsilon": 1e-4}),
    OptimizerCase(Adam, TENTH | {"beta_2": 0.7, "amsgrad": True}, **ONE_TIER),
    OptimizerCase(AdamW, {}),
    OptimizerCase(AdamW, TENTH | {"weight_decay": 0.3, "amsgrad": True}, **ONE_TIER),
    OptimizerCase(Adadelta, {"learning_rate": 1.0}),
    OptimizerCase(Adadelta, {"learning_rate": 0.3, "rho": 0.8, "epsilon": 1e-3}, **ONE_TIER),
    OptimizerCase(Adagrad, TENTH),
    OptimizerCase(Adagrad, TENTH | {"initial_accumulator_value": 0.3, "epsilon": 1e-2}, **ONE_TIER),
    OptimizerCase(Adamax, TENTH),
    OptimizerCase(Adamax, TENTH | {"beta_1": 0.7, "beta_2": 0.8, "epsilon": 1e-2}, **ONE_TIER),
    OptimizerCase(Adafactor, {}, weights=RANKS),
    OptimizerCase(
        Adafactor,
        {"learning_rate": 0.3, "beta_2_decay": -0.6, "epsilon_1": 1e-2, "epsilon_2": 1.3}
        | {"clip_threshold": 0.7, "relative_step": False},
        weights=RANKS,
        **ONE_TIER,
    ),
    OptimizerCase(Nadam, TENTH),
    OptimizerCase(Nadam, TENTH | {"beta_1": 0.7, "beta_2": 0.8, "epsilon": 1e-2}, **ONE_TIER),
    OptimizerCase(Ftrl, TENTH),
    OptimizerCase(
        Ftrl,
        TENTH
        | {"learning_rate_power": -0.7, "initial_accumulator_value": 0.3, "l1_regularization_strength": 0.5}
        | {"l2_regularization_strength": 0.03, "l2_shrinkage_regularization_strength": 0.07, "beta": 0.2},
        **ONE_TIER,
    ),
    OptimizerCase(Lion, EIGHTH | {"beta_1": 0.5, "beta_2": 0.75}, exact=True),
    OptimizerCase(Lion, {}),
    OptimizerCase(Lamb, {}),
    OptimizerCase(
        Lamb, TENTH | {"beta_1": 0.7, "beta_2": 0.8, "epsilon": 1e-2, "weight_decay": 0.3}, **ONE_TIER
    ),
    OptimizerCase(Muon, {"learning_rate": 0.02}, weights=TALL_AND_WIDE),
    OptimizerCase(
        Muon,
        {"learning_rate": 0.02, "adam_beta_1": 0.8, "adam_beta_2": 0.7, "adam_weight_decay": 0.3}
        | {"epsilon": 1e-2, "weight_decay": 0.1, "exclude_layers": ["^a"], "exclude_embeddings": False}
        | {"muon_a": 3.0, "muon_b": -4.0, "muon_c": 1.9, "adam_lr_ratio": 0.3, "momentum": 0.8}
        | {"ns_steps": 3, "nesterov": False, "rms_rate": None},
        weights=TALL_AND_WIDE,
        exclude=("^kernel",),
        **ONE_TIER,
    ),
    OptimizerCase(
        Muon,
        {"learning_rate": 0.02, "weight_decay": None, "adam_weight_decay": 0.1},
        weights=TALL_AND_WIDE,
        missing=(2,),
        **ONE_TIER,
    ),
]
