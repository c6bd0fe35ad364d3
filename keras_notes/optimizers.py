"""Update rules. NumPy twin: reference/optimizers.py.

What surprises: momentum and Adam's betas pass through float32 even in a float64 model; Adam's epsilon
stands outside the bias correction; `SGD(momentum=1)` raises, `momentum=1.0` does not.
"""

from keras.losses import CategoricalCrossentropy, MeanSquaredError
from keras.optimizers import SGD, Adam, Optimizer, get

from keras_notes.parity import LockStepCase, OptimizerCase
from keras_notes.sequential import network, network_342

__all__ = ["SGD", "Adam", "Optimizer", "get"]


def _network_232() -> object:
    return network((2, 3, 2))


CASES = [
    OptimizerCase(SGD, {"learning_rate": 0.125}, exact=True),
    OptimizerCase(SGD, {"learning_rate": 0.125, "momentum": 0.5}, exact=True),
    OptimizerCase(SGD, {"learning_rate": 0.125, "momentum": 0.5, "nesterov": True}, exact=True),
    OptimizerCase(SGD, {"learning_rate": 0.1, "momentum": 0.9}),
    OptimizerCase(SGD, {"learning_rate": 0.1, "momentum": 0.9, "nesterov": True}),
    OptimizerCase(Adam, {}),
    OptimizerCase(Adam, {"learning_rate": 0.05, "beta_1": 0.8, "beta_2": 0.99, "epsilon": 1e-4}),
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
