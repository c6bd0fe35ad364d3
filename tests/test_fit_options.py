"""The options of `fit`, `evaluate` and `predict`: what is called when, what data may be, what runs out."""

import random
import warnings

import keras
import numpy as np
import pytest
import tensorflow as tf

import reference.callbacks
import reference.losses
from keras_notes.parity import twin
from keras_notes.parity.precision import precision
from keras_notes.sequential import network
from reference.layers import Dense
from reference.metrics import Metric
from reference.sequential import Sequential

RNG = np.random.default_rng(4)
X, LABELS, WEIGHTS = RNG.normal(size=(10, 3)), RNG.integers(0, 2, 10), RNG.random(10)
ONE_HOT, CLASSES = np.eye(2)[LABELS], {0: 3.0, 7: 9.0}
HALVES = (keras.callbacks, reference.callbacks)


@pytest.fixture(autouse=True)
def _float64():
    with precision("float64"):
        yield


def pair(loss="sparse_categorical_crossentropy", **compiled):
    """A Keras network, eager so that it needs no tracing, and its twin."""
    model = network((3, 2))
    options = {"metrics": ["accuracy"], "run_eagerly": True} | compiled
    model.compile(keras.optimizers.SGD(0.25), loss, **options)
    return model, twin(model)


def assert_close(ours, theirs):
    np.testing.assert_allclose(np.array(ours, float), np.array(theirs, float), rtol=1e-12, atol=1e-14)


def recorder(half):
    """A callback of that half that notes every call: the hook, the number, the names of the logs."""
    seen = []

    def noting(name):
        def hook(self, *arguments, logs=None):
            *numbers, last = arguments if logs is None else (*arguments, logs)
            seen.append((name, *numbers, *last))

        return hook

    names = [
        name for name in vars(half.Callback) if name.startswith("on_") and not name.startswith("on_batch")
    ]
    return type("Recorder", (half.Callback,), {name: noting(name) for name in names})(), seen


def batches(count=3, width=3):
    for i in range(count):
        yield X[i * width : i * width + width], LABELS[i * width : i * width + width]


class Numbered(keras.utils.PyDataset):
    """Three batches by their numbers."""

    def __init__(self):
        super().__init__()
        self.calls, self.fetched = [], []

    def __len__(self):
        return 3

    def __getitem__(self, index):
        self.fetched.append(index)
        return X[3 * index : 3 * index + 3], LABELS[3 * index : 3 * index + 3]

    def on_epoch_begin(self):
        self.calls.append("begin")

    def on_epoch_end(self):
        self.calls.append("end")


def dataset(count=3):
    return tf.data.Dataset.from_tensor_slices((X[: 3 * count], LABELS[: 3 * count])).batch(3)


FITS = {
    "arrays": lambda fit: fit(X, LABELS, batch_size=4, epochs=2),
    "validation": lambda fit: fit(X, LABELS, batch_size=4, epochs=3, validation_split=0.5, validation_freq=2),
    "steps": lambda fit: fit(X, LABELS, batch_size=2, steps_per_epoch=2, epochs=4),
    "too many steps": lambda fit: fit(X, LABELS, batch_size=4, steps_per_epoch=5, epochs=2),
    "as many steps": lambda fit: fit(X, LABELS, batch_size=3, steps_per_epoch=4, epochs=2),
    "validation steps": lambda fit: fit(
        X, LABELS, validation_data=(X, LABELS, WEIGHTS), validation_steps=2, validation_batch_size=3, epochs=2
    ),
    "generator": lambda fit: fit(batches()),
    "generator that is used up": lambda fit: fit(batches(), epochs=3),
    "generator in steps": lambda fit: fit(batches(), epochs=4, steps_per_epoch=2),
    "generator, too many steps": lambda fit: fit(batches(), steps_per_epoch=5),
    "generator of one batch": lambda fit: fit(batches(1), epochs=2),
    "generator of pairs and weights": lambda fit: fit((*each, WEIGHTS[:3]) for each in batches()),
    "validation by a generator": lambda fit: fit(X, LABELS, validation_data=batches(), epochs=2),
    "validation by two of its batches": lambda fit: fit(
        X, LABELS, validation_data=batches(), validation_steps=2, epochs=2
    ),
    "dataset": lambda fit: fit(dataset(), epochs=2),
    "dataset of unknown length": lambda fit: fit(dataset().filter(lambda *_: True), epochs=3),
    "dataset without end": lambda fit: fit(dataset().repeat(), steps_per_epoch=2, epochs=2),
    "dataset, too many steps": lambda fit: fit(dataset(), steps_per_epoch=4, epochs=2),
    "dataset, weighed by class": lambda fit: fit(dataset(), class_weight={0: 3.0, 1: 0.5}),
    "sequence": lambda fit: fit(Numbered(), epochs=2),
    "sequence in steps": lambda fit: fit(Numbered(), epochs=3, steps_per_epoch=2),
    "sequence, weighed by class": lambda fit: fit(Numbered(), class_weight=CLASSES),
    "labels weighed by class": lambda fit: fit(X, LABELS, class_weight=CLASSES, batch_size=4),
    "a column weighed by class": lambda fit: fit(X, LABELS[:, None], class_weight=CLASSES, batch_size=4),
}


