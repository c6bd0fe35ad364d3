"""Files of weights in Keras's own layout: what `model.save_weights` of either half writes, both read."""

import os
from collections.abc import Iterator
from typing import Any

import numpy as np

from reference.lookup import snake_case

__all__ = ["Saving"]

Array = np.ndarray
Group = tuple[str, str, list[Array]]  # path, name, and the weights themselves
ENDING = ".weights.h5"


class Saving:
    """What a model can keep in files: its weights.

    ======================================== ==================================================
    layers/dense/vars/0, layers/dense_1/…    a layer's own weights, trained before the others
    layers/lstm/cell/vars/0 …                those of a layer inside it, by its attribute
    layers/rnn/cell/cells/gru_cell/vars/0 …  and where that is a list
    ======================================== ==================================================

    Keras besides saves the state of a compiled model's optimizer, and warns where it finds none.

    Source: `keras.saving.save_weights`, `load_weights`.
    """

    def save_weights(self, filepath: Any, overwrite: bool = True, max_shard_size: None = None) -> None:
        """Write all weights to `filepath`, which must end in ".weights.h5".

        The file appears whole or not at all: it is written beside its place, and then renamed. Raises a
        ValueError for another ending, for a model that is not built, for a file that is there already, if
        not to `overwrite`, and for a `max_shard_size`, which splits files in Keras.
        """
        path = _checked(self, filepath, "save_weights")
        if max_shard_size is not None:
            raise ValueError(f"save_weights does not support max_shard_size={max_shard_size!r}")
        if not overwrite and os.path.exists(path):
            raise ValueError(f"save_weights: {path} is there already; pass overwrite=True")
        beside = f"{path}.{os.urandom(8).hex()}{ENDING}"
        try:
            _write(self, beside)
            os.replace(beside, path)
        finally:
            if os.path.exists(beside):
                os.unlink(beside)

    def load_weights(self, filepath: Any, skip_mismatch: bool = False) -> None:
        """Read all weights from a file that `save_weights` of either half wrote.

        Nothing changes if one is amiss. Raises a ValueError for another ending, for a model that is not
        built, for weights of other numbers and shapes than its own, and for `skip_mismatch`.
        """
        path, found = _checked(self, filepath, "load_weights"), []
        if skip_mismatch:
            raise ValueError("load_weights does not support skip_mismatch=True")
        with _h5py().File(path, "r") as file:
            for group, name, weights in _groups(self):
                stored = file.get(f"{group}vars", {})
                if len(stored) != len(weights):
                    raise ValueError(
                        f"load_weights: {name} has {len(weights)} weights, and the file {len(stored)} "
                        f"in {group}vars"
                    )
                found += [(weight, _stored(stored, i, weight, name)) for i, weight in enumerate(weights)]
        for weight, value in found:
            weight[...] = value

    def save(self, filepath: Any, overwrite: bool = True, zipped: Any = None, **kwargs: Any) -> None:
        """Refuse: files of whole models are not written here."""
        raise ValueError(f"save: whole models are not written here, so not to {filepath}: use save_weights")


def _write(model: Any, path: str) -> None:
    with _h5py().File(path, "w") as file:
        for group, name, weights in _groups(model):
            entry = file.create_group(f"{group}vars")
            entry.attrs["name"] = name
            for i, weight in enumerate(weights):
                entry[str(i)] = weight


def _stored(group: Any, number: int, weight: Array, name: str) -> Array:
    dataset = group.get(str(number))
    shape = getattr(dataset, "shape", None)
    if shape != weight.shape:
        raise ValueError(
            f"load_weights: weight {number} of {name} has shape {weight.shape}, the file's {shape}"
        )
    return np.asarray(dataset)


def _checked(model: Any, filepath: Any, caller: str) -> str:
    path = os.fspath(filepath)
    if not path.endswith(ENDING):
        raise ValueError(f"{caller}: the file's name must end in {ENDING}, got {path!r}")
    if not model.built:
        raise ValueError(
            f"{caller}: {model.name} is not built: call it on data, or build(input_shape), first"
        )
    return path


def _h5py() -> Any:
    try:
        import h5py
    except ImportError:
        raise ImportError("files of weights need the package h5py, which comes with Keras") from None
    return h5py


def _groups(model: Any) -> Iterator[Group]:
    """The model's own group, which is empty, then that of each layer and of each layer inside it."""
    yield "", model.name, []
    for name, layer in _named(model.layers):
        yield from _of_layer(layer, f"layers/{name}/")


def _of_layer(layer: Any, path: str) -> Iterator[Group]:
    yield path, layer.name, layer.own_weights
    for attribute, value in sorted(vars(layer).items()):
        if attribute == "sublayers":
            continue
        if any(value is inner for inner in layer.sublayers):
            yield from _of_layer(value, f"{path}{attribute}/")
        elif isinstance(value, list) and value and all(each in layer.sublayers for each in value):
            for name, inner in _named(value):
                yield from _of_layer(inner, f"{path}{attribute}/{name}/")


def _named(layers: list[Any]) -> Iterator[tuple[str, Any]]:
    """Each layer with the name of its class, counted where it comes again: "dense", "dense_1"."""
    counts: dict[str, int] = {}
    for layer in layers:
        name = snake_case(type(layer).__name__)
        counts[name] = counts.get(name, -1) + 1
        yield f"{name}_{counts[name]}" if counts[name] else name, layer
