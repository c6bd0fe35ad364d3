"""Chapter 8: the output layer, and what its numbers mean."""

from collections.abc import Iterator
from functools import cache, partial
from typing import Any

import keras
import numpy as np

import keras_notes.classification as keras_half
import reference.classification as numpy_half
import reference.losses
from keras_notes.claims.evidence import answers, both, numbers, raised
from keras_notes.claims.registry import Fact, check
from keras_notes.data import load_digits
from keras_notes.digits import digit_network
from keras_notes.parity import twin
from keras_notes.parity.precision import precision
from keras_notes.sequential import network
from reference import activations

Array = np.ndarray
SOFTMAX = (keras.activations.softmax, activations.softmax)


@check("S0-22")
def one_unit_for_two_classes() -> Iterator[Fact]:
    """Two classes need no two outputs: a sigmoid of the difference of their scores says the same."""
    with precision("float64"):
        pair, x = both((2, 3, 2)), numbers((6, 2), seed=1)
        hidden_kernel, hidden_bias, kernel, bias = pair[0].get_weights()
        one = network((2, 3, 1), output="sigmoid")
        one.set_weights([hidden_kernel, hidden_bias, kernel[:, 1:] - kernel[:, :1], bias[1:] - bias[:1]])
        second, our_second = (p[:, 1:] for p in answers(pair, x))
        yield Fact("second of two softmax units", second, our_second, tolerance=1e-14)
        yield Fact("one sigmoid unit", *answers((one, twin(one)), x), expected=second, tolerance=1e-14)
        yield from _scikit_learn(x.astype("float64"))


def _scikit_learn(x: Array) -> Iterator[Fact]:
    """A third opinion: scikit-learn gives two classes a single unit."""
    from sklearn.neural_network import MLPClassifier

    classifier = MLPClassifier((3,), random_state=0).partial_fit(x, [0, 1, 0, 1, 1, 0], classes=[0, 1])
    model = network((2, 3, 1), output="sigmoid")
    hidden_bias, bias = classifier.intercepts_
    model.set_weights([classifier.coefs_[0], hidden_bias, classifier.coefs_[1], bias])
    p, ours = answers((model, twin(model)), x)
    yield Fact("with scikit-learn's weights", p[:, 0], ours[:, 0], expected=classifier.predict_proba(x)[:, 1])
    classes = len(classifier.classes_)
    yield Fact("its outputs", p.shape[1], ours.shape[1], expected=classifier.n_outputs_, note=classes)


@check("S1-21")
def both_numbers_each_time() -> Iterator[Fact]:
    """Two output units give two numbers for every input; the class is which of them is larger."""
    p, ours = answers(both((2, 3, 2)), numbers((20, 2), seed=1))
    chosen, our_choice = p.argmax(axis=1), ours.argmax(axis=1)
    yield Fact("numbers for 20 inputs", p.shape, ours.shape, expected=(20, 2), note=our_choice.shape)
    yield Fact("their sums", p.sum(1), ours.sum(1), expected=np.ones(20))
    yield Fact("classes", chosen, our_choice, expected=ours[:, 1] > ours[:, 0])


@check("S1-23")
def names_of_the_classes() -> Iterator[Fact]:
    """The largest output picks the class, and so the name, that is predicted."""
    (model, ours), x, names = both((2, 3, 2)), numbers((8, 2), seed=1), keras_half.BODY_TYPES
    yield Fact(
        "predicted classes",
        keras_half.predict_class(model, x, names),
        numpy_half.predict_class(ours, x, names),
        expected=[names[int(b > a)] for a, b in ours(x)],
    )


@check("S1-62")
def one_output_a_class() -> Iterator[Fact]:
    """The number of classes is the number of outputs: four animals, four units."""
    outputs, our_outputs = (
        keras_half.animals_network().output_shape,
        numpy_half.animals_network().output_shape,
    )
    yield Fact("8-6-6-4", outputs[1], our_outputs[1], expected=len(keras_half.ANIMALS))
    for classes in (2, 3, 10):
        p, ours = answers(both((8, 6, classes)), numbers((5, 8)))
        yield Fact(f"{classes} classes", p.shape[1], ours.shape[1], expected=classes)


