"""The linear collapse: why depth needs an activation."""

import numpy as np

from reference.dense import Dense
from reference.sequential.model import Sequential

__all__ = ["collapse"]

Array = np.ndarray


def collapse(model: Sequential) -> tuple[Array, Array]:
    """The one kernel and one bias that a stack of linear Dense layers amounts to.

    x K₁ + b₁ into K₂, b₂ is x (K₁ K₂) + (b₁ K₂ + b₂), and so on: without an activation between
    them, many layers compute no more than one. Raises a ValueError if a layer is not a linear Dense.
    """
    width = model.layers[0].kernel.shape[0] if model.layers else 0
    kernel, bias = np.eye(width, dtype=model.dtype), np.zeros(width, dtype=model.dtype)
    for layer in model.layers:
        if not isinstance(layer, Dense) or layer.activation.__name__ != "linear":
            raise ValueError(f"collapse: {layer.name} is not a Dense layer without activation")
        kernel, bias = kernel @ layer.kernel, bias @ layer.kernel
        if layer.use_bias:
            bias = bias + layer.bias
    return kernel, bias
