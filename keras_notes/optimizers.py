"""Update rules. NumPy twin: reference/optimizers.

What surprises: in a float64 model some numbers pass through float32 all the same (SGD's momentum, Adam's
betas in the bias correction, Nadam's and Lion's betas everywhere, the first accumulators of Adagrad and Ftrl,
every weight decay, a rate that a function gives), others do not (RMSprop's rho, Adam's betas in the means);
Adam's epsilon stands outside the bias correction, Lamb's inside; `SGD(momentum=1)` and `SGD(1)` raise,
`momentum=1.0` does not; Adafactor's `relative_step` changes nothing; `get("lamb")` knows no Lamb; excluded
from decay is by TensorFlow's names, which end in ":0", but in Muon by the last part of the path.
"""

from keras.losses import CategoricalCrossentropy, MeanSquaredError
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
    Optimizer,
    RMSprop,
    get,
)
from keras.optimizers.schedules import InverseTimeDecay, PiecewiseConstantDecay

from keras_notes.parity import Inner, LockStepCase, OptimizerCase
from keras_notes.sequential import network, network_342

__all__ = [
    "SGD",
    "Adadelta",
    "Adafactor",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "Ftrl",
    "Lamb",
    "Lion",
    "LossScaleOptimizer",
    "Muon",
    "Nadam",
    "Optimizer",
    "RMSprop",
    "get",
]


def _network_232() -> object:
    return network((2, 3, 2))


def _rate() -> float:
    return 0.1


ONE_TIER = {"tiers": ("float64",)}  # the options are the same few lines for every rule
EIGHTH = {"learning_rate": 0.125}
TENTH = {"learning_rate": 0.1}
AVERAGED = {"use_ema": True, "ema_momentum": 0.5}
TALL_AND_WIDE = {"a/kernel": (4, 3), "b/kernel": (2, 5), "b/bias": (5,), "embedding/table": (3, 2)}
RANKS = {"a/kernel": (4, 3), "b/kernel": (2, 3, 4), "b/bias": (5,)}

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
        {"learning_rate": 0.3, "beta_2_decay": -0.6, "epsilon_1": 1e-2, "epsilon_2": 1.0}
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
        {"inner_optimizer": Inner(Adam, gradient_accumulation_steps=2, use_ema=True, clipnorm=0.5)}
        | {"dynamic_growth_steps": 1},
        steps=9,
        **ONE_TIER,
    ),
]
TRAININGS = [
    LockStepCase(
        "3-4-2",
        network_342,
        MeanSquaredError,
        SGD,
        {"learning_rate": 0.0625, "momentum": 0.5, "nesterov": True},
        targets="real",
        exact=True,
    ),
    LockStepCase(
        "2-3-2", _network_232, CategoricalCrossentropy, SGD, {"learning_rate": 0.1, "momentum": 0.9}
    ),
    LockStepCase("2-3-2", _network_232, CategoricalCrossentropy, Adam, {"learning_rate": 0.01}),
    LockStepCase(
        "2-3-2",
        _network_232,
        CategoricalCrossentropy,
        AdamW,
        {"learning_rate": 0.01, "loss_scale_factor": 8.0, "use_ema": True, "ema_overwrite_frequency": 3},
    ),
]
CASES = [*RULES, *OPTIONS, *TRAININGS]
