"""fit, evaluate, predict, train_on_batch: the same numbers as Keras, argument by argument."""

import keras
import numpy as np
import pytest
from parity_rows import parity_of

import reference.random
from keras_notes.parity import twin
from keras_notes.parity.precision import precision
from keras_notes.sequential import network
from reference.layers import Dense
from reference.sequential import Sequential
from reference.training.data import Data

test_parity = parity_of("training")

RNG = np.random.default_rng(14)
X, LABELS, WEIGHTS = RNG.normal(size=(47, 3)), RNG.integers(0, 2, 47), RNG.random(47)
HELD_OUT = (RNG.normal(size=(19, 3)), RNG.integers(0, 2, 19))


@pytest.fixture(autouse=True)
def _float64():
    with precision("float64"):
        yield


@pytest.fixture
def pair():
    """A Keras network and its twin, compiled."""
    model = network((3, 4, 2))
    model.compile(
        keras.optimizers.SGD(0.25), "sparse_categorical_crossentropy", metrics=["accuracy"], run_eagerly=True
    )
    return model, twin(model)


def assert_equal(ours, theirs):
    assert len(ours) == len(theirs)
    for a, b in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-14)


FITS = {
    "batch_size=None": {},
    "last batch smaller": {"batch_size": 10, "epochs": 3},
    "one batch": {"batch_size": 100},
    "one sample a batch": {"batch_size": 1},
    "sample_weight": {"batch_size": 10, "sample_weight": WEIGHTS},
    "validation_data": {"validation_data": HELD_OUT, "epochs": 2},
    "weighted validation_data": {"validation_data": (*HELD_OUT, WEIGHTS[:19])},
    "validation_batch_size": {"validation_data": HELD_OUT, "validation_batch_size": 7, "batch_size": 40},
    "validation_split": {"validation_split": 0.3, "batch_size": 8, "epochs": 2},
    "validation_split of weighted samples": {"validation_split": 0.25, "sample_weight": WEIGHTS},
    "validation_data before validation_split": {"validation_data": HELD_OUT, "validation_split": 0.5},
    "initial_epoch": {"initial_epoch": 2, "epochs": 4},
    "no epoch left": {"initial_epoch": 3, "epochs": 2},
    "epochs=0": {"epochs": 0},
}


@pytest.mark.parametrize("arguments", FITS.values(), ids=FITS)
def test_fit_does_what_keras_does(pair, arguments):
    """The History with all its keys in order, the weights afterwards, evaluate and predict."""
    theirs, ours = pair
    expected, found = (half.fit(X, LABELS, shuffle=False, verbose=0, **arguments) for half in (theirs, ours))
    assert list(found.history) == list(expected.history)
    assert_equal([*found.history.values()], [*expected.history.values()])
    assert (found.epoch, found.params) == (expected.epoch, expected.params)
    assert found is ours.history
    assert_equal(ours.get_weights(), theirs.get_weights())
    assert_equal(ours.evaluate(X, LABELS, verbose=0), theirs.evaluate(X, LABELS, verbose=0))
    assert_equal(ours.predict(X, verbose=0), theirs.predict(X, verbose=0))


def test_evaluate_weighs_samples_and_reports_as_asked(pair):
    theirs, ours = pair
    for arguments in (
        {"sample_weight": WEIGHTS},
        {"batch_size": 5},
        {"sample_weight": WEIGHTS, "batch_size": 5},
    ):
        expected = theirs.evaluate(X, LABELS, verbose=0, **arguments)
        assert_equal(ours.evaluate(X, LABELS, verbose=0, **arguments), expected)
        by_name = ours.evaluate(X, LABELS, verbose=0, return_dict=True, **arguments)
        assert list(by_name) == list(theirs.evaluate(X, LABELS, verbose=0, return_dict=True, **arguments))
        assert [by_name["loss"], by_name["accuracy"]] == pytest.approx(expected, rel=1e-12)


def test_train_on_batch_reports_on_its_batch_alone(pair):
    """And takes the losses before the update, like fit."""
    theirs, ours = pair
    for rows in (slice(0, 20), slice(20, 25), slice(3, 40)):
        for extra in ({}, {"sample_weight": WEIGHTS[rows]}, {"return_dict": True}):
            before = ours.evaluate(X[rows], LABELS[rows], verbose=0, sample_weight=extra.get("sample_weight"))
            expected = theirs.train_on_batch(X[rows], LABELS[rows], **extra)
            found = ours.train_on_batch(X[rows], LABELS[rows], **extra)
            if "return_dict" in extra:
                assert list(found) == list(expected)
                expected, found = [expected["loss"], expected["accuracy"]], [found["loss"], found["accuracy"]]
            assert_equal(found, expected)
            assert_equal(found, before)
    assert_equal(ours.get_weights(), theirs.get_weights())


def test_without_metrics_there_is_one_number():
    theirs = network((3, 4, 2))
    theirs.compile("sgd", "sparse_categorical_crossentropy")
    for method in ("evaluate", "train_on_batch"):
        numbers = [
            getattr(half, method)(X, LABELS, **({"verbose": 0} if method == "evaluate" else {}))
            for half in (theirs, twin(theirs))
        ]
        assert numbers[0] == pytest.approx(numbers[1], rel=1e-12)
        assert isinstance(numbers[1], float)


