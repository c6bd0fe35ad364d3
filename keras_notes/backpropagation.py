"""The chain rule through a stack of layers, every stage shown. NumPy twin: reference/backpropagation.py.

What surprises: Keras shows none of this. Each layer's activation is overheard while the tape records,
so that the pre-activation z and its gradient dz become tensors one can ask for. Where a cross-entropy
reads the logits, the gradient of the last output is never formed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import tensorflow as tf
from keras import Sequential
from keras.layers import RNN, Softmax

from keras_notes.gradients import _arguments, _exact
from keras_notes.parity import PairCase
from keras_notes.parity.compare import loss_object
from reference.backpropagation import LayerTrace

__all__ = ["LayerTrace", "backpropagate", "trace"]

Array = np.ndarray


def _is_activated(layer: Any) -> bool:
    """Whether a layer ends in an activation; a recurrent one has several in every step."""
    return hasattr(layer, "activation") and not isinstance(layer, RNN)


@contextmanager
def _overheard(layers: list[Any]) -> Iterator[dict[str, Any]]:
    """Within the block, calling a layer notes what its activation was applied to."""
    heard: dict[str, Any] = {}
    originals = {layer.name: layer.activation for layer in layers if _is_activated(layer)}

    def listening(name: str) -> Any:
        def activation(z: Any) -> Any:
            heard[name] = z
            return originals[name](z)

        return activation

    for layer in layers:
        if layer.name in originals:
            layer.activation = listening(layer.name)
    try:
        yield heard
    finally:
        for layer in layers:
            if layer.name in originals:
                layer.activation = originals[layer.name]


def _run(model: Sequential, x: Any, training: bool = False) -> tuple[dict[str, Any], list[Any]]:
    """Every layer's z by name, and every layer's output in order."""
    with _overheard(model.layers) as heard:
        outputs = []
        for layer in model.layers:
            if isinstance(layer, Softmax):
                heard[layer.name] = x
            x = layer(x, training=training) if layer._call_has_training_arg else layer(x)
            outputs.append(x)
    return heard, outputs


def _array(tensor: Any) -> Array | None:
    return None if tensor is None else np.asarray(tensor)


def trace(model: Sequential, x: Any) -> list[LayerTrace]:
    """For each layer its name, its pre-activation `z` where it has an activation, and its output."""
    heard, outputs = _run(model, tf.constant(np.asarray(x, dtype=model.compute_dtype)))
    return [
        LayerTrace(layer.name, _array(heard.get(layer.name)), np.asarray(output))
        for layer, output in zip(model.layers, outputs, strict=True)
    ]


def backpropagate(model: Sequential, x: Any, y: Any, loss: Any = None) -> list[LayerTrace]:
    """The pass forward and the pass back, layer by layer, all of it from one tape."""
    chosen = model.loss if loss is None else loss
    if chosen is None:
        raise ValueError("backpropagate: give a loss, or compile the model with one")
    x = tf.constant(np.asarray(x, dtype=model.compute_dtype))
    with tf.GradientTape() as tape:
        tape.watch(x)
        heard, outputs = _run(model, x, training=True)
        value = loss_object(chosen)(np.asarray(y), outputs[-1])
    weights = [{v.name: v.value for v in layer.trainable_variables} for layer in model.layers]
    dz, doutputs, grads = tape.gradient(value, (heard, outputs, weights))
    return [
        LayerTrace(
            layer.name,
            _array(heard.get(layer.name)),
            np.asarray(outputs[i]),
            _array(dz.get(layer.name)),
            _array(doutputs[i]),
            {name: np.asarray(grad) for name, grad in grads[i].items()},
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
