"""Losses: where Keras had a choice, at kinks, clips, ties, zeros, masks, and what scikit-learn says."""

import functools

import keras
import numpy as np
import pytest
import sklearn.metrics
import tensorflow as tf

from keras_notes.parity import twin
from reference import losses
from reference.gradients import gradients
from reference.layers import Dense, Input, Softmax
from reference.models import Sequential

RNG = np.random.default_rng(15)
START = RNG.bit_generator.state


@pytest.fixture(autouse=True)
def _the_same_numbers_in_any_order():
    RNG.bit_generator.state = START


FLOAT32_EPSILON = float(np.float32(1e-7))
TINY, ONE = np.nextafter([1e-7, 1.0], 0)


def keras_side(function, y_true, y_pred, weight, **kwargs):
    at = tf.constant(y_pred)
    with tf.GradientTape() as tape:
        tape.watch(at)
        values = function(y_true, at, **kwargs)
    return values.numpy(), tape.gradient(values, at, tf.constant(weight)).numpy()


def numpy_side(function, y_true, y_pred, weight, **kwargs):
    loss = losses.Loss(function, "none", **kwargs)
    values, cache = loss.forward(y_true, y_pred)
    return values, loss.backward(cache, weight)


def both(name, y_true, y_pred, **kwargs):
    """Losses and gradients of both halves, the losses weighted at random."""
    y_true, y_pred = np.asarray(y_true), np.array(y_pred, "float64")
    functions = getattr(losses, name), getattr(keras.losses, name)
    weight = RNG.normal(size=functions[0](y_true, y_pred, **kwargs).shape)
    ours = numpy_side(functions[0], y_true, y_pred, weight, **kwargs)
    return ours, keras_side(functions[1], y_true, y_pred, weight, **kwargs), weight


# Each is (function, y_true, y_pred, the slope of one loss that makes the point).
POINTS = {
    "at its kink the hinge still pulls": ("hinge", [[1.0, -1]], [[1.0, -1]], [[-0.5, 0.5]]),
    "0 and 1 are -1 and 1": ("hinge", [[0.0, 1]], [[0.5, 0.5]], [[0.5, -0.5]]),
    "but not beside a 2": ("hinge", [[0.0, 1], [2, 0]], [[0.5, 0.5], [0, 0]], [[0, -0.5], [-1, 0]]),
    "the squared hinge is smooth": ("squared_hinge", [[1.0, 1]], [[1.0, 3]], [[0, 0]]),
    "ties share": ("categorical_hinge", [[1.0, 0, 0, 0]], [[0.5, 0.25, 0.25, 0]], [[-1, 0.5, 0.5, 0]]),
    "at its kink it pulls": ("categorical_hinge", [[1.0, 0, 0]], [[1.5, 0.5, 0]], [[-1, 1, 0]]),
    "negative ones lose to 0": ("categorical_hinge", [[1.0, 0, 0]], [[0.5, -1, -2]], [[-1, 0, 0]]),
    "right percentages are flat": ("mean_absolute_percentage_error", [[2.0]], [[2.0]], [[0]]),
    "a target of 0 counts as epsilon": ("mean_absolute_percentage_error", [[0.0]], [[2.0]], [[1e9]]),
    "1e-7 is clipped, as epsilon is a float32": ("mean_squared_logarithmic_error", [[1.0]], [[1e-7]], [[0]]),
    "epsilon itself is not": (
        "mean_squared_logarithmic_error", [[1.0]], [[FLOAT32_EPSILON]], [[-2 * np.log(2)]],
    ),
    "below, p is in vain": ("kl_divergence", [[0.25, 0.5]], [[TINY, 2.0]], [[0, 0]]),
    "both ends are inside": ("kl_divergence", [[0.25, 0.5]], [[1e-7, 1.0]], [[-0.25e7, -0.5]]),
    "no y is 0": ("kl_divergence", [[0.0, -3]], [[0.5, 1.0]], [[-2e-7, -1e-7]]),
    "y is clipped at 1": ("kl_divergence", [[3.0]], [[0.5]], [[-2]]),
    "a rate of 0": ("poisson", [[2.0, 0]], [[0.0, 0]], [[-1e7 + 0.5, 0.5]]),
    "within delta and on it a square": ("huber", [[0.0, 0, 0]], [[1.0, -1, -3]], [[1 / 3, -1 / 3, -1 / 3]]),
    "zero has a direction to go": ("cosine_similarity", [[3.0, 4]], [[0.0, 0]], [[-6e6, -8e6]]),
    "no target, no gradient": ("cosine_similarity", [[0.0, 0]], [[1.0, 2]], [[0, 0]]),
    "shorter than epsilon": ("cosine_similarity", [[3.0, 4]], [[1e-8, 0]], [[-6e6, -8e6]]),
    "nothing in common with nothing": ("dice", [[0.0, 0]], [[0.0, 0]], [[0, 0]]),
}  # fmt: skip