@pytest.mark.parametrize("metrics", [["acc", "sparse_categorical_accuracy", "accuracy"], 3 * ["accuracy"]])
def test_metrics_are_named_and_ordered_as_in_keras(metrics):
    theirs = network((3, 4, 2))
    theirs.compile("sgd", "sparse_categorical_crossentropy", metrics=metrics)
    ours = twin(theirs)
    expected, found = (half.fit(X, LABELS, shuffle=False, verbose=0).history for half in (theirs, ours))
    assert list(found) == list(expected)
    evaluated = ours.evaluate(X, LABELS, verbose=0)
    assert len(evaluated) == (4 if len(set(metrics)) > 1 else 6)  # metrics of one name come several times
    assert_equal(evaluated, theirs.evaluate(X, LABELS, verbose=0))


def test_the_output_is_that_of_a_model_called_in_one_go(pair):
    _, ours = pair
    for batch_size in (None, 1, 10, 47, 100):
        assert_equal(ours.predict(X, batch_size=batch_size, verbose=0), ours(X))


def orders(model, epochs=1, **arguments):
    """The rows in the order in which `fit` visits them, an array an epoch; row i holds only the number i."""
    seen = []
    run = model.run

    def noting(x, *rest):
        seen.extend(x[:, 0].astype(int))
        return run(x, *rest)

    model.run = noting
    rows = np.arange(47.0)[:, None] * [1.0, 0.0, 0.0]
    model.fit(rows, LABELS, epochs=epochs, verbose=0, **arguments)
    del model.run
    return np.array(seen).reshape(epochs, -1)


def test_shuffling_visits_each_row_once_an_epoch_and_no_two_epochs_alike(pair):
    _, ours = pair
    for found in (orders(ours, epochs=3, batch_size=10), orders(ours, epochs=3, batch_size=100)):
        assert np.array_equal(np.sort(found), [range(47)] * 3)
        assert len({tuple(order) for order in [*found, range(47)]}) == 4
    assert np.array_equal(orders(ours, shuffle=False), [range(47)])


def test_what_is_held_out_is_the_tail_whatever_the_order(pair):
    _, ours = pair
    trained, held_out = np.split(orders(ours, validation_split=0.3, batch_size=8)[0], [32])
    assert set(trained) == set(range(32))
    assert np.array_equal(held_out, range(32, 47))


def test_the_order_follows_the_seed(pair):
    _, ours = pair
    runs = []
    for seed in (5, 5, 6):
        reference.random.set_random_seed(seed)
        runs.append(orders(ours, epochs=2))
    assert np.array_equal(runs[0], runs[1])
    assert not np.array_equal(runs[0], runs[2])


def test_a_model_without_input_shape_is_built_by_its_data():
    for method in ("fit", "train_on_batch"):
        model = Sequential([Dense(4, "relu"), Dense(2, "softmax")])
        model.compile("sgd", "sparse_categorical_crossentropy")
        getattr(model, method)(X, LABELS)
        before = model.get_weights()
        model.fit(X, LABELS, verbose=0)
        assert all(not np.array_equal(a, b) for a, b in zip(before, model.get_weights(), strict=True))


def test_fit_holds_no_second_copy_of_the_data(pair):
    """A batch at a time is fetched, shuffled or not."""
    _, ours = pair
    sizes = []
    run = ours.run

    def noting(x, *rest):
        sizes.append(x.nbytes if x.base is None else x.base.nbytes)
        return run(x, *rest)

    ours.run = noting
    ours.fit(X, LABELS, batch_size=10, verbose=0)
    assert max(sizes) == 10 * X[0].nbytes


def test_a_batch_shape_binds_neither_fit_nor_evaluate_nor_predict():
    theirs = keras.Sequential([keras.Input(batch_shape=(2, 3)), keras.layers.Dense(2)])
    theirs.compile("sgd", "mse", run_eagerly=True)
    ours = twin(theirs)
    assert ours.input_shape == theirs.input_shape == (2, 3)
    found = []
    for half in (theirs, ours):
        loss = half.fit(X, X[:, :2], batch_size=4, shuffle=False, verbose=0).history["loss"]
        found.append([*loss, half.evaluate(X, X[:, :2], verbose=0), *half.predict(X, verbose=0).ravel()])
    assert_equal(found[1], found[0])


def test_a_stateful_layer_goes_on_from_batch_to_batch():
    theirs = keras.Sequential(
        [keras.Input(batch_shape=(2, 4, 3)), keras.layers.Bidirectional(keras.layers.GRU(2, stateful=True))]
    )
    theirs.compile("sgd", "mse", run_eagerly=True)
    theirs.predict(RNG.normal(size=(2, 4, 3)), verbose=0)
    ours, x, y = twin(theirs), RNG.normal(size=(6, 4, 3)), RNG.normal(size=(6, 4))
    found = [half.fit(x, y, batch_size=2, epochs=2, shuffle=False, verbose=0) for half in (theirs, ours)]
    assert_equal(found[1].history["loss"], found[0].history["loss"])
    with pytest.raises(ValueError, match="is stateful: expected 2 samples as before, got 3"):
        ours.fit(x, y, batch_size=3, verbose=0)


def test_batches_are_all_of_the_data_in_their_order():
    data = Data(X, LABELS, WEIGHTS)
    for order in (None, RNG.permutation(47)):
        x, y, weight = (np.concatenate(part) for part in zip(*data.batches(10, order), strict=True))
        rows = slice(None) if order is None else order
        assert_equal([x, y, weight], [X[rows], LABELS[rows], WEIGHTS[rows]])
    assert [len(x) for x, *_ in Data(X, LABELS).batches(20)] == [20, 20, 7]
