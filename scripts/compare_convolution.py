"""Convolution: a small kernel that looks at every window of a picture."""

from typing import Any

import numpy as np

from keras_notes import twin
from keras_notes.convolution import Conv1D, Conv1DTranspose, Conv2D, DepthwiseConv2D, SeparableConv2D
from keras_notes.dense import Dense
from keras_notes.parity.tape import keras_layer, numpy_layer
from keras_notes.story import Figures, Story, command

# A dark field on the left, a bright one on the right: the edge lies between columns 1 and 2.
PICTURE = np.array([[0, 0, 4, 4], [0, 0, 4, 4], [0, 0, 4, 4], [0, 0, 4, 4]], dtype="float32")
EDGE = np.array([[-1, 1], [-1, 1]], dtype="float32")
LINE = np.array([1, 2, 3, 4], dtype="float32")


def with_weights(layer: Any, shape: tuple[int, ...], *weights: Any) -> tuple[Any, Any]:
    """The layer, built for samples of `shape`, with these weights, and its NumPy twin."""
    layer.build((None, *shape))
    layer.set_weights([np.reshape(w, v.shape) for w, v in zip(weights, layer.weights, strict=True)])
    return layer, twin(layer)


def on_a_line(kernel: Any, **settings: Any) -> tuple[Any, Any]:
    """What a Conv1D with this kernel makes of the line, in both halves."""
    layer, ours = with_weights(Conv1D(1, len(kernel), use_bias=False, **settings), (4, 1), kernel)
    x = LINE.reshape(1, 4, 1)
    return np.asarray(layer(x))[0, :, 0], ours(x)[0, :, 0]


def what_a_kernel_sees(story: Story) -> None:
    """One window, then all of them."""
    layer, ours = with_weights(Conv2D(1, 2), (4, 4, 1), EDGE, [0.5])
    x = PICTURE.reshape(1, 4, 4, 1)
    theirs, numpy = np.asarray(layer(x))[0, :, :, 0], ours(x)[0, :, :, 0]
    window = PICTURE[0:2, 1:3]
    products = " + ".join(f"({k:g}) · {v:g}" for k, v in zip(EDGE.flat, window.flat, strict=True))
    story.say("A picture with an edge, and a kernel that subtracts what is left from what is right:")
    story.show(f"\n{PICTURE}\n\n{EDGE}")
    story.say(
        f"""In the window at row 0, column 1 the kernel meets {window.tolist()}: {products} and a bias of 0.5
        make {theirs[0, 1]:g}. It moves on by one pixel, and is the same everywhere:"""
    )
    story.compare(("all windows", theirs, numpy))
    story.say("4 - 2 + 1 = 3 windows fit along each axis. Those off the edge give the bias alone.")


def cross_correlation(story: Story) -> None:
    """The kernel is not flipped."""
    kernel = [1.0, 10.0]
    theirs, ours = on_a_line(kernel)
    story.say(
        f"""The line {LINE.tolist()} under the kernel {kernel}: 1 · 1 + 10 · 2 = 21 comes first.
        Mathematicians call this cross-correlation. Their convolution flips the kernel and starts with
        {np.convolve(LINE, kernel, "valid")[0]:g}; for weights that are learned it makes no difference."""
    )
    story.compare(("Conv1D", theirs, ours), ("with the kernel flipped", *on_a_line(kernel[::-1])))


def borders(story: Story) -> None:
    """Where `same` and `causal` put their zeros."""
    story.say(
        f"""padding="same" makes as many windows as there are pixels, ceil(4 / stride). The zeros it needs for
        that are halved, and the first half is rounded down: an odd one comes last, on the right and at the
        bottom. A kernel of ones over {LINE.tolist()} shows what each window saw:"""
    )
    story.compare(
        ("2 wide: 1 zero, after", *on_a_line([1, 1], padding="same")),
        ("3 wide: 1 before, 1 after", *on_a_line([1, 1, 1], padding="same")),
        ("4 wide: 1 before, 2 after", *on_a_line([1, 1, 1, 1], padding="same")),
        ("3 wide, stride 2: 1 after", *on_a_line([1, 1, 1], padding="same", strides=2)),
        ("2 wide, causal: 1 before", *on_a_line([1, 1], padding="causal")),
        ("2 wide, dilation 2: 2 windows", *on_a_line([1, 1], dilation_rate=2)),
    )
    story.say(
        "So with stride 2 the first window starts on the first pixel. A symmetric border sees other sums."
    )


