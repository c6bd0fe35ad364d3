"""The concepts of the notes from scratch in NumPy, with every backward pass written out.

Shapes are spelled with the letters n samples, t time steps, h w rows and columns, d input features or
channels, u units, f filters. For a quantity q, dq is the gradient of the loss with respect to q; dy is
the upstream gradient, that of a layer's output.

    from reference.models import Sequential
    from reference.layers import Dense, Input

    import reference
    model = reference.load_model("model.keras")
    reference.trace(model, x)
    reference.gradients(model, x, y)

NumPy is all that is needed, and h5py to save weights.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reference.backpropagation import trace
    from reference.gradients import gradients
    from reference.serialization import load_model

__all__ = ["__version__", "gradients", "load_model", "trace"]
__version__ = "0.4.0"

# Where they are; imported when they are asked for.
_HOMES = {"gradients": "gradients", "load_model": "serialization", "trace": "backpropagation"}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(importlib.import_module(f"reference.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'reference' has no attribute {name!r}")
