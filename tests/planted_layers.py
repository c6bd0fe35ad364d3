"""Mistakes in units, layers, stacks and what prepares their data."""

import numpy as np
from planted import plant

import reference.neuron
import reference.preprocessing
import reference.sequential
import reference.sequential.collapse
from reference import activations
from reference.dense import Dense
from reference.preprocessing import Normalization, Rescaling
from reference.reshaping import Flatten

DENSE, RANK_3 = "Dense(units=4) on (3, 5)", "Dense(units=4) on (2, 3, 5)"


def altered_gradients(change):
    """A Dense whose `(dx, grads)` pass through `change(layer, dz, cache, dx, grads)`."""

    def make(original):
        def wrong(self, dz, cache, input_gradient=True):
            dx, grads = original(self, dz, cache, input_gradient)
            return change(self, dz, cache, dx, dict(grads))

        return wrong

    make.__name__ = change.__name__
    return make


# ------------------------------------------------------------------ neuron


@plant("neuron", "neuron: linear", reference.neuron, "neuron")
def the_sum_is_an_average(original):
    return lambda x, w, b=0.0, f="linear": activations.get(f)(np.asarray(x @ w / x.size + b))


@plant("neuron", "neuron: sigmoid", reference.neuron, "neuron")
def the_bias_is_added_to_every_weight(original):
    return lambda x, w, b=0.0, f="linear": original(x, w + b, 0.0, f)


@plant("neuron", "neuron: tanh", reference.neuron, "neuron")
def the_sum_is_that_of_the_weights(original):
    return lambda x, w, b=0.0, f="linear": original(np.ones_like(x), w, b, f)


@plant("neuron", "neuron_gradients", reference.neuron, "neuron_gradients")
def the_slopes_of_inputs_and_weights_are_swapped(original):
    return lambda x, w, b=0.0, f="linear": original(w, x, b, f)


# ------------------------------------------------------------------ dense


@plant("dense", DENSE, Dense, "backward_from_logits")
@altered_gradients
def the_kernel_gradient_is_averaged(layer, dz, cache, dx, grads):
    return dx, grads | {"kernel": grads["kernel"] / np.float32(len(dz))}


@plant("dense", RANK_3, Dense, "backward_from_logits")
@altered_gradients
def only_the_first_position_teaches(layer, dz, cache, dx, grads):
    return dx, grads | {"bias": dz[:, 0].sum(axis=0)}


@plant("dense", "activation='relu'", Dense, "backward")
def the_activation_is_left_out_on_the_way_back(original):
    return lambda self, dy, cache, input_gradient=True: self.backward_from_logits(dy, cache, input_gradient)


@plant("dense", "activation='sigmoid'", Dense, "pre_activation")
def the_bias_is_added_twice(original):
    return lambda self, x: (original(self, x)[0] + self.bias, x)


# ------------------------------------------------------------------ stacks


@plant("sequential", "collapse", reference.sequential, "collapse")
def the_first_bias_skips_the_second_kernel(original):
    def wrong(model):
        kernel, _ = original(model)
        return kernel, sum(layer.bias for layer in model.layers if layer.units == kernel.shape[1])

    return wrong


@plant("reshaping", "on (2, 3, 5)", Flatten, "backward")
def the_gradient_is_put_back_by_columns(original):
    def wrong(self, dy, cache, input_gradient=True):
        n, rows, columns = cache
        return dy.reshape(n, columns, rows).swapaxes(1, 2), {}

    return wrong


# ------------------------------------------------------------------ preprocessing


@plant("preprocessing", "adapted by each half", Normalization, "adapt")
def the_variance_is_the_unbiased_one(original):
    def wrong(self, data):
        original(self, data)
        n = data[..., 0].size
        self.variance[...] = self.variance * n / (n - 1)

    return wrong


@plant("preprocessing", "Normalization() on (6, 3)", Normalization, "forward")
def epsilon_is_added_to_the_width(original):
    def wrong(self, x, training=False):
        width = np.sqrt(self.variance) + np.asarray(1e-7, dtype=x.dtype)
        return (x - self.mean) / width, width

    return wrong


@plant("preprocessing", "Rescaling(scale=0.25", Rescaling, "forward")
def the_offset_is_scaled_too(original):
    def wrong(self, x, training=False):
        scale, offset = self.scale.astype(x.dtype), self.offset.astype(x.dtype)
        return (x + offset) * scale, scale

    return wrong


@plant("preprocessing", "min_max", reference.preprocessing, "min_max_rescaling")
def min_max_divides_by_the_maximum_alone(original):
    return lambda data: Rescaling(1 / np.max(data, axis=0), 0.0)


@plant("preprocessing", "to_categorical", reference.preprocessing, "to_categorical")
def labels_count_from_1(original):
    return lambda x, num_classes=None: np.roll(original(x, num_classes), -1, axis=-1)
