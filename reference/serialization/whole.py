"""Whole models in files: what they are made of, their weights, and how far they are trained."""

from typing import Any

from reference.blank import blank_weights
from reference.sequential import Sequential
from reference.serialization.archive import archive_bytes, read_archive
from reference.serialization.asked import check_built, checked_path
from reference.serialization.configuration import configuration, model_from
from reference.serialization.hdf5 import ArrayFile
from reference.serialization.limits import opened
from reference.serialization.replacing import check_replaceable, write_whole
from reference.serialization.weights import fill, weights_bytes
from reference.training.update import build_optimizer

__all__ = ["load_model", "save_model"]

ENDING = ".keras"


def save_model(
    model: Any, filepath: Any, overwrite: bool = True, zipped: bool | None = None, **kwargs: Any
) -> None:
    """Write a whole model to a file that `load_model` of either half reads.

    Parameters
    ----------
    model : Sequential
        Compiled or not; if so, loss, metrics and optimizer are kept, the optimizer with its state.
    filepath : str or path
        Ends in ".keras".
    overwrite : bool
        Whether a file may be replaced.
    zipped, kwargs
        Only a zip archive is written.

    The file appears whole or not at all; see `write_whole`. Raises a ValueError for another ending, a
    model that is not built, code of your own in it (a Lambda, a metric that is a function), which a file
    cannot hold, and a file that is there already, if not to `overwrite`.

    Source: `keras.saving.save_model`.
    """
    path = checked_path("save_model", filepath, ENDING)
    kwargs |= {} if zipped in (None, True) else {"zipped": zipped}
    if kwargs:
        raise ValueError(f"save_model does not support {kwargs}")
    check_built("save_model", model)
    check_replaceable("save_model", path, overwrite)
    write_whole(path, archive_bytes(configuration(model), weights_bytes(model)))


def load_model(
    filepath: Any, custom_objects: None = None, compile: bool = True, safe_mode: bool = True
) -> Sequential:
    """Read a model from a ".keras" file that either half wrote; neither Keras nor TensorFlow is needed.

    Parameters
    ----------
    filepath : str or path
        Ends in ".keras".
    custom_objects
        Must be None or empty: only the classes of `reference` are known.
    compile : bool
        Whether the model is to be compiled as it was, and its optimizer to go on where it stood.
    safe_mode : bool
        Whether weights that are NaN or infinite are refused. Code is never run from a file, either way.

    Returns
    -------
    Sequential
        It predicts, evaluates and trains on as the model that Keras loads from the same file. Where seeds
        are not given in the file, random layers have new ones, as in Keras.

    Raises a ValueError, which begins with the path, for a file that is broken, or that holds anything that
    is not of this vocabulary or is absurdly large; an OSError for a file that cannot be opened. The time and
    memory of loading are bounded; those of using the model are not.

    Source: `keras.saving.load_model`.
    """
    path = checked_path("load_model", filepath, ENDING)
    if custom_objects:
        raise ValueError(f"load_model: custom_objects are not supported, got {sorted(custom_objects)}")
    with opened(path) as file:
        config, content = read_archive(file)
        weights = ArrayFile(content, finite=safe_mode)
        with blank_weights(len(content)):
            model = model_from(config, compile)
        unused = len(model.optimizer.variables) if model.compiled else 0
        if model.compiled and model.built:
            build_optimizer(model)
        fill(model, weights, unused)
    return model
