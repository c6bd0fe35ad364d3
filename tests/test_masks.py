"""Masks: how they go from layer to layer, what destroys them, and what they do to losses and metrics."""

import warnings

import keras
import numpy as np
import pytest
from keras import layers
from parity_rows import DTYPES

from keras_notes.parity import twin
from keras_notes.parity.precision import precision
from reference.losses import MeanSquaredError
from reference.losses.masks import masked_weight
from reference.models import Sequential

WORDS = np.array([[1, 2, 0, 0], [3, 0, 0, 0], [4, 1, 2, 3]])
LABELS = np.array([[0, 1, 1, 0], [2, 2, 0, 1], [1, 0, 2, 2]])


def tagger(*between):
    """A class a word."""
    keras.utils.set_random_seed(1)
    model = keras.Sequential(
        [keras.Input((4,)), layers.Embedding(5, 3, mask_zero=True), *between, layers.Dense(3, "softmax")]
    )
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model, twin(model)


@pytest.mark.parametrize("dtype", DTYPES)
def test_masked_places_count_neither_in_the_loss_nor_in_the_metrics(dtype):
    with precision(dtype):
        theirs, ours = tagger(layers.Dense(4))
        expected, found = (half.evaluate(WORDS, LABELS, verbose=0) for half in (theirs, ours))
        assert found == pytest.approx(expected, rel=1e-6 if dtype == "float32" else 1e-12)
        p = ours(WORDS)
        kept = WORDS != 0
        assert found[0] == pytest.approx(-np.log(p[kept, LABELS[kept]]).mean(), rel=1e-6)
        assert found[1] == pytest.approx((p.argmax(axis=-1) == LABELS)[kept].mean(), rel=1e-6)


def test_with_weights_too():
    with precision("float64"):
        theirs, ours = tagger()
        weights = np.array([[0.5, 1, 2, 3], [4, 1, 1, 1], [2, 2, 0, 0.25]])
        expected, found = (
            half.evaluate(WORDS, LABELS, sample_weight=weights, verbose=0) for half in (theirs, ours)
        )
        assert found == pytest.approx(expected, rel=1e-12)


def test_a_layer_without_masks_destroys_it_and_says_so():
    with pytest.warns(UserWarning, match="destroy the mask information"):
        theirs, ours = tagger(layers.Conv1D(3, 1))
    for half in (theirs, ours):
        with pytest.warns(
            UserWarning, match=r"Layer 'conv1d.*' \(of type Conv1D\) was passed an input with a mask"
        ):
            half(WORDS)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert ours.run(ours.prepare(WORDS)).mask is None
        expected, found = (half.evaluate(WORDS, LABELS, verbose=0) for half in (theirs, ours))
    assert found == pytest.approx(expected, rel=1e-6)


def test_the_mask_reaches_the_layers_that_read_it_and_ends_with_the_last_step():
    model = keras.Sequential(
        [keras.Input((4,)), layers.Embedding(5, 3, mask_zero=True), layers.Dropout(0.5), layers.LSTM(2)]
    )
    ours = twin(model)
    np.testing.assert_allclose(ours(WORDS), np.asarray(model(WORDS)), rtol=1e-5, atol=1e-7)
    masks = [mask for _, _, mask in ours.steps(ours.prepare(WORDS))]
    assert [None if mask is None else mask.tolist() for mask in masks] == [(WORDS != 0).tolist()] * 2 + [None]


def test_what_is_masked_learns_nothing():
    theirs, ours = tagger()
    before = ours.get_weights()[0].copy()
    ours.fit(np.zeros((2, 4), int), np.zeros((2, 4), int), verbose=0)
    theirs.fit(np.zeros((2, 4), int), np.zeros((2, 4), int), verbose=0)
    assert ours.evaluate(np.zeros((2, 4), int), np.zeros((2, 4), int), verbose=0)[0] == 0
    np.testing.assert_array_equal(ours.get_weights()[0], before)
    np.testing.assert_array_equal(theirs.get_weights()[0], before)


@pytest.mark.parametrize(
    ("reduction", "weights"),
    [("sum_over_batch_size", [4, 0, 0, 0]), ("mean", [4, 0, 0, 0]), ("sum", [1, 0, 0, 0])],
)
def test_what_is_left_weighs_more_only_where_the_mean_is_taken(reduction, weights):
    mask = np.array([[True, False], [False, False]])
    assert masked_weight(None, mask, "float32", reduction).reshape(-1).tolist() == weights
    doubled = masked_weight([[2.0], [2.0]], mask, "float32", reduction)
    assert doubled.reshape(-1).tolist() == [2 * weight for weight in weights]
    assert masked_weight([3.0], None, "float32", reduction) == [3.0]
    values = np.array([[[1.0], [5.0]], [[5.0], [5.0]]])
    assert (
        MeanSquaredError(reduction=reduction)(
            0 * values, values, masked_weight(None, mask, "float64", reduction)
        )
        == 1
    )


def test_integers_stay_integers_only_for_a_layer_that_looks_them_up():
    assert tagger()[1].prepare(WORDS).dtype == WORDS.dtype
    ours = Sequential([tagger()[1].layers[-1]])
    assert ours.prepare(np.ones((2, 3), int)).dtype == np.float32
