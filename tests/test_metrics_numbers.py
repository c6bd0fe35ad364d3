"""Errors, R², correlations and losses as metrics: their conventions, against Keras and scikit-learn."""

import warnings

import keras
import numpy as np
import pytest
from sklearn import metrics as witness

from keras_notes import twin
from reference import losses, metrics

RNG = np.random.default_rng(16)


def fed(name, *arguments, kwargs=None):
    """The metric of both halves after one batch, their states compared."""
    ours, theirs = (getattr(half, name)(**kwargs or {}) for half in (metrics, keras.metrics))
    y_true, y_pred, *weight = arguments
    theirs.update_state(y_true, y_pred, sample_weight=weight[0] if weight else None)
    ours.update_state(*arguments)
    for one, other in zip(ours.variables, theirs.variables, strict=True):
        np.testing.assert_allclose(one, other.numpy(), rtol=1e-5, atol=1e-6)
    return ours, theirs


# ------------------------------------------------------------------ R²


MET = np.float32([[1, 2], [3, 2], [5, 2]])  # the second column is constant
MISSED = np.float32([[1, 2], [2, 3], [5, 1]])


@pytest.mark.parametrize("aggregation", [None, "uniform_average", "variance_weighted_average"])
def test_r2_of_constant_targets_is_0_if_missed_and_nan_if_met(aggregation):
    for y_pred in (MISSED, MET):
        ours, theirs = fed("R2Score", MET, y_pred, kwargs={"class_aggregation": aggregation})
        np.testing.assert_array_equal(ours.result(), theirs.result().numpy())
    assert np.isnan(ours.result()).any()
    ours.reset_state()
    theirs.reset_state()
    assert np.isnan(ours.result()).all()
    assert np.isnan(theirs.result().numpy()).all()


@pytest.mark.parametrize("shape", [(3,), (3, 1), (3, 2), (), (1,), (1, 2)])
def test_r2_takes_weights_that_broadcast(shape):
    ours, theirs = fed("R2Score", MET, MISSED, RNG.integers(1, 5, shape) / 4)
    assert ours.result() == pytest.approx(float(theirs.result()), rel=1e-6)


@pytest.mark.parametrize("regressors", [1, 4, 5, 6])
def test_r2_counts_every_column_as_a_sample_and_falls_back(regressors):
    ours, theirs = fed("R2Score", MISSED, MISSED[::-1], kwargs={"num_regressors": regressors})
    assert ours.num_samples == 6
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert ours.result() == pytest.approx(float(theirs.result()), rel=1e-6)
    assert [each.category for each in caught] == ([] if regressors < 5 else [UserWarning] * 2)


def test_r2_keeps_its_columns():
    metric, _ = fed("R2Score", MET, MISSED)
    before = metric.state
    with pytest.raises(ValueError, match=r"expected 2 columns as before, got \(3, 1\)"):
        metric.update_state(MET[:, :1], MISSED[:, :1])
    assert metric.state is not before
    assert all(np.array_equal(before[name], value) for name, value in metric.state.items())


def test_scikit_learn_s_r2():
    y_true, y_pred, weight = RNG.normal(size=(30, 3)), RNG.normal(size=(30, 3)), RNG.random(30)
    names = {"raw_values": None, "uniform_average": "uniform_average"}
    names["variance_weighted"] = "variance_weighted_average"
    for theirs, ours in names.items():
        metric = metrics.R2Score(ours)
        for part in (slice(0, 7), slice(7, 30)):
            metric.update_state(y_true[part], y_pred[part], weight[part])
        expected = witness.r2_score(y_true, y_pred, sample_weight=weight, multioutput=theirs)
        np.testing.assert_allclose(metric.result(), expected, rtol=1e-5)
    adjusted = metrics.R2Score(num_regressors=4)(y_true[:, :1], y_pred[:, :1])
    plain = witness.r2_score(y_true[:, 0], y_pred[:, 0])
    assert adjusted == pytest.approx(1 - (1 - plain) * 29 / 25, rel=1e-5)


# ------------------------------------------------------------------ correlations


def test_constant_rows_have_no_pearson_correlation_and_no_concordance():
    y_true, y_pred = (
        np.float32([[1, 2, 4], [2, 2, 2], [0, 1, 3], [2, 2, 2]]),
        np.float32([[2, 1, 3], [1, 2, 3], [1, 1, 1], [2, 2, 2]]),
    )
    for name, of_constants in (("pearson_correlation", np.nan), ("concordance_correlation", 0)):
        ours, theirs = (getattr(half, name)(y_true, y_pred) for half in (metrics, keras.metrics))
        np.testing.assert_allclose(ours, theirs.numpy(), rtol=1e-6)
        np.testing.assert_array_equal(ours[1:], [of_constants] * 3)


def test_numpy_s_correlations():
    y_true, y_pred = RNG.normal(size=(2, 4, 30))
    expected = [np.corrcoef(*rows)[0, 1] for rows in zip(y_true, y_pred, strict=True)]
    np.testing.assert_allclose(metrics.pearson_correlation(y_true, y_pred), expected, rtol=1e-12)
    for t, p, found in zip(y_true, y_pred, metrics.concordance_correlation(y_true, y_pred), strict=True):
        apart = t.var() + p.var() + (t.mean() - p.mean()) ** 2 + 1e-7
        assert found == pytest.approx(2 * np.cov(t, p, ddof=0)[0, 1] / apart, rel=1e-12)


