"""Mistakes with means, variances and what stands below them."""

import math
from typing import Any

import numpy as np

from keras_notes.diagnosis.mistakes.mistake import changed, mistake
from reference.normalization import BatchNormalization, GroupNormalization, LayerNormalization
from reference.normalization.axes import Scaled


@mistake(
    Scaled,
    yours="epsilon=1e-5, PyTorch's",
    keras="has epsilon=1e-3 in batch, layer and group normalization, unless told otherwise",
)
def epsilon_of_pytorch(layer: Any) -> Any:
    return None if layer.epsilon == 1e-5 else changed(layer, epsilon=1e-5)


@mistake(Scaled, yours="no epsilon", keras="adds it to the variance, 1e-3 unless told otherwise")
def epsilon_forgotten(layer: Any) -> Any:
    return changed(layer, epsilon=0.0)


@mistake(
    BatchNormalization,
    yours="epsilon outside the root, √v + ε",
    keras="has it inside: √(v + ε)",
)
def epsilon_outside_the_root(layer: Any) -> Any:
    deviation = np.sqrt(layer.moving_variance) + layer.epsilon
    return changed(layer, moving_variance=deviation**2 - layer.epsilon)


@mistake(
    BatchNormalization,
    yours="a division by the variance",
    keras="divides by the standard deviation, √(v + ε)",
)
def variance_for_deviation(layer: Any) -> Any:
    return changed(layer, moving_variance=(layer.moving_variance + layer.epsilon) ** 2 - layer.epsilon)


@mistake(
    BatchNormalization,
    yours="the statistics of this batch",
    keras="uses moving_mean and moving_variance when the model is used (training=False)",
)
def batch_statistics_in_use(layer: Any) -> Any:
    return changed(layer, forward=_forward_in(layer, False, True))


@mistake(
    BatchNormalization,
    yours="the moving statistics",
    keras="uses those of the batch in training",
)
def moving_statistics_in_training(layer: Any) -> Any:
    return changed(layer, forward=_forward_in(layer, True, False))


def _forward_in(layer: Any, asked: bool, taken: bool) -> Any:
    """A forward pass that runs in the mode `taken` where it is `asked` for the other."""

    def forward(x: Any, training: bool = False, mask: Any = None) -> Any:
        return layer.forward(x, taken if training is asked else training, mask)

    return forward


@mistake(
    BatchNormalization,
    yours="the unbiased variance, over N - 1",
    keras="divides by N, in the output and in moving_variance",
)
def unbiased_variance_of_the_batch(layer: Any) -> Any:
    def forward(x: Any, training: bool = False, mask: Any = None) -> Any:
        numbers = x.size // x.shape[layer.axis]
        return (
            _unbiased(layer, numbers).forward(x, training, mask)
            if training
            else layer.forward(x, False, mask)
        )

    return changed(layer, forward=forward) if layer.scale else None


@mistake(
    LayerNormalization,
    yours="the unbiased variance, over N - 1",
    keras="divides by N",
)
def unbiased_variance_of_the_sample(layer: Any) -> Any:
    numbers = math.prod(layer.gamma.shape) if layer.scale else 1
    return _unbiased(layer, numbers) if numbers > 1 else None


def _unbiased(layer: Any, numbers: int) -> Any:
    """γ (x - μ) / √(σ² N / (N - 1) + ε), with γ and ε that make it so out of the biased σ²."""
    factor = numbers / (numbers - 1)
    return changed(layer, epsilon=layer.epsilon / factor, gamma=layer.gamma / np.sqrt(factor))


@mistake(Scaled, yours="gamma and beta exchanged", keras="multiplies by gamma and adds beta")
def gamma_for_beta(layer: Any) -> Any:
    return changed(layer, gamma=layer.beta, beta=layer.gamma) if layer.scale and layer.center else None


@mistake(
    LayerNormalization,
    yours="statistics over all axes of a sample",
    keras="takes them over the last axis alone: every time step, every pixel on its own",
)
def normalized_over_the_whole_sample(layer: Any) -> Any:
    def mean(a: Any) -> Any:
        return a.mean(axis=tuple(range(1, a.ndim)), keepdims=True)

    return changed(layer, mean=mean) if len(layer.input_shape) > 2 and len(layer.axes) == 1 else None


@mistake(
    LayerNormalization,
    yours="statistics over the batch",
    keras="takes them over the features of each sample",
)
def normalized_over_the_batch(layer: Any) -> Any:
    return changed(layer, mean=lambda a: a.mean(axis=0, keepdims=True))


@mistake(
    GroupNormalization,
    yours="groups of channels that lie apart: 0, 2, 4 … and 1, 3, 5 … if there are two",
    keras="puts neighbours into a group: the first half of the channels, and the second",
)
def channels_of_a_group_lie_apart(layer: Any) -> Any:
    channels, axis = layer.input_shape[layer.axis], layer.axis
    if not 1 < layer.groups < channels:
        return None
    order = np.arange(channels).reshape(-1, layer.groups).T.ravel()
    back = np.argsort(order)
    return changed(layer, mean=lambda a: layer.mean(a.take(order, axis)).take(back, axis))


# ------------------------------------------------------------------ the way back


@mistake(
    BatchNormalization,
    yours="mean and variance taken for constants on the way back",
    keras="sends gradient through both: every sample of the batch has changed them",
)
def statistics_taken_for_constants(layer: Any) -> Any:
    def backward(dy: Any, cache: Any, input_gradient: bool = True) -> Any:
        return layer.backward(dy, (*cache[:-1], None), input_gradient)

    return changed(layer, backward=backward)


@mistake(
    LayerNormalization,
    yours="mean and variance taken for constants on the way back",
    keras="sends gradient through both",
)
def statistics_of_the_sample_taken_for_constants(layer: Any) -> Any:
    def backward(dy: Any, cache: Any, input_gradient: bool = True) -> Any:
        _, grads = layer.backward(dy, cache, False)
        gamma = layer.gamma if layer.scale else 1.0
        return (dy * gamma * cache[1] if input_gradient else None), grads

    return changed(layer, backward=backward)
