"""`keras-notes compare model.keras`: the user's own model, layer by layer, with Keras and without."""

import json
import re

import keras
import numpy as np
import pytest
from without_keras import command_without_keras

from keras_notes import networks
from keras_notes.cli import app
from keras_notes.own_model import Batch, drawn_batch, evaluated, numpy_side, upstream_of
from keras_notes.parity.draw import Draw
from keras_notes.parity.own_model import compare_file
from keras_notes.parity.precision import precision
from keras_notes.parity.rows.layers import draw_weights
from keras_notes.report.alone import alone_json, results_line
from reference.layers import GRU, CategoryEncoding, Conv1D, Dense, Dropout, Embedding, Input
from reference.metrics import F1Score
from reference.models import Sequential, load_model

RNG = np.random.default_rng(0)


@pytest.fixture
def files(tmp_path, monkeypatch):
    """A compiled model and data in an empty folder."""
    monkeypatch.chdir(tmp_path)
    model = Sequential([Input((3,)), Dense(4, "relu"), Dropout(0.5), Dense(2, "softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.save("model.keras")
    x = RNG.normal(size=(5, 3))
    np.savez("x.npz", x=x)
    np.savez("xy.npz", x=x, y=np.arange(5) % 2)
    return tmp_path


def run(*arguments):
    """The exit status; what is printed is the caller's to look at."""
    try:
        app(["compare", *map(str, arguments)])
    except SystemExit as stopped:
        return stopped.code or 0


@pytest.mark.parametrize("name", ["sentences", "pictures", "counts"])
@pytest.mark.parametrize("labels", [False, True])
def test_both_halves_agree_layer_by_layer(name, labels, tmp_path):
    keras.utils.clear_session(free_memory=False)
    model, path = getattr(networks, name)(keras), tmp_path / "model.keras"
    draw_weights(model, Draw(3, False, "float32", "float32"))
    model.compile("sgd", ["sparse_categorical_crossentropy"])
    model.save(path)
    drawn = drawn_batch(load_model(path), seed=1)
    batch = drawn._replace(y=RNG.integers(0, 3, (8, 1))) if labels else drawn
    report = compare_file(path, batch, seed=1)
    assert report.agrees, [each for each in report.concepts[0].tensors if not each.agrees]
    results = report.concepts[0].results
    assert [each.case.split(" ")[0] for each in results][: len(model.layers)] == [
        x.name for x in model.layers
    ]
    names = [each.name for each in report.concepts[0].tensors]
    assert names.count("output") == len(model.layers)
    assert ("loss" in names) == labels
    assert sum(each.startswith("d ") and "output" not in each for each in names) >= len(
        model.trainable_weights
    )


STACKS = {
    "the input is of integers": lambda: [keras.Input((3,), dtype="uint8"), keras.layers.Dense(2)],
    "the input is rounded": lambda: [keras.Input((3,)), keras.layers.Dense(2, dtype="float64")],
    "states": lambda: [keras.Input(batch_shape=(4, 5, 3)), keras.layers.GRU(2, stateful=True)],
    "seeds": lambda: [keras.Input((5, 3)), keras.layers.GRU(3, dropout=0.5), keras.layers.Dropout(0.5)],
    "costs": lambda: [keras.Input((3,)), keras.layers.Dense(1, "sigmoid", activity_regularizer="l2")],
}


@pytest.mark.parametrize("stack", STACKS.values(), ids=STACKS)
def test_they_agree_where_it_is_hard_to_and_without_a_word(stack, tmp_path, recwarn):
    keras.utils.clear_session(free_memory=False)
    model, path = keras.Sequential(stack()), tmp_path / "model.keras"
    model.compile("adam", "binary_crossentropy" if model.output_shape == (None, 1) else "mse")
    model.save(path)
    x, _, *others = drawn_batch(load_model(path), seed=1)
    y = RNG.integers(0, 2, (len(x), *model.output_shape[1:])).astype("float64")
    for batch in Batch(x, None, *others), Batch(x.astype("float64"), y, *others):
        report = compare_file(path, batch, seed=1)
        assert report.agrees, [each for each in report.concepts[0].tensors if not each.agrees]
    assert not [each for each in recwarn if each.category is UserWarning]  # others only developers see


def test_the_referee_sees_the_numbers_that_are_judged(tmp_path):
    """Rounded to float32 these are 0.25 apart, before that 0.2: Keras would seem to be far from the truth."""
    model = Sequential([Input((2,)), Dense(1)])
    model.set_weights([[[1], [-1]], [0]])
    model.save(tmp_path / "a.keras")
    report = compare_file(tmp_path / "a.keras", Batch(np.array([[1e6 + 0.3, 1e6 + 0.1]])), 0)
    assert report.agrees
    assert {each.note for each in report.concepts[0].tensors} == {""}


def test_layers_may_be_called_anything(files, capsys):
    names = ["my layer", "my", "d", "loss", "input", "[red]", "<u>"]
    model = Sequential([Input((3,)), *(Dense(3, name=name) for name in names)], name="<i>")
    model.save("named.keras")
    assert run("named.keras", "--html", "a.html", "--json", "a.json") == 0
    assert "[red] (Dense)" in capsys.readouterr().out
    cases = json.loads((files / "a.json").read_text())["concepts"][0]["cases"]
    assert [each["case"] for each in cases] == [*(f"{name} (Dense)" for name in names), "the whole model"]
    tensors = {tuple(tensor["name"] for tensor in each["tensors"]) for each in cases[:-1]}
    assert tensors == {("z", "output", "d output", "d kernel", "d bias")}
    assert not {"<i>", "<u>"} & set(re.findall("<.>", (files / "a.html").read_text()))
    assert run("named.keras", "--no-keras") == 0
    assert "[red] (Dense, 12)" in capsys.readouterr().out


def test_what_keras_refuses_is_one_line(files, monkeypatch, capsys):
    def refuses(path):
        raise TypeError("this Keras\n  is too old")

    monkeypatch.setattr(keras.saving, "load_model", refuses)
    assert run("model.keras") == 2
    told = capsys.readouterr()
    assert not told.out
    assert told.err.strip() == "keras-notes: model.keras: Keras does not load it: this Keras is too old"


def test_float64_models_are_held_to_1e_12(tmp_path):
    with precision("float64"):
        keras.utils.clear_session(free_memory=False)
        keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, "tanh")]).save(tmp_path / "a.keras")
    report = compare_file(tmp_path / "a.keras", drawn_batch(load_model(tmp_path / "a.keras"), 0), 0)
    assert report.agrees
    assert all(each.max_relative <= 1e-12 for each in report.concepts[0].tensors)


