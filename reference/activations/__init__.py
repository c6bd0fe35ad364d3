"""Activations: every function of `keras.activations` with its derivative.

Each is an `ActivationFunction`: called, it gives f(x); its `forward` and `backward` give a layer
f(x) and f'(x) dy. A learner may begin with `relu`, `sigmoid` and `softmax`.

>>> relu([-1.0, 0.0, 2.0]), get("sigmoid")(0.0)
(array([0., 0., 2.]), np.float64(0.5))
"""

from collections.abc import Mapping
from typing import Any

from reference.activations.function import ActivationFunction
from reference.activations.rectifiers import celu, elu, leaky_relu, linear, relu, relu6, selu
from reference.activations.rows import glu, log_softmax, softmax, sparsemax
from reference.activations.shrinks import hard_shrink, soft_shrink, tanh_shrink, threshold
from reference.activations.sigmoids import hard_sigmoid, hard_tanh, sigmoid, softsign, sparse_sigmoid, tanh
from reference.activations.smooth import (
    exponential,
    gelu,
    hard_silu,
    log_sigmoid,
    mish,
    silu,
    softplus,
    sparse_plus,
    squareplus,
)

__all__ = [
    "celu",
    "elu",
    "exponential",
    "gelu",
    "get",
    "glu",
    "hard_shrink",
    "hard_sigmoid",
    "hard_silu",
    "hard_swish",
    "hard_tanh",
    "leaky_relu",
    "linear",
    "log_sigmoid",
    "log_softmax",
    "mish",
    "relu",
    "relu6",
    "selu",
    "sigmoid",
    "silu",
    "soft_shrink",
    "softmax",
    "softplus",
    "softsign",
    "sparse_plus",
    "sparse_sigmoid",
    "sparsemax",
    "squareplus",
    "swish",
    "tanh",
    "tanh_shrink",
    "threshold",
]

swish = silu
hard_swish = hard_silu

_FUNCTIONS = {name: globals()[name] for name in __all__ if name != "get"}


def get(identifier: Any) -> ActivationFunction:
    """Return the activation that `identifier` stands for.

    Parameters
    ----------
    identifier : None, str, dict or ActivationFunction
        None for `linear`; a name; Keras's configuration of a function,
        `{"class_name": "function", "config": name}`; or the activation itself.

    Raises
    ------
    ValueError
        For anything else, an unknown name included.
    """
    name = identifier
    if isinstance(identifier, Mapping) and identifier.get("class_name") == "function":
        name = identifier.get("config")
    if name is None:
        return linear
    if isinstance(name, ActivationFunction):
        return name
    if isinstance(name, str) and name in _FUNCTIONS:
        return _FUNCTIONS[name]
    raise ValueError(f"unknown activation {identifier!r}; known are {', '.join(_FUNCTIONS)}")
