"""The command: what it prints, what it writes, and its exit status."""

import json
import logging

import keras
import numpy as np
import pytest
from keras import layers
from typer.testing import CliRunner

import reference.dense
from keras_notes import __version__, cli, figures
from keras_notes.parity import Case, NetworkCase
from keras_notes.report import files
from keras_notes.sequential import network as keras_network


def run(*arguments):
    """Run the command in this process; a traceback of it is a failure of the test."""
    result = CliRunner().invoke(cli.app, list(arguments))
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_version():
    assert run("--version").stdout.strip() == f"keras-notes {__version__}"


def test_without_a_command_it_explains_itself():
    assert "compare" in run().output


def test_compare_prints_a_table_and_exits_with_0():
    result = run("compare", "dense", "neuron", "--dtype", "float32")
    assert result.exit_code == 0
    assert "Every tensor agrees." in result.stdout
    assert "Dense(units=4)" in result.stdout
    assert "neuron_gradients" in result.stdout


def test_the_json_has_the_promised_keys(tmp_path):
    path = tmp_path / "found.json"
    assert run("compare", "reshaping", "dense", "--seed", "3", "--json", str(path)).exit_code == 0
    found = json.loads(path.read_text())
    assert {"keras", "tensorflow", "numpy", "seed", "concepts", "summary"} <= set(found)
    assert found["seed"] == 3
    assert [concept["name"] for concept in found["concepts"]] == ["reshaping", "dense"]
    case = found["concepts"][1]["cases"][0]
    assert set(case) == {"case", "dtype", "tier", "tensors"}
    tensor_keys = {"name", "shape", "identical", "identical_share", "max_ulp", "max_relative", "verdict"}
    assert tensor_keys <= set(case["tensors"][0])
    summary = found["summary"]
    cases = [case for concept in found["concepts"] for case in concept["cases"]]
    assert summary["cases"] == len(cases)
    assert summary["tensors"] == sum(len(case["tensors"]) for case in cases)
    assert summary["identical"] + summary["equal_to_rounding"] == summary["tensors"]
    assert summary["different"] == 0


def test_a_difference_is_shown_and_exits_with_1(monkeypatch, tmp_path):
    right = reference.dense.Dense.backward_from_logits

    def without_bias_gradient(self, dlogits, cache, input_gradient=True):
        dx, grads = right(self, dlogits, cache, input_gradient)
        return dx, {name: np.zeros_like(g) if name == "bias" else g for name, g in grads.items()}

    monkeypatch.setattr(reference.dense.Dense, "backward_from_logits", without_bias_gradient)
    path = tmp_path / "found.json"
    result = run("compare", "dense", "--dtype", "float64", "--json", str(path))
    assert result.exit_code == 1
    assert "Some tensors are DIFFERENT." in result.stdout
    assert "d bias" in result.stdout
    assert json.loads(path.read_text())["summary"]["different"] > 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["compare", "convolutoin"], "no concept named 'convolutoin'; there are neuron"),
        (["compare", "dense", "--dtype", "float16"], "'float16' is not one of"),
        (["compare", "dense", "--seed", "-1"], "--seed"),
        (["compare", "dense", "--json", "/no/such/folder/found.json"], "there is no folder /no/such/folder"),
        (["compare", "dense", "--html", "/"], "/ is a folder"),
        (["benchmark", "--json", "/no/such/folder/found.json"], "there is no folder"),
        (["explode"], "No such command"),
    ],
)
def test_wrong_usage_is_one_clear_word_and_exits_with_2(arguments, message):
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.replace("│", " ").split())
    assert "Traceback" not in result.stderr


def test_tensorflow_does_not_warn_while_pictures_are_drawn(tmp_path, monkeypatch):
    """It does, of many small models in a row, where nothing keeps it from it."""
    levels = []
    monkeypatch.setattr(
        figures, "draw", lambda name: levels.append(logging.getLogger("tensorflow").level) or {}
    )
    assert run("compare", "schedules", "--dtype", "float32", "--figures", str(tmp_path)).exit_code == 0
    assert levels == [logging.ERROR]


def test_the_page_is_whole_and_needs_nothing_beside_itself(tmp_path):
    path, folder = tmp_path / "report.html", tmp_path / "figures"
    written = ("--html", str(path), "--figures", str(folder))
    result = run("compare", "activations", "--dtype", "float32", *written)
    assert result.exit_code == 0
    page = path.read_text()
    assert page.startswith("<!doctype html>")
    assert page.rstrip().endswith("</html>")
    assert 'id="activations"' in page
    assert "data:image/png;base64," in page
    assert "http" not in page.replace("http-equiv", "")
    assert list(folder.glob("activations_*.png"))


def test_an_interrupted_write_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "report.html"
    path.write_text("old")

    def full_disk(*_):
        raise OSError("no space left on device")

    monkeypatch.setattr(files.os, "replace", full_disk)
    with pytest.raises(OSError, match="no space left"):
        files.write_text(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_writable_is_refused_before_the_work(tmp_path, monkeypatch):
    monkeypatch.setattr(files.os, "access", lambda *_: False)
    assert run("compare", "dense", "--json", str(tmp_path / "found.json")).exit_code == 2


def test_layers_lists_what_is_compared(monkeypatch):
    rows = [
        Case(layers.Dense, {"units": 2}, (3, 2), exact=True),
        Case(layers.ReLU, {}, (2, 3), training=True),
    ]
    network = NetworkCase("2-1", lambda: keras_network((2, 1)), keras.losses.MeanSquaredError, targets="real")
    monkeypatch.setattr("keras_notes.report.layers.CONCEPTS", ("dense",))
    monkeypatch.setattr("keras_notes.report.layers.cases", lambda concept: [*rows, network])
    shown = run("layers")
    assert shown.exit_code == 0
    assert "ReLU" in shown.stdout
    lines = run("layers", "--markdown").stdout.splitlines()
    assert lines[2:] == [
        "| `Dense` | 1 | 1 | 1 | inference | units | input, kernel, bias |",
        "| `InputLayer` | 0 | 0 | 1 | – | – | – |",
        "| `ReLU` | 1 | 0 | 0 | training | – | input |",
    ]
    right = reference.dense.Dense.pre_activation
    monkeypatch.setattr(reference.dense.Dense, "pre_activation", lambda self, x: (2 * right(self, x)[0], x))
    assert run("layers").exit_code == 1
