"""Callbacks: the same decisions, words and files as Keras's, on the same logs."""

import itertools
import types
import warnings

import keras
import numpy as np
import pytest

import keras_notes.training
import reference.callbacks
import reference.metrics
from keras_notes.parity import twin
from keras_notes.sequential import network
from reference.training.callbacks.monitor import direction_of

HALVES = {"keras": keras.callbacks, "numpy": reference.callbacks}
both = pytest.mark.parametrize("half", HALVES.values(), ids=HALVES)
RNG = np.random.default_rng(3)
X, LABELS = RNG.normal(size=(12, 3)), RNG.integers(0, 2, 12)


class Model:
    """What callbacks see of a model: weights that are the number of the epoch, a rate, a flag."""

    def __init__(self, rate=0.5):
        self.optimizer = types.SimpleNamespace(learning_rate=rate)
        self.metrics, self.flat_metrics = [], []
        self.stop_training = False
        self.weights = -1
        self.saved = []

    def get_weights(self):
        return self.weights

    def set_weights(self, weights):
        self.weights = weights

    def save_weights(self, path, overwrite):
        self.saved.append((path, overwrite))


def drive(callback, values, name="loss", rate=0.5):
    """Lead a callback through epochs with these values, two trainings in a row, and note what it does."""
    model, trail = Model(rate), []
    callback.set_model(model)
    for _ in range(2):
        callback.on_train_begin()
        model.stop_training = False
        for epoch, value in enumerate(values):
            model.weights = epoch
            callback.on_epoch_begin(epoch)
            logs = {} if value is None else {name: value}
            callback.on_epoch_end(epoch, logs)
            trail.append((epoch, model.stop_training, float(model.optimizer.learning_rate), logs))
            if model.stop_training:
                break
        callback.on_train_end()
        trail.append((model.weights, callback.best if hasattr(callback, "best") else None, model.saved))
    return trail


def sequences(count=12, length=9):
    """Values that go up and down and repeat; some are nan, or missing, or infinite."""
    rng = np.random.default_rng(5)
    steps = (rng.integers(-2, 3, (count, length)) / 4).tolist()
    odd = [
        [1.0, np.nan, 0.5, 0.5, np.nan, 0.25],
        [np.nan, 1.0, 0.5, 0.75, 0.75, 0.8],
        [None, 1.0, 1.0, None, 2.0],
    ]
    return [*steps, *odd, [np.inf, 1.0, 1.0, 1.0], [1.0] * 6]


def same(capsys, make, arguments):
    """Whether both halves do and say the same with all these arguments and values."""
    for kwargs, values in itertools.product(arguments, sequences()):
        seen = []
        for half in HALVES.values():
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always", UserWarning)
                trail = drive(make(half, **kwargs), values)
            count = len([each for each in caught if each.category is UserWarning])
            seen.append((str(trail), count, capsys.readouterr().out))
        assert seen[0] == seen[1], (kwargs, values)


def product(**choices):
    return [dict(zip(choices, each, strict=True)) for each in itertools.product(*choices.values())]


def test_early_stopping(capsys):
    arguments = product(
        patience=[0, 1, 2],
        min_delta=[0, 0.25, -0.5],
        baseline=[None, 0.25],
        restore_best_weights=[False, True],
        start_from_epoch=[0, 2],
        mode=["min", "max"],
    )
    same(capsys, lambda half, **kwargs: half.EarlyStopping("loss", verbose=1, **kwargs), arguments[::3])


def test_reduce_lr_on_plateau(capsys):
    arguments = product(
        patience=[0, 1, 2], cooldown=[0, 1, 2], min_delta=[0.0, 0.3], min_lr=[0.0, 0.2], mode=["auto", "max"]
    )
    same(
        capsys,
        lambda half, **kwargs: half.ReduceLROnPlateau("loss", factor=0.5, verbose=1, **kwargs),
        arguments[::2],
    )


