"""Losses: what they accept, what they refuse and with which words, and where they come from."""

import warnings

import keras
import numpy as np
import pytest

from keras_notes.parity import twin
from reference import losses
from reference.losses.function import LossFunction

ROWS, LABELS = np.zeros((2, 3)), np.array([0, 2])
STEPS = np.zeros((1, 3, 3))
MSE, CATEGORICAL = losses.MeanSquaredError(), losses.CategoricalCrossentropy(from_logits=True)
SPARSE = losses.SparseCategoricalCrossentropy(from_logits=True)
UNREDUCED = losses.MeanSquaredError(reduction="none")
CLASSES = [name for name in losses.__all__ if name[0].isupper() and name != "Loss"]
OF_LABELS = ["sparse_categorical_crossentropy", "categorical_generalized_cross_entropy", "circle"]
SHORT = ["mse", "MSE", "mae", "MAE", "mape", "MAPE", "msle", "MSLE", "bce", "BCE", "kld", "KLD"]
# Every argument of a class that has some, with another value than its own.
ARGUMENTS = {
    "BinaryCrossentropy": {"from_logits": True, "label_smoothing": 0.1, "axis": 1},
    "BinaryFocalCrossentropy": {"apply_class_balancing": True, "alpha": 0.5, "gamma": 3.0, "axis": 0},
    "CategoricalCrossentropy": {"from_logits": True, "label_smoothing": 0.1, "axis": 1},
    "CategoricalFocalCrossentropy": {"alpha": [0.5, 0.25], "gamma": 3.0, "from_logits": True},
    "CategoricalGeneralizedCrossEntropy": {"q": 0.25},
    "Circle": {"gamma": 40.0, "margin": 0.25, "remove_diagonal": False},
    "CosineSimilarity": {"axis": 0},
    "Dice": {"axis": (1, 2)},
    "Huber": {"delta": 0.5},
    "SparseCategoricalCrossentropy": {"from_logits": True, "ignore_class": 2},
    "Tversky": {"alpha": 0.25, "beta": 0.75, "axis": [1, 2]},
}

