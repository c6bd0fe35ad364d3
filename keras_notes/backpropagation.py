"""The chain rule through a stack of layers, every stage shown. NumPy twin: reference/backpropagation.py.

What surprises: Keras shows none of this. Each layer's activation is overheard while the tape records,
so that the pre-activation z and its gradient dz become tensors one can ask for. Where a cross-entropy
reads the logits, the gradient of the last output is never formed.
"""

from typing import Any

import numpy as np
import tensorflow as tf
from keras import Sequential

from keras_notes.gradients import _arguments, _exact
from keras_notes.parity import PairCase
from keras_notes.parity.compare import compute_dtype, loss_object
from keras_notes.parity.layerwise import as_array, as_tensor, run_layers, unmoved
from keras_notes.parity.tape import trainable_variables
from reference.backpropagation import LayerTrace

__all__ = ["LayerTrace", "backpropagate", "trace"]


def trace(model: Sequential, x: Any) -> list[LayerTrace]:
    """For each layer its name, its pre-activation `z` where it has an activation, and its output."""
    x = as_tensor(model, x)
    with unmoved(model):
        z, outputs = run_layers(model, x)
    return [
        LayerTrace(layer.name, as_array(z.get(layer.name)), np.asarray(output))
        for layer, output in zip(model.layers, outputs, strict=True)
    ]


def backpropagate(model: Sequential, x: Any, y: Any, loss: Any = None) -> list[LayerTrace]:
    """The pass forward and the pass back, layer by layer, all of it from one tape."""
    chosen = model.loss if loss is None else loss
    if chosen is None:
        raise ValueError("backpropagate: give a loss, or compile the model with one")
    x = as_tensor(model, x)
    with tf.GradientTape() as tape:
        heard, outputs = run_layers(model, x, True, tape)
        value = loss_object(chosen, compute_dtype(model))(np.asarray(y), outputs[-1])
    weights = [{name: v.value for name, v in trainable_variables(layer).items()} for layer in model.layers]
    dz, doutputs, grads = tape.gradient(value, (heard, outputs, weights))
    return [
        LayerTrace(
            layer.name,
            as_array(heard.get(layer.name)),
            np.asarray(outputs[i]),
            as_array(dz.get(layer.name)),
            as_array(doutputs[i]),
            {name: found for name, grad in grads[i].items() if (found := as_array(grad)) is not None},
        )
        for i, layer in enumerate(model.layers)
    ]


def _without_target(make: Any) -> Any:
    return lambda draw: make(draw)[:2]


_NETWORKS = [
    (_arguments((2, 3, 2), "categorical_crossentropy"), "2-3-2, cross-entropy", False),
    (_arguments((8, 6, 6, 4), "categorical_crossentropy"), "8-6-6-4, cross-entropy", False),
    (
        _arguments((4, 6, 3), "mean_squared_error", hidden="sigmoid"),
        "4-6-3, softmax and squared error",
        False,
    ),
    (_exact, "3-4-2, squared error", True),
]

CASES = [
    *(PairCase(backpropagate, make, about=about, exact=exact) for make, about, exact in _NETWORKS),
    *(PairCase(trace, _without_target(make), about=about) for make, about, _ in _NETWORKS[:2]),
]