def test_model_checkpoint(capsys, tmp_path):
    path = str(tmp_path / "{epoch:02d}-{loss:.2f}.weights.h5")
    arguments = product(
        save_best_only=[False, True], mode=["min", "max"], initial_value_threshold=[None, 0.1]
    )
    values = [each for each in sequences() if None not in each]
    for kwargs, each in itertools.product(arguments, values):
        seen = []
        for half in HALVES.values():
            callback = half.ModelCheckpoint(path, "loss", verbose=1, save_weights_only=True, **kwargs)
            seen.append((str(drive(callback, each)), capsys.readouterr().out))
        assert seen[0] == seen[1], (kwargs, each)


@pytest.mark.parametrize("save_freq", [1, 2, 3, 5, 7])
def test_model_checkpoint_counts_batches_on_from_epoch_to_epoch(save_freq):
    seen = []
    for half in HALVES.values():
        callback = half.ModelCheckpoint(
            "{epoch}-{batch}.weights.h5", save_weights_only=True, save_freq=save_freq
        )
        model = Model()
        callback.set_model(model)
        for epoch in range(3):
            callback.on_epoch_begin(epoch)
            for batch in range(5):
                callback.on_train_batch_end(batch, {"loss": 1.0})
            callback.on_epoch_end(epoch, {"loss": 1.0, "val_loss": 2.0})
        seen.append(model.saved)
    assert seen[0] == seen[1]
    assert len(seen[1]) == 15 // save_freq


def test_best_batches_are_known_from_the_first_on():
    """Keras only knows after an epoch which way is better, and fails before."""
    callback = reference.callbacks.ModelCheckpoint(
        "{batch}.weights.h5", "loss", save_best_only=True, save_weights_only=True, save_freq=1
    )
    model = Model()
    callback.set_model(model)
    callback.on_epoch_begin(0)
    for batch, loss in enumerate([2.0, 3.0, 1.0]):
        callback.on_train_batch_end(batch, {"loss": loss})
    assert [path for path, _ in model.saved] == ["1.weights.h5", "3.weights.h5"]


def test_what_model_checkpoint_cannot_do(tmp_path):
    make = reference.callbacks.ModelCheckpoint
    for kwargs, message in (
        ({"filepath": "a.weights.h5"}, "filepath must end in .keras, got 'a.weights.h5'"),
        ({"filepath": "a.h5", "save_weights_only": True}, "filepath must end in .weights.h5, got 'a.h5'"),
        ({"filepath": "a.keras", "save_freq": "batch"}, "save_freq must be 'epoch' or an integer"),
    ):
        with pytest.raises(ValueError, match=message):
            make(**kwargs)
    callback = make(tmp_path / "{nothing}.weights.h5", "loss", save_weights_only=True)
    with pytest.raises(KeyError, match="filepath .* asks for 'nothing'"):
        drive(callback, [1.0])
    several = make("a.weights.h5", "loss", save_weights_only=True, save_best_only=True, mode="min")
    with pytest.warns(UserWarning, match="'loss' is not one number, so all are written"):
        drive(several, [np.ones(2)])
    absent = make("a.weights.h5", save_weights_only=True, save_best_only=True)
    with pytest.warns(UserWarning, match="the best weights needs 'val_loss', and there is only loss"):
        assert drive(absent, [1.0])[-1][-1] == [("a.weights.h5", True)] * 2


SCHEDULES = {
    "of the epoch and the rate": lambda epoch, rate: rate / (epoch + 2),
    "of the epoch": lambda epoch: 0.5 ** (epoch + 1),
    "of float32": lambda epoch, rate: np.float32(0.1),
}


@pytest.mark.parametrize("schedule", SCHEDULES.values(), ids=SCHEDULES)
def test_learning_rate_scheduler(capsys, schedule):
    same(capsys, lambda half, **kwargs: half.LearningRateScheduler(schedule, **kwargs), [{}, {"verbose": 1}])


