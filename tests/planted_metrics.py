"""Mistakes in the metrics that are sums and means, and in their functions."""

import numpy as np
from planted import plant

import reference.metrics
import reference.metrics.accuracy
import reference.metrics.correlation
import reference.metrics.reduction
import reference.metrics.regression
import reference.metrics.top_k
import reference.metrics.wrapper
from reference import losses, metrics

# ------------------------------------------------------------------ the running mean


@plant("metrics", "MeanAbsoluteError", metrics.Mean, "add")
def the_metric_ignores_weights(original):
    return lambda self, values, sample_weight=None: original(self, values)


@plant("metrics", "CategoricalAccuracy", metrics.Mean, "result")
def the_metric_is_the_number_of_hits(original):
    return lambda self: self.total


@plant("metrics", "BinaryAccuracy", metrics.Mean, "add")
def samples_are_counted_instead_of_their_weights(original):
    def wrong(self, values, sample_weight=None):
        before = self.count
        original(self, values, sample_weight)
        self.count = before + self.count.dtype.type(len(values))

    return wrong


@plant("metrics", "Mean() on real (5, 4)", metrics.Mean, "add")
def every_entry_counts_not_every_sample(original):
    return lambda self, values, weight=None: original(
        self, np.ravel(values), None if weight is None else np.repeat(weight, 4)
    )


@plant("metrics", "Mean() on real (5, 4, 2)", reference.metrics.reduction, "mean_of_each")
def further_axes_are_summed(original):
    return reference.metrics.reduction.total_of_each


@plant("metrics", "Sum() on real (5, 4)", reference.metrics.reduction, "total_of_each")
def a_sum_averages_over_further_axes(original):
    return lambda values, axes: original(values, axes) / np.prod(values.shape[axes:])


@plant("metrics", "sample_weight (1, 4)", reference.metrics.reduction, "samplewise")
def weights_are_not_repeated_before_they_are_counted(original):
    def wrong(values, sample_weight, reduce, dtype):
        found, _ = original(values, sample_weight, reduce, dtype)
        return found, reduce(np.asarray(sample_weight, dtype), 1)

    return wrong


@plant("metrics", "sample_weight ()", reference.metrics.reduction, "samplewise")
def one_weight_is_that_of_each_sample(original):
    return lambda values, weight, *rest: original(values, np.broadcast_to(weight, values.shape[:1]), *rest)


@plant("metrics", "mean_metric_wrapper", metrics.MeanMetricWrapper, "__init__")
def the_function_s_arguments_are_lost(original):
    return lambda self, fn, name=None, dtype=None, **kwargs: original(self, fn, name, dtype)


@plant("metrics", "ignore_class=1", metrics.MeanMetricWrapper, "_counted")
def an_ignored_class_keeps_its_weight(original):
    return lambda self, weight, counts: weight


@plant("metrics", "ignore_class=1", metrics.MeanMetricWrapper, "_values")
def an_ignored_class_is_no_sample_even_without_weights(original):
    def wrong(self, y_true, y_pred, arguments):
        values, counts = original(self, y_true, y_pred, arguments)
        return values * len(values) / np.add.reduce(counts), counts

    return wrong


@plant("metrics", "label_smoothing=0.1", reference.metrics.wrapper.MeanOfFunction, "__init__")
def labels_are_not_smoothed(original):
    return lambda self, fn, name, dtype, **kwargs: original(self, fn, name, dtype)


@plant("metrics", "MeanAbsoluteError", metrics.Mean, "add")
def only_the_last_batch_counts(original):
    def wrong(self, values, sample_weight=None):
        self.reset_state()
        original(self, values, sample_weight)

    return wrong


# ------------------------------------------------------------------ accuracies


@plant("metrics", "binary_accuracy", reference.metrics, "binary_accuracy")
def half_is_a_yes(original):
    return lambda y_true, y_pred, threshold=0.5: original(y_true, y_pred, np.nextafter(threshold, 0))


@plant("metrics", "categorical_accuracy: with ties", reference.metrics, "categorical_accuracy")
def of_equal_outputs_the_last_class_wins(original):
    return lambda y_true, y_pred: original(y_true[:, ::-1], y_pred[:, ::-1])


@plant("metrics", "categorical_accuracy: odd scores", reference.metrics.accuracy, "argmax")
def nan_is_the_largest(original):
    return lambda scores: np.argmax(scores, axis=-1)


@plant("metrics", "categorical_accuracy: odd scores", reference.metrics.accuracy, "argmax")
def the_two_zeros_are_equal(original):
    return lambda scores: original(scores + 0.0)


@plant("metrics", "categorical_accuracy: odd scores", reference.metrics.accuracy, "argmax")
def numbers_that_are_too_small_are_told_apart(original):
    return lambda scores: np.fmax(scores, -np.inf).argmax(axis=-1)


@plant("metrics", "Accuracy() on positive and integers", reference.metrics.accuracy, "accuracy")
def predictions_become_floats_beside_targets(original):
    return lambda y_true, y_pred: original(y_true, y_pred.astype(y_true.dtype))


