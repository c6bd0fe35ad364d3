"""From a name, a configuration or an object to the object, as every `get` of Keras does it."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

__all__ = ["names_of", "resolve", "serialized", "snake_case"]


def snake_case(name: str) -> str:
    """The name Keras derives from a class name.

    >>> snake_case("GlorotUniform"), snake_case("Dense")
    ('glorot_uniform', 'dense')
    """
    words = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", words).lower()


def names_of(classes: Iterable[type], **aliases: type) -> dict[str, type]:
    """Each class under its own name and under its snake_case name, and the `aliases`."""
    table: dict[str, type] = dict(aliases)
    for each in classes:
        table[each.__name__] = table[snake_case(each.__name__)] = each
    return table


def resolve(kind: str, identifier: Any, table: Mapping[str, Any], instance_of: type) -> Any:
    """Return the object that `identifier` stands for.

    Parameters
    ----------
    kind : str
        What is looked up, for the error message: "initializer", "loss" …
    identifier : str, dict or object
        A name, a Keras configuration `{"class_name": …, "config": …}`, or the object itself.
    table : mapping of str to class
        The names that are known.
    instance_of : type
        What the object must be an instance of.

    Raises
    ------
    ValueError
        For an unknown name, an unknown class in a configuration, or anything else.
    """
    if isinstance(identifier, instance_of):
        return identifier
    if isinstance(identifier, str) and identifier in table:
        return table[identifier]()
    if isinstance(identifier, Mapping) and identifier.get("class_name") in table:
        return table[identifier["class_name"]].from_config(identifier.get("config") or {})
    known = ", ".join(sorted(name for name in table if name.islower()))
    raise ValueError(f"unknown {kind} {identifier!r}; known are {known}")


def serialized(module: str, thing: Any) -> dict[str, Any]:
    """Return the configuration that Keras gives for an object of `module`, and that its `get` takes."""
    return {
        "module": module,
        "class_name": type(thing).__name__,
        "config": thing.get_config(),
        "registered_name": None,
    }
