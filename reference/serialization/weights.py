"""Files of weights: Keras's ".weights.h5", and NumPy's ".npz"."""

import warnings
from typing import Any, BinaryIO

import numpy as np

from reference.serialization.archive import read_archive
from reference.serialization.asked import check_built, checked_path
from reference.serialization.hdf5 import ArrayFile, hdf5_bytes
from reference.serialization.layout import layer_groups, named_weights, optimizer_groups
from reference.serialization.limits import opened
from reference.serialization.npz import npz_bytes, read_npz
from reference.serialization.replacing import check_replaceable, write_whole

__all__ = ["fill", "load_weights", "save_weights", "weights_bytes"]

Array = np.ndarray
ENDINGS = (".weights.h5", ".npz")


def save_weights(
    model: Any, filepath: Any, overwrite: bool = True, max_shard_size: None = None, **kwargs: Any
) -> None:
    """Write all weights of a model to a file.

    Parameters
    ----------
    model : Sequential
        Built.
    filepath : str or path
        Ends in ".weights.h5": Keras's own format, with the state of the optimizer if there is one; or in
        ".npz": an array a weight, under the names "dense/kernel".
    overwrite : bool
        Whether a file may be replaced.
    max_shard_size, kwargs
        Not supported.

    The file appears whole or not at all; see `write_whole`. Raises a ValueError for another ending, a
    model that is not built, and a file that is there already, if not to `overwrite`.

    Source: `keras.saving.save_weights`.
    """
    path = checked_path("save_weights", filepath, *ENDINGS)
    check_built("save_weights", model)
    kwargs |= {} if max_shard_size is None else {"max_shard_size": max_shard_size}
    if kwargs:
        raise ValueError(f"save_weights does not support {kwargs}")
    check_replaceable("save_weights", path, overwrite)
    write_whole(path, npz_bytes(named_weights(model)) if path.endswith(".npz") else weights_bytes(model))


def weights_bytes(model: Any) -> bytes:
    """The content of a model's ".weights.h5"."""
    optimizer = model.optimizer if model.compiled else None
    return hdf5_bytes([*layer_groups(model), *optimizer_groups(optimizer)])


def load_weights(model: Any, filepath: Any, skip_mismatch: bool = False, **kwargs: Any) -> None:
    """Read all weights of a model from a file that `save_weights` or `save_model` of either half wrote.

    Parameters
    ----------
    model : Sequential
        Built, and with the weights that the file has. If its optimizer is in use, the optimizer goes on
        where that of the file stood; one with other variables stays as it is, with a warning.
    filepath : str or path
        Ends in ".weights.h5", ".npz" or ".keras".
    skip_mismatch, kwargs
        Not supported.

    Nothing changes if anything is amiss. Raises a ValueError for another ending, a model that is not
    built, and a file that is broken or has weights of other numbers and shapes, or not finite ones.

    Source: `keras.saving.load_weights`.
    """
    path = checked_path("load_weights", filepath, *ENDINGS, ".keras")
    check_built("load_weights", model)
    kwargs |= {"skip_mismatch": True} if skip_mismatch else {}
    if kwargs:
        raise ValueError(f"load_weights does not support {kwargs}")
    with opened(path) as file:
        if path.endswith(".npz"):
            _fill_by_name(model, file)
        else:
            content = read_archive(file).weights if path.endswith(".keras") else file.read()
            fill(model, ArrayFile(content))


def _fill_by_name(model: Any, file: BinaryIO) -> None:
    own = named_weights(model)
    found = read_npz(file, {name: weight.shape for name, weight in own.items()})
    for name, weight in own.items():
        weight[...] = found[name]


def fill(model: Any, file: ArrayFile, unused: int = 0) -> None:
    """Write the arrays of the file into the model, and into its optimizer if that is in use.

    An optimizer with just `unused` variables in the file has not been used there: nothing is to be read.
    """
    found = [
        (group.arrays, file.arrays(group.path, group.name, [each.shape for each in group.arrays]))
        for group in layer_groups(model)
    ]
    state = _optimizer_state(model, file, unused)
    if state is not None:
        model.optimizer.set_weights(state)  # which may refuse
    for weights, values in found:
        for weight, value in zip(weights, values, strict=True):
            weight[...] = value


def _optimizer_state(model: Any, file: ArrayFile, unused: int) -> list[Array] | None:
    """What the file has for the model's optimizer, if it has just that."""
    if not model.compiled or not model.optimizer.built:
        return None
    group = next(optimizer_groups(model.optimizer))
    count = file.count(group.path)
    if count == len(group.arrays):
        return file.arrays(group.path, group.name, [each.shape for each in group.arrays])
    if count > unused:
        warnings.warn(
            f"The optimizer {group.name} has {len(group.arrays)} variables and the file {count}, so none "
            "of them is read.",
            stacklevel=4,
        )
    return None