@pytest.mark.parametrize("point", POINTS)
def test_slopes_where_keras_had_a_choice(point):
    name, y_true, y_pred, slope = POINTS[point]
    (values, gradient), theirs, weight = both(name, y_true, y_pred)
    np.testing.assert_allclose(values, theirs[0], rtol=1e-13)
    np.testing.assert_allclose(gradient, theirs[1], rtol=1e-13)
    np.testing.assert_allclose(gradient, np.reshape(weight, (-1, 1)) * slope, rtol=1e-6)


def test_log_2_and_lists_of_weights_are_float32():
    right = np.zeros((1, 1))
    assert losses.log_cosh(right, right) == keras.losses.log_cosh(right, tf.constant(right)).numpy() != 0
    data = np.eye(2), np.array([[0.3, 0.7], [0.2, 0.8]])
    short, long = [0.3, 0.1], np.float32([0.3, 0.1]).astype("float64").tolist()
    assert np.array_equal(*(losses.categorical_focal_crossentropy(*data, alpha) for alpha in (short, long)))


@pytest.mark.parametrize("gamma", [0.0, 0.5, 1.0, 2.0])
@pytest.mark.parametrize("kind", ["binary", "categorical"])
def test_focal_gradients_where_nothing_is_missed(kind, gamma):
    """Where Keras has inf or nan, as with 0 < gamma < 1, so have we."""
    y_pred = [[1.0, 0, 0.5], [0.0, 1, 1e-7]]
    ours, theirs, _ = both(f"{kind}_focal_crossentropy", [[1.0, 0, 0], [0, 0, 1]], y_pred, gamma=gamma)
    for a, b in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-8)


def test_without_gamma_the_focal_ones_are_the_plain_ones():
    y, p = np.eye(3)[[0, 2]], RNG.uniform(0.1, 0.9, (2, 3))
    focal = losses.binary_focal_crossentropy(y, p, gamma=0)
    assert np.array_equal(focal, losses.binary_crossentropy(y, p))
    focal = losses.categorical_focal_crossentropy(y, p, alpha=1, gamma=0)
    np.testing.assert_allclose(focal, losses.categorical_crossentropy(y, p), rtol=1e-15)


@pytest.mark.parametrize("name", ["binary_focal_crossentropy", "categorical_focal_crossentropy"])
@pytest.mark.parametrize("from_logits", [False, True])
def test_which_focal_loss_reads_the_logits_of_a_layer(name, from_logits):
    layer = keras.layers.Dense(3, "sigmoid", dtype="float64")
    x, y = 300 * RNG.normal(size=(4, 2)), np.eye(3)[[0, 2, 1, 1]]
    y_pred = layer(x)
    theirs = getattr(keras.losses, name)(y, y_pred, from_logits=from_logits)
    cls = type(losses.get(name))
    loss = cls(from_logits=from_logits, reduction="none")
    assert loss.reads_logits == ("binary" in name and not from_logits)
    logits = y_pred._keras_logits.numpy()
    np.testing.assert_allclose(loss.forward(y, y_pred.numpy(), logits=logits)[0], theirs, rtol=1e-12)
    clipped = getattr(losses, name)(y, y_pred.numpy(), from_logits=from_logits)
    assert np.allclose(clipped, theirs, rtol=1e-6) != loss.reads_logits


@pytest.mark.parametrize("last", [[Dense(3, "softmax")], [Dense(3), Softmax()]], ids=["dense", "layer"])
def test_a_binary_focal_loss_of_a_softmax_is_refused(last):
    x, y = np.ones((2, 4)), np.eye(3)[:2]
    model = Sequential([Input((4,)), *last])
    model.compile("sgd", "binary_focal_crossentropy")
    for call in (model.fit, model.evaluate, model.train_on_batch, functools.partial(gradients, model)):
        with pytest.raises(ValueError, match="behind a sigmoid, got a softmax; there is CategoricalFocal"):
            call(x, y)
    model.compile("sgd", losses.BinaryFocalCrossentropy(from_logits=True))  # takes the softmax for logits
    assert np.isfinite(model.evaluate(x, y, verbose=0))