def test_a_difference_is_seen(files, monkeypatch, capsys):
    right = Dense.backward_from_logits

    def wrong(layer, dlogits, cache, input_gradient=True):
        dx, grads = right(layer, dlogits, cache, input_gradient)
        return dx, grads | {"bias": 0 * grads["bias"]}

    monkeypatch.setattr(Dense, "backward_from_logits", wrong)
    assert run("model.keras", "--inputs", "x.npz") == 1
    assert "Some tensors are DIFFERENT." in capsys.readouterr().out


def test_the_command_and_its_report(files, capsys):
    assert run("model.keras", "--inputs", "xy.npz", "--json", "a.json", "--html", "a.html") == 0
    assert "Every tensor agrees." in capsys.readouterr().out
    cases = json.loads((files / "a.json").read_text())["concepts"][0]["cases"]
    assert [each["case"] for each in cases][:2] == ["dense (Dense)", "dropout (Dropout)"]
    assert {each["name"] for each in cases[0]["tensors"]} >= {"output", "z", "d output", "d kernel", "d bias"}
    assert "dense_1 (Dense)" in (files / "a.html").read_text()
    assert run("model.keras") == 0


def test_without_keras_in_a_process_that_has_none(files):
    arguments = ["compare", "model.keras", "--no-keras", "--inputs", "xy.npz", "--json", "a.json"]
    done = command_without_keras(*arguments)
    assert (done.returncode, done.stderr) == (0, "")
    assert "by NumPy alone" in done.stdout
    assert "accuracy" in done.stdout
    found = json.loads((files / "a.json").read_text())
    assert [each["class"] for each in found["layers"]] == ["Dense", "Dropout", "Dense"]
    assert [each["parameters"] for each in found["layers"]] == [16, 0, 10]
    assert list(found["layers"][0]["tensors"]) == ["z", "output", "d output", "d kernel", "d bias"]
    assert found["layers"][0]["tensors"]["output"]["shape"] == [5, 4]
    assert list(found["tensors"]) == ["loss", "d input"]
    assert all(each["finite"] for layer in found["layers"] for each in layer["tensors"].values())
    assert list(found["evaluate"]) == ["accuracy", "loss"]
    assert f"accuracy {found['evaluate']['accuracy']:.6g}" in done.stdout


def test_numbers_that_are_not_finite_are_marked(files, capsys):
    np.savez("nan.npz", x=np.full((2, 3), np.nan))
    assert run("model.keras", "--no-keras", "--inputs", "nan.npz", "--json", "a.json") == 0
    told = capsys.readouterr()
    assert " no " in told.out
    assert not told.err
    found = json.loads((files / "a.json").read_text())
    assert found["layers"][0]["tensors"]["z"]["largest"] is None
    assert found["evaluate"] == {}


def test_metrics_of_several_numbers_are_shown_whole():
    model = Sequential([Dense(2)])
    model.compile("sgd", "mse", metrics=[F1Score()])
    batch = Batch(np.ones((4, 3)), np.eye(2)[[0, 1, 1, 0]])
    numpy_side(model, batch)
    model.set_weights([np.zeros((3, 2)), [1, np.inf]])
    results = evaluated(model, batch)
    assert results_line(results) == "f1_score [0.       0.666667], loss inf"
    found = alone_json(model, numpy_side(model, batch), results)["evaluate"]
    assert found == {"f1_score": [0.0, pytest.approx(2 / 3)], "loss": None}


