"""Regularization: what keeps a network from learning its training data by heart.

Layers that disturb in training only, penalties on weights and outputs, bounds on weights. With the same
seed a random layer draws what Keras's draws: masks bit for bit, Gaussian noise to rounding.
"""

from reference.constraints import MaxNorm, MinMaxNorm, NonNeg, UnitNorm
from reference.regularization.activity import ActivityRegularization
from reference.regularization.alpha_dropout import AlphaDropout
from reference.regularization.dropout import Dropout, SpatialDropout1D, SpatialDropout2D, SpatialDropout3D
from reference.regularization.gaussian import GaussianDropout, GaussianNoise
from reference.regularizers import L1, L1L2, L2, OrthogonalRegularizer

__all__ = [
    "L1",
    "L1L2",
    "L2",
    "ActivityRegularization",
    "AlphaDropout",
    "Dropout",
    "GaussianDropout",
    "GaussianNoise",
    "MaxNorm",
    "MinMaxNorm",
    "NonNeg",
    "OrthogonalRegularizer",
    "SpatialDropout1D",
    "SpatialDropout2D",
    "SpatialDropout3D",
    "UnitNorm",
]
