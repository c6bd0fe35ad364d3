"""The examples of the notes, trained on both halves from the same weights."""

import keras
import numpy as np
import pytest

import keras_notes.classification as keras_half
import reference.classification as numpy_half
from keras_notes import compare, twin
from keras_notes.preprocessing import min_max_rescaling


def trained_on_both(model, x, y, optimizer, **fit):
    """Both halves after the same training, and their histories."""
    model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])
    ours = twin(model)
    histories = [half.fit(x, y, shuffle=False, verbose=0, **fit).history for half in (model, ours)]
    return model, ours, histories


@pytest.mark.parametrize(
    ("example", "labels", "epochs", "accuracy"),
    [
        ("body_type", "BODY_TYPES", 10, 0.97),
        ("pets", "PETS", 8, 0.97),
        ("animals", "ANIMALS", 20, 0.97),
        ("trial", "TRIAL_OUTCOMES", 10, 0.90),  # 5% of the people are exceptions that no model can know
    ],
)
def test_both_halves_learn_the_example_alike(example, labels, epochs, accuracy):
    x, y = getattr(keras_half, f"{example}_data")(600, seed=1)
    if example != "pets":
        x = np.asarray(min_max_rescaling(x[:400])(x))
    keras.utils.set_random_seed(4)
    build = keras_half.network if example == "body_type" else getattr(keras_half, f"{example}_network")
    model = build((2, 3, 2)) if example == "body_type" else build()
    model, ours, (theirs, mine) = trained_on_both(
        model, x[:400], y[:400], keras.optimizers.Adam(0.05), batch_size=10, epochs=epochs
    )
    np.testing.assert_allclose(mine["loss"][0], theirs["loss"][0], rtol=1e-5)
    names = getattr(keras_half, labels)
    truth = [names[label] for label in y[400:]]
    for half, network in ((keras_half, model), (numpy_half, ours)):
        answers = half.predict_class(network, x[400:], names)
        right = np.mean([answer == label for answer, label in zip(answers, truth, strict=True)])
        assert right >= accuracy, f"{half.__name__}: {right:.3f}"


def test_the_hand_set_network_tells_body_types():
    people = np.array([[1.80, 55], [1.60, 95], [1.75, 58], [1.70, 110]], dtype="float32")
    expected = ["underweight", "overweight", "underweight", "overweight"]
    for half in (keras_half, numpy_half):
        assert half.predict_class(half.body_type_network(), people, half.BODY_TYPES) == expected


def test_the_hand_set_network_is_right_about_the_made_up_people():
    x, y = numpy_half.body_type_data(500, seed=3)
    answers = numpy_half.predict_class(numpy_half.body_type_network(), x, numpy_half.BODY_TYPES)
    truth = [numpy_half.BODY_TYPES[label] for label in y]
    assert np.mean([answer == label for answer, label in zip(answers, truth, strict=True)]) > 0.97


def test_a_trained_example_still_agrees_tensor_by_tensor():
    x, y = numpy_half.animals_data(64, seed=5)
    model = keras_half.animals_network()
    model.compile("sgd", "sparse_categorical_crossentropy")
    assert compare(model, x / 100, y).agrees


def test_the_clinical_trial_is_scaled_and_fitted_as_the_notes_say():
    samples, train_labels = numpy_half.trial_data(105, seed=0)
    scaled_train_samples = np.asarray(min_max_rescaling(samples)(samples))
    assert scaled_train_samples.min() == 0
    assert scaled_train_samples.max() == pytest.approx(1)
    for half in (keras_half, numpy_half):
        model = half.trial_network()
        model.compile("sgd", "sparse_categorical_crossentropy")
        history = model.fit(
            x=scaled_train_samples, y=train_labels, batch_size=10, epochs=20, shuffle=True, verbose=0
        )
        assert len(history.history["loss"]) == 20
        assert int(model.optimizer.iterations) == 20 * 11


@pytest.mark.parametrize("half", [keras_half, numpy_half])
def test_predict_class_refuses_another_number_of_labels(half):
    with pytest.raises(ValueError, match="2 labels for outputs of shape"):
        half.predict_class(half.animals_network(), np.zeros((3, 8), dtype="float32"), ["cat", "dog"])
