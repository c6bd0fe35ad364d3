"""Update rules. NumPy twin: reference/optimizers.

What surprises: in a float64 model some numbers pass through float32 all the same (SGD's momentum, Adam's
betas in the bias correction, Nadam's and Lion's betas everywhere, the first accumulators of Adagrad and Ftrl,
every weight decay, a rate that a function gives), others do not (RMSprop's rho, Adam's betas in the means);
Adam's epsilon stands outside the bias correction, Lamb's inside; `SGD(momentum=1)` and `SGD(1)` raise,
`momentum=1.0` does not; Adafactor's `relative_step` changes nothing; `get("lamb")` knows no Lamb; excluded
from decay is by TensorFlow's names, which end in ":0", but in Muon by the last part of the path; Muon takes
the rate that a function gives without rounding for its matrices, and no schedule in a float64 model; one
entry that is not a number makes a whole weight so in Adafactor, but not in Lamb.
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

from keras_notes.optimizers.options import OPTIONS
from keras_notes.optimizers.rules import RULES
from keras_notes.optimizers.tables import TABLE_CASES
from keras_notes.parity import LockStepCase
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
]
CASES = [*RULES, *OPTIONS, *TABLE_CASES, *TRAININGS]
