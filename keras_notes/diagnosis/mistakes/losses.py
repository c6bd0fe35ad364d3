"""Mistakes with the factor in front of a loss, and with what regularizers add."""

import math
from collections.abc import Callable
from typing import Any

from keras_notes.diagnosis.mistakes.mistake import changed, mistake
from reference import losses
from reference.layer import Layer
from reference.losses import Loss
from reference.regularizers import L2

# of these each output of a sample has a share, and they are averaged over the outputs
AVERAGED = (
    losses.MeanSquaredError,
    losses.MeanAbsoluteError,
    losses.Huber,
    losses.LogCosh,
    losses.BinaryCrossentropy,
)
SQUARED = (losses.MeanSquaredError,)


def _factor(loss: Any, of_value: Callable[..., float] | None, of_gradient: Callable[..., float]) -> Any:
    """The loss times a factor of (n, k), the numbers of losses and of outputs; so its gradient."""
    sizes: dict[str, tuple[int, int]] = {}

    def forward(y_true: Any, y_pred: Any, *others: Any, **options: Any) -> Any:
        value, cache = loss.forward(y_true, y_pred, *others, **options)
        sizes["last"] = math.prod(y_pred.shape[:-1]), y_pred.shape[-1]
        return (value if of_value is None else value * of_value(*sizes["last"])), cache

    def backward(cache: Any, *others: Any) -> Any:
        return loss.backward(cache, *others) * of_gradient(*sizes["last"])

    return changed(loss, forward=forward, backward=backward)


@mistake(
    Loss,
    yours="the losses of the samples summed",
    keras="takes their mean over the batch (1 / n in loss and gradients)",
)
def summed_over_the_batch(loss: Any) -> Any:
    return _factor(loss, lambda n, k: n, lambda n, k: n)


@mistake(
    *AVERAGED,
    yours="the losses of a sample's outputs summed, and then the mean over the samples",
    keras="takes the mean over outputs, too: mse is Σ / (n k)",
)
def summed_over_the_outputs(loss: Any) -> Any:
    return _factor(loss, lambda n, k: k, lambda n, k: k)


@mistake(
    *AVERAGED,
    yours="one sum over all samples and outputs",
    keras="takes the mean over both: mse is Σ / (n k)",
)
def summed_over_everything(loss: Any) -> Any:
    return _factor(loss, lambda n, k: n * k, lambda n, k: n * k)


@mistake(
    *SQUARED, yours="a ½ in front of the squared error", keras="has none: its gradient is 2 (a - y) / (n k)"
)
def half_of_the_squared_error(loss: Any) -> Any:
    return _factor(loss, lambda n, k: 0.5, lambda n, k: 0.5)


@mistake(
    *SQUARED,
    yours="½ Σ (a - y)² for each sample, and the mean over the samples (Nielsen's cost)",
    keras="has Σ (a - y)² / k for each sample, k outputs",
)
def quadratic_cost(loss: Any) -> Any:
    return _factor(loss, lambda n, k: k / 2, lambda n, k: k / 2)


@mistake(
    *SQUARED,
    yours="no factor 2 in the gradient of the square",
    keras="has it: dy = 2 (a - y) / (n k)",
)
def gradient_without_its_2(loss: Any) -> Any:
    return _factor(loss, None, lambda n, k: 0.5)


@mistake(
    Loss,
    yours="the mean over the batch in the loss, but not in its gradient",
    keras="has 1 / n in both",
)
def gradient_not_divided_by_n(loss: Any) -> Any:
    return _factor(loss, None, lambda n, k: n)


@mistake(
    Loss,
    yours="the gradient of the loss with the other sign, y - a",
    keras="has a - y: it points uphill, and is subtracted",
)
def gradient_of_the_other_sign(loss: Any) -> Any:
    return _factor(loss, None, lambda n, k: -1.0)


# ------------------------------------------------------------------ regularizers


def _regularizers(layer: Any) -> dict[str, Any]:
    """Those of the layer's own weights, by the names of its attributes."""
    found = {f"{stem}_regularizer": layer.rule_of(stem, "regularizer") for stem in layer._rules}
    return {name: each for name, each in found.items() if each is not None}


@mistake(
    Layer,
    yours="a loss without what its regularizer adds",
    keras="adds it to the loss, and its slope to the gradient of the weight",
)
def regularizer_left_out(layer: Any) -> Any:
    found = _regularizers(layer)
    return changed(layer, **dict.fromkeys(found)) if found else None


@mistake(
    Layer,
    yours="an L2 regularizer of ½ λ Σ w²",
    keras="adds λ Σ w², whose slope is 2 λ w",
)
def half_of_the_l2(layer: Any) -> Any:
    halved = {
        name: L2(float(each.l2) / 2) for name, each in _regularizers(layer).items() if isinstance(each, L2)
    }
    return changed(layer, **halved) if halved else None
