"""Layers inside layers: from a configuration and back."""

import importlib
from collections.abc import Mapping
from typing import Any

from reference.input import INTEGERS
from reference.layer import Layer
from reference.lookup import serialized

__all__ = ["layer_config", "layer_from", "with_dtype"]


def layer_from(owner: str, value: Any) -> Layer:
    """Return the layer that `value` is or describes: `{"class_name": …, "config": …}`, as Keras gives it.

    Raises a ValueError that names `owner` for anything else, and for a class that is none of ours.
    """
    if isinstance(value, Layer):
        return value
    if not isinstance(value, Mapping) or "class_name" not in value:
        raise ValueError(f"{owner}: expected a layer or the configuration of one, got {value!r}")
    # not at the top: reference.layers imports the layers that hold others
    vocabulary = importlib.import_module("reference.layers")
    layer: Layer = vocabulary.find(value["class_name"]).from_config(value.get("config") or {})
    return layer


def layer_config(layer: Layer) -> dict[str, Any]:
    """The configuration of an inner layer, as Keras serializes it."""
    return serialized("keras.layers", layer)


def with_dtype(config: Any, dtype: str | None) -> Any:
    """A configuration with another float type in it, for the layers inside a layer, too."""
    if dtype is None or not isinstance(config, Mapping | list):
        return config
    if isinstance(config, list):
        return [with_dtype(each, dtype) for each in config]
    return {
        key: dtype if key == "dtype" and value not in INTEGERS else with_dtype(value, dtype)
        for key, value in config.items()
    }
