"""F-scores and intersections over unions: their conventions, against Keras and scikit-learn."""

import warnings

import keras
import numpy as np
import pytest
from sklearn import metrics as witness

from keras_notes import twin
from reference import metrics

RNG = np.random.default_rng(23)


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
    np.testing.assert_allclose(ours.result(), result, rtol=3e-7)
    return ours


CONFIGURATIONS = [
    ("FBetaScore", {"average": "micro", "beta": 2.0, "threshold": 0.5}),
    ("F1Score", {"average": "weighted", "threshold": 1.0}),
    ("IoU", {"num_classes": 3, "target_class_ids": [0, -1], "ignore_class": 255, "sparse_y_pred": False}),
    ("MeanIoU", {"num_classes": 3, "ignore_class": 1, "sparse_y_true": False, "axis": 0}),
    ("OneHotIoU", {"num_classes": 3, "target_class_ids": [2], "sparse_y_pred": True}),
    ("OneHotMeanIoU", {"num_classes": 3, "ignore_class": -1, "axis": 0}),
    ("BinaryIoU", {"target_class_ids": [1], "threshold": 0.3}),
]


@pytest.mark.parametrize("dtype", ["float64", None])
@pytest.mark.parametrize(("name", "arguments"), CONFIGURATIONS)
def test_configurations_are_keras_s(name, arguments, dtype):
    theirs = getattr(keras.metrics, name)(name="mine", dtype=dtype, **arguments)
    made = getattr(metrics, name)(name="mine", dtype=dtype, **arguments)
    expected = theirs.get_config()
    for ours in (made, metrics.get(keras.metrics.serialize(theirs)), type(made).from_config(expected)):
        assert (type(ours).__name__, ours.get_config()) == (name, expected)
    assert type(theirs).from_config(made.get_config()).get_config() == expected
    for argument, value in arguments.items():
        assert getattr(made, argument) == value == getattr(twin(theirs), argument)
    made.reset_state()
    assert not any(each.any() for each in made.variables)


# ------------------------------------------------------------------ F-scores


def test_all_that_tie_with_the_largest_are_hits_but_none_that_is_0():
    y_pred = np.float32([[0.5, 0.5, 0.2], [0, 0, 0], [-1, -2, -1], [0, 1e-10, 0], [np.nan, 0.5, 0.2]])
    y_true = np.float32([[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 1, 0], [0, 1, 0]])
    ours = fed("F1Score", y_true, y_pred)
    assert ours.false_positives.tolist() == [1, 1, 0]
    assert ours.false_negatives.tolist() == [0, 3, 0]


def test_a_prediction_on_the_threshold_is_no_hit_and_targets_may_be_any_numbers():
    y_pred = np.float32([[0.5, 0.51], [1, 0], [0.3, 0.5]])
    assert fed("F1Score", y_pred > 0.4, y_pred, threshold=0.5).true_positives.tolist() == [1, 1]
    soft = np.float32([[0.5, 2], [0.25, -1], [0, 0.5]])
    for average in (None, "micro", "macro", "weighted"):
        fed("FBetaScore", soft, y_pred, np.float32([1, 0.5, 2]), average=average, beta=0.5)
        assert np.max(fed("FBetaScore", np.zeros((2, 3)), np.zeros((2, 3)), average=average).result()) == 0
    assert fed("F1Score", soft, y_pred, np.float32([2])).true_positives.tolist() == [0.5, 4 + 1]


def test_a_perfect_score_is_a_little_less_than_1():
    assert fed("F1Score", np.eye(3), np.eye(3)).result().tolist() == [np.float32(0.9999998211860657)] * 3
    exact = fed("F1Score", np.eye(3), np.eye(3), dtype="float64")  # the state is of that type, too
    assert exact.result().tolist() == pytest.approx([1 - 1.5e-7] * 3, abs=1e-13)


@pytest.mark.parametrize("average", [None, "micro", "macro", "weighted"])
def test_scikit_learn_s_f_scores(average):
    y_true, y_pred = RNG.integers(0, 4, 80), RNG.random((80, 4))
    weight = RNG.integers(1, 9, 80) / 4
    ours = metrics.FBetaScore(average, beta=2.0)
    for part in (slice(0, 30), slice(30, 80)):
        ours.update_state(np.eye(4)[y_true[part]], y_pred[part], weight[part])
    expected = witness.fbeta_score(
        y_true, y_pred.argmax(axis=1), beta=2, average=average, sample_weight=weight
    )
    np.testing.assert_allclose(ours.result(), expected, rtol=1e-6)
    many = RNG.integers(0, 2, (80, 4))
    expected = witness.f1_score(many, y_pred > 0.5, average=average)
    np.testing.assert_allclose(metrics.F1Score(average, 0.5)(many, y_pred), expected, rtol=1e-6)


