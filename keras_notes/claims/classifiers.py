"""Chapter 16: the small classifiers."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from keras.losses import CategoricalCrossentropy, SparseCategoricalCrossentropy
from keras.optimizers import SGD

import keras_notes.classification as keras_half
import keras_notes.preprocessing
import reference.classification as numpy_half
import reference.losses
from keras_notes.claims.evidence import both, each, flat, learners, numbers, on_both, raised
from keras_notes.claims.registry import Fact, check
from keras_notes.parity import twin
from keras_notes.parity.precision import precision
from reference.preprocessing import min_max_rescaling


def _named(halves: Any, x: Any, names: Any) -> dict[str, Any]:
    """The name of the class of each sample."""
    model, ours = halves
    theirs = keras_half.predict_class(model, x, names)
    return {"keras": theirs, "numpy": numpy_half.predict_class(ours, x, names)}


def _sums(halves: Any, x: Any) -> dict[str, Any]:
    return on_both(halves, lambda half: np.sum(half(x), axis=1))


@check("S0-23")
def cat_or_dog() -> Iterator[Fact]:
    """Two output units, one an animal; the larger output says which."""
    halves, x = both((8, 6, 2)), numbers((100, 8))
    yield Fact("sums of the two outputs", **_sums(halves, x), expected=np.ones(100))
    named = _named(halves, x, keras_half.PETS)
    yield Fact("the answers to 100 inputs", **named)
    kinds = each(named, lambda names: len(set(names)))
    yield Fact("animals among them", **kinds, expected=2)


@check("S1-20")
def two_inputs_two_features() -> Iterator[Fact]:
    """Two input nodes take samples of two features, and no others."""
    people, _ = keras_half.body_type_data(20)
    halves = both((2, 3, 2))
    shapes = on_both(halves, lambda half: tuple(half(people).shape))
    yield Fact("shape of the outputs for 20 people", **shapes, expected=(20, 2))
    wide = on_both(halves, lambda half: raised(lambda: half(numbers((20, 3)))))
    yield Fact("three features", **wide, expected="ValueError")
    with precision("float64"):
        people = people.astype("float64")
        low, high = people.min(axis=0), people.max(axis=0)
        yield Fact(
            "height and weight scaled to 0..1",
            keras=keras_notes.preprocessing.min_max_rescaling(people)(people).numpy(),
            numpy=min_max_rescaling(people)(people),
            expected=(people - low) / (high - low),
        )


@check("S1-22")
def body_types() -> Iterator[Fact]:
    """2-3-2 with weights set by hand tells overweight (0) from underweight (1)."""
    with precision("float64"):
        people = np.array([(1.80, 55), (1.60, 95), (1.75, 58), (1.70, 110)])
        halves = keras_half.body_type_network(), numpy_half.body_type_network()
        yield Fact("outputs", **on_both(halves, lambda half: np.asarray(half(people))), tolerance=1e-12)
        classes = on_both(halves, lambda half: np.argmax(half(people), axis=1))
        yield Fact("classes of four people", **classes, expected=[1, 0, 1, 0])
        expected = ["underweight", "overweight", "underweight", "overweight"]
        yield Fact("in words", **_named(halves, people, keras_half.BODY_TYPES), expected=expected)


@check("S1-63")
def four_animals() -> Iterator[Fact]:
    """8-6-6-4: one output an animal; integer labels and one-hot rows give one loss."""
    x, labels = keras_half.animals_data(250)
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    halves = learners((8, 6, 6, 4), "sparse_categorical_crossentropy", 0.5)
    on_both(halves, lambda half: half.fit(x[:200], labels[:200], 10, 2, 0, shuffle=False))
    x, labels, (model, ours) = x[200:], labels[200:], halves
    yield Fact("sums of the four outputs", **_sums(halves, x), expected=np.ones(50))
    named = _named(halves, x, keras_half.ANIMALS)
    yield Fact("the answers to 50 new samples, after two epochs", **named)
    right = np.array(keras_half.ANIMALS)[labels]
    yield Fact("share of right ones", **each(named, lambda names: float(np.mean(right == names))))
    one_hot = np.eye(4)[labels]
    yield Fact(
        "loss from integer labels (expected: from one-hot rows)",
        keras=float(SparseCategoricalCrossentropy()(labels, model(x))),
        numpy=float(reference.losses.SparseCategoricalCrossentropy()(labels, ours(x))),
        expected=float(CategoricalCrossentropy()(one_hot, model(x))),
    )
    yield Fact(
        "from one-hot rows",
        keras=float(CategoricalCrossentropy()(one_hot, model(x))),
        numpy=float(reference.losses.CategoricalCrossentropy()(one_hot, ours(x))),
    )


@check("S3-40")
def labels_are_needed_too() -> Iterator[Fact]:
    """Pictures alone teach nothing; with their labels, cats and dogs are told apart."""
    with precision("float64"):
        x, labels = keras_half.pets_data(120)
        model = keras_half.pets_network()
        model.compile(SGD(0.2), "sparse_categorical_crossentropy", run_eagerly=True)
        halves = model, twin(model)
        alone = on_both(halves, lambda half: raised(lambda: half.fit(x[:80], verbose=0)))
        options = {"batch_size": 10, "epochs": 3, "shuffle": False, "verbose": 0}
        labelled = on_both(halves, lambda half: raised(lambda: half.fit(x[:80], labels[:80], **options)))
        yield Fact("fit on pictures alone raises", **alone, expected="ValueError", note=labelled["keras"])
        yield Fact("fit on pictures and labels raises", **labelled, expected="nothing")
        yield Fact("weights", **on_both(halves, flat))
        right = on_both(halves, lambda half: np.mean(np.argmax(half(x[80:]), axis=1) == labels[80:]))
        yield Fact("right answers on 40 others", **right)
        yield Fact("they beat chance", **each(right, lambda v: bool(v > 0.8)), expected=True)
