"""A configuration from a file, before anything is made of it."""

from collections.abc import Iterator, Mapping
from typing import Any

from reference import layers
from reference.serialization.limits import MAX_DEPTH, MAX_LAYERS, MAX_SIZES

__all__ = ["vetted"]

CODE = {
    "Lambda": "the function of a Lambda is code, and no code is run from a file: rebuild the model in code, "
    "and load its weights from it",
    "__lambda__": "a Python lambda is code, and no code is run from a file",
    "__typespec__": "types of TensorFlow are not read",
}
ARRAYS = ("__numpy__", "__tensor__")


def vetted(config: Any) -> Any:
    """A JSON value in which all objects are Keras's own, by their own word; arrays become nested lists.

    Raises a ValueError for code, for custom objects, and for absurd numbers of things.
    """
    count = 0
    for each in _objects(config):
        count += each.get("class_name") in layers.__all__
        if not isinstance(each.get("name"), str | None):
            raise ValueError(f"a name must be a text, got {each['name']!r}")
        for key, largest in MAX_SIZES.items():
            if isinstance(each.get(key), int) and each[key] > largest:
                raise ValueError(f"{key} is {each[key]:,}, at most {largest:,} is read")
    if count > MAX_LAYERS:
        raise ValueError(f"{count:,} layers, at most {MAX_LAYERS:,} are read")
    return _plain(config)


def _objects(config: Any) -> Iterator[Mapping[str, Any]]:
    """Every object in a JSON value; without recursion, so that depth does no harm."""
    waiting = [(config, 0)]
    while waiting:
        value, depth = waiting.pop()
        if depth > MAX_DEPTH:
            raise ValueError("too many lists and objects within each other")
        if isinstance(value, Mapping):
            yield value
            waiting += [(each, depth + 1) for each in value.values()]
        elif isinstance(value, list):
            waiting += [(each, depth + 1) for each in value]


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if not isinstance(value, Mapping):
        return value
    name = value.get("class_name")
    if name is None:
        return {key: _plain(each) for key, each in value.items()}
    _check(name, value)
    return value["config"]["value"] if name in ARRAYS else {key: _plain(each) for key, each in value.items()}


def _check(name: Any, value: Mapping[str, Any]) -> None:
    """Raise a ValueError unless this object is one of Keras's own, by its own word."""
    if not isinstance(name, str):
        raise ValueError(f"class_name must be a text, got {name!r}")
    if name in CODE:
        raise ValueError(CODE[name])
    registered, module = value.get("registered_name"), value.get("module")
    if name == "function":
        name = value.get("config")
        if not isinstance(name, str):
            raise ValueError(f"the name of a function must be a text, got {name!r}")
    foreign = module is not None and module != "builtins" and str(module).split(".")[0] != "keras"
    if foreign or registered not in (None, name, value.get("class_name")):
        raise ValueError(f"{registered or name} is a custom object, which only its author's code can make")
