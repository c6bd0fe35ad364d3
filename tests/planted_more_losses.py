"""Mistakes in the losses beyond the first five: kinks, clips, constants, pairs, sequences, masks."""

import numpy as np
from planted import plant

from reference import config, losses
from reference.losses import binary_focal, categorical_focal, loss, margins, robust, sequences, similarity

HINGES = (losses.hinge, losses.squared_hinge, losses.categorical_hinge)
MAPE, MSLE = losses.mean_absolute_percentage_error, losses.mean_squared_logarithmic_error
SUMMED = "MeanSquaredError(reduction='sum') on real (4, 3, 5), sample_weight (4, 3), masked"
AVERAGED = "MeanSquaredError(reduction='sum_over_batch_size') on real (4, 3, 5), masked"
KL, HUBER, COSINE = losses.kl_divergence, losses.huber, losses.cosine_similarity
BINARY, CATEGORICAL = losses.binary_focal_crossentropy, losses.categorical_focal_crossentropy
SPARSE, GENERALIZED = losses.sparse_categorical_crossentropy, losses.categorical_generalized_cross_entropy


def scaled(name, label, function, attribute, factor):
    """A mistake that multiplies a derivative, or the losses, by `factor`."""

    def make(original):
        if attribute == "derivative":
            return lambda *args, **kwargs: original(*args, **kwargs) * factor

        def wrong(*args, **kwargs):
            values, saved = original(*args, **kwargs)
            return values * factor, saved

        return wrong

    make.__name__ = name
    plant("losses", label, function, attribute)(make)


for each in (*HINGES, losses.poisson, KL):
    label = f"{''.join(word.capitalize() for word in each.__name__.split('_'))}(".replace("Kl", "KL")
    scaled(f"{each.__name__}_is_doubled", label, each, "function", 2)
    scaled(f"{each.__name__}_has_half_its_slope", label, each, "derivative", 0.5)
scaled("mape_is_a_fraction", "MeanAbsolutePercentageError", MAPE, "function", 0.01)
scaled("the_cosine_is_not_negated", "CosineSimilarity", COSINE, "function", -1)

# ------------------------------------------------------------------ margins


@plant("losses", "Hinge() on binary", margins, "_signs")
def labels_0_and_1_stay(original):
    return lambda y_true: y_true


@plant("losses", "Hinge(reduction='none') on real", margins, "_signs")
def labels_are_doubled_whatever_they_are(original):
    return lambda y_true: 2 * y_true - 1


@plant("losses", "Hinge(reduction='sum') on signs", losses.hinge, "derivative")
def the_hinge_is_flat_at_its_kink(original):
    def wrong(dvalues, saved):
        signs, margin = saved
        return np.where(margin > 0, -signs, 0) * (dvalues / margin.shape[-1])

    return wrong


@plant("losses", "CategoricalHinge() on one-hot (6, 5)", losses.categorical_hinge, "derivative")
def the_first_of_the_best_classes_takes_it_all(original):
    def wrong(dvalues, saved):
        y_true, is_best, margin = saved
        first = np.arange(y_true.shape[-1]) == is_best.argmax(axis=-1)[..., None]
        return original(dvalues, (y_true, first, margin))

    return wrong


@plant("losses", "CategoricalHinge", losses.categorical_hinge, "function")
def the_right_class_is_no_competitor_at_all(original):
    def wrong(y_true, y_pred):
        others = np.where(y_true == 1, -np.inf, y_pred)
        best = others.max(axis=-1, keepdims=True)
        margin = best - (y_true * y_pred).sum(axis=-1, keepdims=True) + 1
        return np.maximum(margin, 0)[..., 0], (y_true, others == best, margin)

    return wrong


# ------------------------------------------------------------------ numbers, distributions, directions


@plant("losses", "MeanAbsolutePercentageError(reduction='sum') on quarters", config, "epsilon")
def epsilon_is_a_tenth(original):
    return lambda: original() / 10


@plant("losses", "MeanAbsolutePercentageError(reduction='sum') on quarters", MAPE, "derivative")
def the_percentage_has_a_slope_where_it_is_right(original):
    def wrong(dvalues, saved):
        ratio, size = saved
        return np.where(ratio >= 0, -1, 1) / size * (dvalues * (100 / size.shape[-1]))

    return wrong


