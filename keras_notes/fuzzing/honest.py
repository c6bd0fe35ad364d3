"""The honest file that all others are made of, and what takes it apart and puts it together."""

import copy
import functools
import io
import json
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import h5py
import numpy as np

import reference
from keras_notes import networks
from reference.layers import GRU, BatchNormalization, Bidirectional, Dense, Dropout, Input
from reference.models import Sequential

__all__ = [
    "CONFIG",
    "METADATA",
    "WEIGHTS",
    "honest",
    "members",
    "pack",
    "vocabulary",
    "with_arrays",
    "with_config",
]

METADATA, CONFIG, WEIGHTS = "metadata.json", "config.json", "model.weights.h5"


def honest() -> bytes:
    """The whole file."""
    return pack({})


@functools.cache
def members() -> Mapping[str, bytes]:
    """The three members of a .keras file of a small network, compiled and trained for a step.

    They are the same in every process, so that a number says all about a mutation.
    """
    model = Sequential(
        [
            Input((4, 3)),
            Dense(4, "relu", kernel_regularizer="l2"),
            Bidirectional(GRU(2, dropout=0.25, seed=1)),
            BatchNormalization(),
            Dropout(0.25, seed=2),
            Dense(2, "softmax"),
        ]
    )
    rng = np.random.default_rng(0)
    model.set_weights([rng.uniform(0.5, 1.5, weight.shape) for weight in model.weights])
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy", "AUC"])
    model.train_on_batch(np.ones((2, 4, 3)), np.eye(2))
    return _saved(model)


@functools.cache
def vocabulary() -> Sequence[Mapping[str, bytes]]:
    """The members of files of networks that hold every layer between them; all weights are 1."""
    found = []
    for make in (networks.counts, networks.pictures, networks.tokens, networks.volumes, networks.words):
        model = make(reference)
        model.set_weights([np.ones(weight.shape) for weight in model.weights])
        found.append(_saved(model))
    return found


def _saved(model: Sequential) -> Mapping[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "honest.keras"
        model.save(path)
        with zipfile.ZipFile(path) as archive:
            found = {name: archive.read(name) for name in archive.namelist()}
    return found | {METADATA: b'{"keras_version": "3.15.1", "date_saved": "2026-01-01@00:00:00"}'}


def pack(
    changed: Mapping[str, bytes | None],
    more: Mapping[str, bytes] | None = None,
    packing: int = 0,
    of: Mapping[str, bytes] | None = None,
) -> bytes:
    """A file with some members `changed`, those that are None left out, and `more` at the end.

    The others are those of the honest file, or of another whose members are given.
    """
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", packing) as archive:
        for name, data in {**(of or members()), **changed, **(more or {})}.items():
            if data is not None:
                archive.writestr(zipfile.ZipInfo(name), data, packing)  # without the time of now
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
