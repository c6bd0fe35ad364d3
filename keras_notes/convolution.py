"""Convolutions: a small kernel that looks at every window. NumPy twin: reference/convolution.

What surprises: it is cross-correlation, no kernel is flipped; `same` puts the odd zero below and to the
right; a depthwise kernel is (…, channels, multiplier), and the outputs of one channel stand together;
strides and dilation exclude each other in Conv*, not in Depthwise* and Separable*. On a CPU, TensorFlow
runs channels_first only where Keras compiles or transposes for it: Conv3D, groups, Depthwise* and
Separable*; and it has no depthwise kernel for strides that differ between the axes without dilation.
With channels_first, a bias that happens to be as long as the last axis is added along that one.
"""

from typing import Any

from keras.layers import (
    Conv1D,
    Conv1DTranspose,
    Conv2D,
    Conv2DTranspose,
    Conv3D,
    Conv3DTranspose,
    DepthwiseConv1D,
    DepthwiseConv2D,
    SeparableConv1D,
    SeparableConv2D,
)

from keras_notes.parity import Case

__all__ = [
    "Conv1D",
    "Conv1DTranspose",
    "Conv2D",
    "Conv2DTranspose",
    "Conv3D",
    "Conv3DTranspose",
    "DepthwiseConv1D",
    "DepthwiseConv2D",
    "SeparableConv1D",
    "SeparableConv2D",
]


def _row(layer: Any, shape: tuple[int, ...], *sizes: Any, exact: bool = True, **kwargs: Any) -> Case:
    """A row with its leading arguments by position: sums of products of quarters are exact.

    What Keras compiles, groups and volumes with channels_first, it compiles anew in every call, so those
    rows leave out the eight draws of the float32 tier.
    """
    compiled = kwargs.get("groups", 1) > 1 or (layer is Conv3D and "data_format" in kwargs)
    tiers = ("float64",) if compiled else ("float64", "float32")
    names = ("kernel_size",) if "Depthwise" in layer.__name__ else ("filters", "kernel_size")
    return Case(layer, dict(zip(names, sizes, strict=True)) | kwargs, shape, exact=exact, tiers=tiers)


