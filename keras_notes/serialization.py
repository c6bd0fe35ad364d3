"""Files of models and of weights, by Keras itself. NumPy twin: reference/serialization/.

What surprises: the seeds of random layers are not in the file, so that a loaded model has new ones; a loss
loses the arguments that its configuration lacks (Huber's delta); what an optimizer is told to exclude from
weight decay is lost; and metrics start anew.
"""

from dataclasses import replace
from functools import partial
from typing import Any

import keras.saving
import numpy as np
from keras.optimizers import SGD, Adam, RMSprop
from keras.optimizers.schedules import ExponentialDecay
from keras.saving import load_model, save_model

from keras_notes import networks
from keras_notes.parity import SavedCase
from keras_notes.parity.tape import named_variables
from reference.serialization.limits import opened
from reference.serialization.npz import npz_bytes, read_npz
from reference.serialization.replacing import check_replaceable, write_whole

__all__ = ["load_model", "load_weights", "save_model", "save_weights"]


def _by_path(model: Any) -> dict[str, Any]:
    return {f"{each.name}/{name}": v for each in model.layers for name, v in named_variables(each).items()}


def save_weights(
    model: Any, filepath: Any, overwrite: bool = True, max_shard_size: Any = None, **kwargs: Any
) -> None:
    """`keras.saving.save_weights`, and besides it NumPy's ".npz": an array a weight, by "dense/kernel"."""
    if not str(filepath).endswith(".npz"):
        keras.saving.save_weights(model, filepath, overwrite, max_shard_size, **kwargs)
        return
    check_replaceable("save_weights", str(filepath), overwrite)
    write_whole(filepath, npz_bytes({path: np.asarray(each) for path, each in _by_path(model).items()}))


def load_weights(model: Any, filepath: Any, skip_mismatch: bool = False, **kwargs: Any) -> None:
    """`keras.saving.load_weights`, and besides it NumPy's ".npz", which must have all weights and no more."""
    if not str(filepath).endswith(".npz"):
        keras.saving.load_weights(model, filepath, skip_mismatch, **kwargs)
        return
    variables = _by_path(model)
    with opened(filepath) as file:
        found = read_npz(file, {path: tuple(variable.shape) for path, variable in variables.items()})
    for path, variable in variables.items():
        variable.assign(found[path])


def _scheduled() -> SGD:
    return SGD(ExponentialDecay(0.125, decay_steps=3, decay_rate=0.5), momentum=0.5)


_NETWORKS = (
    SavedCase("counts", networks.counts, (10, 5), _scheduled, metrics=("accuracy",), vocabulary=7),
    SavedCase("tokens", networks.tokens, (10, 5), partial(RMSprop, 0.01, momentum=0.5), vocabulary=7),
    SavedCase("sentences", networks.sentences, (6, 3), partial(Adam, 0.01, clipnorm=1.0), vocabulary=7),
)
CASES = [*_NETWORKS, *(replace(case, writer="reference") for case in _NETWORKS[:2])]
