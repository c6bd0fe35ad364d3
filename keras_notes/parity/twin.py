"""The NumPy counterpart of a Keras object."""

import importlib
import inspect
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import keras
import numpy as np

from keras_notes.parity.optimizer_state import copy_optimizer_state
from reference import constraints, initializers, layers, losses, metrics, optimizers, regularizers, schedules
from reference.nested import with_dtype
from reference.sequential import Sequential

__all__ = ["twin"]

NONE: Mapping[str, Any] = MappingProxyType({})


def twin(thing: Any, dtype: str | None = None, counterparts: Mapping[str, Any] = NONE) -> Any:
    """Return the NumPy counterpart of a Keras object, with the same configuration and the same weights.

    Parameters
    ----------
    thing : keras layer, Sequential, loss, optimizer, schedule, metric, initializer, function or array
        A layer must be built if its twin is to have weights. A compiled Sequential has a compiled
        twin, the optimizer's state included. A function of the Keras half has its namesake in `reference`.
    dtype : str, optional
        The float type of the twin, if it is to be another than the original's.
    counterparts : mapping, optional
        Layers of `reference` by the names of the Keras layers that they stand for: what you write
        yourself for a Lambda, whose function is code.

    Raises
    ------
    ValueError
        If `reference` has no such thing, or not with these arguments; the message names it.
    TypeError
        For anything else.
    """
    if isinstance(thing, keras.Sequential):
        return _model(thing, dtype, counterparts)
    if isinstance(thing, keras.Layer):
        return _layer(thing, dtype, counterparts)
    if isinstance(thing, np.ndarray):
        return thing.astype(dtype) if dtype and thing.dtype.kind == "f" else thing
    for kind, namespace in _NAMESPACES.items():
        if isinstance(thing, kind):
            find = namespace.deserialize if namespace is schedules else namespace.get
            return find({"class_name": type(thing).__name__, "config": _config(thing)})
    if callable(thing) and getattr(thing, "__module__", "").startswith(("keras.", "keras_notes.")):
        return _function(thing)
    if isinstance(thing, str | int | float | bool | type(None) | list | tuple | np.generic):
        return thing
    raise TypeError(f"twin: expected a Keras object, a function or an array, got {thing!r}")


_NAMESPACES: dict[type, Any] = {
    keras.losses.Loss: losses,
    keras.optimizers.Optimizer: optimizers,
    keras.optimizers.schedules.LearningRateSchedule: schedules,
    keras.metrics.Metric: metrics,
    keras.initializers.Initializer: initializers,
    keras.regularizers.Regularizer: regularizers,
    keras.constraints.Constraint: constraints,
}


def _config(thing: Any) -> dict[str, Any]:
    config = dict(thing.get_config())
    if isinstance(thing, keras.losses.Loss | keras.metrics.Metric):  # which lacks Huber's delta, an axis
        config |= getattr(thing, "_fn_kwargs", {})
    if isinstance(thing, keras.metrics.Metric) and not isinstance(thing, keras.metrics.IoU):
        config.pop("dtype", None)  # the counterpart computes in floatx, that of an IoU in integers or as told
    if isinstance(thing, keras.optimizers.Optimizer) and inspect.isroutine(thing._learning_rate):
        config["learning_rate"] = thing._learning_rate  # a function serves both halves
    return config


_CONCEPTS = ("activations", "losses", "metrics", "random", "preprocessing")


def _function(function: Any) -> Any:
    """The function of the same name in the concept of `reference` that mirrors this one's."""
    home, name = function.__module__, function.__name__
    if home.startswith("keras_notes."):
        return getattr(importlib.import_module(f"reference.{home.removeprefix('keras_notes.')}"), name)
    for concept in _CONCEPTS:
        found = getattr(importlib.import_module(f"reference.{concept}"), name, None)
        if found is not None:
            return found
    raise ValueError(f"twin: reference has no function {name!r}")


def _counterpart(layer: Any, dtype: str | None, counterparts: Mapping[str, Any]) -> Any:
    """The twin of a layer, not built yet."""
    if layer.name in counterparts:
        return counterparts[layer.name]
    return layers.find(type(layer).__name__).from_config(with_dtype(_named_activation(layer), dtype))


def _layer(layer: Any, dtype: str | None, counterparts: Mapping[str, Any]) -> Any:
    other = _counterpart(layer, dtype, counterparts)
    built_with = layer.get_build_config() if layer.built else None
    if built_with:
        shapes = built_with.get("shapes_dict", built_with)  # of several inputs, the sequence comes first
        shape = next(iter(shapes.values()))
        if shape:  # Keras notes down no shape of a NumPy array
            other.build(shape)
            other.set_weights(layer.get_weights())
    _copy_state(layer, other)
    return other


def _copy_state(layer: Any, other: Any) -> None:
    """Let layers inside be frozen as Keras's are, random ones draw on, stateful ones keep their states."""
    for one, same in zip(_flat(layer), _flat(other), strict=True):
        same.trainable = one.trainable
    theirs = [each.seed_generator for each in _flat(layer) if _draws(each)]
    ours = [each.seed_generator for each in _flat(other) if _draws(each)]
    for one, same in zip(theirs, ours, strict=True):
        same.state = np.asarray(one.state).astype("int64")
    theirs, ours = ([e for e in _flat(half) if getattr(e, "stateful", False)] for half in (layer, other))
    for one, same in zip(theirs, ours, strict=True):
        if hasattr(same, "cell") and getattr(one, "states", None) is not None:  # a Bidirectional has none
            same.states = [np.array(np.asarray(each), same.dtype) for each in keras.tree.flatten(one.states)]


def _draws(layer: Any) -> bool:
    return getattr(layer, "seed_generator", None) is not None


def _flat(layer: Any) -> Iterator[Any]:
    """A layer of either half and those inside it, in the order of their weights."""
    yield layer
    for inner in layer._layers if isinstance(layer, keras.Layer) else layer.sublayers:
        yield from _flat(inner)


def _named_activation(layer: Any) -> dict[str, Any]:
    config = dict(layer.get_config())
    activation = config.get("activation")
    if activation is not None and not isinstance(activation, str):
        name = getattr(layer.activation, "__name__", layer.activation)
        raise ValueError(f"twin: {layer.name} has an activation of its own, {name}, which has no twin")
    return config


def _model(model: Any, dtype: str | None, counterparts: Mapping[str, Any]) -> Sequential:
    other = Sequential(name=model.name)
    config = model.get_config()
    for entry in config["layers"]:
        if entry["class_name"] == "InputLayer":
            other.add(layers.InputLayer.from_config(with_dtype(entry["config"], dtype)))
    for layer in model.layers:
        other.add(_counterpart(layer, dtype, counterparts))
    if model.built:
        if not other.built:
            other.build(config["build_input_shape"])
        other.set_weights(model.get_weights())
    for layer, copy in zip(model.layers, other.layers, strict=True):
        _copy_state(layer, copy)
    if model.compiled:
        _compile(other, model)
    return other


def _compile(other: Sequential, model: Any) -> None:
    settings = model.get_compile_config()
    if settings is None:
        raise ValueError("twin: the model was compiled with objects that Keras itself cannot serialize")
    other.compile(
        twin(model.optimizer),
        twin(model.loss) if isinstance(model.loss, keras.losses.Loss) else settings["loss"],
        settings["loss_weights"],
        settings["metrics"],
        settings["weighted_metrics"],
    )
    copy_optimizer_state(other, model)
