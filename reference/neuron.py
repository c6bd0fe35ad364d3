"""One unit: a weighted sum of its inputs, plus a bias, through an activation."""

from typing import Any, NamedTuple

import numpy as np

from reference import activations
from reference.checks import as_float_array
from reference.config import floatx

__all__ = ["NeuronGradients", "neuron", "neuron_gradients", "neuron_with_loops"]

Array = np.ndarray


class NeuronGradients(NamedTuple):
    """How the output of a unit changes with each input, with each weight, and with the bias."""

    inputs: Array
    weights: Array
    bias: Array


def _checked(inputs: Any, weights: Any, bias: Any) -> tuple[Array, Array, Array]:
    dtype = _dtype(inputs)
    x, w = as_float_array("inputs", inputs, dtype), as_float_array("weights", weights, dtype)
    if x.ndim != 1 or x.shape != w.shape:
        raise ValueError(f"neuron: inputs and weights must be equally long, got {x.shape} and {w.shape}")
    b = as_float_array("bias", bias, dtype)
    if b.ndim:
        raise ValueError(f"neuron: the bias is one number, got shape {b.shape}")
    return x, w, b


def _dtype(inputs: Any) -> str:
    dtype = getattr(inputs, "dtype", None)
    return str(dtype) if dtype is not None and np.dtype(dtype).kind == "f" else floatx()


def neuron(inputs: Any, weights: Any, bias: Any = 0.0, activation: Any = "linear") -> Array:
    """The output of one unit: f(x · w + b).

    A weighted **sum**, not an average, and the bias is added to the sum, not to the weights. The
    unit is active (a sigmoid above 1/2) where x · w exceeds -b.

    Parameters
    ----------
    inputs, weights : array_like of shape (d,)
    bias : float
    activation : str or activation

    >>> neuron([1.0, 2.0, 3.0], weights=[1.0, 1.0, 1.0])
    array(6., dtype=float32)
    >>> neuron([1.0, 2.0, 3.0], weights=[1.0, 1.0, 1.0], bias=-10.0, activation="relu")
    array(0., dtype=float32)
    """
    x, w, b = _checked(inputs, weights, bias)
    return np.asarray(activations.get(activation)(x @ w + b))


def neuron_with_loops(inputs: Any, weights: Any, bias: Any = 0.0, activation: Any = "linear") -> Array:
    """The same number, one connection at a time: multiply, add, and at the end the bias.

    >>> neuron_with_loops([1.0, 2.0], weights=[0.5, -1.0], bias=4.0)
    array(2.5, dtype=float32)
    """
    x, w, b = _checked(inputs, weights, bias)
    total = np.zeros((), dtype=x.dtype)
    for input_value, weight in zip(x, w, strict=True):
        total += input_value * weight
    total += b
    return np.asarray(activations.get(activation)(total))


def neuron_gradients(
    inputs: Any, weights: Any, bias: Any = 0.0, activation: Any = "linear"
) -> NeuronGradients:
    """The slopes of the output y = f(z), z = x · w + b.

    dy/dxᵢ = f'(z) wᵢ      dy/dwᵢ = f'(z) xᵢ      dy/db = f'(z)
    """
    x, w, b = _checked(inputs, weights, bias)
    f = activations.get(activation)
    z = np.asarray(x @ w + b)
    _, cache = f.forward(z)
    slope = np.asarray(f.backward(np.ones_like(z), cache))
    return NeuronGradients(slope * w, slope * x, slope)
