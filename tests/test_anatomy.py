"""Roles, sizes, counting and drawing of the networks of the notes."""

import numpy as np
import pytest
from parity_rows import beside, halves_of, parity_of
from sklearn.linear_model import LogisticRegression

import keras_notes.anatomy
import reference.anatomy

test_parity = parity_of("anatomy")

# sizes: (lines in each gap, weights, biases, parameters, hidden layers, deep)
NETWORKS = {
    (2, 3, 2): ([6, 6], 12, 5, 17, 1, False),
    (3, 4, 2): ([12, 8], 20, 6, 26, 1, False),
    (10, 32, 2): ([320, 64], 384, 34, 418, 1, False),
    (8, 6, 6, 4): ([48, 36, 24], 108, 16, 124, 2, True),
    (784, 16, 16, 10): ([12544, 256, 160], 12960, 42, 13002, 2, True),
    (4, 1): ([4], 4, 1, 5, 0, False),
}


def network(half, sizes, **activations):
    """The network of these sizes in the same half."""
    return beside(half, "sequential").network(sizes, **activations)


@halves_of("anatomy")
@pytest.mark.parametrize("sizes", NETWORKS, ids=str)
def test_counting(half, sizes):
    lines, weights, biases, parameters, hidden, deep = NETWORKS[sizes]
    model = network(half, sizes, output="sigmoid")
    assert half.layer_sizes(model) == list(sizes)
    assert half.connections(model) == lines
    assert sum(lines) == weights
    assert half.is_deep(model) is deep
    assert model.count_params() == parameters == weights + biases
    assert len(model.layers) == len(sizes) - 1 == hidden + 1  # the input column is in the picture only


@halves_of("anatomy")
def test_the_description_in_full(half):
    model = network(half, (8, 6, 6, 4))
    assert half.describe(model).splitlines() == [
        "8-6-6-4: 124 parameters, 108 weights and 16 biases; deep (2 hidden layers)",
        "  input   8 units",
        "  hidden  6 units  relu      48 weights + 6 biases",
        "  hidden  6 units  relu      36 weights + 6 biases",
        "  output  4 units  softmax   24 weights + 4 biases",
    ]


@pytest.mark.parametrize("sizes", NETWORKS, ids=str)
def test_both_halves_say_the_same(sizes):
    texts = [
        half.describe(network(half, sizes, output="sigmoid"))
        for half in (keras_notes.anatomy, reference.anatomy)
    ]
    assert texts[0] == texts[1]


@halves_of("anatomy")
def test_biases_that_are_not_there_are_not_counted(half):
    layers = beside(half, "layers")
    model = beside(half, "models").Sequential([layers.Input((3,)), layers.Dense(2, use_bias=False)])
    assert half.describe(model).splitlines()[0].startswith("3-2: 6 parameters, 6 weights and 0 biases")
    assert half.describe(model).splitlines()[-1] == "  output  2 units  linear    6 weights"


@halves_of("anatomy")
def test_a_drawing_by_hand(half):
    model = network(half, (2, 3, 1), output="sigmoid")
    units, weights = half.drawing(model)
    assert [column.tolist() for column in units] == [
        [[0, 0.5], [0, -0.5]],
        [[1, 1], [1, 0], [1, -1]],
        [[2, 0]],
    ]
    assert [w.tolist() for w in weights] == [model.get_weights()[0].tolist(), model.get_weights()[2].tolist()]


@halves_of("anatomy")
@pytest.mark.parametrize("name", ["layer_sizes", "connections", "is_deep", "describe", "drawing"])
def test_a_model_without_dense_layers_has_no_such_picture(half, name):
    layers = beside(half, "layers")
    model = beside(half, "models").Sequential([layers.Input((2, 3)), layers.Flatten()])
    with pytest.raises(ValueError, match="no Dense layer"):
        getattr(half, name)(model)


@halves_of("anatomy")
def test_the_output_layer_computes_too(half):
    """In 2-3-2 it owns 8 of the 17 parameters, and what it holds matters."""
    model = network(half, (2, 3, 2), hidden="sigmoid")
    x = np.array([[1.0, -2.0]], dtype="float32")
    before = np.asarray(model(x))
    kernel, bias, output_kernel, output_bias = model.get_weights()
    model.set_weights([kernel, bias, output_kernel + [[1, 0]], output_bias])
    assert model.layers[-1].count_params() == 8
    assert np.asarray(model(x))[0, 0] > before[0, 0]


@halves_of("anatomy")
def test_without_a_hidden_layer_it_is_logistic_regression(half):
    x = np.array([[0.5, -1.0], [2.0, 0.25], [-1.5, 3.0]], dtype="float32")
    model = network(half, (2, 1), output="sigmoid")
    model.set_weights([np.array([[1.5], [-0.5]]), np.array([0.25])])
    witness = LogisticRegression()
    witness.coef_, witness.intercept_ = np.array([[1.5, -0.5]]), np.array([0.25])
    witness.classes_ = np.array([0, 1])
    assert np.asarray(model(x))[:, 0] == pytest.approx(witness.predict_proba(x)[:, 1], rel=1e-6)


@halves_of("anatomy")
def test_two_hidden_relus_are_enough_for_exclusive_or(half):
    model = network(half, (2, 2, 1), output=None)
    model.set_weights([np.ones((2, 2)), np.array([0.0, -1.0]), np.array([[1.0], [-2.0]]), np.zeros(1)])
    corners = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")
    assert np.asarray(model(corners))[:, 0].tolist() == [0, 1, 1, 0]