# ------------------------------------------------------------------ intersection over union


def test_labels_are_cut_to_the_dtype_and_those_that_are_no_class_do_not_count():
    y_true, y_pred = np.array([0.9, 1.7, -0.5, 2.2, 3, np.nan, 1]), np.array([0, 1, 0, 2.9, 1, 1, -1])
    assert (
        fed("MeanIoU", y_true, y_pred, num_classes=3).total_confusion_matrix.tolist()
        == np.diag([2, 1, 1]).tolist()
    )
    ours = fed("MeanIoU", y_true, y_pred, num_classes=3, dtype="float32")
    assert ours.total_confusion_matrix.tolist() == np.eye(3).tolist()  # -0.5 is below 0 here


@pytest.mark.parametrize("dtype", [None, "int", "int32", "int64", "uint8", "float32", "float64"])
def test_the_matrix_is_of_the_dtype_and_the_result_float32(dtype):
    y_true, y_pred = RNG.integers(0, 3, (2, 40))
    ours = fed("MeanIoU", y_true, y_pred, RNG.integers(0, 3, 40), num_classes=3, dtype=dtype)
    assert ours.total_confusion_matrix.dtype == ours.dtype == ("int64" if dtype in (None, "int") else dtype)
    assert ours.result().dtype == "float32"


@pytest.mark.parametrize("ignored", [0, 1, -1, 255])
def test_an_ignored_class_of_the_targets_does_not_count(ignored):
    y_true, y_pred = np.array([0, 255, 0, 1, 1, -1]), np.array([0, 1, 1, 0, 1, 1])
    fed("IoU", y_true, y_pred, num_classes=2, target_class_ids=[0, 1], ignore_class=ignored)


def test_integers_cut_the_fractions_off_weights():
    y_true, y_pred, weight = np.array([0, 1, 0]), np.array([0, 1, 1]), np.array([1.5, 0.5, 2])
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        ours = fed("MeanIoU", y_true, y_pred, weight, num_classes=2)
    assert [each.category for each in caught] == [UserWarning] * 2
    assert "int64 cuts off the fractions of sample_weight" in str(caught[1].message)
    assert ours.total_confusion_matrix.tolist() == [[1, 2], [0, 0]]


@pytest.mark.parametrize("shape", [(2, 3), (6,), (1,), (), (1, 1), (3,), (2, 1), (2,)])
def test_weights_are_one_a_label_or_one_for_all(shape):
    y_true, y_pred, weight = *RNG.integers(0, 2, (2, 2, 3)), RNG.integers(1, 5, shape)
    if np.size(weight) in (1, 6):
        fed("MeanIoU", y_true, y_pred, weight, num_classes=2)
        fed("MeanIoU", y_true, y_pred.ravel(), weight, num_classes=2)  # shapes do not matter
    else:
        with pytest.raises(ValueError, match="sample_weight: expected 6, one for each label"):
            metrics.MeanIoU(2)(y_true, y_pred, weight)


def test_scores_say_the_first_of_equals():
    y_pred = np.float32([[0.5, 0.5, 0.2], [0, 0, 0], [-0.0, 0, -0.0], [0.1, np.nan, 0.2]])
    y_true = np.float32([[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 1]])
    ours = fed("OneHotMeanIoU", y_true, y_pred, num_classes=3)
    assert ours.total_confusion_matrix.tolist() == [[1, 0, 0], [1, 0, 0], [0, 1, 1]]
    fed("OneHotIoU", y_true.T, y_pred.T, num_classes=3, target_class_ids=[-1], axis=0)
    fed("OneHotIoU", y_true, np.array([0, 1, 0, 2]), num_classes=3, target_class_ids=[1], sparse_y_pred=True)


def test_a_binary_prediction_on_the_threshold_is_a_yes_in_float32():
    y_true = np.array([0, 1, 1, 0])
    ours = fed("BinaryIoU", y_true, np.array([0.5, 0.5, 0.2, np.nan]))
    assert ours.total_confusion_matrix.tolist() == [[1, 1], [1, 1]]
    ours = fed("BinaryIoU", y_true, np.array([0.3, 0.3 - 1e-12, 0.2, 0.4]), threshold=0.3, dtype="float64")
    assert ours.total_confusion_matrix[:, 1].tolist() == [2, 1]