@plant("losses", "MeanSquaredLogarithmicError", MSLE, "function")
def negative_predictions_still_learn(original):
    def wrong(y_true, y_pred):
        values, slope = original(y_true, y_pred)
        target = np.log(np.maximum(y_true, 1e-7) + 1)
        return values, np.where(slope == 0, (np.log(1 + 1e-7) - target), slope)

    return wrong


@plant("losses", "Huber(delta=0.7", HUBER, "function")
def the_line_does_not_meet_the_square(original):
    def wrong(y_true, y_pred, delta=1.0):
        size = np.abs(y_pred - y_true)
        lines = np.where(size <= delta, 0.5 * size**2, delta * size)
        return lines.mean(axis=-1), y_pred - y_true

    return wrong


@plant("losses", "Huber(delta=0.7", HUBER, "derivative")
def the_line_has_slope_1(original):
    return lambda dvalues, error, delta=1.0: np.clip(error, -1, 1) * (dvalues / error.shape[-1])


@plant("losses", "LogCosh()", robust, "LOG_2")
def log_2_has_all_its_digits(original):
    return np.log(2)


@plant("losses", "KLDivergence(reduction='sum') on one-hot (6, 5)", KL, "function")
def the_ends_of_the_clip_are_outside(original):
    def wrong(y_true, y_pred):
        values, slope = original(y_true, y_pred)
        return values, np.where(y_pred >= 1, 0, slope)

    return wrong


@plant("losses", "KLDivergence(reduction='none') on one-hot", KL, "function")
def classes_that_are_not_there_have_no_share(original):
    def wrong(y_true, y_pred):
        values, slope = original(y_true, y_pred)
        return values, np.where(y_true == 0, 0, slope)

    return wrong


@plant("losses", "Poisson()", losses.poisson, "function")
def the_rate_has_no_epsilon(original):
    def wrong(y_true, y_pred):
        return (y_pred - y_true * np.log(y_pred)).mean(axis=-1), (y_true, y_pred)

    return wrong


@plant("losses", "CosineSimilarity() on real", COSINE, "derivative")
def the_length_is_taken_for_a_constant(original):
    def wrong(dvalues, saved, axis=-1):
        unit, target, inverse, cosine = saved
        return original(dvalues, (unit, target, inverse, 0 * cosine), axis)

    return wrong


@plant("losses", "CosineSimilarity(reduction='sum') on quarters (16, 1)", similarity, "_inverse_norm")
def nothing_has_no_direction(original):
    def wrong(x, axis):
        inverse, moves = original(x, axis)
        return np.where(moves, inverse, 0), moves

    return wrong


# ------------------------------------------------------------------ cross-entropies


@plant("losses", "BinaryFocalCrossentropy() on binary (6, 5), clipped", binary_focal, "binary_losses")
def the_focal_factor_has_the_clipped_probability(original):
    def wrong(y_true, y_pred, from_logits):
        losses, middle = original(y_true, y_pred, from_logits)
        missed = 1 - (y_true * middle + (1 - y_true) * (1 - middle))
        plain = 1 - (y_true * y_pred + (1 - y_true) * (1 - y_pred))
        return losses * (missed / plain) ** 2, middle

    return wrong


@plant("losses", "BinaryFocalCrossentropy(from_logits=False", BINARY, "derivative")
def the_focal_factor_is_taken_for_a_constant(original):
    def wrong(dvalues, saved, **arguments):
        y_true, y_pred, middle, losses, p, missed, weight = saved
        return original(dvalues, (y_true, y_pred, middle, 0 * losses, p, missed, weight), **arguments)

    return wrong


@plant("losses", "apply_class_balancing=True", BINARY, "function")
def both_classes_weigh_alpha(original):
    def wrong(y_true, y_pred, apply_class_balancing=False, alpha=0.25, **arguments):
        values, saved = original(y_true, y_pred, **arguments)
        return values * alpha, (*saved[:-1], alpha)

    return wrong


