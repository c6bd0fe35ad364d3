"""Normalization: numbers brought to a common size between the layers. NumPy twin: reference/normalization/.

What surprises: BatchNormalization computes one thing in training and another in use, and with momentum 0.99
the moving statistics that it then uses need some hundred batches to arrive, so predictions after a short
training are off; `trainable=False` means the second thing even in training; epsilon is 1e-3; its weights
are gamma, beta, moving_mean, moving_variance, in this order. With a mask it divides by the number of places
plus 1e-7, and shifts what is masked as well. RMSNormalization puts its scale along the last axes whatever
`axis` says. SpectralNormalization overwrites the kernel itself, in every pass in training mode, and no
gradient flows through what it divides by.
"""

from collections.abc import Iterator
from typing import Any

from keras import Sequential
from keras.layers import (
    BatchNormalization,
    Conv2D,
    Dense,
    EinsumDense,
    Embedding,
    GroupNormalization,
    Input,
    LayerNormalization,
    RMSNormalization,
    SpectralNormalization,
    UnitNormalization,
)
from keras.losses import CategoricalCrossentropy
from keras.optimizers import SGD

from keras_notes.parity import Case, Inner, LockStepCase
from keras_notes.parity.draw import Draw
from keras_notes.parity.row import Probe

__all__ = [
    "BatchNormalization",
    "GroupNormalization",
    "LayerNormalization",
    "RMSNormalization",
    "SpectralNormalization",
    "UnitNormalization",
]

STEPS = ((1, 1, 0, 1), (1, 0, 0, 0), (0, 1, 1, 1))  # of 3 samples of 4 time steps, those that count
FEATURES = ((1, 1, 0), (1, 0, 1))  # the same of 2 samples of 3


class Overwriting(Case):
    """A row in which the layer overwrites its kernel, so that small steps of the old one show no gradient."""

    def probes(self, counterpart: Any, draw: Draw) -> Iterator[Probe]:
        return (
            probe
            for probe in super().probes(counterpart, draw)
            if probe[0] not in ("d kernel", "d embeddings")
        )


def normalized_network() -> Sequential:
    """A 5-4-3 network with a normalization of either kind."""
    softmax = SpectralNormalization(Dense(3, activation="softmax", kernel_regularizer="l2"))
    return Sequential([Input((5,)), Dense(4), BatchNormalization(momentum=0.8), softmax])


CASES = [
    Case(BatchNormalization, {}, (6, 3)),
    Case(BatchNormalization, {}, (6, 3), training=True),
    Case(BatchNormalization, {"momentum": 0.7, "epsilon": 0.1}, (3, 4, 5), training=True),
    Case(BatchNormalization, {"axis": 1}, (2, 3, 4, 5), training=True),
    Case(BatchNormalization, {"axis": 1}, (2, 3, 4, 5)),
    Case(BatchNormalization, {"center": False, "momentum": 0.5}, (2, 3, 5, 4), training=True),
    Case(BatchNormalization, {"scale": False, "axis": 2}, (3, 4, 2), training=True),
    Case(BatchNormalization, {"center": False, "scale": False}, (5, 2)),
    Case(BatchNormalization, {"trainable": False}, (6, 3), training=True),
    Case(BatchNormalization, {}, (3, 4, 5), training=True, mask=STEPS),
    Case(BatchNormalization, {"axis": 1, "epsilon": 0.01}, (2, 3, 4), training=True, mask=FEATURES),
    Case(BatchNormalization, {}, (3, 4, 5), mask=STEPS),
    Case(LayerNormalization, {}, (4, 5)),
    Case(LayerNormalization, {"epsilon": 0.1}, (2, 3, 5), training=True),
    Case(LayerNormalization, {"axis": [1, 2]}, (3, 4, 2)),
    Case(LayerNormalization, {"axis": 1, "center": False}, (2, 5, 3)),
    Case(LayerNormalization, {"axis": [1, -1]}, (2, 3, 2, 4)),
    Case(LayerNormalization, {"axis": (-1, -3), "scale": False}, (2, 3, 2, 4)),
    Case(GroupNormalization, {"groups": 2}, (3, 6)),
    Case(GroupNormalization, {"groups": 3, "epsilon": 0.1}, (2, 3, 4, 6)),
    Case(GroupNormalization, {"groups": 2, "axis": 1, "center": False}, (2, 4, 3, 5)),
    Case(GroupNormalization, {"groups": -1, "axis": -2, "scale": False}, (2, 5, 3, 4)),
    Case(GroupNormalization, {"groups": 1}, (3, 5, 4)),
    Case(RMSNormalization, {}, (4, 5)),
    Case(RMSNormalization, {"axis": [1, 2], "epsilon": 0.1}, (3, 4, 2)),
    Case(RMSNormalization, {"axis": 1}, (2, 3, 3)),
    Case(UnitNormalization, {}, (4, 5)),
    Case(UnitNormalization, {"axis": [1, 2]}, (3, 4, 2)),
    Case(UnitNormalization, {"axis": 0}, (4, 3)),
    Case(SpectralNormalization, {"layer": Inner(Dense, units=3)}, (4, 5)),
    Overwriting(SpectralNormalization, {"layer": Inner(Dense, units=3)}, (4, 5), training=True),
    Overwriting(
        SpectralNormalization,
        {"layer": Inner(Dense, units=4, activation="tanh"), "power_iterations": 3},
        (2, 3, 2),
        training=True,
    ),
    Overwriting(
        SpectralNormalization,
        {"layer": Inner(Conv2D, filters=3, kernel_size=(2, 3)), "power_iterations": 2},
        (2, 4, 5, 2),
        training=True,
    ),
    Overwriting(
        SpectralNormalization,
        {"layer": Inner(EinsumDense, equation="abc,cde->abde", output_shape=(None, 2, 4), bias_axes="e")},
        (2, 3, 5),
        training=True,
    ),
    Overwriting(
        SpectralNormalization,
        {"layer": Inner(Embedding, input_dim=5, output_dim=3)},
        (2, 4),
        training=True,
        inputs=lambda draw, shape: draw.integers("x", 5, shape).astype(draw.dtype),
        about="whole floats",
    ),
    LockStepCase("5-4-3, normalized", normalized_network, CategoricalCrossentropy, SGD, {}, steps=4),
]
