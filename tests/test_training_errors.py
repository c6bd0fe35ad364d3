"""What training refuses: a ValueError that says what is wrong, before anything has changed."""

import numpy as np
import pytest

from reference.callbacks import History
from reference.optimizers import SGD
from reference.sequential import network

RNG = np.random.default_rng(6)
X, LABELS, ONE_HOT = RNG.normal(size=(12, 3)), RNG.integers(0, 2, 12), np.eye(2)[RNG.integers(0, 2, 12)]
WEIGHT = np.ones(12)
SPARSE, DENSE = "sparse_categorical_crossentropy", "categorical_crossentropy"


def compiled(loss=SPARSE, metrics=None, sizes=(3, 4, 2), output="softmax"):
    model = network(sizes, output=output)
    model.compile(SGD(0.1, momentum=0.5), loss, metrics=metrics)
    return model


def state(model):
    """All that a call could have changed, in a form that can be compared."""
    slots = [slot.tolist() for group in model.optimizer.slots for slot in group]
    weights = [weight.tolist() for weight in model.weights]
    return weights, slots, model.optimizer.iterations, model.history, model.optimizer, model.loss


METHODS = {
    "fit": lambda model, *data, **extra: model.fit(
        *data, **{"verbose": 0, "batch_size": 5, "epochs": 2} | extra
    ),
    "evaluate": lambda model, *data, **extra: model.evaluate(
        *data, **{"verbose": 0, "batch_size": 5} | extra
    ),
    "train_on_batch": lambda model, *data, **extra: model.train_on_batch(*data, **extra),
}
WRONG_DATA = {
    "no sample": (SPARSE, X[:0], LABELS[:0], "x: expected at least one sample, got none"),
    "fewer targets": (SPARSE, X, LABELS[:5], r"equally many samples, got \{'x': 12, 'y': 5\}"),
    "no targets": (SPARSE, X, None, "y: the targets are missing"),
    "wrong width": (SPARSE, X[:, :2], LABELS, r"expected an input of shape \(None, 3\), got \(12, 2\)"),
    "rank 1": (SPARSE, X[:, 0], LABELS, r"expected an input of shape \(None, 3\), got \(12,\)"),
    "rank 3": (SPARSE, X[:, None], LABELS, r"expected an input of shape \(None, 3\), got \(12, 1, 3\)"),
    "text": (SPARSE, X.astype(str), LABELS, "x: expected numbers, got dtype <U"),
    "ragged": (SPARSE, [[1.0, 2.0, 3.0], [1.0]], [0, 1], "x: rows of different lengths"),
    "label too large": (
        SPARSE,
        X,
        np.arange(12) // 5,
        "expected labels from 0 to 1, a column of y_pred each, got 2",
    ),
    "label below 0": (SPARSE, X, LABELS - 1, "expected labels from 0 to 1.*got -1"),
    "label of 1.5": (SPARSE, X, LABELS + 0.5, "expected whole numbers as labels, got"),
    "one-hot for sparse": (SPARSE, X, ONE_HOT, r"labels of shape \(12,\) or \(12, 1\), got \(12, 2\)"),
    "labels for one-hot": (DENSE, X, LABELS, r"got \(12,\) and \(12, 2\); labels .* SparseCategorical"),
    "text as targets": (SPARSE, X, LABELS.astype(str), "y_true: expected numbers, got dtype <U"),
}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("loss", "x", "y", "message"), WRONG_DATA.values(), ids=WRONG_DATA)
def test_data_that_do_not_fit(method, loss, x, y, message):
    model = compiled(loss)
    METHODS["fit"](model, X, LABELS if loss == SPARSE else ONE_HOT)
    before = state(model)
    with pytest.raises(ValueError, match=message):
        METHODS[method](model, x, y)
    assert state(model) == before


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("loss", ["mse", "mae", "binary_crossentropy"])
def test_a_row_of_targets_for_a_column_of_outputs(method, loss):
    """(n,) against (n, 1) would silently become (n, n)."""
    model = compiled(loss, sizes=(3, 4, 1), output="sigmoid")
    before = state(model)
    for y, shapes in ((LABELS, r"\(12,\) and \(12, 1\)"), (ONE_HOT, r"\(12, 2\) and \(12, 1\)")):
        with pytest.raises(ValueError, match=f"must have the same shape, got {shapes}"):
            METHODS[method](model, X, y)
    assert state(model) == before
    METHODS[method](model, X, LABELS[:, None])


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("weight", "message"),
    [
        (np.ones(5), "equally many samples, got .*'sample_weight': 5"),
        (np.ones((12, 2)), r"sample_weight: expected shape \(12,\) or \(12, 1\), got \(12, 2\)"),
        (np.array(["a"] * 12), "sample_weight: expected numbers, got dtype <U1"),
    ],
)
def test_sample_weights_that_do_not_fit(method, weight, message):
    model = compiled()
    before = state(model)
    with pytest.raises(ValueError, match=message):
        METHODS[method](model, X, LABELS, sample_weight=weight)
    assert state(model) == before