@plant("losses", "CategoricalFocalCrossentropy(from_logits=True, alpha=", categorical_focal, "_weights")
def a_list_of_weights_has_all_its_digits(original):
    return lambda alpha: np.asarray(alpha)


@plant("losses", "saturated sigmoid, CategoricalFocal", CATEGORICAL, "reads_logits")
def the_categorical_focal_one_reads_logits(original):
    return True


@plant("losses", "ignore_class=1", SPARSE, "own_mask")
def what_is_ignored_counts_in_the_mean(original):
    return None


@plant("losses", "ignore_class=0", SPARSE, "derivative")
def what_is_ignored_learns(original):
    def wrong(dvalues, saved, **arguments):
        return original(np.ones(1), (*saved[:-1], None), **arguments)

    return wrong


# ------------------------------------------------------------------ masks


@plant("losses", "ignore_class=3", loss, "both_masks")
def the_mask_of_the_loss_stands_for_both(original):
    return lambda mask, other: mask if other is None else other


@plant("losses", SUMMED, loss, "masked_weight")
def masked_losses_are_summed(original):
    return lambda sample_weight, mask, dtype, reduction: sample_weight


@plant("losses", AVERAGED, loss, "masked_weight")
def the_mean_counts_masked_losses(original):
    return lambda sample_weight, mask, dtype, reduction: original(sample_weight, mask, dtype, "sum")


# ------------------------------------------------------------------ areas, pairs, sequences


@plant("losses", "Dice(axis=(1, 2)", loss, "broadcast_over")
def the_losses_stand_on_the_wrong_axis(original):
    return lambda scale, axis, rank: original(scale[::-1], axis, rank)


@plant("losses", "Dice()", config, "epsilon")
def areas_have_no_epsilon(original):
    return lambda: 0.0


@plant("losses", "Tversky(alpha=0.3, beta=0.9)", losses.tversky, "function")
def alpha_and_beta_are_swapped(original):
    def wrong(y_true, y_pred, alpha=0.5, beta=0.5, axis=None):
        return original(y_true, y_pred, beta, alpha, axis)

    return wrong


scaled("dice_has_no_factor_2", "Dice()", losses.dice, "derivative", 0.5)
scaled("tversky_has_half_its_slope", "Tversky(alpha=0.3, beta=0.9)", losses.tversky, "derivative", 0.5)


@plant("losses", "Circle(gamma=3.0, reduction='mean_with", losses.circle, "own_mask")
def rows_without_a_loss_count(original):
    return None


@plant("losses", "Circle(gamma=7.3", losses.circle, "derivative")
def embeddings_learn_in_one_of_their_places(original):
    def wrong(dvalues, saved, **arguments):
        y_pred, keys, _, total, slope = saved
        return original(dvalues, (y_pred, keys, False, total, slope), **arguments)

    return wrong


@plant("losses", "Circle(gamma=7.3", losses.circle, "function")
def a_row_is_its_own_partner(original):
    return lambda y_true, y_pred, **arguments: original(
        y_true, y_pred, **arguments | {"remove_diagonal": False}
    )


@plant("losses", "CategoricalGeneralizedCrossEntropy(q=0.7", GENERALIZED, "derivative")
def the_power_is_q(original):
    return lambda dvalues, saved, q: original(dvalues, saved, q + 1)


@plant("losses", "CTC(reduction='none')", sequences, "_forward")
def equal_labels_need_no_blank(original):
    def wrong(emitted, skips):
        skips = skips.copy()
        skips[:, 3::2] = True
        return original(emitted, skips)

    return wrong


@plant("losses", "CTC(reduction='none')", sequences, "_backward")
def the_last_step_must_be_a_blank(original):
    def wrong(emitted, skips, ends):
        states = np.arange(ends.shape[1])
        return original(emitted, skips, np.where(states % 2, -np.inf, ends))

    return wrong


@plant("losses", "CTC(reduction='none')", losses.ctc, "function")
def the_padding_is_read(original):
    def wrong(y_true, y_pred):
        return original(np.where(y_true == 0, 1, y_true), y_pred)

    return wrong


scaled("the_gradient_of_ctc_is_negated", "CTC(", losses.ctc, "derivative", -1)
