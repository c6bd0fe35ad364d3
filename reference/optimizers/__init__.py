"""Update rules: how a gradient moves a weight."""

from collections.abc import Mapping
from typing import Any

from reference.lookup import resolve
from reference.optimizers.adafactor import Adafactor
from reference.optimizers.adagrad import Adadelta, Adagrad
from reference.optimizers.adam import Adam, AdamW
from reference.optimizers.adamax import Adamax
from reference.optimizers.ftrl import Ftrl
from reference.optimizers.lamb import Lamb
from reference.optimizers.lion import Lion
from reference.optimizers.loss_scale import LossScaleOptimizer
from reference.optimizers.muon import Muon
from reference.optimizers.nadam import Nadam
from reference.optimizers.optimizer import Optimizer
from reference.optimizers.rmsprop import RMSprop
from reference.optimizers.sgd import SGD

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

RULES = (SGD, RMSprop, Adam, AdamW, Adadelta, Adagrad, Adamax, Adafactor, Nadam, Ftrl, Lion, Lamb, Muon)
_TABLE = {rule.__name__.lower(): rule for rule in (*RULES, LossScaleOptimizer)}
REFUSED = {
    "multioptimizer": "MultiOptimizer, which gives groups of weights optimizers of their own",
    "optimizermap": "OptimizerMap, which gives groups of weights optimizers of their own",
    "schedulefreeadamw": "ScheduleFreeAdamW",
}


def get(identifier: Any) -> Optimizer:
    """Return the optimizer that a name ("sgd", "RMSprop"), a Keras configuration or an object stands for.

    Upper and lower case are one, as in Keras, which alone does not know "lamb" by name.
    """
    name = identifier.get("class_name") if isinstance(identifier, Mapping) else identifier
    if isinstance(name, str):
        if name.lower() in REFUSED:
            raise ValueError(f"optimizer {identifier!r}: there is no {REFUSED[name.lower()]}")
        if name.lower() in _TABLE:
            same = name.lower()
            identifier = same if identifier is name else {**identifier, "class_name": same}
    return resolve("optimizer", identifier, _TABLE, Optimizer)
