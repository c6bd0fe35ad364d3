"""A model as Keras's JSON, and the model made of such."""

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
HOW = ("run_eagerly", "jit_compile", "auto_scale_loss")  # Keras computes, and not what


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
    whole = vetted(whole)
    name = whole.get("class_name") if isinstance(whole, Mapping) else None
    if name != "Sequential":
        raise ValueError(f"only a Sequential is read, and this is {name or 'nothing of the kind'}")
    model = Sequential.from_config(whole["config"])
    _check_sizes(model)
    arguments = whole.get("compile_config")
    if compile and arguments:
        model.compile(**{key: value for key, value in arguments.items() if key not in HOW})
    return model


def _check_sizes(model: Sequential) -> None:
    """Raise a ValueError if any layer makes absurdly many numbers out of one sample."""
    shape = model.input_shape if model.built else ()
    for layer in model.layers if model.built else []:
        shape = layer.compute_output_shape(shape)
        count = math.prod(size or 1 for size in shape[1:])
        if count > MAX_NUMBERS:
            raise ValueError(
                f"{layer.name} makes {count:,} numbers of one sample, at most {MAX_NUMBERS:,} are"
            )
