"""The concepts of the notes from scratch in NumPy, with every backward pass written out.

Shapes are spelled with the letters n samples, t time steps, h w rows and columns, d input features or
channels, u units, f filters. For a quantity q, dq is the gradient of the loss with respect to q; dy is
the upstream gradient, that of a layer's output.

    from reference.models import Sequential
    from reference.layers import Dense, Input

NumPy is all that is needed.
"""

__all__ = ["__version__"]
__version__ = "0.3.0"
