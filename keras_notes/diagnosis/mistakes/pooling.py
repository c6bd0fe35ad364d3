"""Mistakes in pooling, and with what has no weights at all."""

from typing import Any

import numpy as np

from keras_notes.diagnosis.mistakes.mistake import changed, mistake
from reference import pooling
from reference.pooling import windows
from reference.pooling.average import _AveragePooling
from reference.pooling.local import LocalPooling
from reference.pooling.maximum import _MaxPooling
from reference.pooling.whole import _GlobalAveragePooling, _GlobalMaxPooling
from reference.preprocessing import Normalization, Rescaling
from reference.regularization import Dropout


def _called(layer: Any, old: str, new: str) -> Any:
    """The layer as one of the class whose name has `new` in the place of `old`."""
    return changed(layer, __class__=getattr(pooling, type(layer).__name__.replace(old, new)))


@mistake(
    _MaxPooling, _GlobalMaxPooling, yours="the mean of each window", keras="takes the largest of each window"
)
def average_for_max(layer: Any) -> Any:
    return _called(layer, "Max", "Average")


@mistake(
    _AveragePooling, _GlobalAveragePooling, yours="the largest of each window", keras="takes the mean of it"
)
def max_for_average(layer: Any) -> Any:
    return _called(layer, "Average", "Max")


@mistake(
    _AveragePooling,
    yours="means that count the padding as zeros",
    keras="divides by the number of pixels that are there, which is smaller at the borders",
)
def padding_counted(layer: Any) -> Any:
    if layer.padding != "same":
        return None

    def pool(x: Any) -> Any:
        y, (shape, count, *others) = layer.pool(x)
        whole = np.full_like(count, np.prod(layer.pool_size))
        return y * count / whole, (shape, whole, *others)

    return changed(layer, pool=pool)


@mistake(
    _MaxPooling,
    yours="a padding of zeros, which are the largest where all else is negative",
    keras="pads with nothing: the largest of the pixels that are there",
)
def zeros_of_padding_win(layer: Any) -> Any:
    if layer.padding != "same":
        return None
    return changed(layer, _padded=lambda x, value: type(layer)._padded(layer, x, 0))


@mistake(
    LocalPooling,
    yours="windows that move by 1",
    keras="moves them by the strides, which are the pool_size unless given",
)
def pooling_stride_of_1(layer: Any) -> Any:
    return changed(layer, strides=(1,) * layer.rank, _overlap=True) if max(layer.strides) > 1 else None


@mistake(_GlobalAveragePooling, yours="sums instead of means", keras="divides by the number of pixels")
def sum_for_average(layer: Any) -> Any:
    def pool(x: Any) -> Any:
        y, cache = layer.pool(x)
        return y * np.prod(x.shape[1:-1]), cache

    return changed(layer, pool=pool)


@mistake(
    Dropout,
    yours="outputs scaled by 1 - rate when it is used, as in the paper of 2014",
    keras="scales up what stays in training, and does nothing when it is used",
)
def dropout_scales_in_use(layer: Any) -> Any:
    def forward(x: Any, training: bool = False) -> Any:
        y, cache = layer.forward(x, training)
        return y if training else y * (1 - layer.rate), cache

    return changed(layer, forward=forward) if 0 < layer.rate < 1 else None


@mistake(Rescaling, yours="numbers as they came in", keras="computes x · scale + offset")
def rescaling_forgotten(layer: Any) -> Any:
    return changed(layer, forward=lambda x, training=False: (x, None))


@mistake(
    Normalization,
    yours="a division by the variance",
    keras="divides by the standard deviation, √variance",
)
def divided_by_the_variance(layer: Any) -> Any:
    return changed(layer, variance=layer.variance**2)


# ------------------------------------------------------------------ the way back


@mistake(
    _MaxPooling,
    yours="a gradient for every entry of a window",
    keras="gives it to the largest alone, to the first of several",
)
def gradient_to_the_whole_window(layer: Any) -> Any:
    def unpool(dy: Any, cache: Any) -> Any:
        padded, _, places, inside = cache
        dx = np.zeros_like(padded)
        windows.spread(dx, dy, [np.ones_like(dy)] * len(places), places, layer._overlap)
        return dx[inside]

    return changed(layer, unpool=unpool)


@mistake(
    _MaxPooling,
    yours="a gradient for every entry that equals the largest (x == max)",
    keras="gives it to the first of them alone, row after row (behind a relu, often all are zeros)",
)
def gradient_to_all_of_a_tie(layer: Any) -> Any:
    def unpool(dy: Any, cache: Any) -> Any:
        padded, y, places, inside = cache
        dx = np.zeros_like(padded)
        windows.spread(dx, dy, (padded[at] == y for at in places), places, layer._overlap)
        return dx[inside]

    return changed(layer, unpool=unpool) if layer.rank < 3 else None  # with three axes it is Keras's way


@mistake(
    _AveragePooling,
    _GlobalAveragePooling,
    yours="the whole gradient for every entry of a window",
    keras="divides it by the number of entries",
)
def gradient_of_the_mean_not_divided(layer: Any) -> Any:
    def unpool(dy: Any, cache: Any) -> Any:
        dx = layer.unpool(dy, cache)
        entries = getattr(layer, "pool_size", None) or dx.shape[1:-1]
        return dx * np.prod(entries)

    return changed(layer, unpool=unpool)
