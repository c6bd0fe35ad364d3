"""Keras and the NumPy half under one set of names, for tests that hold for either."""

from types import SimpleNamespace

import keras
import numpy as np
import pytest

import reference.layers
import reference.models

__all__ = ["KERAS", "NUMPY", "X", "both_halves", "configured", "shapes"]

KERAS = SimpleNamespace(**vars(keras.layers), Sequential=keras.Sequential)
NUMPY = SimpleNamespace(**vars(reference.layers), Sequential=reference.models.Sequential)
both_halves = pytest.mark.parametrize("half", [KERAS, NUMPY], ids=["keras", "numpy"])
X = np.random.default_rng(5).normal(size=(6, 3)).astype("float32")


def shapes(model):
    return [tuple(weight.shape) for weight in model.weights]


def configured(name, kwargs):
    """Keras's layer, and ours made from its configuration, which ours gives back."""
    theirs = getattr(keras.layers, name)(**kwargs)
    ours = getattr(reference.layers, name).from_config(theirs.get_config())
    assert {**ours.get_config(), "dtype": 0} == {**theirs.get_config(), "dtype": 0}
    assert type(ours).from_config(ours.get_config()).get_config() == ours.get_config()
    assert ours.supports_masking == theirs.supports_masking
    return theirs, ours