def test_classes_that_do_not_occur_are_not_in_the_mean():
    one = fed("IoU", np.array([0, 0]), np.array([0, 0]), num_classes=3, target_class_ids=[0, 1])
    assert one.result() == np.float32(0.9999999)
    assert (
        fed("IoU", np.array([0]), np.array([0]), num_classes=2, target_class_ids=[0]).result() < one.result()
    )
    assert fed("IoU", np.array([0]), np.array([0]), num_classes=3, target_class_ids=[2]).result() == 0
    assert metrics.BinaryIoU().result() == keras.metrics.BinaryIoU().result().numpy() == 0
    fed("MeanIoU", np.array([0, 1]), np.array([0, 1]), [-1, 1], num_classes=2, dtype="float32")


def test_scikit_learn_s_jaccard_score_and_confusion_matrix():
    y_true, y_pred = RNG.integers(0, 5, (2, 90))
    weight = RNG.integers(1, 9, 90) / 4
    ours = metrics.MeanIoU(5, dtype="float64")
    result = ours(y_true, y_pred, weight)
    expected = witness.confusion_matrix(y_true, y_pred, sample_weight=weight)
    np.testing.assert_array_equal(ours.total_confusion_matrix, expected)
    score = witness.jaccard_score(y_true, y_pred, average="macro", sample_weight=weight)
    assert result == pytest.approx(score, rel=1e-6)


# ------------------------------------------------------------------ errors


ONES = np.ones((3, 2))
REFUSED = [
    (lambda: metrics.FBetaScore("mean"), r"average must be one of \(None, 'micro', .* got 'mean'"),
    (lambda: metrics.FBetaScore(beta=2), "FBetaScore: beta must be a float > 0, got 2"),
    (lambda: metrics.FBetaScore(beta=-1.0), "beta must be a float > 0, got -1.0"),
    (lambda: metrics.F1Score(threshold=1), "F1Score: threshold must be a float > 0 and <= 1, or None, got 1"),
    (lambda: metrics.F1Score(threshold=0.0), "threshold must be a float > 0 and <= 1, or None, got 0.0"),
    (lambda: metrics.F1Score().result(), "F1Score: no result before the first update_state"),
    (lambda: metrics.F1Score()(ONES[0], ONES[0]), r"must have shape \(n, classes\), got \(2,\)"),
    (lambda: metrics.F1Score()(ONES, np.ones((3, 1))), "y_true and y_pred must have the same shape"),
    (
        lambda: metrics.F1Score()(ONES, ONES, np.ones((3, 1))),
        r"sample_weight: expected shape \(3,\), got \(3, 1",
    ),
    (lambda: metrics.F1Score("micro")(ONES, ONES, 1), r"sample_weight: expected shape \(3,\), got \(\)"),
    (lambda: metrics.IoU(0, [0]), "IoU: num_classes must be a positive integer, got 0"),
    (lambda: metrics.MeanIoU(2.0), "MeanIoU: num_classes must be a positive integer, got 2.0"),
    (lambda: metrics.IoU(2, [0, 2]), "target_class_ids must be integers below 2, the num_classes, got 2"),
    (lambda: metrics.IoU(2, [-3]), "target_class_ids must be integers below 2, .* got -3"),
    (lambda: metrics.IoU(2, [0.5]), "target_class_ids must be integers below 2, .* got 0.5"),
    (lambda: metrics.IoU(2, []), r"target_class_ids must be a class at least, got \[\]"),
    (lambda: metrics.IoU(2, [0], ignore_class="no"), "ignore_class must be an integer or None, got 'no'"),
    (
        lambda: metrics.OneHotIoU(2, [0], axis=1),
        "axis must be -1 or 0, with others Keras has no result; got 1",
    ),
    (lambda: metrics.IoU(2, [0], dtype="bool"), "dtype must be one of .* got 'bool'"),
    (lambda: metrics.BinaryIoU(threshold=None), "BinaryIoU: threshold must be a number, got None"),
    (
        lambda: metrics.MeanIoU(2)([0, 1], [0, 1, 1]),
        "y_true and y_pred must have as many labels, got 2 and 3",
    ),
    (lambda: metrics.MeanIoU(2)(["a"], [1]), "y_true: expected numbers"),
]


@pytest.mark.parametrize(("call", "message"), REFUSED)
def test_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("average", [None, "micro"])
def test_an_f_score_keeps_its_classes(average):
    metric = metrics.F1Score(average)
    metric.update_state(ONES, ONES)
    if average == "micro":  # which has one number for all
        return metric.update_state(np.ones((3, 4)), np.ones((3, 4)))
    with pytest.raises(ValueError, match=r"must have shape \(n, 2\), got \(3, 4\)"):
        metric.update_state(np.ones((3, 4)), np.ones((3, 4)))
    return None
