"""Metrics as such: names, configurations, the running mean and its weights, masks and logits, errors."""

import functools
import itertools

import keras
import numpy as np
import pytest
from keras.src.metrics import ALL_OBJECTS_DICT
from keras.src.trainers.compile_utils import get_loss, get_metric

from keras_notes import twin
from reference import losses, metrics
from reference.losses.by_shape import resolve_crossentropy

RNG = np.random.default_rng(14)
ARGUMENTS = [  # what the constructors take beside name and dtype
    ("BinaryAccuracy", {"threshold": 0.25}),
    ("TopKCategoricalAccuracy", {"k": 2}),
    ("SparseTopKCategoricalAccuracy", {"k": 3, "from_sorted_ids": True}),
    ("CosineSimilarity", {"axis": 0}),
    ("PearsonCorrelation", {"axis": 0}),
    ("ConcordanceCorrelation", {"axis": 1}),
    ("R2Score", {"class_aggregation": None, "num_regressors": 3}),
    ("BinaryCrossentropy", {"from_logits": True, "label_smoothing": 0.25}),
    ("CategoricalCrossentropy", {"from_logits": True, "label_smoothing": 0.25, "axis": 0}),
    ("SparseCategoricalCrossentropy", {"from_logits": True, "ignore_class": 2}),
]
MINE = {name: each for name, each in ALL_OBJECTS_DICT.items() if each.__name__ in metrics.__all__}


def without_arguments(cls):
    """Whether a class of Keras's can be made without arguments, and is no base class."""
    return cls is not keras.metrics.Metric and cls.__name__ not in (
        "MeanMetricWrapper",
        "IoU",
        "MeanIoU",
        "OneHotIoU",
        "OneHotMeanIoU",
        *(name for name in metrics.__all__ if "At" in name),
    )


def states(ours, theirs):
    """The states of both halves, side by side."""
    return ours.variables, [each.numpy() for each in theirs.variables]


# ------------------------------------------------------------------ names and configurations


def test_get_knows_all_names_that_keras_knows():
    for name, cls in MINE.items():
        if without_arguments(cls):
            keras.utils.clear_session(free_memory=False)  # or Keras counts names on: recall_2
            ours, theirs = metrics.get(name), keras.metrics.get(name)
            assert (type(ours).__name__, ours.get_config()) == (type(theirs).__name__, theirs.get_config())
            assert list(ours.state) == [each.name for each in theirs.variables], name
            assert [each.dtype for each in ours.variables] == [each.dtype for each in theirs.variables]
    assert len({cls for cls in MINE.values() if without_arguments(cls)}) >= 36


@pytest.mark.parametrize(("name", "arguments"), ARGUMENTS)
def test_configurations_are_keras_s_and_arguments_attributes(name, arguments):
    theirs = getattr(keras.metrics, name)(name="mine", dtype="float64", **arguments)
    made = getattr(metrics, name)(name="mine", dtype="float64", **arguments)
    for ours in (
        made,
        metrics.get(keras.metrics.serialize(theirs)),
        type(made).from_config(made.get_config()),
    ):
        assert (type(ours).__name__, ours.get_config()) == (name, theirs.get_config())
    for argument, value in arguments.items():
        assert getattr(made, argument) == value == getattr(twin(theirs), argument)
    assert type(theirs).from_config(made.get_config()).get_config() == theirs.get_config()


def test_get_takes_classes_functions_and_losses():
    assert metrics.get(metrics.Sum).get_config() == {"name": "sum", "dtype": "float32"}
    assert metrics.get(mean := metrics.Mean()) is mean
    function = {"class_name": "function", "config": "huber"}  # as in a compile configuration
    assert metrics.get(function).fn is metrics.huber is losses.huber
    one, two = [[1.0], [2]], [[1.0], [4]]
    for given, name in (
        (losses.mean_squared_error, "mean_squared_error"),
        (losses.MeanSquaredError(name="own"), "own"),
        (functools.partial(losses.mean_squared_error), "partial"),
    ):
        metric = metrics.get(given)
        assert (metric.name, float(metric(one, two))) == (name, 2)
        assert get_metric(keras.losses.mean_squared_error, one, two).name == "mean_squared_error"


def test_the_mean_of_a_function():
    theirs = keras.metrics.MeanMetricWrapper(keras.metrics.binary_accuracy, threshold=0.25)
    ours = metrics.MeanMetricWrapper(metrics.binary_accuracy, threshold=0.25)
    expected = theirs.get_config()
    assert ours.get_config() == expected | {"name": "mean_metric_wrapper"}  # Keras may have counted
    for again in (metrics.get(keras.metrics.serialize(theirs)), twin(theirs)):
        assert (again.get_config(), again.fn) == (expected, metrics.binary_accuracy)
    assert float(ours([[1], [0]], [[0.3], [0.3]])) == 0.5
    ours.fn = Largest()  # which has no __name__
    assert ours.get_config()["fn"]["config"] == "Largest"