CASES = [
    _row(Conv1D, (2, 7, 3), 4, 3),
    _row(Conv1D, (2, 7, 3), 4, 2, padding="same", activation="relu"),
    _row(Conv1D, (3, 8, 2), 5, 3, padding="same", strides=2),
    _row(Conv1D, (3, 8, 2), 3, 2, strides=3, use_bias=False),
    _row(Conv1D, (2, 6, 5), 3, 3, padding="same", dilation_rate=2),
    _row(Conv1D, (2, 7, 3), 4, 3, padding="causal", dilation_rate=2, activation="relu"),
    _row(Conv1D, (2, 7, 3), 2, 3, padding="causal", strides=2),
    _row(Conv1D, (2, 5, 4), 6, 2, groups=2, padding="causal", dilation_rate=2),
    _row(Conv2D, (2, 5, 4, 3), 2, (2, 3)),
    _row(Conv2D, (2, 5, 4, 3), 4, 3, padding="same", activation="relu"),
    _row(Conv2D, (2, 5, 6, 1), 3, (2, 4), padding="same", kernel_regularizer="l2", bias_constraint="non_neg"),
    _row(Conv2D, (2, 6, 7, 2), 3, 3, padding="same", strides=2),
    _row(Conv2D, (2, 7, 6, 2), 3, (3, 2), padding="same", strides=(2, 3)),
    _row(Conv2D, (2, 6, 8, 3), 2, (3, 2), strides=(2, 4)),
    _row(Conv2D, (2, 6, 7, 2), 3, 2, dilation_rate=(3, 2), activation="relu"),
    _row(Conv2D, (2, 5, 4, 5), 2, (2, 3), dilation_rate=2, padding="same"),
    _row(Conv2D, (2, 3, 4, 5), 2, 1),
    _row(Conv2D, (2, 4, 5, 1), 3, 1, strides=2),
    _row(Conv2D, (2, 6, 5, 4), 9, (2, 3), groups=3, padding="same", strides=2, data_format="channels_first"),
    _row(Conv2D, (2, 4, 5, 2), 3, 2, trainable=False),
    _row(Conv2D, (2, 4, 5, 2), 3, 2, activation="softmax", exact=False),
    _row(Conv2D, (2, 4, 5, 2), 4, 2, activation="glu", exact=False),
    _row(Conv3D, (2, 4, 3, 5, 4), 3, (2, 1, 3)),
    _row(Conv3D, (2, 4, 3, 5, 2), 2, (3, 2, 3), padding="same", strides=(1, 2, 3), activation="relu"),
    _row(Conv3D, (2, 5, 4, 6, 1), 2, 2, dilation_rate=(2, 1, 3), use_bias=False),
    _row(Conv3D, (2, 2, 3, 4, 6), 3, 2, data_format="channels_first", activation="relu"),
    _row(DepthwiseConv1D, (2, 7, 3), 3, depth_multiplier=2),
    _row(DepthwiseConv1D, (2, 8, 3), 3, padding="same", strides=2, activation="relu"),
    _row(DepthwiseConv1D, (2, 3, 7), 2, strides=2, dilation_rate=3, data_format="channels_first"),
    _row(DepthwiseConv2D, (2, 5, 4, 3), (2, 3), depth_multiplier=2),
    _row(DepthwiseConv2D, (2, 6, 7, 2), 3, depth_multiplier=3, padding="same", strides=2),
    _row(DepthwiseConv2D, (2, 7, 6, 2), 3, padding="same", dilation_rate=2, use_bias=False),
    _row(DepthwiseConv2D, (2, 7, 6, 2), 2, padding="same", strides=(2, 3), dilation_rate=(3, 2)),
    _row(DepthwiseConv2D, (2, 3, 5, 4), 2, depth_multiplier=2, data_format="channels_first"),
    _row(SeparableConv1D, (2, 7, 3), 4, 3, depth_multiplier=2),
    _row(SeparableConv1D, (2, 3, 8), 3, 2, padding="same", strides=2, data_format="channels_first"),
    _row(
        DepthwiseConv1D,
        (2, 3, 6),
        2,
        use_bias=False,
        activation="softmax",
        data_format="channels_first",
        exact=False,
    ),
    _row(SeparableConv2D, (2, 5, 4, 3), 2, (2, 3), depth_multiplier=2, activation="relu"),
    _row(SeparableConv2D, (2, 6, 7, 2), 3, 3, padding="same", strides=2, use_bias=False),
    _row(SeparableConv2D, (2, 7, 6, 2), 4, 2, padding="same", dilation_rate=(2, 3)),
    _row(SeparableConv2D, (2, 2, 6, 7), 3, 2, strides=2, dilation_rate=2, data_format="channels_first"),
    _row(Conv1DTranspose, (2, 4, 3), 2, 3),
    _row(Conv1DTranspose, (2, 5, 3), 4, 3, padding="same", strides=2, activation="relu"),
    _row(Conv1DTranspose, (2, 4, 2), 3, 2, strides=3),
    _row(Conv1DTranspose, (2, 5, 2), 3, 4, padding="same", strides=3, output_padding=1),
    _row(Conv2DTranspose, (2, 3, 4, 3), 2, (2, 3)),
    _row(Conv2DTranspose, (2, 4, 3, 2), 5, 3, padding="same", activation="relu", kernel_regularizer="l2"),
    _row(Conv2DTranspose, (2, 3, 4, 2), 3, (3, 2), strides=(2, 3), use_bias=False),
    _row(Conv2DTranspose, (2, 4, 3, 3), 2, (3, 4), padding="same", strides=2),
    _row(Conv2DTranspose, (2, 3, 4, 2), 3, (4, 3), padding="same", strides=(3, 2), output_padding=(2, 1)),
    _row(Conv2DTranspose, (2, 3, 4, 2), 3, 2, strides=3, output_padding=2),
    _row(Conv2DTranspose, (2, 3, 2, 4), 3, 3, padding="same", activation="softmax", exact=False),
    _row(Conv3DTranspose, (2, 2, 3, 2, 3), 2, (2, 1, 3)),
    _row(
        Conv3DTranspose, (2, 3, 2, 2, 2), 3, (3, 2, 2), padding="same", strides=(1, 2, 3), activation="relu"
    ),
    _row(Conv3DTranspose, (2, 2, 3, 2, 2), 1, 2, strides=(2, 2, 3), output_padding=(0, 1, 2)),
]
