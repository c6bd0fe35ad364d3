"""Counts at thresholds, shares, areas under curves: their conventions, against Keras and scikit-learn."""

import keras
import numpy as np
import pytest
from sklearn import metrics as witness

from keras_notes import twin
from keras_notes.parity.precision import precision
from reference import metrics

RNG = np.random.default_rng(21)
COUNTS = ("TruePositives", "FalsePositives", "TrueNegatives", "FalseNegatives")
SHARES = ("SensitivityAtSpecificity", "SpecificityAtSensitivity", "PrecisionAtRecall", "RecallAtPrecision")


def fed(name, y_true, y_pred, sample_weight=None, **kwargs):
    """Both halves of a metric after a batch, their states equal to the bit, the results to rounding."""
    ours, theirs = (getattr(half, name)(**kwargs) for half in (metrics, keras.metrics))
    theirs.update_state(y_true, y_pred, sample_weight=sample_weight)
    ours.update_state(y_true, y_pred, sample_weight)
    assert list(ours.state) == [each.name for each in theirs.variables]
    for one, other in zip(ours.variables, theirs.variables, strict=True):
        np.testing.assert_array_equal(one, other.numpy(), strict=True)
    result = np.asarray(theirs.result())
    assert (ours.result().dtype, np.shape(ours.result())) == (result.dtype, result.shape)
    np.testing.assert_allclose(ours.result(), result, rtol=1e-6)
    return ours


# ------------------------------------------------------------------ configurations


CONFIGURATIONS = [
    *((name, {"thresholds": [0.25, 0.5]}) for name in COUNTS),
    *((name, {"thresholds": 0.25, "top_k": 2, "class_id": 1}) for name in ("Precision", "Recall")),
    *((name, {name.split("At")[1].lower(): 0.25, "num_thresholds": 3, "class_id": 0}) for name in SHARES),
    ("AUC", {"num_thresholds": 7, "curve": "pr", "summation_method": "Minoring", "from_logits": True}),
    ("AUC", {"thresholds": [0.5, 0.25], "multi_label": True, "num_labels": 3, "curve": "prgain"}),
]


@pytest.mark.parametrize(("name", "arguments"), CONFIGURATIONS)
def test_configurations_are_keras_s(name, arguments):
    theirs = getattr(keras.metrics, name)(name="mine", **arguments)
    made = getattr(metrics, name)(name="mine", **arguments)
    expected = theirs.get_config()
    for ours in (made, metrics.get(keras.metrics.serialize(theirs)), type(made).from_config(expected)):
        assert (type(ours).__name__, ours.get_config()) == (name, expected)
    assert type(theirs).from_config(made.get_config()).get_config() == expected
    assert made.thresholds == list(theirs.thresholds) == twin(theirs).thresholds


def test_weights_of_labels_are_a_list_in_the_configuration():
    theirs = keras.metrics.AUC(label_weights=[0.5, 2.0])
    assert np.asarray(theirs.get_config()["label_weights"]).tolist() == [0.5, 2.0]
    assert twin(theirs).get_config()["label_weights"] == [0.5, 2.0]


# ------------------------------------------------------------------ thresholds


GRID = np.linspace(-0.25, 1.25, 13)  # eighths, beyond [0, 1], too


@pytest.mark.parametrize("thresholds", [0.5, 0, 1, [0.0, 0.5, 1.0], [0, 0.25, 0.5, 0.75, 1], [0.5, 0.125]])
@pytest.mark.parametrize("name", COUNTS)
def test_a_prediction_on_a_threshold_is_not_positive(name, thresholds):
    y_true = np.arange(13) % 2
    ours = fed(name, y_true, GRID, thresholds=thresholds)
    seen = GRID if np.size(thresholds) < 3 else np.clip(GRID, 0, 1)  # these are even ones
    positive = seen[:, None] > np.ravel(thresholds)
    truth = (y_true == 1)[:, None]
    chosen = (truth if name in ("TruePositives", "FalseNegatives") else ~truth) & (
        positive if "Positives" in name else ~positive
    )
    np.testing.assert_array_equal(np.ravel(ours.result()), chosen.sum(axis=0))


def test_what_is_not_0_is_true_and_nan_is_nowhere_positive():
    y_true, y_pred = np.float32([2, 0.25, -1, np.nan, 0, 1, 0]), np.float32([1, 1, 1, 1, 1, np.nan, np.nan])
    for thresholds in (0.5, [0, 0.5, 1]):
        assert np.max(fed("TruePositives", y_true, y_pred, thresholds=thresholds).result()) == 4
        assert np.max(fed("FalseNegatives", y_true, y_pred, thresholds=thresholds).result()) >= 1
    fed("AUC", y_true, y_pred, num_thresholds=3)