@both
def test_a_schedule_must_give_a_float(half):
    for wrong in (1, None, "0.1", np.ones(1)):
        with pytest.raises(ValueError, match="float"):
            drive(half.LearningRateScheduler(lambda epoch, rate, wrong=wrong: wrong), [1.0])


@pytest.mark.parametrize("loss", [1.0, None, np.nan, np.inf, -np.inf])
def test_terminate_on_nan(capsys, loss):
    seen = []
    for half in HALVES.values():
        model, callback = Model(), half.TerminateOnNaN()
        callback.set_model(model)
        callback.on_train_batch_end(3, {} if loss is None else {"loss": loss})
        seen.append((model.stop_training, capsys.readouterr().out))
        if model.stop_training:
            with pytest.raises(RuntimeError, match="batch 3"):
                half.TerminateOnNaN(raise_error=True).on_batch_end(3, {"loss": loss})
    assert seen[0] == seen[1]
    assert seen[1][0] == (loss is not None and not np.isfinite(loss))


CSV = {
    "no validation": [{"loss": 0.1, "accuracy": 1.0}, {"loss": 0.2, "accuracy": 0.5, "val_loss": 3.0}],
    "validation": [{"loss": 0.1, "val_loss": 1 / 3}, {"loss": 1e-9}],
    "other shapes": [{"b": np.ones(2), "a": [1, 2.5], "c": np.array(2.5), "d": 'a "word", and more'}],
    "a rate that comes later": [{"loss": 1.0}, {"loss": 1.0, "learning_rate": 0.1}],
    "nothing": [{}],
}


@pytest.mark.parametrize("logs", CSV.values(), ids=CSV)
@pytest.mark.parametrize(
    "kwargs", [{}, {"separator": ";"}, {"append": True}, {"separator": "\t", "append": True}]
)
@pytest.mark.parametrize("before", [None, "", "epoch,old\r\n1,2\r\n"])
@pytest.mark.filterwarnings("ignore:unclosed file")  # one that Keras itself leaves open
def test_csv_logger_writes_the_same_bytes(tmp_path, logs, kwargs, before):
    found = []
    for name, half in HALVES.items():
        path = tmp_path / f"{name}.csv"
        if before is not None:
            path.write_bytes(before.encode())
        callback = half.CSVLogger(path, **kwargs)
        for _ in range(2):
            callback.on_train_begin()
            for epoch, each in enumerate(logs):
                callback.on_epoch_end(epoch, dict(each))
                assert path.read_bytes().endswith(b"\n")
            callback.on_train_end()
        found.append(path.read_bytes())
    assert found[0] == found[1]


def test_lambda_callback():
    for half in HALVES.values():
        seen = []
        hooks = {
            name: lambda *args, name=name, seen=seen, **kwargs: seen.append(name)
            for name in ("on_epoch_begin", "on_epoch_end", "on_train_begin", "on_train_end", "on_test_begin")
        }
        callback = half.LambdaCallback(**hooks, colour="red")
        drive(callback, [1.0])
        assert seen == ["on_train_begin", "on_epoch_begin", "on_epoch_end", "on_train_end"] * 2
        callback.on_test_begin()
        callback.on_train_batch_end(0, {})
        assert seen[-1] == "on_test_begin"
        assert callback.colour == "red"


def test_which_way_is_better_is_what_keras_s_metrics_say():
    given = {
        "MeanIoU": (2,), "OneHotMeanIoU": (2,), "IoU": (2, [0]), "OneHotIoU": (2, [0]), "BinaryIoU": ([0],),
        "PrecisionAtRecall": (0.5,), "RecallAtPrecision": (0.5,), "SensitivityAtSpecificity": (0.5,),
        "SpecificityAtSensitivity": (0.5,), "MeanRelativeError": ([1.0],), "Metric": (),
        "MeanMetricWrapper": (keras.losses.mean_squared_error,),
    }  # fmt: skip
    for name, found in vars(keras.metrics).items():
        if isinstance(found, type) and name != "MeanMetricWrapper":
            metric = found(*given.get(name, ()))
            expected = getattr(metric, "_direction", None)
            stranger = type(name, (), {})()
            assert direction_of(stranger) == expected, name
            assert direction_of(types.SimpleNamespace(_direction="down")) == "down"