@pytest.mark.parametrize("name", ["accuracy", "acc", "ACC", "crossentropy", "CE"])
def test_accuracy_and_crossentropy_by_shapes(name):
    is_metric = name[0] in "aA"
    resolved, found = (
        (metrics.resolve_accuracy, get_metric) if is_metric else (resolve_crossentropy, get_loss)
    )
    shapes = [(4,), (4, 1), (4, 3), (4, 5), (4, 5, 1), (4, 5, 3), (1,)]
    for y_true, y_pred in itertools.product(shapes, repeat=2):
        theirs, ours = found(name, np.zeros(y_true), np.zeros(y_pred)), resolved(name, y_true, y_pred)
        same = type(theirs).__name__ if is_metric else theirs.get_config()["fn"]["config"]
        assert (ours.name, type(ours).__name__ if is_metric else ours.function.__name__) == (
            theirs.name,
            same,
        )


# ------------------------------------------------------------------ the running mean


SHAPES = [
    ((3,), [(3,), (3, 1), (1, 1), (3, 2), (), (2,)]),
    ((3, 1), [(3,), (3, 2)]),
    ((3, 2), [(3,), (2,), (3, 1), (1, 2), (3, 2), (3, 2, 1), (1,), (1, 1), (), (3, 2, 2)]),
    ((3, 2, 2), [(3, 2), (3,), (3, 1), (3, 2, 1), (1, 2, 1)]),
    ((3, 2, 1), [(3, 2)]),
    ((), [(), (1,), (2,)]),
    ((1,), [(), (3,)]),
]


@pytest.mark.parametrize("name", ["Mean", "Sum"])
def test_weights_of_every_shape_do_what_they_do_in_keras(name):
    for shape, weight_shape in ((shape, each) for shape, all_ in SHAPES for each in all_):
        values, weight = RNG.integers(-6, 7, shape) / 4, RNG.integers(0, 7, weight_shape) / 4
        ours, theirs = getattr(metrics, name)(), getattr(keras.metrics, name)()
        try:
            theirs.update_state(values, sample_weight=weight)
        except Exception:
            with pytest.raises(ValueError, match="sample_weight: expected a shape such as"):
                ours.update_state(values, weight)
        else:
            ours.update_state(values, weight)
            found, expected = states(ours, theirs)
            assert found == expected, (shape, weight_shape)


def test_sums_and_means_of_further_axes():
    values, weight = [[1, 3], [5, 7]], [1, 3]
    for half in (metrics, keras.metrics):
        assert (float(half.Sum()(values)), float(half.Sum()(values, weight))) == (16, 40)
        assert (float(half.Mean()(values)), float(half.Mean()(values, weight))) == (4, 5)


def test_where_nothing_counts_the_mean_is_0():
    for values, weight in [([np.inf], [0]), ([np.nan, 1], [0, 0]), ([1, 2], [1, -1]), ([], None)]:
        ours, theirs = metrics.Mean(), keras.metrics.Mean()
        assert ours(values, weight) == theirs(np.float32(values), sample_weight=weight).numpy() == 0
        np.testing.assert_array_equal(*states(ours, theirs))
    assert np.isnan(metrics.Mean()([np.nan, 1], [0, 1]))  # as in Keras, a weight of 0 does not make nan go


def test_values_are_computed_in_the_type_of_the_predictions_and_then_cast():
    y_true, y_pred = RNG.random((2, 40, 3))
    for name in ("MeanSquaredError", "RootMeanSquaredError", "R2Score"):
        for floats in ("float32", "float64"):
            for dtype in (None, "float64"):
                ours, theirs = getattr(metrics, name)(dtype=dtype), getattr(keras.metrics, name)(dtype=dtype)
                for half in (ours, theirs):
                    half.update_state(y_true, y_pred.astype(floats))
                found, expected = states(ours, theirs)
                assert [each.dtype for each in found] == [each.dtype for each in expected]
                precise = (floats, dtype, name) == ("float64", "float64", "MeanSquaredError")
                for one, other in zip(found, expected, strict=True):
                    np.testing.assert_allclose(one, other, rtol=1e-15 if precise else 1e-6)
    coarse = metrics.MeanSquaredError(dtype="float64")(np.array([[0.1]]), np.float32([[0.3]]))
    assert coarse == np.float32(np.float32(0.1) - np.float32(0.3)) ** 2 != (0.1 - 0.3) ** 2


