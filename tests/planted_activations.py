"""Mistakes in activations and their slopes."""

import numpy as np
from planted import plant

from reference import activations


@plant("activations", "relu(x)", activations.relu, "derivative")
def relu_has_slope_1_at_0(original):
    return lambda dy, x, y, **_: dy * (x >= 0)


@plant("activations", "relu(x)", activations.relu, "derivative")
def relu_is_masked_by_its_output_from_0_on(original):
    return lambda dy, x, y, **_: dy * (y >= 0)


@plant("activations", "sigmoid(x)", activations.sigmoid, "derivative")
def the_slope_of_sigmoid_is_sigmoid(original):
    return lambda dy, x, y: dy * y


@plant("activations", "sigmoid(x)", activations.sigmoid, "derivative")
def the_slope_of_sigmoid_is_taken_at_its_output(original):
    return lambda dy, x, y: original(dy, y, activations.sigmoid(y))


@plant("activations", "sigmoid(x)", activations.sigmoid, "function")
def sigmoid_is_the_constant_of_the_notes(original):
    return lambda x: np.exp(x) / np.exp(x + 1)


@plant("activations", "tanh(x)", activations.tanh, "derivative")
def the_slope_of_tanh_lacks_the_square(original):
    return lambda dy, x, y: dy * (1 - y)


@plant("activations", "softmax(x", activations.softmax, "function")
def softmax_runs_over_the_samples(original):
    return lambda x, axis=-1: original(x, 0)


@plant("activations", "softmax(x", activations.softmax, "derivative")
def the_gradient_of_softmax_is_diagonal(original):
    return lambda dy, x, y, axis=-1: dy * y * (1 - y)


@plant("activations", "log_softmax(x", activations.log_softmax, "derivative")
def the_gradient_of_log_softmax_takes_the_logarithm_for_the_probability(original):
    return lambda dy, x, y, axis=-1: dy - y * dy.sum(axis=axis, keepdims=True)


@plant("activations", "leaky_relu(x)", activations.leaky_relu, "function")
def leaky_relu_leaks_as_the_layer_does(original):
    return lambda x, negative_slope=0.3: original(x, negative_slope)


@plant("activations", "leaky_relu(x, ", activations.leaky_relu, "derivative")
def leaky_relu_has_slope_1_at_0(original):
    return lambda dy, x, y, negative_slope=0.2: np.where(x >= 0, dy, negative_slope * dy)


@plant("activations", "gelu(x)", activations.gelu, "function")
def gelu_is_the_approximate_one(original):
    return lambda x, approximate=True: original(x, approximate)


@plant("activations", "elu(x, alpha=0.7) at 0", activations.elu, "derivative")
def elu_has_slope_1_at_0(original):
    return lambda dy, x, y, alpha=1.0: np.where(x == 0, dy, original(dy, x, y, alpha))


@plant("activations", "celu(x, alpha=1.7) at 0", activations.celu, "derivative")
def celu_is_smooth_at_0(original):
    return lambda dy, x, y, alpha=1.0: np.where(x == 0, dy, original(dy, x, y, alpha))


@plant("activations", "selu(x)", activations.selu, "function")
def selu_forgets_its_scale(original):
    return lambda x: activations.elu(x, 1.6732632423543772)


@plant("activations", "hard_sigmoid(x)", activations.hard_sigmoid, "function")
def hard_sigmoid_is_that_of_keras_2(original):
    return lambda x: np.clip(0.2 * x + 0.5, 0, 1)


@plant("activations", "hard_tanh(x)", activations.hard_tanh, "derivative")
def hard_tanh_is_flat_at_1(original):
    return lambda dy, x, y: dy * (np.abs(x) < 1)


@plant("activations", "relu6(x)", activations.relu6, "function")
def relu6_has_no_upper_limit(original):
    return lambda x: np.maximum(x, 0)


@plant("activations", "silu(x)", activations.silu, "derivative")
def the_slope_of_silu_lacks_the_product_rule(original):
    return lambda dy, x, y: dy * activations.sigmoid(x)
