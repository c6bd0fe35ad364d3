"""The digit network 784-16-16-10, and pictures as numbers."""

from typing import Any

import numpy as np

from reference.dense import Dense
from reference.sequential import Sequential, network

__all__ = ["as_text", "digit_network", "targets_of", "weight_images"]

Array = np.ndarray
SHADES = " .:-=+*#%@"


def digit_network(form: str = "modern") -> Sequential:
    """784 pixels in, ten digits out, two hidden layers of 16 units: 13,002 parameters.

    "film": sigmoid throughout, made for the mean squared error. "modern": relu and a softmax, made
    for cross-entropy.
    """
    return network((784, 16, 16, 10), *_activations(form))


def _activations(form: str) -> tuple[str, str]:
    forms = {"film": ("sigmoid", "sigmoid"), "modern": ("relu", "softmax")}
    if form not in forms:
        raise ValueError(f"digit_network: form must be 'film' or 'modern', got {form!r}")
    return forms[form]


def as_text(image: Any) -> str:
    """A picture of grey values from 0 (blank) to 1 (@) as lines of text.

    >>> print(as_text([[0.0, 0.5], [1.0, 0.2]]))
     =
    @:
    """
    grey = np.asarray(image, dtype="float64")
    if grey.ndim != 2:
        raise ValueError(f"as_text: expected a picture of rows and columns, got shape {grey.shape}")
    levels = np.rint(grey.clip(0, 1) * (len(SHADES) - 1)).astype(int)
    return "\n".join("".join(SHADES[level] for level in row).rstrip() for row in levels)


def targets_of(labels: Any, form: str = "modern") -> Array:
    """What the network of that form learns from: labels for "modern", one-hot rows for "film"."""
    _activations(form)
    labels = np.asarray(labels)
    return labels if form == "modern" else np.eye(10, dtype="float32")[labels]


def weight_images(model: Sequential) -> Array:
    """The incoming weights of every unit of the first Dense layer as 28x28 pictures, (units, 28, 28).

    Such a picture is the gradient of the unit's z by the image: the direction that raises it most.
    """
    first = next(layer for layer in model.layers if isinstance(layer, Dense))
    return first.kernel.T.reshape(-1, 28, 28)