REFUSED = [
    (
        lambda: MSE(np.zeros(3), np.zeros((3, 1))),
        r"same shape, got \(3,\) and \(3, 1\); .*reshape\(\(3, 1\)\)",
    ),
    (lambda: MSE(np.zeros((3, 1)), np.zeros(3)), r"same shape, got \(3, 1\) and \(3,\)"),
    (lambda: CATEGORICAL(LABELS, ROWS), r"got \(2,\) and \(2, 3\); labels .* SparseCategoricalCrossentropy"),
    (lambda: MSE(np.zeros((2, 2)), ROWS), r"same shape, got \(2, 2\) and \(2, 3\)$"),
    (lambda: MSE(np.zeros((0, 3)), np.zeros((0, 3))), r"y_pred: expected at least one sample.*\(0, 3\)"),
    (lambda: SPARSE(np.zeros(0, int), np.zeros((0, 3))), r"y_pred: expected at least one sample.*\(0, 3\)"),
    (lambda: MSE(1.0, 2.0), r"y_pred: expected at least one sample and one output, got shape \(\)"),
    (lambda: MSE(ROWS, [["a", "b", "c"]]), "y_pred: expected numbers, got dtype <U1"),
    (lambda: MSE([[1], [2, 3]], ROWS), "y_true: rows of different lengths"),
    (lambda: SPARSE([0, 3], ROWS), "y_true: expected labels from 0 to 2, a column of y_pred each, got 3"),
    (lambda: SPARSE(np.array([[-1], [1]]), ROWS), "y_true: expected labels from 0 to 2.*got -1"),
    (lambda: SPARSE([0, 1.7], ROWS), "y_true: expected whole numbers as labels, got 1.7"),
    (lambda: SPARSE([np.nan, 1], ROWS), "y_true: expected whole numbers as labels, got nan"),
    (lambda: SPARSE([1e300, 1], ROWS), "y_true: expected whole numbers as labels, got 1e"),
    (lambda: SPARSE(ROWS, ROWS), r"y_true: expected labels of shape \(2,\) or \(2, 1\), got \(2, 3\)"),
    (lambda: MSE(ROWS, ROWS, [1, 2, 3]), r"sample_weight: expected shape \(2,\) or \(2, 1\), got \(3,\)"),
    (lambda: MSE(ROWS, ROWS, 2.0), r"sample_weight: expected shape .* got \(\)"),
    (lambda: MSE(ROWS, ROWS, ["a", "b"]), "sample_weight: expected numbers"),
    (
        lambda: MSE(np.zeros((2, 3, 4)), np.zeros((2, 3, 4)), [1, 2]),
        r"shape \(2, 3\) or \(2, 1\), got \(2,\)",
    ),
    (
        lambda: UNREDUCED.backward(UNREDUCED.forward(ROWS, ROWS)[1]),
        r"dvalues: .* \(2,\) need one gradient each",
    ),
    (
        lambda: UNREDUCED.backward(UNREDUCED.forward(ROWS, ROWS)[1], np.ones(3)),
        r"dvalues: .*\(2,\), got \(3,\)",
    ),
    (lambda: losses.MeanSquaredError(reduction="avg"), "reduction must be one of .*'sum', .* got 'avg'"),
    (lambda: losses.MeanSquaredError(dtype="float16"), "dtype must be one of .* got 'float16'"),
    (lambda: losses.BinaryCrossentropy(label_smoothing=1.5), "label_smoothing .* from 0 to 1, got 1.5"),
    (lambda: losses.CategoricalCrossentropy(axis=True), "axis must be an integer, got True"),
    (
        lambda: losses.SparseCategoricalCrossentropy(ignore_class="0"),
        "ignore_class must be a number, got '0'",
    ),
    (lambda: losses.Huber(delta=None), "delta must be a number, got None"),
    (lambda: losses.Dice(axis="1"), "axis must be an integer, got '1'"),
    (lambda: losses.Tversky(axis=(1, 2.0)), "axis must be an integer, got 2.0"),
    (lambda: losses.CategoricalFocalCrossentropy(alpha=[0.5, None]), "alpha must be a number, got None"),
    (lambda: losses.CategoricalGeneralizedCrossEntropy(q=1), "q must lie between 0 and 1, .* got 1"),
    (
        lambda: losses.CategoricalGeneralizedCrossEntropy()([[0], [2]], ROWS),
        r"labels of shape \(2,\), got \(2, 1\)",
    ),
    (lambda: losses.Circle()([0, 1], np.zeros((2, 1, 3))), r"embeddings of shape \(n, d\), got \(2, 1, 3\)"),
    (lambda: losses.Circle()([0, 0.5], ROWS), "y_true: expected whole numbers as labels, got 0.5"),
    (lambda: losses.Dice()(ROWS, ROWS, [1, 2]), r"expected shape \(\), as there is one loss .* got \(2,\)"),
    (lambda: losses.CTC()(LABELS, ROWS), r"CTC: expected .* classes\), got \(2,\) and \(2, 3\)"),
    (lambda: losses.CTC()([[1, 3]], STEPS), "y_true: expected labels from 0 to 2, .* got 3"),
    (lambda: losses.CTC()([[1, 0, 2]], STEPS), "y_true: 0 is the blank"),
    (lambda: losses.CTC()([[1, 2, 2]], STEPS), "y_true: row 0 needs 4 steps, .* and y_pred has 3"),
    (
        lambda: losses.sparse_categorical_crossentropy(LABELS, ROWS, axis=0),
        "axis must be the last one, -1, got 0",
    ),
    (lambda: losses.get("cosine"), "unknown loss 'cosine'; known are bce, binary_crossentropy, .*mse"),
    (lambda: losses.get(None), "unknown loss None"),
    (lambda: losses.get({"class_name": "Focal", "config": {}}), "unknown loss {'class_name': 'Focal'"),
]


@pytest.mark.parametrize(("call", "message"), REFUSED)
def test_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_a_loss_is_made_of_a_loss_function():
    with pytest.raises(TypeError, match="function must be a LossFunction, got <built-in function len>"):
        losses.Loss(len)


def test_where_keras_broadcasts_without_a_word():
    """Why one axis with weights is refused: Keras scales by the mean weight, whichever sample it is on."""
    y_true, y_pred = np.zeros(3), np.array([1.0, 2.0, 3.0])
    theirs = keras.losses.MeanSquaredError()
    assert theirs(y_true, y_pred, [3, 0, 0]) == theirs(y_true, y_pred, [0, 0, 3]) == theirs(y_true, y_pred)
    with pytest.raises(
        ValueError, match=r"sample_weight: expected shape \(\), as there is one loss for all of y_pred"
    ):
        MSE(y_true, y_pred, [3, 0, 0])


