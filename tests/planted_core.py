"""Mistakes in equations, masks, learned slopes, softmax as a layer, and vectors for indices."""

import numpy as np
from planted import plant

import reference.activation_layers.softmax
from reference import row_sum
from reference.activation_layers import ELU, LeakyReLU, PReLU, ReLU, Softmax
from reference.core import EinsumDense, Lambda, Masking
from reference.embedding import Embedding, ReversibleEmbedding
from reference.initializers import Identity, Orthogonal
from reference.random import normal

ACTIVATIONS, HERE = "activation_layers", "core"
PER_PLACE, SHARED = "PReLU() on (2, 3, 4)", "PReLU(shared_axes=[1, 2])"
BIAS_AT_BOTH, STEPS = "bias_axes='bd'", "Masking(mask_value=-0.5)"


def gradient_of(name, change):
    """A way back whose gradient `name` passes through `change(self, x, dy, gradient)`."""

    def make(original):
        def wrong(self, dy, cache, input_gradient=True):
            dx, grads = original(self, dy, cache, input_gradient)
            return dx, grads | {name: change(self, cache, dy, grads[name])}

        return wrong

    return make


# ------------------------------------------------------------------ EinsumDense, Lambda


@plant(HERE, "'ab,bc->ac'", EinsumDense, "backward_from_logits")
def the_equation_s_kernel_gradient_comes_from_one_sample(original):
    def wrong(self, dz, cache, input_gradient=True):
        dx, grads = original(self, dz, cache, input_gradient)
        return dx, grads | {"kernel": np.outer(cache[0][0], dz[0])}

    return wrong


@plant(HERE, "'abc,bd->adc'", EinsumDense, "backward_from_logits")
def the_equation_s_kernel_gradient_is_transposed(original):
    def wrong(self, dz, cache, input_gradient=True):
        dx, grads = original(self, dz, cache, input_gradient)
        return dx, grads | {"kernel": grads["kernel"].T}

    return wrong


@plant(HERE, BIAS_AT_BOTH, EinsumDense, "_bias_gradient")
def the_bias_gradient_is_summed_over_all_axes_but_the_last(original):
    return lambda self, dz: dz.sum(axis=(0, 1)) + np.zeros_like(self.bias)


@plant(HERE, "bias_axes='be'", EinsumDense, "_bias_gradient")
def the_axes_without_a_bias_are_not_summed(original):
    return lambda self, dz: np.add.reduce(dz, axis=0)[:, :1]


@plant(HERE, "bias_axes='b') on (2, 4, 3)", EinsumDense, "_bias_shape")
def the_bias_is_added_along_its_own_axis(original):
    return lambda self, shape: (1,) * (len(shape) - self.bias.ndim) + self.bias.shape


@plant(HERE, "'abcd,cbe->ae'", EinsumDense, "backward_from_logits")
def what_the_input_alone_has_shares_one_gradient(original):
    def wrong(self, dz, cache, input_gradient=True):
        dx, grads = original(self, dz, cache, input_gradient)
        return dx / np.asarray(dx.shape[-1], dtype=dx.dtype), grads

    return wrong


@plant(HERE, "training", Lambda, "_arguments")
def a_function_does_not_hear_that_it_trains(original):
    return lambda self, training, mask: original(self, False, mask)


@plant(HERE, "Lambda", Lambda, "_arguments")
def the_arguments_of_a_function_are_forgotten(original):
    return lambda self, training, mask: {}


# ------------------------------------------------------------------ Masking


@plant(HERE, STEPS, Masking, "compute_mask")
def one_feature_is_enough_to_mask_a_step(original):
    return lambda self, x, mask=None: (x != self.mask_value).all(axis=-1)


@plant(HERE, STEPS, Masking, "forward")
def masked_steps_stay_what_they_are(original):
    return lambda self, x, training=False: (x, original(self, x)[1])


@plant(HERE, STEPS, Masking, "backward")
def masked_steps_learn(original):
    return lambda self, dy, cache, input_gradient=True: (dy, {})


@plant(HERE, "masked steps", Masking, "compute_mask")
def masked_steps_and_the_others_change_places(original):
    return lambda self, x, mask=None: ~original(self, x, mask)


# ------------------------------------------------------------------ rectifiers


@plant(ACTIVATIONS, "ELU(alpha=0.3)", ELU, "arguments")
def elu_ends_at_minus_1_always(original):
    return lambda self: {}


@plant(ACTIVATIONS, "LeakyReLU() on", LeakyReLU, "arguments")
def the_layer_leaks_as_the_function_does(original):
    return lambda self: {}


@plant(ACTIVATIONS, "ReLU(threshold=0.5)", ReLU, "forward")
def the_threshold_is_subtracted(original):
    def wrong(self, x, training=False):
        y, cache = original(self, x, training)
        return np.where(x > self.threshold, y - np.asarray(self.threshold, dtype=x.dtype), y), cache

    return wrong


@plant(ACTIVATIONS, "ReLU(max_value=1.25", ReLU, "arguments")
def the_slope_starts_at_0_not_at_the_threshold(original):
    return lambda self: original(self) | {"threshold": 0.0}


