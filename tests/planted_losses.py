"""Mistakes in losses: values, gradients, clipping, logits, reductions."""

import numpy as np
from planted import plant

import reference.losses.categorical
import reference.losses.crossentropy
import reference.losses.loss
import reference.losses.sparse
from reference import losses
from reference.losses import Loss

MSE, MAE = losses.mean_squared_error, losses.mean_absolute_error
BINARY = losses.binary_crossentropy
CATEGORICAL, SPARSE = losses.categorical_crossentropy, losses.sparse_categorical_crossentropy
ON_PROBABILITIES = "CategoricalCrossentropy(from_logits=False, label_smoothing=0.0"

# ------------------------------------------------------------------ values and their gradients


@plant("losses", "MeanSquaredError(reduction='sum')", MSE, "derivative")
def the_gradient_is_that_of_the_summed_squares(original):
    return lambda dvalues, difference: original(dvalues, difference) * difference.shape[-1]


@plant("losses", "MeanSquaredError(reduction='sum_over_batch_size')", MSE, "derivative")
def the_factor_2_is_missing(original):
    return lambda dvalues, difference: original(dvalues, difference) / 2


@plant("losses", "MeanAbsoluteError(reduction='sum')", MAE, "derivative")
def the_absolute_error_has_slope_1_at_0(original):
    return lambda dvalues, difference: np.where(difference >= 0, 1, -1) * (dvalues / difference.shape[-1])


@plant("losses", "MeanAbsoluteError(reduction='sum')", MAE, "derivative")
def the_gradient_points_from_the_target_to_the_prediction(original):
    return lambda dvalues, difference: -original(dvalues, difference)


@plant("losses", "CategoricalCrossentropy() on one-hot (6, 5)", reference.losses.categorical, "clip")
def categorical_probabilities_are_not_clipped(original):
    return lambda probabilities: probabilities


@plant("losses", "BinaryCrossentropy() on binary (6, 5), clipped", reference.losses.crossentropy, "clip")
def binary_probabilities_are_not_clipped(original):
    return lambda probabilities: np.clip(probabilities, 1e-300, 1 - 2**-53)


@plant("losses", "SparseCategoricalCrossentropy() on labels", reference.losses.sparse, "clip")
def sparse_probabilities_are_not_clipped(original):
    return lambda probabilities: np.maximum(probabilities, 1e-300)


@plant("losses", "BinaryCrossentropy() on binary (6, 5), clipped", BINARY, "derivative")
def clipped_probabilities_keep_their_gradient(original):
    def wrong(dvalues, saved, from_logits=False, label_smoothing=0.0, axis=-1):
        y_true, _, middle = saved
        saved = saved if from_logits else (y_true, middle, middle)
        return original(dvalues, saved, from_logits, label_smoothing, axis)

    return wrong


@plant("losses", "CategoricalCrossentropy() on one-hot", CATEGORICAL, "function")
def rows_are_not_divided_by_their_sum(original):
    def wrong(y_true, y_pred, from_logits=False, label_smoothing=0.0, axis=-1):
        values, saved = original(y_true, y_pred, from_logits, label_smoothing, axis)
        return -(y_true * np.log(y_pred)).sum(axis=axis), saved

    return wrong


@plant("losses", ON_PROBABILITIES, CATEGORICAL, "derivative")
def the_gradient_forgets_that_rows_are_divided_by_their_sum(original):
    def wrong(dvalues, saved, from_logits=False, label_smoothing=0.0, axis=-1):
        if from_logits:
            return original(dvalues, saved, from_logits, label_smoothing, axis)
        y_true, q, total, _ = saved
        return -y_true / q / total * dvalues

    return wrong


@plant("losses", "CategoricalCrossentropy(from_logits=True) on real", CATEGORICAL, "derivative")
def the_gradient_of_the_logits_minds_the_sum_of_the_targets(original):
    def wrong(dvalues, saved, from_logits=False, label_smoothing=0.0, axis=-1):
        y_true, exponential, total = saved
        return (exponential / total * y_true.sum(axis=axis, keepdims=True) - y_true) * dvalues

    return wrong


def smoothed(share):
    """A categorical cross-entropy whose smoothing adds `share(s, k)`, where s/k is right."""

    def make(original):
        def wrong(y_true, y_pred, from_logits=False, label_smoothing=0.0, axis=-1):
            y_true = y_true * (1 - label_smoothing) + share(label_smoothing, y_true.shape[-1])
            return original(y_true, y_pred, from_logits, 0.0, axis)

        return wrong

    make.__name__ = share.__name__
    return make


@plant("losses", "CategoricalCrossentropy(from_logits=True, label_smoothing=0.2", CATEGORICAL, "function")
@smoothed
def smoothing_is_not_divided_by_the_classes(smoothing, classes):
    return smoothing


@plant("losses", "CategoricalCrossentropy(from_logits=True, label_smoothing=0.2", CATEGORICAL, "function")
@smoothed
def smoothing_spares_the_right_class(smoothing, classes):
    return smoothing / (classes - 1)


@plant("losses", "SparseCategoricalCrossentropy(from_logits=True, reduction='sum'", SPARSE, "function")
def labels_count_from_the_second_class(original):
    return lambda y_true, y_pred, **kwargs: original((y_true + 1) % y_pred.shape[-1], y_pred, **kwargs)


@plant("losses", "BinaryCrossentropy(from_logits=True, label_smoothing=0.0", BINARY, "derivative")
def the_binary_gradient_forgets_the_mean(original):
    return lambda dvalues, saved, **kwargs: original(dvalues, saved, **kwargs) * saved[1].shape[-1]


# ------------------------------------------------------------------ reductions


def reduced(change):
    """A loss whose reduced `(value, scale)` pass through `change(values, weight, value, scale)`."""

    def make(original):
        def wrong(values, sample_weight, reduction):
            return change(values, sample_weight, *original(values, sample_weight, reduction))

        return wrong

    make.__name__ = change.__name__
    return make


@plant("losses", "MeanSquaredError(reduction='sum_over_batch_size')", reference.losses.loss, "reduce_values")
@reduced
def the_batch_is_summed(values, weight, value, scale):
    return value * values.size, scale * values.size


@plant("losses", "MeanSquaredError(reduction='sum_over_batch_size')", reference.losses.loss, "reduce_values")
@reduced
def weights_are_divided_by_their_sum(values, weight, value, scale):
    share = 1 if weight is None else values.size / np.sum(weight)
    return value * share, scale * share


@plant(
    "losses", "MeanSquaredError(reduction='mean_with_sample_weight')", reference.losses.loss, "reduce_values"
)
@reduced
def the_weighted_mean_is_divided_by_the_count(values, weight, value, scale):
    share = 1 if weight is None else np.sum(weight) / values.size
    return value * share, scale * share


@plant(
    "losses",
    "MeanSquaredError(reduction='sum') on real (4, 8), sample_weight",
    reference.losses.loss,
    "reduce_values",
)
def weights_are_ignored(original):
    return lambda values, sample_weight, reduction: original(values, None, reduction)


@plant(
    "losses",
    "BinaryCrossentropy(from_logits=True, label_smoothing=0.1",
    reference.losses.loss,
    "reduce_values",
)
@reduced
def the_gradient_is_not_divided_by_the_batch(values, weight, value, scale):
    return value, scale * values.size


@plant("losses", "saturated", Loss, "reads_logits")
def cross_entropy_never_reads_the_logits(original):
    return property(lambda self: False)