@pytest.mark.parametrize("name", CLASSES)
def test_get(name):
    ours, theirs = (getattr(library, name)() for library in (losses, keras.losses))
    function = ours.function
    assert ours.get_config() == theirs.get_config()
    assert getattr(losses, function.__name__) is function
    serialized = keras.losses.serialize(theirs), keras.losses.serialize(theirs.fn)
    for identifier in (name, function.__name__, function, *serialized):
        loss = losses.get(identifier)
        assert type(loss) is type(ours)
        assert loss.get_config() == ours.get_config()
        assert losses.get(loss) is loss


@pytest.mark.parametrize("name", CLASSES)
def test_configurations_are_keras_s(name):
    arguments = {"reduction": "sum", "name": "mine", **ARGUMENTS.get(name, {})}
    ours, theirs = (getattr(library, name)(**arguments) for library in (losses, keras.losses))
    config = theirs.get_config()
    assert ours.get_config() == config  # which lacks the delta of Huber, the axis of CosineSimilarity
    again = type(ours).from_config(config)
    assert again.get_config() == type(theirs).from_config(config).get_config() == config
    assert twin(theirs).arguments == ours.arguments
    kept = [key for key in ARGUMENTS.get(name, {}) if key in config]
    assert [getattr(ours, key) for key in kept] == [getattr(theirs, key) for key in kept]


def test_short_names_are_keras_s():
    for name in SHORT:
        assert losses.get(name).function.__name__ == keras.losses.get(name).__name__
    for name in ("logcosh", "cosine", "huber_loss", "kullback_leibler_divergence"):
        for library in (losses, keras.losses):
            with pytest.raises(ValueError, match=name):
                library.get(name)


def test_the_one_that_keras_does_not_get():
    for name in ("CategoricalGeneralizedCrossEntropy", "categorical_generalized_cross_entropy"):
        assert type(losses.get(name)) is losses.CategoricalGeneralizedCrossEntropy
        with pytest.raises(ValueError, match="Could not interpret loss identifier"):
            keras.losses.get(name)


def test_get_of_new_functions():
    assert losses.get(function := LossFunction(lambda y_true, y_pred: (y_pred, None))).function is function
    assert not losses.get(function).reads_logits
    assert repr(losses.huber) == "<loss huber>"


def test_functions_take_arguments_by_position_and_by_name():
    labels, rows = np.array([1, 0]), np.array([[0.25, 0.75], [0.5, 0.5]])
    by_position = losses.sparse_categorical_crossentropy(labels, rows, False, 1)
    by_name = losses.sparse_categorical_crossentropy(labels, rows, ignore_class=1)
    theirs = keras.losses.sparse_categorical_crossentropy(labels, rows, False, 1)
    assert np.array_equal(by_position, by_name)
    np.testing.assert_allclose(by_name, theirs, rtol=1e-13)


def test_warnings_of_keras():
    with pytest.warns(UserWarning, match="from_logits=True, but y_pred has logits of its own"):
        CATEGORICAL.forward(ROWS, ROWS, logits=ROWS)
    for library in (keras.losses, losses):
        for kind in ("Crossentropy", "FocalCrossentropy"):
            with pytest.warns(SyntaxWarning, match="y_pred.* categorical_|categorical_.* y_pred"):
                getattr(library, f"Categorical{kind}")()(np.ones((2, 1)), np.ones((2, 1)))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("loss", [losses.get(name) for name in CLASSES], ids=CLASSES)
def test_extremes_neither_warn_nor_change_an_argument(loss, dtype):
    big = np.finfo(dtype).max
    y_pred = np.array([[big, -big, 0], [-big, 0, big], [0, 0, 0]], dtype)
    y_true = np.array([0, 1, 2]) if loss.name in OF_LABELS else np.eye(3, dtype=dtype)[::-1]
    if loss.name == "ctc":
        y_true, y_pred = np.array([[1], [2], [0]]), y_pred[:, None]
    weight, copies = (
        None if loss.name in ("dice", "tversky") else np.ones(3, dtype),
        (y_true.copy(), y_pred.copy()),
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for logits in (None, y_pred):
            value, cache = loss.forward(y_true, y_pred, weight, logits=logits)
            assert value.dtype == loss.backward(cache).dtype == dtype
    assert np.array_equal(y_true, copies[0])
    assert np.array_equal(y_pred, copies[1])
