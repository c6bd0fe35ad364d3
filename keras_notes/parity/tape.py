"""Both sides of a comparison run: outputs and gradients under one upstream gradient."""

import copy
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from reference.gradients import loss_and_gradients

__all__ = [
    "Tensors",
    "Upstream",
    "inputs_of",
    "keras_layer",
    "keras_loss",
    "keras_model",
    "named_variables",
    "numpy_layer",
    "numpy_model",
    "outputs_of",
    "trainable_variables",
    "upstream_of",
]

Array = np.ndarray
Tensors = dict[str, Array]
Upstream = Array | Callable[[str, tuple[int, ...]], Array]


def named_variables(layer: Any) -> dict[str, Any]:
    """A layer's variables by name; by the path within the layer where several have the same name."""
    counts = Counter(variable.name for variable in layer.weights)
    names = {}
    for variable in layer.weights:
        words = variable.path.split("/")
        at = words.index(layer.name) + 1 if layer.name in words else 0  # out of a file, it is not there
        path = "/".join(words[at:])
        names[variable.name if counts[variable.name] == 1 else path] = variable
    return names


def trainable_variables(layer: Any) -> dict[str, Any]:
    """The trainable variables by "weight" within a layer, by "layer/weight" within a model."""
    if isinstance(layer, keras.Sequential):
        return {
            f"{each.name}/{key}": v for each in layer.layers for key, v in trainable_variables(each).items()
        }
    return {name: v for name, v in named_variables(layer).items() if v.trainable}


def _has_state(layer: Any) -> bool:
    """Whether a Keras layer, or one inside it, has weights that are no parameters."""
    ids = {id(v) for each in layer._flatten_layers() for v in each._non_trainable_variables}
    return any(id(variable) in ids for variable in layer.weights)


def _gradients(tape: tf.GradientTape, target: Any, dy: Any, sources: dict[str, Any]) -> Tensors:
    found = tape.gradient(target, sources, dy)
    return {f"d {name}": np.asarray(tf.convert_to_tensor(g)) for name, g in found.items() if g is not None}


def outputs_of(y: Any) -> dict[str, Any]:
    """One output or a list of them, which may hold lists, by name: "output", "output 1" …"""
    return {f"output {i}" if i else "output": each for i, each in enumerate(keras.tree.flatten(y))}


def upstream_of(dy: Upstream, y: Any) -> list[Array]:
    """An upstream gradient for each output: the array itself, or drawn by `dy(name, shape)`."""
    if isinstance(dy, np.ndarray):
        return [dy]
    return [dy(name.replace("output", "dy"), tuple(each.shape)) for name, each in outputs_of(y).items()]


def inputs_of(x: Array, call: Mapping[str, Any]) -> dict[str, Array]:
    """What has a gradient: the input, and the float arrays among the other arguments of a call."""
    found = {"input": x}
    for name, value in call.items():
        several = list(value) if isinstance(value, list | tuple) else [value]
        suffixes = [f" {i}" for i in range(len(several))] if isinstance(value, list | tuple) else [""]
        found |= {f"{name}{suffix}": each for suffix, each in zip(suffixes, several, strict=True)}
    return {name: a for name, a in found.items() if isinstance(a, np.ndarray) and a.dtype.kind == "f"}


def keras_layer(layer: Any, x: Array, dy: Upstream, training: bool = False, **call: Any) -> Tensors:
    """Output and gradients of a Keras layer, model or function, given dL/dy; and what became of its state."""
    sources: dict[str, Any] = {name: tf.constant(a) for name, a in inputs_of(x, call).items()}
    arguments = _with_tensors(call, sources)
    if getattr(layer, "_call_has_training_arg", False):
        arguments["training"] = training
    with tf.GradientTape() as tape:
        tape.watch(sources)
        y = layer(sources.get("input", x), **arguments)
    if hasattr(layer, "trainable_variables"):
        sources |= {name: v.value for name, v in trainable_variables(layer).items()}
    found = {name: np.asarray(each) for name, each in outputs_of(y).items()}
    upstream = [tf.constant(each) for each in upstream_of(dy, y)]
    found |= _gradients(tape, y, upstream if isinstance(y, list | tuple) else upstream[0], sources)
    if isinstance(layer, keras.Layer) and not isinstance(layer, keras.Model) and _has_state(layer):
        found |= {f"{name} after": np.asarray(v) for name, v in named_variables(layer).items()}
    return found