@plant(ACTIVATIONS, PER_PLACE, PReLU, "backward")
def positive_inputs_teach_alpha(original):
    return gradient_of("alpha", lambda self, x, dy, _: np.add.reduce(x * dy))(original)


@plant(ACTIVATIONS, PER_PLACE, PReLU, "backward")
def alpha_s_gradient_has_the_sign_of_the_relu_inside(original):
    return gradient_of("alpha", lambda self, x, dy, gradient: -gradient)(original)


@plant(ACTIVATIONS, SHARED, PReLU, "backward")
def a_shared_slope_is_averaged(original):
    def averaged(self, x, dy, gradient):
        return gradient / np.asarray(x[0].size // gradient.size, dtype=x.dtype)

    return gradient_of("alpha", averaged)(original)


@plant(ACTIVATIONS, SHARED, PReLU, "backward")
def a_shared_slope_learns_at_each_place(original):
    return gradient_of("alpha", lambda self, x, dy, _: np.add.reduce(np.minimum(x, 0) * dy))(original)


@plant(ACTIVATIONS, PER_PLACE, PReLU, "backward")
def at_0_the_learned_slope_is_alpha(original):
    def wrong(self, dy, cache, input_gradient=True):
        return dy * np.where(cache > 0, 1, self.alpha), original(self, dy, cache)[1]

    return wrong


# ------------------------------------------------------------------ Softmax


@plant(ACTIVATIONS, "Softmax(axis=1) on", reference.activation_layers.softmax, "_softmax_along")
def softmax_runs_along_the_last_axis_always(original):
    return lambda axes: original((-1,))


@plant(ACTIVATIONS, "Softmax(axis=[1, 2])", reference.activation_layers.softmax, "_softmax_along")
def softmax_runs_along_the_first_of_its_axes_alone(original):
    return lambda axes: original(axes[:1])


@plant(ACTIVATIONS, "Softmax() on (3, 4), masked", Softmax, "forward")
def softmax_does_not_see_the_mask(original):
    return lambda self, x, training=False, mask=None: original(self, x, training)


@plant(ACTIVATIONS, "Softmax() on (3, 4), masked", Softmax, "forward")
def a_row_without_a_single_entry_is_uniform(original):
    def wrong(self, x, training=False, mask=None):
        return original(self, np.where(mask, x, -1e9).astype(x.dtype), training)

    return wrong


@plant(ACTIVATIONS, "Softmax(axis=-2) on (2, 3, 4), masked", Softmax, "_kept")
def the_mask_says_what_is_masked(original):
    return lambda self, x, mask: ~original(self, x, mask)


@plant(ACTIVATIONS, "softmax along axis 1", Softmax, "has_logits")
def the_loss_sees_the_probabilities(original):
    return property(lambda self: False)


# ------------------------------------------------------------------ embeddings


@plant("embedding", "mask_zero=True) on", row_sum, "_scattered")
def the_row_of_0_is_not_learned(original):
    def wrong(*arguments):
        total = original(*arguments)
        total[0] = 0
        return total

    return wrong


@plant("embedding", "words, 0 for none", Embedding, "compute_mask")
def a_0_counts_like_the_others(original):
    return lambda self, x, mask=None: None


@plant("embedding", "not whole", Embedding, "_indices")
def indices_are_rounded(original):
    return lambda self, x: original(self, np.minimum(np.rint(x), self.input_dim - 1))


@plant("embedding", "from -5 on", Embedding, "_indices")
def negative_indices_are_taken_for_0(original):
    return lambda self, x: original(self, np.maximum(x, 0))


@plant("embedding", "logit_soft_cap", ReversibleEmbedding, "forward")
def logits_are_not_capped(original):
    def wrong(self, x, training=False, reverse=False):
        _, cache = original(self, x, training, reverse)
        return x @ self.embeddings.T, cache

    return wrong


@plant("embedding", "logit_soft_cap", ReversibleEmbedding, "backward")
def the_cap_has_no_slope(original):
    return lambda self, dy, cache, input_gradient=True: original(self, dy, (*cache[:2], None), input_gradient)


@plant("embedding", "output_dim=3) on (2, 4, 3), in reverse", ReversibleEmbedding, "backward")
def tied_vectors_learn_forward_only(original):
    return gradient_of("embeddings", lambda self, x, dy, gradient: 0 * gradient)(original)


# ------------------------------------------------------------------ initializers


@plant("initializers", "Orthogonal(gain=0.7", Orthogonal, "__call__")
def orthogonal_forgets_its_gain(original):
    return lambda self, shape, dtype=None: original(type(self)(1.0, self.seed), shape, dtype)


@plant("initializers", "Orthogonal(gain=1.0, seed=3) of (6, 4)", Orthogonal, "__call__")
def the_signs_of_orthogonal_are_left_as_they_come(original):
    return lambda self, shape, dtype=None: np.linalg.qr(normal(shape, dtype=dtype, seed=self.seed))[0]


@plant("initializers", "Identity()", Identity, "__call__")
def identity_is_full_of_ones(original):
    return lambda self, shape, dtype=None: np.ones_like(original(self, shape, dtype))