@pytest.mark.parametrize("run", FITS.values(), ids=FITS)
def test_fit_calls_and_reports_what_keras_does(run):
    """Each hook with its number and the names in its logs; how many warnings; params, history, weights."""
    found = []
    for model, half in zip(pair(weighted_metrics=["accuracy"]), HALVES, strict=True):
        callback, seen = recorder(half)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            history = run(lambda *a, **k: model.fit(*a, **k, shuffle=False, verbose=0, callbacks=[callback]))  # noqa: B023
        found.append((seen, len(caught), history.params, history.epoch, history.history, model.get_weights()))
    (*theirs, their_history, their_weights), (*ours, our_history, our_weights) = found
    assert ours == theirs
    assert list(our_history) == list(their_history)
    for name, values in our_history.items():
        assert_close(values, their_history[name])
    for a, b in zip(our_weights, their_weights, strict=True):
        assert_close(a, b)


def test_class_weights_of_one_hot_rows():
    theirs, ours = pair("categorical_crossentropy", weighted_metrics=["accuracy"])
    found = [
        half.fit(X, ONE_HOT, class_weight=CLASSES, verbose=0, shuffle=False).history
        for half in (theirs, ours)
    ]
    assert_close([*found[1].values()], [*found[0].values()])
    assert found[1]["weighted_accuracy"] != found[1]["accuracy"]