def test_thresholds_are_of_the_type_of_the_state():
    around = np.array([0.3, np.float64(np.float32(0.3)), 0.3 + 1e-12])
    for dtype, hits in (("float32", 0), ("float64", 2)):
        with precision(dtype):
            for own in ("float32", "float64"):  # which does not matter
                assert fed("TruePositives", np.ones(3), around, thresholds=0.3, dtype=own).result() == hits


def test_nearly_even_thresholds_count_as_even():
    y_true, y_pred = np.ones(2), np.float32([0.500002, 0.50001])
    assert fed("AUC", y_true, y_pred, thresholds=[0.500004]).true_positives.tolist() == [2, 2, 0]
    assert fed("AUC", y_true, y_pred, thresholds=[0.50002]).true_positives.tolist() == [2, 0, 0]
    assert fed("Recall", y_true, y_pred, thresholds=[0, 0.500004, 1]).result().tolist() == [1, 1, 0]


def test_beyond_0_and_1_even_thresholds_see_0_and_1():
    y_true, y_pred = np.float32([1, 0, 1, 0]), np.float32([2, -1, np.inf, -np.inf])
    assert fed("AUC", y_true, y_pred, num_thresholds=3).true_positives.tolist() == [2, 2, 0]
    assert fed("AUC", y_true, y_pred, thresholds=[0.3]).true_positives.tolist() == [2, 2, 2]


# ------------------------------------------------------------------ weights, columns, the best


WEIGHTS = [(3,), (3, 1), (3, 2), (), (1,), (1, 2), (2,), (3, 2, 1), (1, 1), (2, 3)]


@pytest.mark.parametrize("shape", [(3,), (3, 1), (3, 2), (3, 2, 2)])
def test_weights_of_every_shape_do_what_they_do_in_keras(shape):
    y_true, y_pred = RNG.integers(0, 2, shape), RNG.integers(0, 5, shape) / 4
    for weight_shape in WEIGHTS:
        weight = RNG.integers(1, 9, weight_shape) / 4
        for thresholds in (0.25, [0, 0.5, 1]):
            try:
                keras.metrics.FalsePositives(thresholds).update_state(y_true, y_pred, weight)
            except Exception:
                metric = metrics.FalsePositives(thresholds)
                with pytest.raises(ValueError, match="sample_weight: expected a shape such as"):
                    metric.update_state(y_true, y_pred, weight)
                assert not metric.accumulator.any()
            else:
                fed("FalsePositives", y_true, y_pred, weight, thresholds=thresholds)


def test_of_equals_the_first_are_the_best():
    y_pred = np.float32([[0.5, 0.5, 0.5, 0.5], [-1, 0, -0.0, -2], [0.1, 0.3, 0.2, 0.3]])
    y_true = np.float32([[1, 1, 0, 0], [0, 1, 1, 0], [0, 1, 0, 0]])
    for k, hits in ((1, 3), (2, 5), (3, 5), (4, 5)):
        assert fed("Recall", y_true, y_pred, top_k=k).true_positives == hits
        fed("Precision", y_true, y_pred, top_k=k, class_id=1)
        fed("Precision", y_true, y_pred, top_k=k, class_id=-1, thresholds=[0.25, 0])
    fed("Precision", y_true[0], y_pred[2], top_k=2)  # of a vector the best of the batch
    fed("Precision", np.stack([y_true] * 2), np.stack([y_pred] * 2), np.ones((2, 3)), top_k=2)


def test_where_nothing_was_counted_the_result_is_0():
    for name in ("Precision", "Recall", "AUC"):
        ours, theirs = getattr(metrics, name)(), getattr(keras.metrics, name)()
        assert ours.result() == np.asarray(theirs.result()) == 0
    for name in SHARES:
        for value in (0, 0.5):
            ours, theirs = getattr(metrics, name)(value), getattr(keras.metrics, name)(value)
            assert ours.result() == np.asarray(theirs.result()) == 0
    for curve in ("ROC", "PR", "PRGAIN"):
        for y_true in (np.zeros(4), np.ones(4)):
            for method in ("interpolation", "minoring", "majoring"):
                fed("AUC", y_true, GRID[3:7], curve=curve, summation_method=method, num_thresholds=5)


def test_batches_add_up_and_reset_forgets_them():
    y_true, y_pred = np.arange(8) % 2, np.arange(8) / 8
    for ours in (metrics.AUC(num_thresholds=5), metrics.Precision(), metrics.SensitivityAtSpecificity(0.5)):
        once, counts = ours(y_true, y_pred), ours.true_positives
        assert ours(y_true, y_pred) == once
        np.testing.assert_array_equal(ours.true_positives, 2 * counts)
        ours.reset_state()
        assert not any(each.any() for each in ours.variables)


