"""The 30 functions of keras.activations. NumPy twin: reference/activations/.

What surprises: relu has slope 0 at 0 (tf.maximum(x, 0) has 1); leaky_relu's default slope is 0.2 as
a function and 0.3 as a layer; gelu is the exact one, by erf; softmax and sigmoid attach their logits to
their output tensor, and cross-entropies read those.
"""

from keras import activations
from keras.activations import (
    celu,
    elu,
    exponential,
    gelu,
    get,
    glu,
    hard_shrink,
    hard_sigmoid,
    hard_silu,
    hard_tanh,
    leaky_relu,
    linear,
    log_sigmoid,
    log_softmax,
    mish,
    relu,
    relu6,
    selu,
    sigmoid,
    silu,
    soft_shrink,
    softmax,
    softplus,
    softsign,
    sparse_plus,
    sparse_sigmoid,
    sparsemax,
    squareplus,
    tanh,
    tanh_shrink,
    threshold,
)

from keras_notes.parity import ActivationCase

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
    "tanh",
    "tanh_shrink",
    "threshold",
]

# Their arithmetic is exact on small multiples of 1/4.
_EXACT = {
    "hard_shrink",
    "hard_tanh",
    "linear",
    "relu",
    "relu6",
    "soft_shrink",
    "sparse_plus",
    "sparse_sigmoid",
}
_NEEDS = {"threshold": {"threshold": 0.5, "default_value": -1.0}}

CASES = [
    ActivationCase(getattr(activations, name), _NEEDS.get(name, {}), exact=name in _EXACT | {"threshold"})
    for name in __all__
    if name != "get"
] + [
    ActivationCase(relu, {"negative_slope": 0.25}, exact=True),
    ActivationCase(relu, {"max_value": 1.5}, exact=True),
    ActivationCase(relu, {"threshold": 0.5}, exact=True),
    ActivationCase(relu, {"negative_slope": 0.5, "max_value": 2.0, "threshold": 0.25}, exact=True),
    ActivationCase(leaky_relu, {"negative_slope": 0.125}, exact=True),
    ActivationCase(elu, {"alpha": 0.7}),
    ActivationCase(celu, {"alpha": 1.7}),
    ActivationCase(gelu, {"approximate": True}),
    ActivationCase(glu, {"axis": 1}, shape=(3, 4, 5)),
    ActivationCase(softmax, {"axis": 1}, shape=(3, 4, 5)),
    ActivationCase(log_softmax, {"axis": 1}, shape=(3, 4, 5)),
    ActivationCase(sparsemax, {"axis": 1}, shape=(3, 4, 5)),
    ActivationCase(soft_shrink, {"threshold": 0.75}, exact=True),
    ActivationCase(hard_shrink, {"threshold": 1.25}, exact=True),
    ActivationCase(squareplus, {"b": 2.5}),
    # What the slope is at the bend, for those whose arithmetic leaves no exact tier to say it.
    *(
        ActivationCase(function, kwargs, scale=0.0)
        for function, kwargs in ((elu, {"alpha": 0.7}), (celu, {"alpha": 1.7}), (selu, {}))
    ),
]