@plant("metrics", "TopKCategoricalAccuracy(k=2)", reference.metrics.top_k, "in_top_k")
def k_places_are_given_out_in_order(original):
    def wrong(labels, scores, k):
        best = np.argsort(-scores, axis=-1, kind="stable")[..., :k]
        return (best == labels[..., None]).any(axis=-1)

    return wrong


@plant("metrics", "top_k_categorical_accuracy: with ties", reference.metrics.top_k, "in_top_k")
def k_is_one_more(original):
    return lambda labels, scores, k: original(labels, scores, k + 1)


@plant("metrics", "top_k_categorical_accuracy: odd scores", reference.metrics.top_k, "in_top_k")
def scores_that_are_not_finite_are_scores(original):
    return lambda labels, scores, k: original(labels, np.nan_to_num(scores), k)


@plant("metrics", "from_sorted_ids", reference.metrics.top_k, "sparse_top_k_categorical_accuracy")
def ids_are_taken_for_scores(original):
    return lambda y_true, y_pred, k, from_sorted_ids: original(y_true, y_pred, k)


# ------------------------------------------------------------------ numbers


@plant("metrics", "RootMeanSquaredError", metrics.RootMeanSquaredError, "result")
def the_root_is_forgotten(original):
    return metrics.Mean.result


@plant("metrics", "RootMeanSquaredError", metrics.RootMeanSquaredError, "update_state")
def the_mean_of_roots(original):
    return lambda self, y_true, y_pred, sample_weight=None: self.add(
        np.sqrt(np.mean((y_true - y_pred) ** 2, axis=-1)), sample_weight
    )


@plant("metrics", "CosineSimilarity", reference.metrics.regression, "cosine_similarity")
def the_metric_has_the_sign_of_the_loss(original):
    return losses.cosine_similarity


@plant("metrics", "CosineSimilarity(axis=0)", reference.metrics.regression, "cosine_similarity")
def the_cosine_is_always_of_rows(original):
    return lambda y_true, y_pred, axis: original(y_true, y_pred)[:4]


@plant("metrics", "constant and real", metrics.R2Score, "result")
def infinite_scores_stay(original):
    def wrong(self):
        with np.errstate(all="ignore"):
            total = self.squared_sum - self.sum * (self.sum / self.count)
            return 1 - self.residual / total

    return wrong


@plant("metrics", "num_regressors=2", metrics.R2Score, "update_state")
def rows_are_the_samples_of_r2(original):
    def wrong(self, y_true, y_pred, sample_weight=None):
        original(self, y_true, y_pred, sample_weight)
        self.num_samples = self.num_samples - self.num_samples.dtype.type(y_true.size - len(y_true))

    return wrong


@plant("metrics", "num_regressors=5", metrics.R2Score, "_adjusted")
def the_score_is_not_adjusted(original):
    return lambda self, score: score


@plant("metrics", "R2Score() on", metrics.R2Score, "result")
def r2_of_all_columns_together(original):
    def wrong(self):
        total = self.squared_sum - self.sum * (self.sum / self.count)
        return 1 - self.residual.sum() / total.sum()

    return wrong


@plant("metrics", "variance_weighted_average", metrics.R2Score, "result")
def all_columns_weigh_the_same(original):
    def wrong(self):
        total = self.squared_sum - self.sum * (self.sum / self.count)
        return self._adjusted(np.mean(1 - self.residual / total))

    return wrong


@plant("metrics", "sample_weight (8, 3)", metrics.R2Score, "_weight")
def a_row_has_one_weight(original):
    return lambda self, weight, y_true: original(self, weight[:, 0], y_true)


@plant("metrics", "R2Score(class_aggregation=None", metrics.R2Score, "add_variable")
def the_state_of_r2_is_in_the_metric_s_own_float16(original):
    return lambda self, name, shape=(): original(self, name, shape, "float16")


# ------------------------------------------------------------------ correlations


@plant("metrics", "pearson_correlation", reference.metrics, "pearson_correlation")
def deviations_are_unbiased(original):
    return lambda y_true, y_pred, axis: original(y_true, y_pred, axis) * (1 - 1 / y_true.shape[axis])


@plant("metrics", "PearsonCorrelation(axis=0)", reference.metrics.correlation, "pearson_correlation")
def correlations_are_always_of_rows(original):
    return lambda y_true, y_pred, axis: original(y_true, y_pred)


@plant("metrics", "ConcordanceCorrelation(axis=-1)", reference.metrics.correlation, "concordance_correlation")
def concordance_is_pearson_s_correlation(original):
    return metrics.pearson_correlation


@plant("metrics", "concordance_correlation", reference.metrics, "concordance_correlation")
def epsilon_is_left_out_of_the_concordance(original):
    def wrong(y_true, y_pred, axis):
        apart = y_true.var(axis) + y_pred.var(axis) + (y_true.mean(axis) - y_pred.mean(axis)) ** 2
        return original(y_true, y_pred, axis) * (apart + 1e-7) / apart

    return wrong