# ------------------------------------------------------------------ shares at shares


@pytest.mark.parametrize("name", SHARES)
def test_the_value_of_a_constraint_is_enough_when_met(name):
    y_true, y_pred = np.float32([0, 0, 0, 0, 1, 1, 1, 1]), np.float32([0, 1, 3, 4, 2, 5, 6, 8]) / 8
    for value in (0, 0.25, 0.5, 0.75, 1):
        for number in (1, 2, 3, 9):
            argument = {name.split("At")[1].lower(): value}
            fed(name, y_true, y_pred, num_thresholds=number, **argument)


def test_the_value_is_rounded_to_float32_even_in_float64():
    y_true, y_pred = np.array([0] * 5 + [1] * 2), np.array([0.6, 0.1, 0.1, 0.1, 0.1, 0.7, 0.8])
    for dtype, found in (("float32", 1), ("float64", 0)):  # 4/5 is less than 0.800000012
        with precision(dtype):
            theirs = keras.metrics.SensitivityAtSpecificity(0.8, num_thresholds=3)
            ours = metrics.SensitivityAtSpecificity(0.8, num_thresholds=3)
            assert ours(y_true, y_pred) == theirs(y_true, y_pred).numpy() == found


# ------------------------------------------------------------------ areas


def test_areas_of_columns_and_of_entries():
    y_true, y_pred = RNG.integers(0, 2, (9, 2)), RNG.integers(0, 9, (9, 2)) / 8
    weights = RNG.integers(1, 9, 9) / 4
    of_labels = {"label_weights": [0.5, 2.0]}
    for kwargs in ({"multi_label": True}, {}, of_labels, {"multi_label": True, **of_labels}):
        for thresholds in ([0.3], [0.5]):
            fed("AUC", y_true, y_pred, weights, thresholds=thresholds, **kwargs)
    ours = fed(
        "AUC", y_true, y_pred, multi_label=True, thresholds=[0.3], label_weights=[0.1, 0.3], dtype="float64"
    )
    assert (ours.true_positives.dtype, ours.result().dtype) == ("float32", "float64")
    metric = metrics.AUC(multi_label=True)
    metric.reset_state()
    assert metric.variables == []
    assert metric(y_true, y_pred) == metrics.AUC(multi_label=True, num_labels=2)(y_true, y_pred)


def test_two_thresholds_are_a_diagonal():
    y_true, y_pred = np.float32([1, 0, 1]), np.float32([1, 0, 0.5])
    for kwargs in ({"num_thresholds": 2}, {"thresholds": []}):
        assert fed("AUC", y_true, y_pred, **kwargs).result() == 0.5


def test_logits_become_probabilities():
    logits = np.float32([-3, 0, 2, 5])
    ours = fed("AUC", np.float32([0, 1, 0, 1]), logits, num_thresholds=3, from_logits=True)
    assert ours.true_positives.tolist() == [2, 1, 0]  # of which 0 is 0.5, not above it


# ------------------------------------------------------------------ in a model


def test_a_model_is_evaluated_with_them():
    x, y = RNG.normal(size=(20, 4)).astype("float32"), RNG.integers(0, 2, (20, 3)).astype("float32")
    theirs = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation="sigmoid")])
    names = ["AUC", "auc", "Precision", "recall", "true_positives", "f1_score", "BinaryIoU"]
    theirs.compile("sgd", "binary_crossentropy", metrics=names, run_eagerly=True)
    expected = theirs.evaluate(x, y, batch_size=8, verbose=0, return_dict=True)
    theirs.run_eagerly = False
    found = twin(theirs).evaluate(x, y, batch_size=8, verbose=0, return_dict=True)
    assert set(found) == set(expected) == {"loss", *names}
    for name, value in expected.items():
        np.testing.assert_allclose(found[name], value, rtol=1e-5, err_msg=name)


# ------------------------------------------------------------------ the third witness


def test_scikit_learn_counts_and_shares_the_same():
    y_true, y_pred, weight = RNG.integers(0, 2, 50), RNG.random(50), RNG.integers(1, 9, 50) / 4
    said = y_pred > 0.5
    expected = witness.confusion_matrix(y_true, said, sample_weight=weight).ravel()  # tn, fp, fn, tp
    names = ("TrueNegatives", "FalsePositives", "FalseNegatives", "TruePositives")
    assert [getattr(metrics, name)()(y_true, y_pred, weight) for name in names] == expected.tolist()
    for name, theirs in (("Precision", witness.precision_score), ("Recall", witness.recall_score)):
        ours = getattr(metrics, name)()(y_true, y_pred, weight)
        assert ours == np.float32(theirs(y_true, said, sample_weight=weight))