def _with_tensors(call: Mapping[str, Any], tensors: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a call with the tensors in the place of their arrays."""
    return {
        name: [tensors.get(f"{name} {i}", each) for i, each in enumerate(value)]
        if isinstance(value, list | tuple)
        else tensors.get(name, value)
        for name, value in call.items()
    }


def keras_loss(
    loss: Any,
    y_true: Array,
    y_pred: Array,
    sample_weight: Array | None,
    dvalue: Array,
    mask: Array | None = None,
) -> Tensors:
    """Value of a Keras loss and its gradient for the predictions, given the upstream gradient."""
    y_pred = tf.constant(y_pred)
    if mask is not None:
        keras.src.backend.set_keras_mask(y_pred, tf.constant(mask))
    with tf.GradientTape() as tape:
        tape.watch(y_pred)
        value = loss(y_true, y_pred, sample_weight=sample_weight)
    gradient = tape.gradient(value, y_pred, tf.constant(dvalue))
    return {"value": np.asarray(value), "d y_pred": np.asarray(gradient)}


def keras_model(model: Any, loss: Any, x: Array, y: Array) -> Tensors:
    """Output, loss (regularizers included) and all gradients of a Keras model in training mode."""
    sources: dict[str, Any] = {name: tf.constant(a) for name, a in inputs_of(x, {}).items()}
    with tf.GradientTape() as tape:
        tape.watch(sources)
        output = model(sources.get("input", x), training=True)
        value = sum(model.losses, loss(y, output))
    forward = {"output": np.asarray(output), "loss": np.asarray(value)}
    sources |= {name: v.value for name, v in trainable_variables(model).items()}
    return forward | _gradients(tape, value, None, sources)


def numpy_layer(layer: Any, x: Array, dy: Upstream, training: bool = False, **call: Any) -> Tensors:
    """The same for the NumPy half."""
    if hasattr(layer, "layers"):
        x = layer.prepare(x)
    else:
        layer.build(x.shape)
        layer.check_input(x)
    y, cache = layer.forward(x, training, **call)
    upstream = upstream_of(dy, y)
    dx, grads = layer.backward(upstream if isinstance(y, list | tuple) else upstream[0], cache)
    found = {**outputs_of(y), **_input_gradients(dx, x, call), **_named(layer, grads)}
    if not hasattr(layer, "layers") and any(weight.frozen for weight in layer.all_weights()):
        after = copy.deepcopy(layer)  # the comparison leaves the layer as it was
        after.commit(cache)
        found |= {f"{name} after": weight.array for name, weight in after.weight_table.items()}
    return found


def numpy_model(model: Any, loss: Any, x: Array, y: Array) -> Tensors:
    """The same for the NumPy half."""
    x = model.prepare(x)
    value, output, dx, grads = loss_and_gradients(
        copy.deepcopy(model) if model.commits else model, loss, x, y
    )
    return {
        "output": output,
        "loss": np.asarray(value),
        **_input_gradients(dx, x, {}),
        **_named(model, grads),
    }


def _input_gradients(dx: Any, x: Array, call: Mapping[str, Any]) -> Tensors:
    """Those of the input and of what else has one, which a layer then gives as a list."""
    several = dx if isinstance(dx, list | tuple) else [dx]
    names = inputs_of(x, call)
    return {f"d {name}": g for name, g in zip(names, several, strict=False) if g is not None}


def _named(layer: Any, grads: Any) -> Tensors:
    if hasattr(layer, "layers"):
        pairs = zip(layer.layers, grads, strict=True)
        return {
            f"d {each.name}/{key}": g for each, found in pairs for key, g in found.items() if g is not None
        }
    trained = set(layer.trainable_weight_names)
    return {f"d {key}": g for key, g in grads.items() if key in trained and g is not None}