def test_auto_finds_the_direction_or_refuses():
    theirs = network((3, 4, 2))
    metrics = ["accuracy", "mse", keras.metrics.Mean("m")]
    theirs.compile("sgd", "sparse_categorical_crossentropy", metrics=metrics[:1], run_eagerly=True)
    ours = twin(theirs)
    for monitor in ("val_loss", "loss", "accuracy", "val_accuracy", "nothing"):
        found = []
        for model, half in ((theirs, HALVES["keras"]), (ours, HALVES["numpy"])):
            model.evaluate(X, LABELS, verbose=0)  # then "accuracy" is known
            callback = half.EarlyStopping(monitor)
            callback.set_model(model)
            callback.on_train_begin()
            try:
                for epoch, value in enumerate([1.0, 2.0]):
                    callback.on_epoch_end(epoch, {monitor: value})
                found.append(callback.best)
            except ValueError as error:
                found.append("mode='max'" in str(error))
        assert found[0] == found[1], monitor
    assert found[1] is True


@both
def test_strange_arguments(half):
    with pytest.warns(UserWarning, match="mode"):
        assert half.EarlyStopping(mode="best").mode == "auto"
    with pytest.raises(ValueError, match="factor"):
        half.ReduceLROnPlateau(factor=1.0)
    assert half.ReduceLROnPlateau(epsilon=3).patience == 10  # forgotten by both


def test_the_namespace():
    assert set(reference.callbacks.__all__) <= set(dir(keras.callbacks))
    for name in set(dir(keras.callbacks)) - set(reference.callbacks.__all__):
        if name[0].isupper():
            with pytest.raises(ImportError, match=f"reference.callbacks has no {name}: it "):
                getattr(reference.callbacks, name)
    with pytest.raises(AttributeError, match="no attribute 'Nonsense'"):
        reference.callbacks.Nonsense  # noqa: B018
    assert keras_notes.training.EarlyStopping is keras.callbacks.EarlyStopping


@both
def test_the_older_names_of_the_hooks_of_a_batch(half):
    seen = []
    hooks = {
        name: lambda self, batch, logs=None, name=name: seen.append((name, batch, logs))
        for name in ("on_batch_begin", "on_batch_end")
    }
    older = type("Older", (half.Callback,), hooks)()
    older.on_train_batch_begin(3)
    older.on_train_batch_end(3, {"loss": 1.0})
    assert seen == [("on_batch_begin", 3, None), ("on_batch_end", 3, {"loss": 1.0})]


def test_callback_list_is_a_callback_of_callbacks():
    for half in HALVES.values():
        one, two, seen = half.LambdaCallback(), half.Callback(), []
        listed = half.CallbackList(
            [one, [two]], add_history=True, add_progbar=True, model=None, steps=1, epochs=1, verbose=0
        )
        assert [type(each).__name__ for each in listed.callbacks][2:] == ["History", "ProgbarLogger"]
        assert one.params == {"steps": 1, "epochs": 1, "verbose": 0}
        one.on_epoch_end = lambda epoch, logs, seen=seen: seen.append((epoch, logs))
        listed.set_model(Model())
        listed.on_train_begin()
        listed.on_epoch_begin(0)
        listed.on_epoch_end(0, {"loss": 1.0})
        assert seen == [(0, {"loss": 1.0})]
        assert listed.model.history.history == {"loss": [1.0]}
        again = half.CallbackList(listed.callbacks, add_history=True, add_progbar=True)
        assert len(again.callbacks) == 4