def test_scikit_learn_s_area_if_a_threshold_is_between_all_scores():
    y_true, y_pred = RNG.integers(0, 2, 60), RNG.permutation(60) / 60
    weight = RNG.integers(1, 9, 60) / 4
    every = metrics.AUC(thresholds=((np.arange(60) + 0.5) / 60).tolist())(y_true, y_pred, weight)
    assert every == pytest.approx(witness.roc_auc_score(y_true, y_pred, sample_weight=weight), rel=1e-6)
    coarse = metrics.AUC(num_thresholds=4)(y_true, y_pred, weight)
    assert abs(coarse - every) > 1e-3
    columns = RNG.integers(0, 2, (60, 2)), np.stack([y_pred, RNG.permutation(60) / 60], axis=1)
    ours = metrics.AUC(thresholds=((np.arange(60) + 0.5) / 60).tolist(), multi_label=True)(*columns)
    assert ours == pytest.approx(witness.roc_auc_score(*columns), rel=1e-6)


# ------------------------------------------------------------------ errors


ONES = np.ones((3, 2))
REFUSED = [
    (lambda: metrics.TruePositives(thresholds=1.5), "TruePositives: thresholds must be .* 0 to 1, got 1.5"),
    (lambda: metrics.Precision(thresholds=[0.5, -0.1]), "thresholds must be a number from 0 to 1, got -0.1"),
    (lambda: metrics.Recall(thresholds="half"), "thresholds must be a number .* got 'half'"),
    (lambda: metrics.Precision(top_k=0), "Precision: top_k must be a positive integer, got 0"),
    (lambda: metrics.Recall(class_id=1.0), "Recall: class_id must be an integer or None, got 1.0"),
    (lambda: metrics.Recall(class_id=True), "class_id must be an integer or None, got True"),
    (lambda: metrics.Recall(top_k=3)(ONES, ONES), "top_k: expected at most the 2 columns of y_pred, got 3"),
    (lambda: metrics.Recall(class_id=2)(ONES, ONES), r"y_pred with a column 2, got shape \(3, 2\)"),
    (lambda: metrics.Recall(class_id=-3)(ONES, ONES), r"y_pred with a column -3, got shape \(3, 2\)"),
    (lambda: metrics.Recall(class_id=0)(ONES[0], ONES[0]), r"y_pred with a column 0, got shape \(2,\)"),
    (lambda: metrics.Recall()(ONES, ONES.T), "y_true and y_pred must have the same shape"),
    (lambda: metrics.Recall()(np.ones(3), np.ones((3, 1))), r"must have the same shape, got \(3,\) and"),
    (lambda: metrics.Recall()(["a"], [1]), "y_true: expected numbers"),
    (lambda: metrics.SensitivityAtSpecificity(1.5), "specificity must be a number from 0 to 1, got 1.5"),
    (lambda: metrics.RecallAtPrecision(None), "RecallAtPrecision: precision must be a number"),
    (lambda: metrics.PrecisionAtRecall(0.5, num_thresholds=0), "num_thresholds must be a positive integer"),
    (lambda: metrics.AUC(num_thresholds=1), "AUC: num_thresholds must be an integer > 1, got 1"),
    (lambda: metrics.AUC(curve="roc_auc"), "AUC: curve must be one of .* got 'roc_auc'"),
    (lambda: metrics.AUC(summation_method="mean"), "AUC: summation_method must be one of .* got 'mean'"),
    (lambda: metrics.AUC(thresholds=[None]), "AUC: thresholds must be a number, got None"),
    (lambda: metrics.AUC(num_labels=2), "num_labels is for multi_label=True alone, got 2"),
    (
        lambda: metrics.AUC(label_weights=[[1]]),
        r"label_weights must be one number a column, got shape \(1",
    ),
    (
        lambda: metrics.AUC(label_weights=[1, 2, 3])(ONES, ONES),
        r"columns of y_pred for 3 .* got shape \(3",
    ),
    (
        lambda: metrics.AUC(multi_label=True, label_weights=[1, 2, 3])(ONES, ONES),
        "label_weights must be 2, one a column, got 3",
    ),
    (
        lambda: metrics.AUC(multi_label=True, num_labels=3)(ONES, ONES),
        r"y_pred must have shape \(n, 3\), got \(3, 2\)",
    ),
    (
        lambda: metrics.AUC(multi_label=True)(ONES[0], ONES[0]),
        r"y_pred must have shape \(n, labels\), got \(2,\)",
    ),
    (lambda: metrics.AUC(multi_label=True).result(), "AUC: no result before the first update_state"),
]


@pytest.mark.parametrize(("call", "message"), REFUSED)
def test_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
