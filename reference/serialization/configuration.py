"""A model as Keras's JSON, and the model made of such."""

import inspect
import math
from collections.abc import Mapping
from typing import Any

from reference import losses, metrics, optimizers
from reference.layer import Layer
from reference.lookup import serialized
from reference.metrics.lookup import FUNCTIONS
from reference.sequential import Sequential
from reference.serialization.limits import MAX_NUMBERS
from reference.serialization.vetting import vetted

__all__ = ["configuration", "model_from"]

MODULES = {
    Layer: "keras.layers",
    optimizers.Optimizer: "keras.optimizers",
    losses.Loss: "keras.losses",
    metrics.Metric: "keras.metrics",
}
# how Keras computes, and not what
HOW = ("run_eagerly", "steps_per_execution", "jit_compile", "auto_scale_loss")


def configuration(model: Sequential) -> dict[str, Any]:
    """What a .keras file says of the model: its layers, the shape it was built for, how it was compiled."""
    config = model.get_config() | {"layers": model.entries}
    whole = {"module": "keras", "class_name": "Sequential", "config": config, "registered_name": None}
    found: dict[str, Any] = _json(whole | {"compile_config": model.compile_arguments})
    return found


def _json(value: Any) -> Any:
    """The value in JSON's types, objects as Keras writes them; a ValueError for code of one's own."""
    for kind, module in MODULES.items():
        if isinstance(value, kind):
            return _json(serialized(module, value))
    if isinstance(value, Mapping):
        return {key: _json(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_json(each) for each in value]
    if hasattr(value, "tolist"):  # an array, or a number of NumPy's
        return value.tolist()
    if value is None or isinstance(value, str | int | float):
        return value
    name = getattr(value, "__name__", None) or type(value).__name__
    if value in losses.CLASSES or value in FUNCTIONS.values():
        return {"module": "builtins", "class_name": "function", "config": name, "registered_name": "function"}
    raise ValueError(f"save_model: a file cannot hold code of your own, and {name} is such")


def model_from(whole: Any, compile: bool) -> Sequential:
    """The model that a .keras file tells of, compiled as it was, if `compile`; its weights are as they start.

    Raises a ValueError for anything that is not a Sequential of our layers.
    """
    whole = _object("config.json", vetted(whole))
    if whole.get("class_name") != "Sequential":
        raise ValueError(f"only a Sequential is read, and this is {whole.get('class_name')!r}")
    config = _object("the configuration of the model", whole.get("config"))
    layers = config.get("layers")
    if not isinstance(layers, list) or not layers:
        raise ValueError(f"a model must have a list of layers, got {layers!r}")
    for i, entry in enumerate(layers):
        _object(f"the configuration of layer {i}", _object(f"layer {i}", entry).get("config"))
    model = Sequential.from_config({"name": None, **config})
    _check_sizes(model)
    arguments = whole.get("compile_config")
    if compile and arguments:
        _compile(model, _object("compile_config", arguments))
    return model


def _object(what: str, value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError(f"{what} must be an object, got {value!r}")
    return value


def _compile(model: Sequential, arguments: Mapping[str, Any]) -> None:
    unknown = arguments.keys() - inspect.signature(model.compile).parameters.keys()
    if unknown:
        raise ValueError(f"compile has no arguments {sorted(unknown)}")
    try:
        model.compile(**{key: value for key, value in arguments.items() if key not in HOW})
    except ValueError as error:
        raise ValueError(f"{error}; with compile=False the model is read without this") from None


def _check_sizes(model: Sequential) -> None:
    """Raise a ValueError if a sample becomes absurdly many numbers, from the input to the last layer."""
    if not model.built:
        return
    name, shape, left = "the input", model.input_shape, MAX_NUMBERS
    for layer in [None, *model.layers]:
        if layer is not None:
            name, shape = layer.name, layer.compute_output_shape(shape)
        left -= math.prod(size or 1 for size in shape[1:])
        if left < 0:
            raise ValueError(f"a sample becomes more than {MAX_NUMBERS:,} numbers: {name} has shape {shape}")
