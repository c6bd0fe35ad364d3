"""The layers under the name users type: `from reference.layers import Dense`."""

from reference.dense import Activation, Dense
from reference.input import Input, InputLayer
from reference.layer import Layer
from reference.preprocessing import Normalization, Rescaling
from reference.reshaping import Flatten

__all__ = [
    "Activation",
    "Dense",
    "Flatten",
    "Input",
    "InputLayer",
    "Layer",
    "Normalization",
    "Rescaling",
]


def find(class_name: str) -> type[Layer]:
    """Return the layer class of that name; a ValueError lists the known ones."""
    found = {name: globals()[name] for name in __all__}
    known = {name: each for name, each in found.items() if isinstance(each, type) and each is not Layer}
    if class_name not in known:
        raise ValueError(f"no layer named {class_name!r} here; there are {', '.join(sorted(known))}")
    return known[class_name]