@check("S1-64")
def classes_of_the_data() -> Iterator[Fact]:
    """The classes are those in the data; a label without an output unit is refused."""
    _, labels = keras_half.animals_data()
    units = [half.animals_network().layers[-1].units for half in (keras_half, numpy_half)]
    yield Fact("units of the last layer", units[0], units[1], expected=len(np.unique(labels)))
    loss, ours = (
        keras.losses.sparse_categorical_crossentropy,
        reference.losses.sparse_categorical_crossentropy,
    )
    p = activations.softmax(numbers((1, 2)))
    losses, our_losses = np.asarray(loss(np.array([1]), p)), ours(np.array([1]), p)
    yield Fact("label 1 of two units", losses, our_losses, expected=-np.log(p[:, 1]))
    refused, ours_refused = (raised(partial(half, np.array([5]), p)) != "nothing" for half in (loss, ours))
    yield Fact("label 5 of two units is refused", refused, ours_refused, expected=True)


@check("S3-42")
def probabilities_or_scores() -> Iterator[Fact]:
    """Outputs are probabilities only behind a softmax; without one they are scores."""
    p, ours = answers(both((10, 32, 2)), numbers((6, 10), seed=1))
    yield Fact("row sums, 10-32-2, softmax", p.sum(1), ours.sum(1), expected=np.ones(6))
    yield Fact("smallest is positive", bool(p.min() > 0), bool(ours.min() > 0), expected=True)
    scores, our_scores = answers(both((3, 4, 2), None, None), numbers((6, 3), seed=1))
    yield Fact("row sums, 3-4-2", scores.sum(1), our_scores.sum(1), note=ours.sum(1))
    yield Fact(
        "smallest, 3-4-2, is positive", bool(scores.min() > 0), bool(our_scores.min() > 0), expected=False
    )
    p, ours = np.asarray(SOFTMAX[0](scores)), SOFTMAX[1](our_scores)
    yield Fact("row sums of their softmax", p.sum(1), ours.sum(1), expected=np.ones(6))


@cache
def _film() -> tuple[Any, Any]:
    """The digit network of the film after a short training, and its twin."""
    digits = load_digits()
    model = digit_network("film")
    model.compile(keras.optimizers.SGD(3.0), "mean_squared_error")
    model.fit(digits.x_train[:1000], np.eye(10)[digits.y_train[:1000]], batch_size=10, epochs=8, verbose=0)
    return model, twin(model)


@check("S4-13")
def no_shares_of_certainty() -> Iterator[Fact]:
    """Ten sigmoids need not add up to 1, even after training; ten softmax outputs always do."""
    x = load_digits().x_test[:50]
    with precision("float64"):
        p, ours = answers(_film(), x)
        shares, our_shares = answers(both((784, 16, 16, 10)), x)
    yield Fact("row sums of sigmoids", p.sum(1), ours.sum(1), note=our_shares.sum(1), tolerance=1e-12)
    yield Fact("of a softmax", shares.sum(1), our_shares.sum(1), expected=np.ones(50), tolerance=1e-12)


@check("S4-20")
def strongest_output_decides() -> Iterator[Fact]:
    """The prediction is the output that is most active; of equal ones the first."""
    digits, names = load_digits(), [str(digit) for digit in range(10)]
    with precision("float64"):
        y, ours = answers(_film(), digits.x_test)
    strongest = [row.index(max(row)) for row in ours.tolist()]
    yield Fact("1,000 digits", y.argmax(axis=1), ours.argmax(axis=1), expected=strongest)
    hits, our_hits = ((each.argmax(axis=1) == digits.y_test).mean() for each in (y, ours))
    yield Fact("share of them that is right", hits, our_hits)
    model = digit_network()
    model.set_weights([0 * weight for weight in model.get_weights()])
    tied = keras_half.predict_class(model, digits.x_test[:2], names)
    our_tied = numpy_half.predict_class(twin(model), digits.x_test[:2], names)
    yield Fact("ten equal outputs", tied, our_tied, expected=names[:1] * 2)
