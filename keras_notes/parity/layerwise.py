"""A Keras Sequential run layer by layer, so that every stage is a tensor one can ask for."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import keras
import numpy as np
import tensorflow as tf
from keras.layers import RNN, Softmax

from keras_notes.parity.compare import compute_dtype
from reference import layers
from reference.checks import as_input

__all__ = ["Stages", "as_array", "as_tensor", "run_layers", "unmoved"]


class Stages(NamedTuple):
    """Every layer's z by its name, where it has one, and every layer's output in order."""

    z: dict[str, Any]
    outputs: list[Any]


def as_tensor(model: Any, x: Any) -> Any:
    """The input as Keras takes it: cast to the type of its Input, then to that of the layers.

    Integers stay such where the first layer looks them up.
    """
    looks_up = layers.find(type(model.layers[0]).__name__).takes_integers
    dtype = compute_dtype(model)
    x = as_input("x", x, model.inputs[0].dtype if model.built else dtype, keep_integers=looks_up)
    return tf.constant(x if looks_up else x.astype(dtype))


def as_array(tensor: Any) -> np.ndarray | None:
    """A tensor as an array, the summed up occurrences of rows included; None stays None."""
    return None if tensor is None else np.asarray(tf.convert_to_tensor(tensor))


def run_layers(model: Any, x: Any, training: bool = False, tape: Any = None) -> Stages:
    """Call the layers one after the other; masks go from tensor to tensor, as Keras has it.

    The input and all outputs are watched by the `tape`, but integers, which have no gradients.
    """
    outputs = []
    _watch(tape, x)
    with _overheard(model.layers) as heard:
        for layer in model.layers:
            x = _distinct(x)
            if isinstance(layer, Softmax):
                heard[layer.name] = x
            x = layer(x, training=training) if layer._call_has_training_arg else layer(x)
            outputs.append(x)
            _watch(tape, x)
    return Stages(heard, outputs)


def _distinct(tensor: Any) -> Any:
    """The same numbers as another tensor, since a layer may give back its input itself.

    The mask and the logits that Keras hangs on a tensor go with it.
    """
    copy = tf.identity(tensor)
    for name in ("_keras_mask", "_keras_logits"):
        if hasattr(tensor, name):
            setattr(copy, name, getattr(tensor, name))
    return copy


@contextmanager
def unmoved(model: Any) -> Iterator[None]:
    """Within the block, passes may move seeds, statistics and states; afterwards they are what they were."""
    states = keras.tree.flatten([getattr(layer, "states", None) for layer in model._flatten_layers()])
    moving = [*model.non_trainable_variables, *(each for each in states if each is not None)]
    before = [np.asarray(each).copy() for each in moving]
    try:
        yield
    finally:
        for variable, value in zip(moving, before, strict=True):
            variable.assign(value)


def _is_activated(layer: Any) -> bool:
    """Whether a layer ends in an activation; a recurrent one has several in every step."""
    return hasattr(layer, "activation") and not isinstance(layer, RNN)


def _watch(tape: Any, tensor: Any) -> None:
    """Let the tape, if there is one, give the gradient of the tensor, if it can have one."""
    if tape is not None and tensor.dtype.is_floating:
        tape.watch(tensor)


@contextmanager
def _overheard(stack: list[Any]) -> Iterator[dict[str, Any]]:
    """Within the block, calling a layer notes what its activation was applied to."""
    heard: dict[str, Any] = {}
    originals = {layer.name: layer.activation for layer in stack if _is_activated(layer)}

    def listening(name: str) -> Any:
        def activation(z: Any) -> Any:
            heard[name] = z
            return originals[name](z)

        return activation

    for layer in stack:
        if layer.name in originals:
            layer.activation = listening(layer.name)
    try:
        yield heard
    finally:
        for layer in stack:
            if layer.name in originals:
                layer.activation = originals[layer.name]
