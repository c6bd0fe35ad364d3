"""The honest file that all others are made of, and what takes it apart and puts it together."""

import copy
import functools
import io
import json
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from reference.layers import GRU, BatchNormalization, Bidirectional, Dense, Dropout, Input
from reference.models import Sequential

__all__ = ["CONFIG", "METADATA", "WEIGHTS", "honest", "members", "pack", "with_arrays", "with_config"]

METADATA, CONFIG, WEIGHTS = "metadata.json", "config.json", "model.weights.h5"


@functools.cache
def honest() -> bytes:
    """A .keras file of a small network, compiled and trained for a step."""
    model = Sequential(
        [
            Input((4, 3)),
            Dense(4, "relu", kernel_regularizer="l2"),
            Bidirectional(GRU(2, dropout=0.25)),
            BatchNormalization(),
            Dropout(0.25),
            Dense(2, "softmax"),
        ]
    )
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy", "AUC"])
    model.train_on_batch(np.ones((2, 4, 3)), np.eye(2))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "honest.keras"
        model.save(path)
        return path.read_bytes()


@functools.cache
def members() -> Mapping[str, bytes]:
    """The three members of the honest file."""
    with zipfile.ZipFile(io.BytesIO(honest())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(
    changed: Mapping[str, bytes | None], more: Mapping[str, bytes] | None = None, packing: int = 0
) -> bytes:
    """The honest file with some members `changed`, those that are None left out, and `more` at the end."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", packing) as archive:
        for name, data in {**members(), **changed, **(more or {})}.items():
            if data is not None:
                archive.writestr(name, data)
    return content.getvalue()


def with_config(change: Callable[[Any], Any]) -> bytes:
    """The honest file after `change(config)`, which may give another configuration."""
    config = copy.deepcopy(json.loads(members()[CONFIG]))
    other = change(config)
    return pack({CONFIG: json.dumps(config if other is None else other).encode()})


def with_arrays(change: Callable[[h5py.File], Any]) -> bytes:
    """The honest file after `change(file)` of its weights."""
    content = io.BytesIO(members()[WEIGHTS])
    with h5py.File(content, "r+") as file:
        change(file)
    return pack({WEIGHTS: content.getvalue()})
