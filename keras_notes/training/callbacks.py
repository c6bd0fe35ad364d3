"""Rows for callbacks: each does its work on both halves, and what it leaves is compared."""

from pathlib import Path
from typing import Any

from keras_notes.parity import CallbackCase
from keras_notes.sequential import network

__all__ = ["CALLBACK_CASES"]

_CATEGORICAL = "categorical_crossentropy"


def _sizes_342() -> Any:
    return network((3, 4, 2))


def _table(callbacks: Any, folder: Path, seen: list[float]) -> list[Any]:
    return [callbacks.CSVLogger(str(folder / "log.csv"), separator=";")]


def _checkpoints(callbacks: Any, folder: Path, seen: list[float]) -> list[Any]:
    names = "{epoch:02d}-{val_loss:.3f}.weights.h5", "best.weights.h5"
    best = {"monitor": "val_accuracy", "mode": "max", "save_best_only": True}
    return [
        callbacks.ModelCheckpoint(str(folder / name), save_weights_only=True, verbose=0, **options)
        for name, options in zip(names, ({}, best), strict=True)
    ]


def _functions(callbacks: Any, folder: Path, seen: list[float]) -> list[Any]:
    def noted(number: int, logs: Any = None) -> None:
        seen.extend([number, *(logs or {}).values()])

    return [
        callbacks.LambdaCallback(
            on_epoch_begin=noted,
            on_epoch_end=noted,
            on_train_batch_end=noted,
            on_train_end=lambda logs: noted(-1, logs),
        ),
        callbacks.History(),
    ]


def _ends_at_nan(callbacks: Any, folder: Path, seen: list[float]) -> list[Any]:
    return [callbacks.TerminateOnNaN(), *_functions(callbacks, folder, seen)]


def _lines(callbacks: Any, folder: Path, seen: list[float]) -> list[Any]:
    return [callbacks.ProgbarLogger()]


_FIT = {"epochs": 3, "batch_size": 8, "validation_split": 0.25}

CALLBACK_CASES = [
    CallbackCase("3-4-2", _sizes_342, _CATEGORICAL, 0.5, _FIT, leaves=leaves, about=about)
    for leaves, about in (
        (_table, "CSVLogger"),
        (_checkpoints, "ModelCheckpoint"),
        (_functions, "LambdaCallback and History"),
    )
] + [
    CallbackCase(
        "3-4-2", _sizes_342, _CATEGORICAL, 0.5, _FIT | {"verbose": 2}, leaves=_lines, about="ProgbarLogger"
    ),
    # A rate that no float can bear: the third batch is nan, and none follows.
    CallbackCase("3-4-2", _sizes_342, "mse", 1e200, _FIT, leaves=_ends_at_nan, about="TerminateOnNaN"),
]
