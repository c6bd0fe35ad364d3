"""The memory of one step: what inputs, outputs and windows need, and no more than four times that."""

import math
import tracemalloc

import numpy as np
import pytest

from reference import layers

TIMES = 4
# A layer, its input, and the size of what its arithmetic spreads out: windows, or the gates of all steps.
CASES = {
    "Conv1D": (lambda: layers.Conv1D(16, 5, padding="same"), (16, 200, 8), 16 * 200 * 5 * 8),
    "Conv2D": (lambda: layers.Conv2D(16, 3, activation="relu"), (16, 28, 28, 8), 16 * 26 * 26 * 9 * 8),
    "Conv2D, strides": (lambda: layers.Conv2D(8, 3, strides=2), (16, 28, 28, 4), 16 * 13 * 13 * 9 * 4),
    "Conv3D": (lambda: layers.Conv3D(4, 2), (8, 9, 9, 9, 4), 8 * 8**3 * 8 * 4),
    "DepthwiseConv2D": (lambda: layers.DepthwiseConv2D(3), (16, 28, 28, 8), 16 * 26 * 26 * 9 * 8),
    "Conv2DTranspose": (lambda: layers.Conv2DTranspose(4, 3), (16, 20, 20, 8), 16 * 20 * 20 * 9 * 4),
    "MaxPooling2D": (lambda: layers.MaxPooling2D(), (16, 28, 28, 8), 0),
    "AveragePooling2D": (lambda: layers.AveragePooling2D(3, strides=1), (16, 28, 28, 8), 0),
    "BatchNormalization": (lambda: layers.BatchNormalization(), (16, 28, 28, 8), 0),
    "SimpleRNN": (lambda: layers.SimpleRNN(32, return_sequences=True), (64, 28, 28), 64 * 28 * 32),
    "LSTM": (lambda: layers.LSTM(32, return_sequences=True), (64, 28, 28), 64 * 28 * 5 * 32),
    "GRU": (lambda: layers.GRU(32, return_sequences=True), (64, 28, 28), 64 * 28 * 6 * 32),
}


def peak_of_a_step(layer, x, dy):
    """The most bytes held at any time of a pass forward and back, beside what was there before."""
    tracemalloc.start()
    try:
        _, cache = layer.forward(x, training=True)
        layer.backward(dy, cache)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", CASES)
def test_a_step_needs_no_more_than_four_times_its_numbers(name):
    make, shape, spread = CASES[name]
    layer, x = make(), np.ones(shape, dtype="float32")
    dy = np.ones_like(layer(x))
    needed = 4 * (math.prod(shape) + dy.size + spread)
    assert peak_of_a_step(layer, x, dy) <= TIMES * needed
