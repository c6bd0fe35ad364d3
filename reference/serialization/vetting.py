"""A configuration from a file, before anything is made of it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from reference import layers
from reference.serialization.limits import MAX_DEPTH, MAX_LAYERS, MAX_TEXT

__all__ = ["vetted"]

CODE = {
    "Lambda": "the function of a Lambda is code, and no code is run from a file: rebuild the model in code, "
    "and load its weights from it",
    "__lambda__": "a Python lambda is code, and no code is run from a file",
    "__typespec__": "types of TensorFlow are not read",
}
ARRAYS = ("__numpy__", "__tensor__")
NAME = re.compile(r"\^?[\w/:. -]*\$?")


def vetted(config: Any) -> Any:
    """A JSON value in which all objects are Keras's own, by their own word; arrays become nested lists.

    Raises a ValueError for code, for custom objects, and for absurd numbers of things.
    """
    count = 0
    for each in _objects(config):
        count += each.get("class_name") in layers.__all__
        if not isinstance(each.get("name"), str | None):
            raise ValueError(f"a name must be a text, got {each['name']!r}")
        _check_patterns(each.get("exclude_layers"))
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
        if isinstance(value, str) and len(value) > MAX_TEXT:
            raise ValueError(f"a text of {len(value):,} characters, at most {MAX_TEXT:,} are read")
        if isinstance(value, Mapping):
            yield value
            waiting += [(each, depth) for each in value]
            waiting += [(each, depth + 1) for each in value.values()]
        elif isinstance(value, list):
            waiting += [(each, depth + 1) for each in value]


def _check_patterns(patterns: Any) -> None:
    """Raise a ValueError unless these are names: others, as patterns, can be made to match for ever."""
    for each in patterns or []:
        if not isinstance(each, str) or not NAME.fullmatch(each):
            raise ValueError(f"exclude_layers: from a file nothing but names are read, got {each!r}")


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if not isinstance(value, Mapping):
        return value
    name = value.get("class_name")
    if name is None:
        return {key: _plain(each) for key, each in value.items()}
    _check(name, value)
    return _numbers(value) if name in ARRAYS else {key: _plain(each) for key, each in value.items()}


def _numbers(value: Mapping[str, Any]) -> Any:
    """The nested lists of numbers that an array is in JSON."""
    found = value["config"]["value"]
    for each in _objects(found):
        raise ValueError(f"{value['class_name']} must hold numbers, got {each!r}")
    return found


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