def parameters(story: Story) -> None:
    """What sharing a kernel saves."""
    story.say(
        "Weights for a picture of 28 x 28 with 16 channels, towards 32 channels (a Dense sees every pixel):"
    )
    rows = []
    for layer, formula, shape in (
        (Dense(32), "28 · 28 · 16 · 32 + 32", (28 * 28 * 16,)),
        (Conv2D(32, 3), "3 · 3 · 16 · 32 + 32", (28, 28, 16)),
        (Conv2D(32, 3, groups=4), "3 · 3 · 4 · 32 + 32", (28, 28, 16)),
        (SeparableConv2D(32, 3), "3 · 3 · 16 + 16 · 32 + 32", (28, 28, 16)),
        (DepthwiseConv2D(3, depth_multiplier=2), "3 · 3 · 16 · 2 + 32", (28, 28, 16)),
    ):
        layer.build((None, *shape))
        rows.append((f"{type(layer).__name__}: {formula}", layer.count_params(), twin(layer).count_params()))
    story.compare(*rows)


def the_kernel_learns(story: Story) -> None:
    """The gradient of a kernel."""
    layer, ours = with_weights(Conv1D(1, 2), (4, 1), [1, 10], [0])
    x, dy = LINE.reshape(1, 4, 1), np.array([1, 0, -2], dtype="float32").reshape(1, 3, 1)
    theirs, numpy = keras_layer(layer, x, dy), numpy_layer(ours, x, dy)
    story.say(
        f"""Every weight meets one pixel of each window, so its gradient is a sum over the windows. On
        {LINE.tolist()} with the upstream gradient dy = [1, 0, -2] the first weight gets
        1 · 1 + 2 · 0 - 3 · 2 = -5, the second 2 · 1 + 3 · 0 - 4 · 2 = -6: x correlated with dy."""
    )
    story.compare(
        ("dK", theirs["d kernel"].ravel(), numpy["d kernel"].ravel()),
        ("db", theirs["d bias"], numpy["d bias"]),
        ("dx", theirs["d input"].ravel(), numpy["d input"].ravel()),
    )


def the_way_back(story: Story) -> None:
    """The gradient of the input, which is the transposed convolution."""
    story.say(
        """dx goes the other way: each dy paints the kernel into its window, times dy, and what overlaps is
        added up. [1, 10, 0, 0] + 0 + [0, 0, -2, -20] is the dx above. A layer that does this forward makes
        pictures larger. Conv1DTranspose of [1, 0, -2] with the kernel [1, 10], and of [1, 2] with the kernel
        [1, 1, 1] and stride 2, where "same" keeps 2 · 2 of the five pixels and crops at the end:"""
    )
    rows = []
    for what, pixels, kernel, settings in (
        ("dx again", [1, 0, -2], [1, 10], {}),
        ("3 wide, stride 2", [1, 2], [1, 1, 1], {"strides": 2}),
        ("the same, same", [1, 2], [1, 1, 1], {"strides": 2, "padding": "same"}),
        ("2 wide, stride 3: gaps", [1, 2], [1, 1], {"strides": 3}),
    ):
        layer = Conv1DTranspose(1, len(kernel), use_bias=False, **settings)
        layer, ours = with_weights(layer, (len(pixels), 1), kernel)
        x = np.array(pixels, dtype="float32").reshape(1, -1, 1)
        rows.append((what, np.asarray(layer(x)).ravel(), ours(x).ravel()))
    story.compare(*rows)


def main(figures: Figures = None) -> None:
    """Convolution: a small kernel that looks at every window of a picture."""
    story = Story("Convolution")
    what_a_kernel_sees(story)
    cross_correlation(story)
    borders(story)
    parameters(story)
    the_kernel_learns(story)
    the_way_back(story)
    story.end("convolution", figures)


if __name__ == "__main__":
    command(main)