@pytest.mark.parametrize(
    ("first", "low", "high"),
    [(Embedding(7, 2), 0, 6), (CategoryEncoding(4, output_mode="count"), 0, 3), (Dense(2), -4, 4)],
)
def test_drawn_inputs_are_what_the_model_takes(first, low, high):
    model = Sequential([Input((5,)), first])
    batch = drawn_batch(model, 0)
    assert batch.x.shape == (8, 5)
    assert low <= batch.x.min() < batch.x.max() <= high
    assert np.array_equal(batch.x, drawn_batch(model, 0).x)
    assert np.isfinite(numpy_side(model, batch)[first.name]["output"]).all()


def test_an_open_axis_is_filled():
    assert drawn_batch(Sequential([Input((None, 3)), Conv1D(2, 2)]), 0).x.shape == (8, 5, 3)
    batch = Batch(np.ones(1), seed=4)
    assert upstream_of(batch, (2, 3), "float64").dtype == "float64"
    assert np.array_equal(upstream_of(batch, (2, 3), "float32"), upstream_of(batch, (2, 3), "float64"))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere.keras"], "no such file: nowhere.keras"),
        (["broken.keras"], "broken.keras: not a .keras file"),
        (["unbuilt.keras"], "the model was saved before it was built"),
        (["model.keras", "dense"], "one model or some concepts, not both, got model.keras dense"),
        (["model.keras", "--inputs", "nowhere.npz"], "no such file: nowhere.npz"),
        (["model.keras", "--inputs", "broken.keras"], "broken.keras: not an .npz file"),
        (
            ["model.keras", "--inputs", "names.npz"],
            "names.npz: expected the arrays x and y, or x alone, found a, b",
        ),
        (["model.keras", "--inputs", "shape.npz"], "expected an input of shape (None, 3), got (2, 7)"),
        (["model.keras", "--inputs", "text.npz"], "expected numbers"),
        (["model.keras", "--inputs", "labels.npz"], "y_true"),
        (
            ["model.keras", "--inputs", "none.npz"],
            "expected a batch of at least one sample, got shape (0, 3)",
        ),
        (["stateful.keras", "--inputs", "steps.npz"], "is stateful and takes 4 samples at a time, got 6"),
        (
            ["large.keras"],
            "large.keras does not take random numbers of shape (8, 5, 1) (conv1d: ",
        ),
        (["model.keras", "--loss", "mse"], "--loss needs targets"),
        (["model.keras", "--inputs", "x.npz", "--loss", "mse"], "--loss needs targets"),
        (["model.keras", "--inputs", "xy.npz", "--loss", "evil"], "unknown loss 'evil'"),
        (["model.keras", "--figures", "pictures"], "--figures and --dtype belong to concepts"),
        (["model.keras", "--dtype", "float64"], "--figures and --dtype belong to concepts"),
        (["model.keras", "--no-keras", "--html", "a.html"], "--html shows both halves"),
        (["model.keras", "--json", "no/a.json"], "there is no folder no"),
        (["uncompiled.keras", "--inputs", "xy.npz"], "y is there, but no loss"),
        (["dense", "--inputs", "x.npz"], "--inputs, --loss and --no-keras belong to a model"),
        (["--no-keras"], "--inputs, --loss and --no-keras belong to a model"),
    ],
)
def test_wrong_usage_is_one_line_and_status_2(files, arguments, message, capsys):
    (files / "broken.keras").write_text("a text")
    keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)]).save("uncompiled.keras")
    with pytest.warns(UserWarning, match="not yet been built"):
        keras.Sequential([keras.layers.Dense(2)]).save("unbuilt.keras")
    np.savez("names.npz", a=np.ones(3), b=np.ones(3))
    np.savez("shape.npz", x=np.ones((2, 7)))
    np.savez("text.npz", x=np.array([["a", "b", "c"]]))
    np.savez("labels.npz", x=np.ones((2, 3)), y=np.ones((3, 1)))
    np.savez("none.npz", x=np.ones((0, 3)))
    np.savez("steps.npz", x=np.ones((6, 5, 3)))
    Sequential([Input(batch_shape=(4, 5, 3)), GRU(2, stateful=True)]).save("stateful.keras")
    Sequential([Input((None, 1)), Conv1D(2, 7)]).save("large.keras")
    before = sorted(files.iterdir())
    assert run(*arguments) == 2
    told = capsys.readouterr()
    assert not told.out
    (line,) = told.err.splitlines()
    assert line.startswith("keras-notes: ")
    assert message in line
    assert sorted(files.iterdir()) == before
