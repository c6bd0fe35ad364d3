"""Gradients of embeddings: sums that remember their occurrences, until somebody computes with them."""

import keras
import numpy as np
import pytest

import reference.layers
from keras_notes import twin
from keras_notes.parity.precision import precision
from reference.gradients import gradients
from reference.models import Sequential
from reference.row_sum import RowSum, absolutes_into, by_row, entries, mapped, squares_into

ROWS, VALUES = np.array([1, 0, 1]), np.array([[1.0, -2.0], [3.0, 4.0], [2.0, 5.0]])
PLAIN = np.array([[3.0, 4.0], [3.0, 3.0], [0.0, 0.0]])


def row_sum():
    return RowSum(ROWS, VALUES, (3, 2))


def test_it_is_the_sum_by_rows_and_prints_as_an_array():
    found = row_sum()
    np.testing.assert_array_equal(found, PLAIN)
    assert repr(found) == repr(PLAIN)
    assert found.dtype == VALUES.dtype


def test_squares_sizes_and_norms_are_those_of_the_occurrences():
    out = np.empty((3, 2))
    np.testing.assert_array_equal(squares_into(out, row_sum()), [[9, 16], [1 + 4, 4 + 25], [0, 0]])
    np.testing.assert_array_equal(absolutes_into(out, row_sum()), [[3, 4], [3, 7], [0, 0]])
    assert np.square(entries(row_sum())).sum() == np.square(VALUES).sum()
    np.testing.assert_array_equal(mapped(lambda g: g.clip(-2, 2), row_sum()), [[2, 2], [3, 0], [0, 0]])
    scaled = by_row(np.multiply, row_sum(), np.array([[2.0, 2], [3, 3], [4, 4]]))
    np.testing.assert_array_equal(scaled, [[6, 8], [9, 9], [0, 0]])
    np.testing.assert_array_equal(entries(scaled), [[3, -6], [6, 8], [6, 15]])


@pytest.mark.parametrize("grad", [PLAIN, row_sum() + 0, 2 * row_sum() / 2, row_sum()[:]])
def test_what_is_computed_from_it_is_an_array_like_any_other(grad):
    out = np.empty((3, 2))
    np.testing.assert_array_equal(squares_into(out, grad), PLAIN**2)
    np.testing.assert_array_equal(absolutes_into(out, grad), PLAIN)
    assert entries(grad) is grad
    np.testing.assert_array_equal(mapped(np.negative, grad), -PLAIN)
    np.testing.assert_array_equal(by_row(np.add, grad, PLAIN), 2 * PLAIN)


@pytest.mark.parametrize("optimizer", ["adam", "adagrad", "rmsprop", "adadelta", "adamax", "ftrl", "nadam"])
def test_words_that_occur_twice_are_trained_as_keras_trains_them(optimizer):
    words, labels = np.array([[1, 2, 1], [2, 2, 2], [3, 1, 0]]), np.array([0, 1, 1])
    with precision("float64"):
        model = keras.Sequential(
            [
                keras.Input((3,)),
                keras.layers.Embedding(4, 2),
                keras.layers.Flatten(),
                keras.layers.Dense(2, "softmax"),
            ]
        )
        model.compile(optimizer, "sparse_categorical_crossentropy", run_eagerly=True)
        ours = twin(model)
        for half in (model, ours):
            half.fit(words, labels, epochs=5, verbose=0, shuffle=False)
    for mine, theirs in zip(ours.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=0, atol=1e-12 * np.abs(theirs).max())


def test_gradients_are_the_sums():
    model = Sequential([reference.layers.Embedding(3, 2, embeddings_initializer="ones")])
    found = gradients(model, [[1, 1]], np.zeros((1, 2, 2)), loss="mse").weights["embedding/embeddings"]
    np.testing.assert_array_equal(found, [[0, 0], [1, 1], [0, 0]])
