"""From outputs to classes: probabilities, the largest of them, and how labels are written."""

import numpy as np
import pytest
from parity_rows import beside, halves_of, parity_of
from sklearn.neural_network import MLPClassifier

import keras_notes.classification
import reference.classification

test_parity = parity_of("classification")

RNG = np.random.default_rng(16)
DATA = ["body_type_data", "pets_data", "animals_data", "trial_data"]


def network(half, *sizes, **activations):
    """A network with random weights, biases too."""
    model = beside(half, "sequential").network(sizes, **activations)
    rng = np.random.default_rng(17)
    model.set_weights([rng.standard_normal(w.shape) for w in model.get_weights()])
    return model


@halves_of("classification")
def test_sizes(half):
    for name, parameters, output in (
        ("body_type_network", 17, 2),
        ("pets_network", 64 * 8 + 8 + 8 * 2 + 2, 2),
        ("animals_network", 124, 4),
        ("trial_network", 16 + 16 + 16 * 2 + 2, 2),
    ):
        model = getattr(half, name)()
        assert (model.count_params(), model.output_shape) == (parameters, (None, output))
    assert half.pets_network(units=3).layers[1].units == 3


@halves_of("classification")
def test_the_hand_set_network_by_hand(half):
    """The hidden units are relu(w - 45 h), relu(35 h - w) and an idle one; the logits their difference.

    Of 2 m and 94 kg the first unit makes 4 and the logits (4, -4); 66 kg make (-4, 4); between 70 and
    90 kg both units are silent.
    """
    people = np.array([[2, 94], [2, 66], [2, 80]], dtype="float32")
    hidden, output = beside(half, "backpropagation").trace(half.body_type_network(), people)
    assert hidden.output.tolist() == [[4, 0, 0], [0, 4, 0], [0, 0, 0]]
    assert output.z.tolist() == [[4, -4], [-4, 4], [0, 0]]
    assert output.output[2].tolist() == [0.5, 0.5]


@halves_of("classification")
def test_every_row_is_a_distribution(half):
    p = np.asarray(network(half, 8, 6, 6, 4)(RNG.standard_normal((9, 8)).astype("float32")))
    assert p.sum(axis=1) == pytest.approx(np.ones(9), rel=1e-6)
    assert (p >= 0).all()


@halves_of("classification")
def test_of_equal_outputs_the_first_class_wins(half):
    model = network(half, 2, 3)
    model.set_weights([np.zeros((2, 3)), np.array([0.0, 1.0, 1.0])])
    assert half.predict_class(model, np.ones((2, 2), dtype="float32"), ["a", "b", "c"]) == ["b", "b"]


@halves_of("classification")
def test_two_softmax_units_say_what_one_sigmoid_unit_says(half):
    """softmax(z₀, z₁) gives class 1 the probability sigmoid(z₁ - z₀)."""
    two, one = network(half, 3, 2), network(half, 3, 1, output="sigmoid")
    kernel, bias = two.get_weights()
    one.set_weights([kernel[:, 1:] - kernel[:, :1], bias[1:] - bias[:1]])
    x = RNG.standard_normal((7, 3)).astype("float32")
    assert np.asarray(two(x))[:, 1] == pytest.approx(np.asarray(one(x))[:, 0], rel=1e-5)


@halves_of("classification")
def test_one_hot_rows_and_labels_give_the_same_loss(half):
    model = network(half, 8, 6, 6, 4)
    x, labels = RNG.standard_normal((9, 8)).astype("float32"), RNG.integers(0, 4, 9)
    gradients = beside(half, "gradients").gradients
    sparse = gradients(model, x, labels, loss="sparse_categorical_crossentropy")
    one_hot = gradients(model, x, np.eye(4, dtype="float32")[labels], loss="categorical_crossentropy")
    assert float(sparse.loss) == pytest.approx(float(one_hot.loss), rel=1e-6)
    assert sparse.inputs == pytest.approx(one_hot.inputs, rel=1e-4, abs=1e-6)


@halves_of("classification")
def test_scikit_learns_classifier_agrees(half):
    model = network(half, 8, 6, 6, 4)
    weights = model.get_weights()
    witness = MLPClassifier((6, 6))
    witness.coefs_, witness.intercepts_ = weights[::2], weights[1::2]
    witness.n_layers_, witness.n_outputs_, witness.out_activation_ = 4, 4, "softmax"
    witness.classes_ = np.arange(4)
    x = RNG.standard_normal((9, 8)).astype("float32")
    assert np.asarray(model(x)) == pytest.approx(witness._forward_pass_fast(x), rel=1e-5)


@pytest.mark.parametrize("name", DATA)
def test_data_come_from_their_seed_and_are_the_same_for_both_halves(name):
    make = getattr(reference.classification, name)
    assert getattr(keras_notes.classification, name) is make
    x, labels = make(50, seed=3)
    again, other = make(50, seed=3), make(50, seed=4)
    assert np.array_equal(x, again[0])
    assert np.array_equal(labels, again[1])
    assert not np.array_equal(x, other[0])
    assert x.dtype == "float32"
    assert len(x) == len(labels) == 50
    assert labels.dtype.kind == "i"


@pytest.mark.parametrize(
    ("name", "labels"), list(zip(DATA, ["BODY_TYPES", "PETS", "ANIMALS", "TRIAL_OUTCOMES"], strict=True))
)
def test_every_label_occurs_and_has_a_name(name, labels):
    _, y = getattr(reference.classification, name)()
    assert sorted(set(y)) == list(range(len(getattr(reference.classification, labels))))


def test_the_trial_is_as_random_as_it_says():
    """Age 65 decides for 95 of 100 people, and nothing can decide for the others."""
    age, outcome = reference.classification.trial_data(20_000)
    right = np.mean((age[:, 0] >= 65) == (outcome == 1))
    assert abs(right - 0.95) < 4 * np.sqrt(0.95 * 0.05 / 20_000)
    assert (age.min(), age.max()) == (13, 100)