WRONG_ARGUMENTS = {
    "batch_size": ([0, -1, 2.5, True, "10"], "batch_size must be a positive integer, got"),
    "validation_batch_size": ([-1, 2.5], "validation_batch_size must be a positive integer, got"),
    "epochs": ([-1, 1.5, None, True], "epochs must be an integer of 0 or more, got"),
    "initial_epoch": ([-1, 0.5], "initial_epoch must be an integer of 0 or more, got"),
    "verbose": ([3, -1, "loud", None], "verbose must be 0, 1, 2 or 'auto', got"),
    "shuffle": (["batches", None, 1], "shuffle must be True, False or 'batch', got"),
    "validation_split": ([-0.1, 1, 1.0, 1.5, "half", True], "validation_split must lie between 0 and 1, got"),
    "validation_data": ([5, (X,), (X, LABELS, None, None)], r"validation_data must be \(x, y\) or"),
    "callbacks": ([[print], [[None, SGD()]], "history", History], "callbacks: expected callbacks, .* got"),
    "class_weight": ([[1.0, 2.0], 3], "class_weight must be a dict of weights by class, got"),
    "steps_per_epoch": ([0, -1, 1.5, True], "steps_per_epoch must be a positive integer, got"),
    "validation_steps": ([0, -1, "2"], "validation_steps must be a positive integer, got"),
    "validation_freq": ([0, -1, (1,), None, 1.5], "validation_freq must be a positive integer, got"),
}


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [(name, value, message) for name, (values, message) in WRONG_ARGUMENTS.items() for value in values],
)
def test_arguments_of_fit(name, value, message):
    model = compiled()
    before = state(model)
    with pytest.raises(ValueError, match=message):
        METHODS["fit"](model, X, LABELS, **{name: value})
    assert state(model) == before


def test_a_split_that_leaves_nothing_on_one_side():
    for fraction in (0.01, 0.99):
        with pytest.raises(
            ValueError, match=f"validation_split={fraction} of 1 samples leaves one side empty"
        ):
            compiled().fit(X[:1], LABELS[:1], validation_split=fraction)


@pytest.mark.parametrize(
    ("held_out", "message"),
    [
        ((X, LABELS + 5), "expected labels from 0 to 1"),
        ((X[:, :2], LABELS), "expected an input of shape"),
        ((X, LABELS, np.ones((12, 3))), "sample_weight: expected shape"),
        ((X[:0], LABELS[:0]), "expected at least one sample"),
    ],
)
def test_validation_data_are_checked_before_the_first_step(held_out, message):
    model = compiled()
    before = state(model)
    with pytest.raises(ValueError, match=message):
        METHODS["fit"](model, X, LABELS, validation_data=held_out)
    assert state(model) == before


def test_predict_and_the_arguments_of_the_others():
    model = compiled()
    for x, message in ((X[:0], "at least one sample"), (X[0], r"got \(3,\)"), (X[:, 1:], r"got \(12, 2\)")):
        with pytest.raises(ValueError, match=message):
            model.predict(x, verbose=0)
    for call, message in (
        (lambda: model.predict(X, steps=0), "steps must be a positive integer, got 0"),
        (lambda: model.predict(X, batch_size=0), "batch_size must be a positive integer, got 0"),
        (lambda: model.predict(X, verbose="loud"), "verbose must be 0, 1, 2 or 'auto'"),
        (lambda: model.evaluate(X, LABELS, steps=-2), "steps must be a positive integer, got -2"),
        (lambda: model.evaluate(X, LABELS, verbose=7), "verbose must be 0, 1, 2 or 'auto', got 7"),
        (lambda: model.train_on_batch(X, LABELS, class_weight=[]), "class_weight must be a dict"),
        (lambda: model.train_on_batch(X, LABELS, WEIGHT, class_weight={}), "cannot both be given"),
        (lambda: model.fit(X, LABELS, sample_weight=WEIGHT, class_weight={}), "cannot both be given"),
        (lambda: model.fit(X, ONE_HOT[:, None], class_weight={}), "expected one label a sample, got y of"),
        (lambda: model.fit(X, LABELS.astype(str), class_weight={}), "labels of y to be numbers, got <U"),
    ):
        with pytest.raises(ValueError, match=message):
            call()
    model.predict(X, verbose=0, steps=None, callbacks=None)
    with pytest.raises(TypeError, match="nonsense"):
        model.fit(X, LABELS, nonsense=1)
