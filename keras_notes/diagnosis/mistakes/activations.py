"""Mistakes with activations, forward and back."""

from collections.abc import Callable
from typing import Any

import numpy as np

from keras_notes.diagnosis.mistakes.mistake import changed, mistake
from reference.activated import Activated
from reference.activation_layers import LeakyReLU
from reference.activations import linear, log_softmax, sigmoid, softmax
from reference.activations.function import ActivationFunction

ELEMENTWISE = ("sigmoid", "tanh")


def _another(layer: Any, name: str, function: Callable[[Any], Any]) -> Any:
    """The layer with another function, if its own has that name; the way back is that of its own."""
    if layer.activation.__name__ != name:
        return None
    other = ActivationFunction(function)
    other.derivative = layer.activation.derivative
    return changed(layer, activation=other)


@mistake(Activated, yours="no activation", keras="applies it to the weighted sum")
def activation_forgotten(layer: Any) -> Any:
    return None if layer.activation.__name__ == "linear" else changed(layer, activation=linear)


@mistake(
    Activated,
    yours="the activation applied twice",
    keras="applies it once: Dense(…, activation=…) needs no Activation layer behind it",
)
def activation_twice(layer: Any) -> Any:
    f = layer.activation.function
    return _another(layer, layer.activation.__name__, lambda z: f(f(z)))


@mistake(
    Activated,
    yours="a softmax over the samples of the batch (axis 0)",
    keras="takes it over the outputs of each sample (axis -1)",
)
def softmax_over_the_batch(layer: Any) -> Any:
    return _another(layer, "softmax", lambda z: softmax.function(z, axis=0))


@mistake(
    Activated,
    yours="a softmax over the whole batch at once, divided by one sum",
    keras="divides each sample by a sum of its own",
)
def softmax_over_everything(layer: Any) -> Any:
    return _another(layer, "softmax", lambda z: softmax.function(z, axis=None))


@mistake(Activated, yours="a sigmoid for each output", keras="takes a softmax over all of them")
def sigmoid_for_softmax(layer: Any) -> Any:
    return _another(layer, "softmax", sigmoid.function)


@mistake(
    Activated,
    yours="the logarithm of the softmax",
    keras="takes the softmax itself, and its cross-entropies the logarithm (PyTorch's nll_loss does not)",
)
def log_softmax_for_softmax(layer: Any) -> Any:
    return _another(layer, "softmax", log_softmax.function)


@mistake(
    Activated,
    yours="1 / (1 + exp(z)), a sigmoid that falls",
    keras="computes 1 / (1 + exp(-z))",
)
def sigmoid_of_the_other_sign(layer: Any) -> Any:
    return _another(layer, "sigmoid", lambda z: sigmoid.function(-z))


@mistake(
    Activated,
    yours="the gelu that is approximated by a tanh",
    keras="computes the exact one, x P(x), unless approximate=True",
)
def gelu_by_tanh(layer: Any) -> Any:
    exact = layer.activation.function
    return _another(layer, "gelu", lambda z: exact(z, approximate=True))


@mistake(
    Activated,
    yours="the hard sigmoid of Keras 2, clip(0.2 z + 0.5, 0, 1)",
    keras="3 computes relu6(z + 3) / 6",
)
def hard_sigmoid_of_keras_2(layer: Any) -> Any:
    return _another(layer, "hard_sigmoid", lambda z: np.clip(0.2 * z + 0.5, 0, 1))


@mistake(
    Activated,
    yours="a leaky relu of slope 0.01, PyTorch's",
    keras="has the slope 0.2 in activations.leaky_relu",
)
def leaky_relu_of_pytorch(layer: Any) -> Any:
    return _another(layer, "leaky_relu", lambda z: np.where(z > 0, z, 0.01 * z))


@mistake(
    LeakyReLU,
    yours="the slope 0.01, PyTorch's",
    keras="has negative_slope=0.3 in the layer LeakyReLU, unless told otherwise",
)
def leaky_slope_of_pytorch(layer: Any) -> Any:
    return None if layer.negative_slope == 0.01 else changed(layer, negative_slope=0.01)


@mistake(
    Activated,
    yours="a selu without its factor 1.0507",
    keras="multiplies both branches by it",
)
def selu_without_its_scale(layer: Any) -> Any:
    exact = layer.activation.function
    return _another(layer, "selu", lambda z: exact(z) / 1.0507009873554805)


# ------------------------------------------------------------------ the way back


def _slope(layer: Any, names: tuple[str, ...], derivative: Callable[..., Any]) -> Any:
    """The layer with another derivative of its activation, if that has one of these names."""
    if layer.activation.__name__ not in names:
        return None
    return changed(layer, activation=changed(layer.activation, derivative=derivative))


@mistake(
    Activated,
    yours="the slope of the activation taken at z, as in z (1 - z) or 1 - z²",
    keras="takes it at a = f(z): a (1 - a), 1 - a²",
)
def slope_at_z(layer: Any) -> Any:
    right = layer.activation.derivative
    return _slope(layer, ELEMENTWISE, lambda dy, x, y: right(dy, x, x))


@mistake(
    Activated,
    yours="a gradient that passes the activation as if its slope were 1",
    keras="multiplies it by the slope f'(z)",
)
def slope_forgotten(layer: Any) -> Any:
    names = () if layer.activation.__name__ == "linear" else (layer.activation.__name__,)
    return _slope(layer, names, lambda dy, x, y: dy)


@mistake(
    Activated,
    yours="the slope of the softmax taken entry by entry, a (1 - a)",
    keras="uses the whole Jacobian: a (dy - Σ dy a), since every output depends on every z",
)
def softmax_slope_by_entry(layer: Any) -> Any:
    return _slope(layer, ("softmax",), sigmoid.derivative)


@mistake(
    Activated,
    yours="the slope of the activation once more behind the cross-entropy's a - y",
    keras="has it in there already: dz = (a - y) / n, whole",
)
def slope_twice_behind_the_crossentropy(layer: Any) -> Any:
    return _behind_the_crossentropy(layer, ("softmax", "sigmoid"), layer.activation.derivative)


@mistake(
    Activated,
    yours="a (1 - a) once more behind the cross-entropy's a - y",
    keras="has the whole slope of the softmax in there already: dz = (a - y) / n",
)
def entries_slope_behind_the_crossentropy(layer: Any) -> Any:
    return _behind_the_crossentropy(layer, ("softmax",), sigmoid.derivative)


def _behind_the_crossentropy(layer: Any, names: tuple[str, ...], derivative: Callable[..., Any]) -> Any:
    """The layer that multiplies the gradient of its logits by a slope, if its activation is one of these."""
    if layer.activation.__name__ not in names:
        return None

    def backward_from_logits(dlogits: Any, cache: Any, input_gradient: bool = True) -> Any:
        z = cache[1]
        slope = derivative(dlogits, z, layer.activation.function(z))
        return layer.backward_from_logits(slope, cache, input_gradient)

    def backward(dy: Any, cache: Any, input_gradient: bool = True) -> Any:
        return layer.backward(dy, cache, input_gradient)

    return changed(layer, backward_from_logits=backward_from_logits, backward=backward)