def test_float32_counts_to_two_to_the_24():
    """A property of Keras's accumulators: from there on single samples are lost."""
    ours, theirs = metrics.Mean(), keras.metrics.Mean()
    for mean in (ours, theirs):
        mean.update_state(1.0, sample_weight=2.0**24)
        mean.update_state(1.0)
    assert ours.count == theirs.count.numpy() == 2**24


# ------------------------------------------------------------------ a state of one's own


class Largest(metrics.Metric):
    """The largest prediction of each column."""

    def update_state(self, y_true, y_pred, sample_weight=None):
        if not self.state:
            self.add_variable("largest", np.shape(y_pred)[1:], "float64")
        self.largest = np.maximum(self.largest, np.max(y_pred, axis=0))

    def result(self):
        return self.largest.max()


def test_a_metric_of_one_s_own():
    metric = Largest()
    assert (metric.name, metric.dtype, metric.variables) == ("largest", "float32", [])
    assert metric(None, [[1, 2], [0, 5]]) == 5
    metric.update_from_model(None, [[7, 2]], mask=np.zeros(1, bool))  # of which it need not know
    assert metric.state["largest"].tolist() == [7, 5]
    metric.reset_state()
    assert [each.tolist() for each in metric.variables] == [[0, 0]]
    for call in (lambda: metrics.Metric()(1, 2), metrics.Metric().result):
        with pytest.raises(NotImplementedError):
            call()


# ------------------------------------------------------------------ in a model


def as_output(array, **attributes):
    """A tensor that carries what the output of a Keras model does."""
    tensor = keras.ops.convert_to_tensor(array)
    for name, value in attributes.items():
        setattr(tensor, name, keras.ops.convert_to_tensor(value))
    return tensor


@pytest.mark.parametrize(
    ("name", "looks"),
    [("MeanSquaredError", True), ("BinaryAccuracy", True), ("RootMeanSquaredError", False)],
)
def test_masks_count_for_means_of_functions_alone(name, looks):
    y_true, y_pred, weight = RNG.integers(0, 2, (4, 3, 2)) / 1.0, RNG.random((4, 3, 2)), RNG.random((4, 3))
    mask = np.array([[1, 1, 0], [1, 0, 0], [0, 0, 0], [1, 1, 1]], bool)
    for given in (None, weight):
        ours, theirs, blind = (
            getattr(half, name)(dtype="float64") for half in (metrics, keras.metrics, metrics)
        )
        theirs.update_state(y_true, as_output(y_pred, _keras_mask=mask), sample_weight=given)
        ours.update_from_model(y_true, y_pred, given, mask=mask)
        blind.update_state(y_true, y_pred, given)
        np.testing.assert_allclose(*states(ours, theirs), rtol=1e-12)
        assert (ours.variables != blind.variables) == looks


@pytest.mark.parametrize("activation", ["sigmoid", "softmax"])
@pytest.mark.parametrize("name", ["BinaryCrossentropy", "CategoricalCrossentropy", "CategoricalAccuracy"])
def test_cross_entropies_read_the_logits_of_an_output_whichever_it_is(name, activation):
    logits = np.array([[40.0, -40.0, 0.0], [1.0, 2.0, 30.0]])
    activated = getattr(keras.activations, activation)
    y_true, y_pred = np.eye(3)[[1, 0]], activated(keras.ops.convert_to_tensor(logits))
    ours, theirs = getattr(metrics, name)(dtype="float64"), getattr(keras.metrics, name)(dtype="float64")
    theirs.update_state(y_true, y_pred)
    ours.update_from_model(y_true, y_pred.numpy(), logits=logits)
    np.testing.assert_allclose(*states(ours, theirs), rtol=1e-12)
    clipped = getattr(metrics, name)(dtype="float64")(y_true, y_pred.numpy())
    assert (clipped != ours.result()) == ("Cross" in name)


def test_compile_takes_them_by_name():
    names = ["accuracy", "mse", "MAE", "mape", "root_mean_squared_error", "RootMeanSquaredError", "r2_score"]
    names += ["cosine_similarity", "pearson_correlation", "hinge", "kl_divergence", "log_cosh_error"]
    names += ["top_k_categorical_accuracy", "categorical_crossentropy"]
    x, y = RNG.normal(size=(20, 4)).astype("float32"), np.eye(6, dtype="float32")[RNG.integers(0, 6, 20)]
    theirs = keras.Sequential([keras.Input((4,)), keras.layers.Dense(6, activation="softmax")])
    theirs.compile("sgd", "categorical_crossentropy", metrics=names, run_eagerly=True)
    expected = theirs.evaluate(x, y, batch_size=8, verbose=0, return_dict=True)
    theirs.run_eagerly = False
    found = twin(theirs).evaluate(x, y, batch_size=8, verbose=0, return_dict=True)
    assert found == pytest.approx(expected, rel=1e-5)
    assert set(found) == {"loss", *names}


