"""Mistakes with kernels and biases."""

from typing import Any

import numpy as np

from keras_notes.diagnosis.mistakes.mistake import changed, mistake
from reference.convolution.layer import Convolution
from reference.core import EinsumDense
from reference.dense import Dense
from reference.recurrence.matrix_cell import MatrixCell


@mistake(
    Dense,
    yours="its kernel transposed, x Kᵀ",
    keras="computes x K, with a kernel of shape (inputs, units)",
)
def kernel_transposed(layer: Any) -> Any:
    inputs, units = layer.kernel.shape
    return changed(layer, kernel=layer.kernel.T) if inputs == units > 1 else None


@mistake(
    Dense,
    yours="a kernel that was reshaped to (units, inputs) where it should have been transposed",
    keras="keeps it as (inputs, units), which kernel.T turns into (units, inputs)",
)
def kernel_reshaped(layer: Any) -> Any:
    inputs, units = layer.kernel.shape
    reshaped = layer.kernel.reshape(units, inputs).T
    return changed(layer, kernel=reshaped) if inputs != units and min(inputs, units) > 1 else None


@mistake(
    Dense,
    Convolution,
    EinsumDense,
    MatrixCell,
    yours="no bias",
    keras="adds one, unless use_bias=False",
)
def bias_forgotten(layer: Any) -> Any:
    """In a GRU both rows of it."""
    bias = getattr(layer, "bias", None)
    return None if bias is None else changed(layer, bias=0 * bias)


@mistake(
    Dense,
    yours="the bias behind the activation, f(x K) + b",
    keras="adds it before, f(x K + b)",
)
def bias_behind_the_activation(layer: Any) -> Any:
    if not layer.use_bias or layer.activation.__name__ == "linear":
        return None

    def forward(x: Any, training: bool = False) -> Any:
        z = x @ layer.kernel
        y = layer.activation.function(z) + layer.bias
        return y, (x, z, y)

    return changed(layer, forward=forward, activation=changed(layer.activation, __name__="own"))


@mistake(
    Dense,
    yours="the bias taken away instead of added (a threshold)",
    keras="adds it",
)
def bias_subtracted(layer: Any) -> Any:
    return changed(layer, bias=-layer.bias) if layer.use_bias and np.any(layer.bias) else None