CALLS = {
    "evaluate": lambda model, **more: model.evaluate(X, LABELS, batch_size=3, verbose=0, **more),
    "evaluate in steps": lambda model, **more: model.evaluate(X, LABELS, steps=2, verbose=0, **more),
    "evaluate some steps": lambda model, **more: model.evaluate(
        X, LABELS, batch_size=3, steps=2, verbose=0, **more
    ),
    "evaluate a generator": lambda model, **more: model.evaluate(batches(), verbose=0, **more),
    "evaluate a dataset": lambda model, **more: model.evaluate(dataset(), verbose=0, **more),
    "predict": lambda model, **more: model.predict(X, batch_size=3, verbose=0, **more),
    "predict some steps": lambda model, **more: model.predict(X, batch_size=3, steps=2, verbose=0, **more),
    "predict a generator": lambda model, **more: model.predict(batches(), verbose=0, **more),
    "predict a dataset": lambda model, **more: model.predict(dataset(), verbose=0, **more),
    "predict a sequence": lambda model, **more: model.predict(Numbered(), verbose=0, **more),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_evaluate_and_predict(call):
    found = []
    for model, half in zip(pair(), HALVES, strict=True):
        callback, seen = recorder(half)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            result = call(model, callbacks=[callback])
        found.append((seen, len(caught), callback.params, result))
    (*theirs, expected), (*ours, result) = found
    assert ours == theirs
    assert_close(result, expected)


def test_one_batch_alone():
    theirs, ours = pair(weighted_metrics=["accuracy"])
    for arguments in ({}, {"class_weight": CLASSES}, {"sample_weight": WEIGHTS}, {"return_dict": True}):
        for method in ("train_on_batch", "test_on_batch"):
            if method == "train_on_batch" or "class_weight" not in arguments:
                found = [getattr(half, method)(X, LABELS, **arguments) for half in (theirs, ours)]
                if "return_dict" in arguments:
                    assert list(found[0]) == list(found[1])
                    found = [list(each.values()) for each in found]
                assert_close(found[1], found[0])
    assert_close(ours.predict_on_batch(X), theirs.predict_on_batch(X))


def test_a_sequence_is_told_of_epochs_and_shuffled_by_python_s_random():
    orders, calls = [], []
    for model in pair():
        random.seed(11)
        source = Numbered()
        model.fit(source, epochs=3, verbose=0)
        orders.append(source.fetched[-9:])  # Keras looks at two beforehand
        calls.append(source.calls)
    assert orders[0] == orders[1]
    assert sorted(orders[1]) == [0, 0, 0, 1, 1, 1, 2, 2, 2]
    assert calls[0] == calls[1] == ["end", *["begin", "end"] * 3]


def test_the_calls_in_their_order():
    """What the comparisons above compare."""
    _, ours = pair()
    callback, seen = recorder(reference.callbacks)
    ours.fit(X, LABELS, validation_split=0.5, verbose=0, callbacks=[callback])
    ours.predict(X, verbose=0, callbacks=[callback])
    results = ("accuracy", "loss")
    assert seen == [
        ("on_train_begin",),
        ("on_epoch_begin", 0),
        ("on_train_batch_begin", 0),
        ("on_train_batch_end", 0, *results),
        ("on_test_begin",),
        ("on_test_batch_begin", 0),
        ("on_test_batch_end", 0, *results),
        ("on_test_end", *results),
        ("on_epoch_end", 0, *results, "val_accuracy", "val_loss"),
        ("on_train_end", *results, "val_accuracy", "val_loss"),
        ("on_predict_begin",),
        ("on_predict_batch_begin", 0),
        ("on_predict_batch_end", 0, "outputs"),
        ("on_predict_end",),
    ]


class Endless:
    """Numbered batches without a last one, and without anything of Keras's."""

    num_batches = None

    def __getitem__(self, index):
        return X[index % 5 : index % 5 + 4], LABELS[index % 5 : index % 5 + 4]


class Again:
    """What can be gone through again and again; its length may be known."""

    def __iter__(self):
        return batches(2)


class Counted(Again):
    """The same, and it is."""

    def __len__(self):
        return 2


def test_other_sources():
    _, ours = pair()
    assert ours.fit(Counted(), shuffle=False, verbose=0).params["steps"] == 2
    for run in (
        lambda: ours.fit(Again(), shuffle=False, verbose=0),
        lambda: ours.evaluate(Again(), verbose=0),
        lambda: ours.fit(X, LABELS, steps_per_epoch=9, batch_size=5, verbose=0),
    ):
        with pytest.warns(UserWarning, match="ran out after 2 batches, before the last step") as caught:
            run()
        assert caught[0].filename == __file__
    assert ours.fit(Endless(), steps_per_epoch=7, epochs=2, verbose=0).params["steps"] == 7
    with pytest.warns(UserWarning, match="shuffle is ignored: the generator given as x") as caught:
        ours.fit(batches(2), steps_per_epoch=2, verbose=0)
    assert caught[0].filename == __file__
    with pytest.warns(UserWarning, match="ran out after 2 batches, before the last step of 4 of this epoch"):
        ours.fit(batches(2), steps_per_epoch=4, shuffle=False, verbose=0)
    for wrong, message in (
        (lambda: ours.fit(batches(0), shuffle=False), "the generator gave no batch"),
        (lambda: ours.fit(batches(), LABELS), "y: must be part of the batches where x is a generator"),
        (lambda: ours.fit(dataset(), sample_weight=WEIGHTS), "sample_weight: must be part of the batches"),
        (
            lambda: ours.fit(batches(), class_weight=CLASSES),
            "class_weight: a generator must give the weights",
        ),
        (
            lambda: ours.fit(batches(), validation_split=0.5),
            "validation_split: takes the tail of arrays, and x",
        ),
        (lambda: ours.fit(iter([(X, LABELS, WEIGHTS, X)]), shuffle=False, verbose=0), r"got 4 parts"),
        (lambda: ours.fit(iter([X]), shuffle=False, verbose=0), "y: the targets are missing"),
        (lambda: ours.fit({"x": X}, LABELS), "expected numbers"),
        (lambda: ours.fit(X, LABELS, validation_data=(X,)), r"validation_data must be \(x, y\) or"),
        (lambda: ours.fit(type("Empty", (Endless,), {"num_batches": 0})()), "sequence of batches has none"),
    ):
        with pytest.raises(ValueError, match=message):
            wrong()


@pytest.mark.parametrize("source", [batches, Numbered, dataset, Endless, Again])
def test_a_source_builds_a_model_without_an_input(source):
    model = Sequential([Dense(4, "relu"), Dense(2, "softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy")
    model.fit(source(), steps_per_epoch=2, verbose=0, shuffle=source in (Numbered, Endless))
    assert model.count_params() == 26
    other = Sequential([Dense(4)])
    assert other.predict(source(), steps=2, verbose=0).shape[1] == 4


def test_training_stops_where_a_callback_says_so():
    found = []
    for model, half in zip(pair(), HALVES, strict=True):
        stop = half.LambdaCallback(
            on_train_batch_end=lambda n, logs, m=model: setattr(m, "stop_training", n == 1)
        )
        history = model.fit(X, LABELS, batch_size=3, epochs=5, verbose=0, shuffle=False, callbacks=stop)
        quit_test = half.LambdaCallback(
            on_test_batch_end=lambda n, logs, m=model: setattr(m, "stop_evaluating", 1)
        )
        tested = model.evaluate(X, LABELS, batch_size=3, verbose=0, callbacks=[quit_test])
        leave = half.LambdaCallback(
            on_predict_batch_end=lambda n, logs, m=model: setattr(m, "stop_predicting", 1)
        )
        outputs = model.predict(X, batch_size=3, verbose=0, callbacks=[[leave]])
        found.append((history.epoch, history.history["loss"], tested, outputs.shape))
    assert found[0][0] == found[1][0] == [0]
    assert found[0][3] == found[1][3] == (3, 2)
    assert_close(found[1][1], found[0][1])
    assert_close(found[1][2], found[0][2])


def test_a_callback_list_and_a_history_of_one_s_own():
    found = []
    for model, half in zip(pair(), HALVES, strict=True):
        history = half.History()
        for _ in range(2):
            model.fit(X, LABELS, epochs=2, verbose=0, callbacks=[history])
        listed = half.CallbackList([history], model=model)
        result = model.fit(X, LABELS, epochs=3, verbose=0, callbacks=listed)
        assert model.history is history is result
        found.append((len(history.history["loss"]), history.epoch, history.params))
    assert found[0] == found[1] == (7, [0, 1, 2], {"verbose": 0, "epochs": 2, "steps": 1})


def test_callbacks_of_keras_itself_work_on_ours(tmp_path):
    _, ours = pair()
    stopping = keras.callbacks.EarlyStopping("loss", min_delta=10, patience=1, restore_best_weights=True)
    writing = keras.callbacks.CSVLogger(tmp_path / "log.csv")
    assert ours.fit(X, LABELS, epochs=9, verbose=0, callbacks=[stopping, writing]).epoch == [0, 1]
    assert (tmp_path / "log.csv").read_text().startswith("epoch,accuracy,loss")


def test_metrics_and_their_names():
    theirs, ours = pair()
    for compiled in (
        {"metrics": None},
        {
            "metrics": ["accuracy", ["acc", "accuracy"]],
            "weighted_metrics": ["accuracy", "acc", "accuracy", "accuracy"],
        },
        {"metrics": {"b": "acc", "a": ["accuracy"]}, "loss_weights": {"out": 0.5}},
        {"weighted_metrics": ["accuracy"], "loss_weights": 0.5},
        {},
    ):
        theirs.compile("sgd", "sparse_categorical_crossentropy", **compiled, run_eagerly=True)
        ours.compile("sgd", "sparse_categorical_crossentropy", **compiled)
        assert ours.metrics_names == theirs.metrics_names
        assert [each.name for each in ours.metrics] == [each.name for each in theirs.metrics]
        found = [half.evaluate(X, LABELS, sample_weight=WEIGHTS, verbose=0) for half in (theirs, ours)]
        assert_close(found[1], found[0])
        named = [
            half.evaluate(X, LABELS, sample_weight=WEIGHTS, verbose=0, return_dict=True)
            for half in (theirs, ours)
        ]
        assert list(named[0]) == list(named[1])


def test_functions_as_metrics_are_called_by_their_names():
    found = []
    for half, ops, losses in zip(pair("mse"), (keras.ops, np), (keras.losses, reference.losses), strict=True):

        def myOwn(y_true, y_pred, ops=ops):
            return ops.mean(y_pred * y_pred, axis=-1)

        metrics = [
            myOwn,
            lambda y, p, f=myOwn: f(y, p),
            losses.categorical_crossentropy,
            losses.MeanAbsoluteError(),
        ]
        half.compile("sgd", "mse", metrics=metrics, **({"run_eagerly": True} if ops is keras.ops else {}))
        found.append(half.evaluate(X, ONE_HOT, verbose=0, return_dict=True))
    assert list(found[1]) == list(found[0])
    assert list(found[1])[:3] == ["categorical_crossentropy", "lambda", "loss"]
    assert found[1] == pytest.approx(found[0], rel=1e-12)


def test_compiled_again_without_them_a_model_keeps_its_loss_and_its_metrics():
    for half in pair():
        half.compile("sgd")
        assert list(half.evaluate(X, LABELS, verbose=0, return_dict=True)) == ["accuracy", "loss"]
        half.compile("sgd", "sparse_categorical_crossentropy", metrics=[])
        assert isinstance(half.evaluate(X, LABELS, verbose=0), float)
        assert half.metrics_names == ["loss", "compile_metrics"]
        assert half.compiled


@pytest.mark.parametrize("loss", ["crossentropy", "ce"])
def test_crossentropy_is_what_suits_the_targets(loss):
    for targets in (LABELS, LABELS[:, None], ONE_HOT):
        theirs, ours = pair(loss)
        assert_close(ours.evaluate(X, targets, verbose=0), theirs.evaluate(X, targets, verbose=0))
    theirs = network((3, 1), output="sigmoid")
    theirs.compile("sgd", loss, run_eagerly=True)
    ours = twin(theirs)
    y = LABELS[:, None].astype(float)
    assert_close(ours.train_on_batch(X, y), theirs.train_on_batch(X, y))
    assert ours.loss.name == loss


def test_metrics_read_the_logits_that_the_loss_does_not():
    """Of a softmax far out a cross-entropy on probabilities, clipped, could not tell 80 from 16.1."""
    compiled = {
        "metrics": ["categorical_crossentropy"],
        "weighted_metrics": ["categorical_crossentropy", "mse"],
    }
    for loss in ("mse", "categorical_crossentropy"):
        theirs, ours = pair(loss, **compiled)
        for half in (theirs, ours):
            half.set_weights([weight * 100 for weight in half.get_weights()])
        for call in ("evaluate", "train_on_batch", "test_on_batch"):
            options = {"return_dict": True, "sample_weight": WEIGHTS} | (
                {"verbose": 0} if call == "evaluate" else {}
            )
            found = [getattr(half, call)(X, ONE_HOT, **options) for half in (theirs, ours)]
            assert found[1] == pytest.approx(found[0], rel=1e-12)
            assert call != "evaluate" or found[1]["categorical_crossentropy"] > 20


class Fancy(Metric):
    """A metric whose result is not one number."""

    def __init__(self, name, value):
        super().__init__(name)
        self.value = value

    def update_state(self, y_true, y_pred, sample_weight=None):
        """Nothing to remember."""

    def result(self):
        return self.value


class KerasFancy(keras.metrics.Metric):
    """The same in Keras."""

    def __init__(self, name, value):
        super().__init__(name=name)
        self.value = value

    def update_state(self, y_true, y_pred, sample_weight=None):
        """Nothing to remember."""

    def result(self):
        return keras.tree.map_structure(tf.constant, self.value)

    def reset_state(self):
        """Nothing to forget."""


@pytest.mark.parametrize(
    "value", [np.array([1.0, 2.0]), {"z": np.array(2.0), "a": np.ones(2)}, np.ones((1,))]
)
@pytest.mark.parametrize("verbose", [0, 1, 2])
def test_results_of_any_shape_come_into_the_logs(value, verbose, capsys):
    found, shown = [], []
    for model, kind in zip(pair(metrics=None), (KerasFancy, Fancy), strict=True):
        options = {"run_eagerly": True} if kind is KerasFancy else {}
        model.compile(
            "sgd", "sparse_categorical_crossentropy", metrics=[kind("some", value), "accuracy"], **options
        )
        history = model.fit(X, LABELS, verbose=verbose, validation_data=(X, LABELS), shuffle=False).history
        found.append((list(history), str(history), str(model.evaluate(X, LABELS, verbose=0))))
        shown.append(capsys.readouterr().out.split("step")[-1].rstrip())
    assert found[0][0] == found[1][0]
    assert len(found[0][1]) == pytest.approx(len(found[1][1]), abs=40)
    assert shown[0] == shown[1]
