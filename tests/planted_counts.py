"""Mistakes in the metrics that count: thresholds, areas, F-scores, intersections over unions."""

import numpy as np
from planted import plant

import reference.metrics.areas
import reference.metrics.auc
import reference.metrics.confusion
import reference.metrics.iou
import reference.metrics.thresholds
from reference import metrics
from reference.metrics import areas, operating_points, thresholds

# ------------------------------------------------------------------ counts at thresholds


def counting(change):
    """A `count` that is given other entries than the right one."""

    def make(original):
        return lambda is_true, y_pred, weight, *rest: original(*change(is_true, y_pred, weight), *rest)

    return make


@plant("metrics", "TruePositives()", thresholds, "count")
def what_is_on_a_threshold_is_positive(original):
    return counting(lambda t, p, w: (t, np.nextafter(p, 2, dtype=p.dtype), w))(original)


@plant("metrics", "FalseNegatives(thresholds=[0.75", thresholds, "count")
def entries_are_counted_without_their_weights(original):
    return counting(lambda t, p, w: (t, p, np.ones_like(w)))(original)


@plant("metrics", "TrueNegatives(thresholds=[0, ", thresholds, "count")
def true_is_what_is_predicted(original):
    return counting(lambda t, p, w: (p > 0.5, p, w))(original)


@plant("metrics", "FalsePositives(thresholds=[0.75, 0.25]", thresholds, "as_thresholds")
def thresholds_are_sorted(original):
    return lambda *arguments: sorted(original(*arguments))


@plant("metrics", "TrueNegatives(thresholds=[0, ", reference.metrics.confusion, "in_buckets")
def a_bucket_begins_with_its_threshold(original):
    return lambda t, p, w, *rest: original(t, p + p.dtype.type(1e-4), w, *rest)


@plant("metrics", "FalseNegatives(thresholds=[0, ", reference.metrics.confusion, "in_buckets")
def a_bucket_is_not_summed_up(original):
    def wrong(*arguments):
        counts = original(*arguments)
        return {name: -np.diff(found, axis=0, append=0) for name, found in counts.items()}

    return wrong


@plant("metrics", "Precision(top_k=2)", reference.metrics.confusion, "only_top_k")
def of_equals_the_last_are_the_best(original):
    return lambda y_pred, k: original(y_pred[..., ::-1], k)[..., ::-1]


@plant("metrics", "top_k=3, class_id=-1", reference.metrics.confusion, "only_top_k")
def the_best_are_all_that_tie(original):
    return lambda y_pred, k: np.where(y_pred >= np.sort(y_pred)[..., [-k]], y_pred, -1)


@plant("metrics", "Precision(class_id=1)", metrics.Precision, "update_state")
def every_column_counts(original):
    def wrong(self, *arguments, **kwargs):
        self.class_id = None
        original(self, *arguments, **kwargs)

    return wrong


@plant("metrics", "Recall(thresholds", metrics.Recall, "result")
def recall_is_of_what_is_predicted(original):
    return lambda self: self.true_positives / (self.true_positives + 1)


@plant("metrics", "Precision()", reference.metrics.thresholds, "divide_no_nan")
def epsilon_is_in_the_quotient(original):
    return lambda a, b: a / (b + a.dtype.type(1e-4))


@plant("metrics", "SensitivityAtSpecificity(specificity=0.4", operating_points, "through_float32")
def any_specificity_will_do(original):
    return lambda value: 0.0


@plant("metrics", "SpecificityAtSensitivity", operating_points, "even_thresholds")
def thresholds_are_in_the_middle_of_the_even_ones(original):
    return lambda number: [each - 0.5 / number for each in original(number)] + [0.99]


@plant("metrics", "PrecisionAtRecall", metrics.PrecisionAtRecall, "result")
def the_best_is_the_one_at_the_largest_threshold(original):
    def wrong(self):
        feasible = np.flatnonzero(self._share("recall") >= self.value)
        return self._share("precision")[feasible[-1]] * np.float32(0.5)

    return wrong


# ------------------------------------------------------------------ areas


def on_curves(label, curve):
    """Plant a mistake in the points of a curve, or in the heights between them."""
    table = "CURVES" if curve in areas.CURVES else "HEIGHTS"
    return plant("metrics", label, areas, table)


@on_curves("AUC(num_thresholds=9, curve='ROC', summation_method='interpolation'", "ROC")
def the_curve_is_mirrored(original):
    return {**original, "ROC": lambda counts: original["ROC"](counts)[::-1]}


@on_curves("AUC(num_thresholds=9, curve='PRGAIN', summation_method='majoring'", "PRGAIN")
def a_gain_below_0_stays(original):
    def wrong(counts):
        tp, fp, tn, fn = areas._four(counts)
        _, y = original["PRGAIN"](counts)
        return 1 - (tp + fn) / (tn + fp) * fn / np.maximum(tp, 1e-9), y

    return {**original, "PRGAIN": wrong}


@on_curves("AUC(num_thresholds=5, curve='PRGAIN'", "PRGAIN")
def the_gain_of_no_hits_is_0(original):
    def wrong(counts):
        x, y = original["PRGAIN"](counts)
        return x, np.where(counts["true_positives"] == 0, y.dtype.type(0), y)

    return {**original, "PRGAIN": wrong}


@on_curves("AUC(num_thresholds=9, curve='PR', summation_method='minoring'", "minoring")
def the_smaller_height_is_the_larger(original):
    return {**original, "minoring": np.maximum}


@on_curves("AUC(num_thresholds=9, curve='PR', summation_method='majoring'", "majoring")
def the_height_is_that_on_the_left(original):
    return {**original, "majoring": lambda here, there: here}


