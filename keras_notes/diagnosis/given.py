"""What a user brings along, in any of its forms, as arrays by name."""

import os
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from keras_notes.diagnosis.truth import gradients_by_name
from keras_notes.npz import read_npz
from reference.backpropagation import LayerTrace
from reference.gradients import Gradients

__all__ = ["given_tensors"]

Array = np.ndarray
INPUT = {"input", "inputs", "x"}


def given_tensors(yours: Any, x: Array, layers: Sequence[str], known: Sequence[str]) -> dict[str, Array]:
    """The user's arrays by our names, in the order of the walk.

    Parameters
    ----------
    yours : dict, path of an .npz, list, result of `trace` or `gradients`, or a function of x giving such
    x : array
        What the function is called with.
    layers : list of str
        The names of the layers.
    known : list of str
        The names of all tensors.

    Raises a ValueError for names that are none, for another number of arrays than of layers, for nothing
    at all, and for what holds no numbers.
    """
    if callable(yours):
        yours = yours(x)
    named = _by_name(yours, layers)
    found: dict[str, Any] = {}
    for name, value in named.items():
        ours = _our_name(name, known)
        if ours in found:
            raise ValueError(f"diagnose: {ours!r} is given twice, as {name!r} too")
        found[ours] = value
    if not found:
        raise ValueError("diagnose: yours is empty; give a layer's output at least")
    return {name: _array(name, found[name]) for name in known if name in found}


def _by_name(yours: Any, layers: Sequence[str]) -> Mapping[str, Any]:
    if isinstance(yours, str | os.PathLike):
        return read_npz(yours)
    if isinstance(yours, Gradients):
        return gradients_by_name(yours)
    if isinstance(yours, Mapping):
        return yours
    if not isinstance(yours, list | tuple):
        raise ValueError(
            f"diagnose: yours must be a dict, a list, a path or a function, got {type(yours).__name__}"
        )
    if all(isinstance(each, LayerTrace) for each in yours):
        return {each.name: each.output for each in yours}
    if len(yours) != len(layers):
        raise ValueError(
            f"diagnose: yours has {len(yours)} arrays, the model {len(layers)} layers: {', '.join(layers)}"
        )
    return dict(zip(layers, yours, strict=True))


def _our_name(name: Any, known: Sequence[str]) -> str:
    """The name of the tensor that is meant: the gradient of a weight goes without its "d ", too."""
    tries = [name, f"d {name}", *(["d input"] if str(name).removeprefix("d ") in INPUT else [])]
    for each in tries:
        if each in known:
            return str(each)
    if str(name).startswith("d ") or name == "loss":
        raise ValueError(
            f"diagnose: {name!r} needs y, and a loss or a compiled model; or there is no such layer"
        )
    raise ValueError(f"diagnose: there is nothing named {name!r} in the model; there are {', '.join(known)}")


def _array(name: str, value: Any) -> Array:
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise ValueError(f"diagnose: {name}: {error}") from None
    if array.dtype.kind not in "fiub":
        raise ValueError(f"diagnose: {name}: expected numbers, got {array.dtype}")
    return array.astype("float64")