def test_a_loss_of_the_whole_batch_takes_one_weight():
    y, p = np.eye(2), np.array([[0.3, 0.7], [0.2, 0.8]])
    for reduction in ("sum_over_batch_size", "sum", "none"):
        ours, theirs = (library.Dice(reduction, dtype="float64") for library in (losses, keras.losses))
        value, cache = ours.forward(y, p, 2.0)
        assert value == pytest.approx(float(theirs(y, p, 2.0)), rel=1e-14)
        assert ours.backward(cache) == pytest.approx(2 * ours.backward(ours.forward(y, p)[1]), rel=1e-14)
    model = Sequential([Input((2,)), Dense(2, "sigmoid")])
    model.compile("sgd", losses.Dice())
    with pytest.raises(ValueError, match=r"sample_weight: .*\(\), as there is one loss for all of y_pred"):
        model.fit(p, y, sample_weight=np.ones(2))


# ------------------------------------------------------------------ pairs, sequences, ignored classes


def test_circle_counts_only_rows_with_a_loss():
    labels, points = np.array([0, 1, 0, 2]), np.array([[0.6, 0.8], [0.8, -0.6], [1.0, 0], [0, 1]])
    theirs = keras.losses.Circle(gamma=2.0)(labels, points.astype("float32"))
    each = losses.circle(labels, points, gamma=2.0)
    assert (each > 0).tolist() == [True, False, True, False]
    assert losses.Circle(gamma=2.0)(labels, points) == pytest.approx(float(theirs), rel=1e-6)
    assert float(theirs) == pytest.approx(each[each > 0].mean(), rel=1e-6)
    assert losses.Circle()(np.arange(4), points) == keras.losses.Circle()(np.arange(4), points) == 0


def test_circle_against_other_embeddings_and_at_its_kinks():
    keys = RNG.normal(size=(6, 2))
    arguments = {"ref_labels": np.arange(6) % 3, "ref_embeddings": keys, "gamma": 3.0, "margin": 0.25}
    ours, theirs, _ = both("circle", np.arange(4)[:, None], RNG.normal(size=(4, 2)), **arguments)
    for a, b in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-14)
    at_kinks = [[1.0, 0], [1, 0], [-0.25, 0], [-0.25, 0]]  # 1 - p q is 0 or 1 + margin
    for labels in ([0, 0, 1, 1], [0, 1, 1, 0]):
        ours, theirs, _ = both("circle", np.array(labels), at_kinks, gamma=3.0, margin=0.25)
        for a, b in zip(ours, theirs, strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-14)


def test_ctc_sums_over_all_paths():
    """Two labels in three steps: paths 112, 122, 012, 102, 120."""
    p = RNG.dirichlet(np.ones(3), (1, 3))
    paths = [(1, 1, 2), (1, 2, 2), (0, 1, 2), (1, 0, 2), (1, 2, 0)]
    expected = -np.log(sum(np.prod(p[0, range(3), path]) for path in paths))
    assert losses.ctc([[1, 2]], np.log(p)) == pytest.approx(expected, rel=1e-14)
    assert losses.ctc([[0, 0]], np.log(p)) == pytest.approx(-np.log(p[0, :, 0]).sum(), rel=1e-14)
    assert losses.ctc([[1, 1]], np.log(p)) == pytest.approx(-np.log(p[0, range(3), [1, 0, 1]].prod()))
    y_true, z = np.array([[2, 0, 0], [0, 0, 0], [1, 1, 2], [2, 1, 2]]), RNG.normal(size=(4, 5, 3))
    for dtype in ("float32", "float64"):
        ours, theirs = losses.ctc(y_true, z.astype(dtype)), keras.losses.ctc(y_true, z.astype(dtype))
        assert ours.dtype == theirs.numpy().dtype == dtype
        np.testing.assert_allclose(ours, theirs, rtol=1e-6)
    assert keras.losses.ctc(np.array([[1, 2, 1, 2]]), z[:1, :3]) > 700  # what we refuse


def test_a_class_to_ignore_need_be_none_and_all_may_be_ignored():
    y, p = np.array([[0, -1], [2, -1]]), RNG.dirichlet(np.ones(3), (2, 2)).astype("float32")
    for labels in (y, 0 * y - 1, y[..., None]):
        ours = losses.SparseCategoricalCrossentropy(ignore_class=-1)(labels, p)
        theirs = keras.losses.SparseCategoricalCrossentropy(ignore_class=-1)(labels, p)
        assert ours == pytest.approx(float(theirs), rel=1e-6)
    assert not losses.SparseCategoricalCrossentropy(ignore_class=-1).reads_logits