# ------------------------------------------------------------------ errors


ONES = np.ones((2, 1))
REFUSED = [
    (lambda: metrics.binary_accuracy(np.ones(2), ONES), r"same shape, got \(2,\) and \(2, 1\); .*reshape"),
    (lambda: metrics.categorical_accuracy([0, 1], np.ones((2, 3))), r"\(2,\) .*SparseCategoricalAccuracy"),
    (
        lambda: metrics.sparse_categorical_accuracy([0], ONES),
        r"labels of shape \(2,\) or \(2, 1\), got \(1,\)",
    ),
    (lambda: metrics.sparse_categorical_accuracy([], np.ones((0, 3))), "at least one sample"),
    (lambda: metrics.BinaryAccuracy()(ONES, [["a"], ["b"]]), "y_pred: expected numbers, got dtype <U1"),
    (lambda: metrics.Accuracy()([["a"], ["b"]], ONES), "y_true: expected numbers, got dtype <U1"),
    (
        lambda: metrics.BinaryAccuracy()(ONES, ONES, [1, 2, 3]),
        r"sample_weight: expected .*\(2,\), got \(3,\)",
    ),
    (lambda: metrics.BinaryAccuracy(threshold=None), "threshold must be a number, got None"),
    (lambda: metrics.TopKCategoricalAccuracy(k=0), "TopKCategoricalAccuracy: k must be a positive integer"),
    (lambda: metrics.SparseTopKCategoricalAccuracy(2.0), "k must be a positive integer, got 2.0"),
    (lambda: metrics.top_k_categorical_accuracy(ONES, ONES, k=-1), "k must be a positive integer, got -1"),
    (lambda: metrics.sparse_top_k_categorical_accuracy([0, 0], ONES, k=None), "k must be a positive integer"),
    (lambda: metrics.RootMeanSquaredError()(np.ones(2), ONES), "must have the same shape"),
    (lambda: metrics.PearsonCorrelation(axis=None), "axis must be an integer, got None"),
    (lambda: metrics.CosineSimilarity(axis="last"), "axis must be an integer, got 'last'"),
    (lambda: metrics.R2Score("mean"), r"class_aggregation must be one of \(None, .*'mean'"),
    (lambda: metrics.R2Score(num_regressors=-1), "num_regressors must be an integer >= 0, got -1"),
    (lambda: metrics.R2Score(num_regressors=1.5), "num_regressors must be an integer >= 0, got 1.5"),
    (lambda: metrics.R2Score().result(), "no result before the first update_state"),
    (lambda: metrics.R2Score()([1, 2], [1, 2]), r"shape \(n, k\), got \(2,\)"),
    (lambda: metrics.R2Score()(ONES, ONES, [1, 2, 3]), r"shape \(2,\), \(2, 1\) or \(2, 1\), got \(3,\)"),
    (lambda: metrics.BinaryCrossentropy(label_smoothing=2), "label_smoothing must be a number from 0 to 1"),
    (lambda: metrics.Mean(dtype="float16"), "dtype must be one of .* got 'float16'"),
    (lambda: metrics.MeanMetricWrapper("mse"), "fn must be a function .* got 'mse'"),
    (lambda: metrics.get("mean_metric_wrapper"), "unknown metric 'mean_metric_wrapper'"),
    (
        lambda: metrics.get("crossentropy"),
        "unknown metric 'crossentropy'; known are accuracy, .*bce, .*mean, .*sum",
    ),
    (lambda: metrics.get({"class_name": "function", "config": "f"}), "unknown metric 'f'"),
    (lambda: metrics.get("acc"), "'acc' depends on the shapes of the data: use resolve_accuracy"),
    (lambda: metrics.get(None), "unknown metric None"),
    (lambda: metrics.get(3), "unknown metric 3"),
    (lambda: metrics.resolve_accuracy("mse", (4,), (4, 3)), "name must be one of .* got 'mse'"),
    (lambda: metrics.resolve_accuracy("acc", (4,), ()), r"y_pred needs at least one axis, got shape \(\)"),
    (lambda: resolve_crossentropy("mse", (4,), (4, 3)), "name must be one of .* got 'mse'"),
]


@pytest.mark.parametrize(("call", "message"), REFUSED)
def test_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
