"""Chapter 18: convolution and pooling."""

from collections.abc import Iterator
from typing import Any

import keras
import numpy as np
from keras.layers import AveragePooling2D, Conv2D, Dense, MaxPooling2D

from keras_notes.claims.digits_units import trained
from keras_notes.claims.evidence import answers, numbers, on_both, slope
from keras_notes.claims.registry import Fact, check
from keras_notes.digits import weight_images
from keras_notes.parity import twin
from keras_notes.parity.precision import precision
from reference.digits import weight_images as our_weight_images

Array = np.ndarray


def _conv(filters: int, size: tuple[int, int], channels: int) -> tuple[Any, Any]:
    """A Conv2D with random weights, biases included, and its NumPy twin."""
    layer = Conv2D(filters, size)
    layer.build((None, None, None, channels))
    layer.set_weights([numbers(weight.shape, seed) for seed, weight in enumerate(layer.weights)])
    return layer, twin(layer)


@check("S1-38")
def convolution_slides_a_kernel() -> Iterator[Fact]:
    """Conv2D slides its kernel over the picture without flipping it."""
    with precision("float64"):
        halves = _conv(4, (3, 2), channels=3)
        theirs, ours = answers(halves, numbers((2, 6, 5, 3)).astype("float64"))
        yield Fact("output", keras=theirs, numpy=ours, tolerance=1e-12)
        dot = np.zeros((1, 5, 3, 3))
        dot[0, 2, 1, 0] = 1.0
        kernel, bias = halves[0].get_weights()
        yield Fact(
            "answer to one bright pixel: the kernel, turned by 180 degrees",
            **on_both(halves, lambda half: np.asarray(half(dot))[0] - bias),
            expected=kernel[::-1, ::-1, 0],
        )


@check("S1-39")
def pooling_keeps_one_number_a_window() -> Iterator[Fact]:
    """The maximum or the mean of each window; nothing to learn; padding does not count."""
    x = numbers((2, 5, 7, 3))
    corners = x[:, :4, :6].reshape(2, 2, 2, 3, 2, 3)
    largest = MaxPooling2D()
    theirs, ours = answers((largest, twin(largest)), x)
    yield Fact("MaxPooling2D()", keras=theirs, numpy=ours, expected=corners.max(axis=(2, 4)))
    for size in (2, 3):
        mean = AveragePooling2D(size, padding="same")
        theirs, ours = answers((mean, twin(mean)), x)
        yield Fact(f"AveragePooling2D({size}, padding='same')", keras=theirs, numpy=ours)
    tie = np.ones((1, 2, 2, 1), dtype="float32")
    gradient, pooling = np.asarray(slope(largest, tie))[0, :, :, 0], twin(largest)
    y, cache = pooling.forward(tie)
    ours = pooling.backward(np.ones_like(y), cache)[0][0, :, :, 0]
    yield Fact("gradient of a tie: to the first", keras=gradient, numpy=ours, expected=[[1, 0], [0, 0]])


@check("S1-43")
def convolution_suits_images() -> Iterator[Fact]:
    """A picture moved by a column moves the output of Conv2D by a column, and that of Dense not."""
    with precision("float64"):
        conv = _conv(1, (3, 3), channels=1)
        x = numbers((1, 8, 8, 1)).astype("float64")
        moved = np.roll(x, 1, axis=2)
        yield Fact(
            "Conv2D on the moved picture, but for its edge",
            **on_both(conv, lambda half: np.asarray(half(moved))[:, :, 1:]),
            expected=conv[0](x).numpy()[:, :, :-1],
        )
        model = keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Flatten(), Dense(36)])
        halves = model, twin(model)
        still = on_both(halves, lambda half: np.reshape(half(x), (6, 6)))
        after = on_both(halves, lambda half: np.reshape(half(moved), (6, 6)))
        yield Fact("Dense on the moved picture", **after)
        along = {name: bool(np.allclose(after[name][:, 1:], still[name][:, :-1])) for name in after}
        yield Fact("it is that on the picture, moved", **along, expected=False)


def _smoothness(pictures: Array) -> float:
    """How alike neighbouring pixels are: their correlation, as a mean over the pictures."""
    pairs = zip(pictures[:, :, :-1], pictures[:, :, 1:], strict=True)
    return float(np.mean([np.corrcoef(left.ravel(), right.ravel())[0, 1] for left, right in pairs]))


@check("S4-24")
def edges_are_no_guarantee() -> Iterator[Fact]:
    """A kernel made for it finds edges; the weights that the digit network learned are none."""
    mask = np.tile([-1.0, 0.0, 1.0], (3, 1)).astype("float32")
    conv = Conv2D(1, 3, use_bias=False)
    conv.build((None, 28, 28, 1))
    conv.set_weights([mask[:, :, None, None]])
    step, blank = np.zeros((2, 1, 28, 28, 1), dtype="float32")
    step[:, :, 14:] = 1.0
    for name, x, most in (("a step", step, 3.0), ("a blank", blank, 0.0)):
        theirs, ours = (np.max(half(x)) for half in (conv, twin(conv)))
        yield Fact(f"largest answer of an edge kernel to {name}", keras=theirs, numpy=ours, expected=most)
    row = np.zeros((28, 28), dtype="float32")
    row[10:13, 12:15] = mask
    unit = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), Dense(1, use_bias=False)])
    unit.set_weights([row.reshape(-1, 1)])
    answers = on_both((unit, twin(unit)), lambda half: float(half(step[..., 0])[0, 0]))
    yield Fact("answer of a Dense unit with that mask to the step", **answers, expected=3.0)
    network = trained()
    edge = np.where(np.arange(28) < 14, -1.0, 1.0) + numbers((1, 28, 28)) * 0.1
    yield Fact(
        "likeness of neighbouring weights in the trained 784-16-16-10 (note: in an edge)",
        keras=_smoothness(weight_images(network.keras)),
        numpy=_smoothness(our_weight_images(network.numpy)),
        note=_smoothness(edge),
    )