@plant("metrics", "curve='PR', summation_method='interpolation'", reference.metrics.auc, "interpolated_pr")
def precision_is_connected_by_straight_lines(original):
    return lambda counts: areas.riemann("PR", "interpolation", counts)


@plant("metrics", "AUC(num_thresholds=5) on binary", metrics.AUC, "_set_thresholds")
def the_first_threshold_is_0(original):
    def wrong(self, *arguments):
        original(self, *arguments)
        self.thresholds[0], self.thresholds[-1] = 0.0, 1.0

    return wrong


@plant("metrics", "AUC(num_thresholds=6, from_logits=True", reference.metrics.auc, "sigmoid")
def logits_are_probabilities(original):
    return lambda x: x


@plant("metrics", "AUC(num_thresholds=4, multi_label=True)", metrics.AUC, "result")
def the_areas_of_columns_are_summed(original):
    return lambda self: original(self) * 3


@plant("metrics", "AUC(multi_label=True", metrics.AUC, "result")
def the_areas_of_columns_have_no_weights(original):
    def wrong(self):
        weights, self.label_weights = self.label_weights, None
        found = original(self)
        self.label_weights = weights
        return found

    return wrong


@plant("metrics", "AUC(thresholds=[0.6, 0.25], label_weights", metrics.AUC, "_weighted_by_label")
def columns_have_no_weights(original):
    return lambda self, weight: weight


# ------------------------------------------------------------------ F-scores


@plant("metrics", "F1Score() on", metrics.FBetaScore, "_hits")
def of_the_largest_the_first_alone_is_a_hit(original):
    return lambda self, y_pred: np.eye(y_pred.shape[1], dtype=bool)[y_pred.argmax(axis=1)]


@plant("metrics", "FBetaScore(beta=2.0, threshold=0.25)", metrics.FBetaScore, "_hits")
def what_is_on_the_threshold_is_a_hit(original):
    return lambda self, y_pred: y_pred >= self.threshold


@plant("metrics", "FBetaScore(beta=2.0", metrics.FBetaScore, "result")
def beta_is_not_squared(original):
    def wrong(self):
        beta, self.beta = self.beta, self.beta**0.5
        found = original(self)
        self.beta = beta
        return found

    return wrong


@plant("metrics", "F1Score(average='weighted')", metrics.FBetaScore, "result")
def the_weighted_score_is_the_plain_mean(original):
    def wrong(self):
        self.average = "macro"
        return original(self)

    return wrong


@plant("metrics", "F1Score(average='macro'", metrics.FBetaScore, "result")
def the_macro_score_is_that_of_all_entries(original):
    def wrong(self):
        tp, fp, fn, _ = (each.sum() for each in self.variables)
        return 2 * tp / (2 * tp + fp + fn)

    return wrong


@plant("metrics", "F1Score(average='micro')", metrics.FBetaScore, "_add")
def the_micro_score_has_no_weights(original):
    return lambda self, y_true, hits, weight: original(self, y_true, hits, np.ones_like(weight))


@plant("metrics", "FBetaScore(beta=0.5", metrics.FBetaScore, "result")
def there_is_no_epsilon_in_the_score(original):
    def wrong(self):
        tp, fp, fn, weights = self.variables
        square = self.beta**2
        scores = (1 + square) * tp / ((1 + square) * tp + square * fn + fp)
        return (scores * weights).sum() / weights.sum()

    return wrong


# ------------------------------------------------------------------ intersection over union


def updating(change):
    """An `update_state` that is given other labels than the right one."""

    def make(original):
        return lambda self, t, p, sample_weight=None: original(
            self, *change(t, p), sample_weight=sample_weight
        )

    return make


@plant("metrics", "IoU(num_classes=3, target_class_ids=[0, 2])", metrics.IoU, "update_state")
def rows_are_what_was_said(original):
    return updating(lambda t, p: (p, t))(original)


@plant("metrics", "IoU(num_classes=2, target_class_ids=[1]", metrics.IoU, "update_state")
def labels_that_are_no_class_are_the_last_one(original):
    return updating(lambda t, p: (np.minimum(t, 1), np.minimum(p, 1)))(original)


@plant("metrics", "MeanIoU(num_classes=3, ignore_class=1)", metrics.IoU, "update_state")
def the_ignored_class_is_ignored_in_predictions(original):
    return updating(lambda t, p: (np.where(p == 1, 1, t), np.where(t == 1, 0, p)))(original)


@plant("metrics", "MeanIoU(num_classes=4", reference.metrics.iou, "argmax")
def of_equal_scores_the_last_is_meant(original):
    return lambda scores: scores.shape[-1] - 1 - original(scores[..., ::-1])


@plant("metrics", "OneHotMeanIoU(num_classes=5, axis=0", metrics.IoU, "_weight")
def labels_have_no_weights(original):
    return lambda self, weight, shape: original(self, None, shape)


@plant("metrics", "OneHotIoU(num_classes=4, target_class_ids=[3, 1])", metrics.IoU, "result")
def all_classes_are_in_the_mean(original):
    def wrong(self):
        targets, self.target_class_ids = self.target_class_ids, list(range(self.num_classes))
        found = original(self)
        self.target_class_ids = targets
        return found

    return wrong


@plant("metrics", "BinaryIoU(threshold=0.75", metrics.BinaryIoU, "update_state")
def a_prediction_on_the_threshold_is_a_no(original):
    return lambda self, t, p, **rest: original(self, t, np.nextafter(np.float32(p), -1), **rest)


@plant("metrics", "BinaryIoU(target_class_ids=(0,))", metrics.IoU, "result")
def a_class_is_as_good_as_what_was_found_of_it(original):
    def wrong(self):
        matrix = self.total_confusion_matrix
        return np.float32((matrix.diagonal() / matrix.sum(axis=1))[self.target_class_ids].mean())

    return wrong