def test_a_correlation_is_that_of_each_batch():
    """Of a batch of shape (n,) it is one value, of weight 1; and columns of one number have none."""
    y_true, y_pred = RNG.normal(size=(2, 6)).astype("float32")
    for name in ("PearsonCorrelation", "ConcordanceCorrelation"):
        ours, _ = fed(name, y_true, y_pred)
        assert ours.count == 1
        ours, _ = fed(name, y_true[:, None], y_pred[:, None], kwargs={"axis": 0})
        assert ours.count == 1
        with pytest.raises(ValueError, match=r"sample_weight: expected .*\(\), got \(6,\)"):
            ours.update_state(y_true, y_pred, np.ones(6))
    assert np.isnan(fed("PearsonCorrelation", y_true[:, None], y_pred[:, None])[0].result())


# ------------------------------------------------------------------ errors and losses


def test_the_root_is_taken_of_the_mean_over_all_batches_and_entries():
    y_true, y_pred = np.zeros(4), np.array([3.0, 4, 0, 5])
    ours, theirs = metrics.RootMeanSquaredError(), keras.metrics.RootMeanSquaredError()
    for part in (slice(0, 1), slice(1, 4)):
        for half in (ours, theirs):
            half.update_state(y_true[part], y_pred[part])
    assert ours.count == theirs.count.numpy() == 4
    assert ours.result() == theirs.result().numpy() == np.float32(np.sqrt(12.5))
    assert fed("MeanSquaredError", y_true, y_pred)[0].count == 1  # of which each batch is one sample
    assert np.isnan(metrics.RootMeanSquaredError()([1.0, 1.0], [0.0, 2.0], [-1, 0.5])) == np.isnan(
        keras.metrics.RootMeanSquaredError()(np.ones(2), np.array([0.0, 2.0]), [-1, 0.5]).numpy()
    )


def test_cosine_similarity_is_minus_the_loss_and_0_for_no_vector():
    y_true, y_pred = (
        np.float32([[3, 4], [0, 0], [1e-9, 0], [-1, 0]]),
        np.float32([[3, 4], [1, 0], [1, 0], [1, 0]]),
    )
    ours, _ = fed("CosineSimilarity", y_true, y_pred)
    assert ours.fn(y_true, y_pred).tolist() == pytest.approx([1, 0, 0.01, -1])
    assert np.array_equal(ours.fn(y_true, y_pred), -losses.cosine_similarity(y_true, y_pred))
    theirs = keras.metrics.CosineSimilarity(axis=0)
    assert twin(theirs)(y_true, y_pred) == pytest.approx(float(theirs(y_true, y_pred)), rel=1e-6)


def test_an_ignored_class_leaves_the_count_only_if_there_are_weights():
    y_true, y_pred = np.array([0, 1, 1]), np.full((3, 2), 0.5, "float32")
    for labels in (y_true, y_true[:, None]):
        counts = []
        for weight in (None, np.ones(3), np.array([1.0, 0.5, 0.5]), np.array([[1], [2], [3.0]])):
            given = [] if weight is None else [weight]
            ours, theirs = fed(
                "SparseCategoricalCrossentropy", labels, y_pred, *given, kwargs={"ignore_class": 0}
            )
            assert ours.result() == pytest.approx(float(theirs.result()), rel=1e-6)
            counts.append(float(ours.count))
        assert counts == [3, 2, 1, 5]
    ours.reset_state()
    ours.update_from_model(y_true, y_pred, mask=np.array([True, True, False]))
    assert ours.count == 1
    with pytest.raises(ValueError, match=r"sample_weight: expected .*\(3,\), got \(2,\)"):
        ours.update_state(y_true, y_pred, np.ones(2))


def test_scikit_learn_has_these_errors():
    y_true, y_pred, weight = RNG.random((30, 3)) + 0.5, RNG.random((30, 3)) + 0.5, RNG.random(30)
    probabilities, labels = y_pred / y_pred.sum(axis=1, keepdims=True), RNG.integers(0, 3, 30)
    signs = np.where(labels > 0, 1, -1)
    pairs = {
        "MeanSquaredError": witness.mean_squared_error(y_true, y_pred, sample_weight=weight),
        "MeanAbsoluteError": witness.mean_absolute_error(y_true, y_pred, sample_weight=weight),
        "MeanAbsolutePercentageError": 100
        * witness.mean_absolute_percentage_error(y_true, y_pred, sample_weight=weight),
        "MeanSquaredLogarithmicError": witness.mean_squared_log_error(y_true, y_pred, sample_weight=weight),
    }
    for name, expected in pairs.items():
        assert getattr(metrics, name)()(y_true, y_pred, weight) == pytest.approx(expected, rel=1e-5), name
    root = np.sqrt(witness.mean_squared_error(y_true, y_pred, sample_weight=weight))
    assert metrics.RootMeanSquaredError()(y_true, y_pred, weight) == pytest.approx(root, rel=1e-5)
    log_loss = pytest.approx(witness.log_loss(labels, probabilities, sample_weight=weight), rel=1e-5)
    assert metrics.SparseCategoricalCrossentropy()(labels, probabilities, weight) == log_loss
    assert metrics.CategoricalCrossentropy()(np.eye(3)[labels], probabilities, weight) == log_loss
    hinge = witness.hinge_loss(signs, y_pred[:, 0], sample_weight=weight)
    assert metrics.Hinge()(signs[:, None], y_pred[:, :1], weight) == pytest.approx(hinge, rel=1e-5)
