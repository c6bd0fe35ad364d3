"""Rows for the options of `fit` and `compile`: weights, steps, sources of batches, callbacks."""

from typing import Any

from keras_notes.parity import FitCase
from keras_notes.sequential import network

__all__ = ["OPTION_CASES"]

_SPARSE, _CATEGORICAL = "sparse_categorical_crossentropy", "categorical_crossentropy"


def _sizes_342() -> Any:
    return network((3, 4, 2))


def _stopping(callbacks: Any) -> list[Any]:
    """No epoch is better than the first by 10: the third is the last, and the first's weights come back."""
    return [callbacks.EarlyStopping("loss", min_delta=10, patience=2, restore_best_weights=True)]


def _rates(callbacks: Any) -> list[Any]:
    """A rate that falls by a schedule, and besides after two epochs on the plateau and a pause."""
    return [
        callbacks.LearningRateScheduler(lambda epoch, rate: rate / (1 + epoch)),
        callbacks.ReduceLROnPlateau(
            "val_accuracy", factor=0.5, patience=2, min_delta=2, cooldown=2, min_lr=0.001
        ),
    ]


OPTION_CASES = [
    FitCase(
        "3-4-2",
        _sizes_342,
        _SPARSE,
        0.25,
        {"batch_size": 8, "epochs": 2, "class_weight": {0: 2.5}, "validation_split": 0.3},
        targets="labels",
        metrics=("acc", ["accuracy", "accuracy"]),
        compiled={"weighted_metrics": ["accuracy", "acc"], "loss_weights": [0.75]},
    ),
    FitCase(
        "3-4-2",
        _sizes_342,
        _CATEGORICAL,
        0.25,
        {
            "epochs": 5,
            "steps_per_epoch": 2,
            "batch_size": 8,
            "validation_freq": [1, 4],
            "validation_steps": 2,
            "validation_batch_size": 9,
        },
        weighted=True,
        held_out=True,
        compiled={"weighted_metrics": {"out": "accuracy"}},
    ),
    FitCase(
        "3-4-2",
        _sizes_342,
        "crossentropy",
        0.25,
        {"epochs": 3, "steps_per_epoch": 3, "validation_freq": 2},
        targets="labels",
        held_out=True,
    ),
    FitCase("3-4-2", _sizes_342, _CATEGORICAL, 0.25, {"epochs": 3}, source="generator", weighted=True),
    FitCase(
        "3-4-2",
        _sizes_342,
        _CATEGORICAL,
        0.25,
        {"epochs": 3, "steps_per_epoch": 3, "class_weight": {1: 0.25}},
        source="sequence",
        compiled={"weighted_metrics": ["accuracy"]},
    ),
    FitCase("3-4-2", _sizes_342, _CATEGORICAL, 0.25, {"epochs": 2}, source="dataset", held_out=True),
    *(
        FitCase(
            "3-4-2",
            _sizes_342,
            _CATEGORICAL,
            0.25,
            {"epochs": 8},
            samples=9,
            callbacks=callbacks,
            held_out=True,
        )
        for callbacks in (_stopping, _rates)
    ),
]
