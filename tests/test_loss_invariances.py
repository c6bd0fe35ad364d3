"""What must hold for any loss, whatever the numbers and the sizes; these are found by hypothesis."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference import losses

BATCHES = st.integers(1, 9)
CLASSES = st.integers(2, 5)
SEEDS = st.integers(0, 2**32 - 1)
LOSSES = {
    losses.MeanSquaredError: "real",
    losses.MeanAbsoluteError: "real",
    losses.BinaryCrossentropy: "unit",
    losses.CategoricalCrossentropy: "unit",
    losses.SparseCategoricalCrossentropy: "labels",
    losses.CategoricalHinge: "real",
    losses.LogCosh: "real",
    losses.BinaryFocalCrossentropy: "unit",
    losses.KLDivergence: "unit",
    losses.CategoricalGeneralizedCrossEntropy: "labels",
}


def loss_inputs(kind, n, k, seed):
    """Targets and predictions that the loss takes."""
    rng = np.random.default_rng(seed)
    if LOSSES[kind] == "real":
        return rng.standard_normal((2, n, k))
    y_true = rng.integers(0, k, n) if LOSSES[kind] == "labels" else rng.random((n, k))
    return y_true, rng.uniform(0.01, 0.99, (n, k))


def value_and_gradient(loss, *arguments):
    value, cache = loss.forward(*arguments)
    return np.append(loss.backward(cache), value)


@pytest.mark.parametrize("kind", LOSSES)
@given(n=BATCHES, k=CLASSES, seed=SEEDS)
def test_losses_keep_the_dtype_and_change_nothing(kind, n, k, seed):
    for dtype in ("float32", "float64"):
        y_true, y_pred = (
            a.astype(dtype) if a.dtype == "float64" else a for a in loss_inputs(kind, n, k, seed)
        )
        before = y_true.tobytes(), y_pred.tobytes()
        value, cache = kind().forward(y_true, y_pred)
        assert value.dtype == kind().backward(cache).dtype == dtype
        assert (y_true.tobytes(), y_pred.tobytes()) == before


@pytest.mark.parametrize("kind", LOSSES)
@given(n=BATCHES, k=CLASSES, seed=SEEDS)
def test_the_sum_is_n_times_the_mean(kind, n, k, seed):
    data = loss_inputs(kind, n, k, seed)
    total, mean = (value_and_gradient(kind(reduction=r), *data) for r in ("sum", "sum_over_batch_size"))
    assert total == pytest.approx(n * mean, rel=1e-12, abs=1e-14)
    each = kind(reduction="none")(*data)
    assert total[-1] == pytest.approx(each.sum(), rel=1e-12)


@pytest.mark.parametrize("kind", LOSSES)
@given(n=BATCHES, k=CLASSES, scale=st.integers(0, 8), seed=SEEDS)
def test_sample_weights_scale_losses_and_gradients(kind, n, k, scale, seed):
    data, loss = loss_inputs(kind, n, k, seed), kind()
    plain = value_and_gradient(loss, *data)
    assert np.array_equal(value_and_gradient(loss, *data, np.ones(n)), plain)
    scaled = value_and_gradient(loss, *data, np.full(n, scale / 4))
    assert scaled == pytest.approx(scale / 4 * plain, rel=1e-12, abs=1e-14)
    alone = np.eye(n)[seed % n]  # a weight for one sample only: divided by n all the same
    only = [array[seed % n : seed % n + 1] for array in data]
    assert loss(*data, alone) == pytest.approx(loss(*only) / n, rel=1e-12)


@pytest.mark.parametrize("kind", LOSSES)
@given(n=BATCHES, k=CLASSES, scale=st.integers(1, 8), seed=SEEDS)
def test_the_weighted_mean_does_not_see_the_scale_of_its_weights(kind, n, k, scale, seed):
    data, loss = loss_inputs(kind, n, k, seed), kind(reduction="mean_with_sample_weight")
    weight = np.random.default_rng(seed).uniform(0.5, 2, n)
    expected = value_and_gradient(loss, *data, weight)
    assert value_and_gradient(loss, *data, scale * weight) == pytest.approx(expected, rel=1e-12, abs=1e-14)
