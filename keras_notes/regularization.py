"""Regularization: less learning by heart. NumPy twin: reference/regularization/.

What surprises: dropout scales in training, so that inference is the identity; the layers count their runs
in training, and only those; with the rate 1 Dropout gives zeros, while AlphaDropout and GaussianDropout
divide by zero; L2 has no ½; `"l1_l2"` is documented, but no name that Keras knows; MaxNorm shortens
weights that are short enough, by 1e-7 of their length.
"""

from keras import Input, Sequential
from keras.constraints import MaxNorm, MinMaxNorm, NonNeg, UnitNorm
from keras.layers import (
    ActivityRegularization,
    AlphaDropout,
    Dense,
    Dropout,
    GaussianDropout,
    GaussianNoise,
    SpatialDropout1D,
    SpatialDropout2D,
    SpatialDropout3D,
)
from keras.losses import MeanSquaredError
from keras.optimizers import SGD
from keras.regularizers import L1, L1L2, L2, OrthogonalRegularizer

from keras_notes.parity import Case, ConstraintCase, LockStepCase, RegularizerCase

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

_FIRST = {"data_format": "channels_first"}


def _regularized() -> Sequential:
    """A network in which everything here has a part."""
    return Sequential(
        [
            Input((3,)),
            GaussianNoise(0.5, seed=1),
            Dense(5, "tanh", kernel_regularizer=L2(0.1), bias_constraint=NonNeg()),
            Dropout(0.4, seed=2),
            ActivityRegularization(l1=0.05),
            Dense(2, kernel_constraint=MaxNorm(0.75), bias_regularizer="l1"),
        ]
    )


CASES = [
    Case(Dropout, {"rate": 0.5, "seed": 3}, (4, 3, 5), training=True, exact=True),
    Case(Dropout, {"rate": 0.3, "seed": 1337}, (5, 7), training=True),
    Case(
        Dropout,
        {"rate": 0.75, "noise_shape": (None, 1, 5), "seed": 2**31 - 1},
        (3, 4, 5),
        training=True,
        exact=True,
    ),
    Case(Dropout, {"rate": 0.2, "noise_shape": (7,), "seed": 0}, (5, 7), training=True),
    Case(Dropout, {"rate": 0.3, "seed": 3}, (3, 5), exact=True),
    Case(Dropout, {"rate": 0, "seed": 3}, (3, 5), training=True, exact=True),
    Case(SpatialDropout1D, {"rate": 0.5, "seed": 3}, (3, 4, 6), training=True, exact=True),
    Case(SpatialDropout2D, {"rate": 0.3, "seed": 4}, (2, 3, 4, 5), training=True),
    Case(SpatialDropout2D, {"rate": 0.5, "seed": 4, **_FIRST}, (2, 5, 3, 4), training=True, exact=True),
    Case(SpatialDropout3D, {"rate": 0.75, "seed": 5}, (2, 2, 3, 1, 6), training=True, exact=True),
    Case(SpatialDropout3D, {"rate": 0.4, "seed": 5, **_FIRST}, (2, 6, 2, 3, 1), training=True),
    Case(SpatialDropout3D, {"rate": 0.4, "seed": 5}, (2, 2, 3, 1, 6), exact=True),
    Case(AlphaDropout, {"rate": 0.3, "seed": 6}, (5, 7), training=True),
    Case(AlphaDropout, {"rate": 0.5, "noise_shape": (4, 1, None), "seed": 7}, (4, 3, 6), training=True),
    Case(AlphaDropout, {"rate": 0.3, "seed": 6}, (3, 5), exact=True),
    Case(GaussianDropout, {"rate": 0.3, "seed": 8}, (5, 7), training=True),
    Case(GaussianDropout, {"rate": 0.8, "seed": 9}, (2, 3, 4), training=True),
    Case(GaussianDropout, {"rate": 0.3, "seed": 8}, (3, 5), exact=True),
    Case(GaussianNoise, {"stddev": 0.3, "seed": 10}, (5, 7), training=True),
    Case(GaussianNoise, {"stddev": 1, "seed": 11}, (2, 3, 4), training=True),
    Case(GaussianNoise, {"stddev": 0.3, "seed": 10}, (3, 5), exact=True),
    Case(ActivityRegularization, {"l1": 0.1, "l2": 0.2}, (3, 2, 5), training=True, exact=True),
    LockStepCase("3-5-2, regularized", _regularized, MeanSquaredError, SGD, {}, targets="real", steps=6),
    RegularizerCase(L1, {"l1": 0.25}, (5, 7), exact=True),
    RegularizerCase(L1, {}, (2, 3, 5)),
    RegularizerCase(L2, {"l2": 0.25}, (4, 3), exact=True),
    RegularizerCase(L2, {}, (7,)),
    RegularizerCase(L1L2, {"l1": 0.1, "l2": 0.3}, (4, 3)),
    RegularizerCase(L1L2, {"l2": 0.7}, (4, 3)),
    RegularizerCase(OrthogonalRegularizer, {}, (4, 3)),
    RegularizerCase(OrthogonalRegularizer, {"factor": 0.3, "mode": "columns"}, (3, 5)),
    ConstraintCase(MaxNorm, {}, (4, 7)),
    ConstraintCase(MaxNorm, {"max_value": 1.9, "axis": [0, 1, 2]}, (2, 3, 1, 5)),
    ConstraintCase(MinMaxNorm, {"min_value": 0.9, "max_value": 2.2}, (5, 6)),
    ConstraintCase(MinMaxNorm, {"min_value": 1.8, "max_value": 2.1, "rate": 0.3, "axis": 1}, (6, 4)),
    ConstraintCase(UnitNorm, {}, (4, 3)),
    ConstraintCase(UnitNorm, {"axis": -1}, (4, 3)),
    ConstraintCase(NonNeg, {}, (4, 3), exact=True),
]