def test_generalized_crossentropy_where_the_right_class_has_no_chance():
    ours, theirs, _ = both("categorical_generalized_cross_entropy", np.array([0]), [[0.0, 1]], q=0.5)
    for a, b in zip(ours, theirs, strict=True):
        np.testing.assert_array_equal(a, b)  # inf and nan


# ------------------------------------------------------------------ data of any type, dtypes, fit


@pytest.mark.parametrize("dtype", ["bool", "uint8", "int32", "int64", "float64"])
def test_targets_of_any_type(dtype):
    y_true, y_pred = np.eye(3, dtype=dtype), RNG.uniform(0.1, 0.9, (3, 3)).astype("float32")
    for name in ("MeanSquaredError", "Hinge", "KLDivergence", "BinaryFocalCrossentropy", "Dice"):
        ours, theirs = (getattr(library, name)()(y_true, y_pred) for library in (losses, keras.losses))
        assert ours.dtype == theirs.dtype == "float32"
        assert ours == pytest.approx(float(theirs), rel=1e-6)


def test_lists_and_dtype():
    y_true, y_pred = [[0, 1], [1, 0]], [[0.25, 0.5], [1.0, 0.75]]
    for name in ("MeanSquaredError", "Huber", "LogCosh", "CosineSimilarity", "Poisson"):
        ours, theirs = (getattr(library, name)() for library in (losses, keras.losses))
        assert ours.dtype == theirs.dtype == "float32"
        assert ours(y_true, y_pred) == pytest.approx(float(theirs(y_true, y_pred)), rel=1e-6)
    assert losses.Huber(dtype="float64").dtype == keras.losses.Huber(dtype="float64").dtype == "float64"


FITTED = [
    keras.losses.Huber(delta=0.25),
    keras.losses.BinaryFocalCrossentropy(apply_class_balancing=True),
    keras.losses.CosineSimilarity(axis=0),
    keras.losses.Dice(),
    "squared_hinge",
]


@pytest.mark.parametrize("loss", FITTED, ids=lambda loss: getattr(loss, "name", loss))
def test_training_with_it_is_keras(loss):
    x, y = RNG.normal(size=(6, 4)).astype("float32"), RNG.integers(0, 2, (6, 3)).astype("float32")
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, "sigmoid")])
    model.compile("sgd", loss, run_eagerly=True)
    ours = twin(model)
    run = {"epochs": 2, "batch_size": 4, "shuffle": False, "verbose": 0}
    theirs, found = (half.fit(x, y, **run).history["loss"] for half in (model, ours))
    assert found == pytest.approx(theirs, rel=1e-5)
    for a, b in zip(ours.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-6)


# ------------------------------------------------------------------ a third witness


def test_scikit_learn_agrees():
    y, p = RNG.integers(0, 5, 7).astype("float64"), RNG.uniform(0.1, 3, 7)
    rows = y[:, None], p[:, None]
    found = losses.mean_squared_logarithmic_error(*rows).mean()
    assert found == pytest.approx(sklearn.metrics.mean_squared_log_error(y, p), rel=1e-6)  # log(1e-7 + 1)
    assert losses.mean_absolute_percentage_error(1 + rows[0], rows[1]).mean() == pytest.approx(
        100 * sklearn.metrics.mean_absolute_percentage_error(1 + y, p), rel=1e-13
    )
    # The deviance is twice the loss less the loss of a perfect prediction.
    perfect = losses.poisson(1 + rows[0], 1 + rows[0]).mean()
    deviance = 2 * (losses.poisson(1 + rows[0], rows[1]).mean() - perfect)
    assert deviance == pytest.approx(sklearn.metrics.mean_poisson_deviance(1 + y, p), rel=1e-6)
    signs = np.where(y > 2, 1.0, -1)
    assert losses.hinge(signs[:, None], rows[1]).mean() == pytest.approx(sklearn.metrics.hinge_loss(signs, p))
    cosine = sklearn.metrics.pairwise.cosine_similarity(y[None], p[None])
    assert losses.cosine_similarity(y[None], p[None])[0] == pytest.approx(-cosine.item(), rel=1e-13)
    labels = RNG.integers(0, 2, 9)
    f1 = sklearn.metrics.f1_score(labels, labels[::-1])
    assert losses.dice(labels, labels[::-1].astype("float64")) == pytest.approx(1 - f1, rel=1e-6)
