"""Both sides of a comparison run: outputs and gradients under one upstream gradient."""

from typing import Any

import numpy as np
import tensorflow as tf

from reference.gradients import loss_and_gradients

__all__ = ["Tensors", "keras_layer", "keras_loss", "keras_model", "numpy_layer", "numpy_model"]

Array = np.ndarray
Tensors = dict[str, Array]


def _variables(layer: Any) -> dict[str, Any]:
    """The trainable variables by "weight" within a layer, by "layer/weight" within a model."""
    if not hasattr(layer, "layers"):
        return {variable.name: variable for variable in layer.trainable_variables}
    return {f"{each.name}/{v.name}": v for each in layer.layers for v in each.trainable_variables}


def _gradients(tape: tf.GradientTape, target: Any, dy: Any, x: Any, variables: dict[str, Any]) -> Tensors:
    dx, grads = tape.gradient(target, (x, {name: v.value for name, v in variables.items()}), dy)
    found = {"d input": dx} | {f"d {name}": grad for name, grad in grads.items()}
    return {name: np.asarray(grad) for name, grad in found.items() if grad is not None}


def keras_layer(layer: Any, x: Array, dy: Array, training: bool = False) -> Tensors:
    """Output and gradients of a Keras layer, model or function of one tensor, given dL/dy."""
    x = tf.constant(x)
    takes_training = getattr(layer, "_call_has_training_arg", False)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = layer(x, training=training) if takes_training else layer(x)
    variables = _variables(layer) if hasattr(layer, "trainable_variables") else {}
    return {"output": np.asarray(y)} | _gradients(tape, y, tf.constant(dy), x, variables)


def keras_loss(
    loss: Any, y_true: Array, y_pred: Array, sample_weight: Array | None, dvalue: Array
) -> Tensors:
    """Value of a Keras loss and its gradient for the predictions, given the upstream gradient."""
    y_pred = tf.constant(y_pred)
    with tf.GradientTape() as tape:
        tape.watch(y_pred)
        value = loss(y_true, y_pred, sample_weight=sample_weight)
    gradient = tape.gradient(value, y_pred, tf.constant(dvalue))
    return {"value": np.asarray(value), "d y_pred": np.asarray(gradient)}


def keras_model(model: Any, loss: Any, x: Array, y: Array) -> Tensors:
    """Output, loss and all gradients of a Keras model in training mode."""
    x = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        output = model(x, training=True)
        value = loss(y, output)
    forward = {"output": np.asarray(output), "loss": np.asarray(value)}
    return forward | _gradients(tape, value, None, x, _variables(model))


def numpy_layer(layer: Any, x: Array, dy: Array, training: bool = False) -> Tensors:
    """Output and gradients of a layer or model of the NumPy half, given dL/dy."""
    if hasattr(layer, "layers"):
        x = layer.prepare(x)
    else:
        layer.build((None, *x.shape[1:]))
        layer.check_input(x)
    y, cache = layer.forward(x, training)
    dx, grads = layer.backward(dy, cache)
    return {"output": y, **_named(layer, dx, grads)}


def numpy_model(model: Any, loss: Any, x: Array, y: Array) -> Tensors:
    """Output, loss and all gradients of a model of the NumPy half in training mode."""
    value, output, dx, grads = loss_and_gradients(model, loss, model.prepare(x), y)
    return {"output": output, "loss": np.asarray(value), **_named(model, dx, grads)}


def _named(layer: Any, dx: Array | None, grads: Any) -> Tensors:
    if hasattr(layer, "layers"):
        pairs = zip(layer.layers, grads, strict=True)
        named = {f"d {each.name}/{key}": g for each, found in pairs for key, g in found.items()}
    else:
        named = {f"d {key}": g for key, g in grads.items() if key in layer.trainable_weight_names}
    return ({} if dx is None else {"d input": dx}) | named
