"""The stories and the training script: they run, agree, and draw only when asked to."""

import random
import runpy
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

from keras_notes import stories
from keras_notes.concepts import CONCEPTS
from keras_notes.figures.trained import digits
from keras_notes.lockstep import train_digits
from keras_notes.story import Story
from reference.dense import Dense

SCRIPTS = Path(__file__).parents[1] / "scripts"
STORIES = {path.stem.removeprefix("compare_"): path for path in sorted(SCRIPTS.glob("compare_*.py"))}
STORIES.pop("own_model")  # no concept


@pytest.fixture(autouse=True)
def _seeds_as_before():
    """A story may call set_random_seed; the tests that follow must not notice."""
    python, numpy = random.getstate(), np.random.get_state()
    yield
    keras.utils.clear_session(free_memory=False)
    random.setstate(python)
    np.random.set_state(numpy)
    tf.random.set_seed(None)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run_as_command(monkeypatch, script, *arguments):
    """Run a script as `python script arguments`, in this process, and return its exit status."""
    monkeypatch.setattr(sys, "argv", [str(SCRIPTS / script), *arguments])
    with pytest.raises(SystemExit) as stopped:
        runpy.run_path(str(SCRIPTS / script), run_name="__main__")
    return stopped.value.code


def test_every_concept_has_its_story():
    assert set(STORIES) == set(CONCEPTS)


@pytest.mark.parametrize("script", ["compare_own_model.py", "diagnose.py"])
def test_stories_of_one_s_own_model(script, folder, capsys):
    runpy.run_path(str(SCRIPTS / script))["main"]()
    told = capsys.readouterr()
    assert "Keras" in told.out
    assert "DIFFERENT" not in told.out
    assert not told.err
    assert not list(folder.iterdir())


def test_the_report_tells_stories_too():
    assert set(stories.STORIES) == {"your own model", "the first wrong layer"}
    assert "gates in the order i, f, o, c" in stories.told("the first wrong layer")


@pytest.mark.parametrize("concept", STORIES)
def test_a_story_shows_both_halves_and_ends_with_the_pictures_of_its_concept(
    concept, folder, monkeypatch, capsys
):
    drawn = []
    monkeypatch.setattr(Story, "pictures", lambda story, *arguments: drawn.append(arguments))
    runpy.run_path(str(STORIES[concept]))["main"](folder / "pictures")
    told = capsys.readouterr()
    assert "Keras" in told.out
    assert "NumPy" in told.out
    assert "bit for bit" in told.out
    assert "DIFFERENT" not in told.out
    assert not told.err
    assert drawn == [(concept, folder / "pictures")]
    assert not list(folder.iterdir())


@pytest.mark.parametrize("script", ["adam_epsilon.py", "explain_loss.py", "three_costs.py"])
def test_stories_of_the_pains_people_come_with(script, folder, capsys):
    runpy.run_path(str(SCRIPTS / script))["main"]()
    told = capsys.readouterr()
    assert "Keras" in told.out
    assert "NumPy" in told.out
    assert "DIFFERENT" not in told.out
    assert not told.err
    assert not list(folder.iterdir())


def test_a_story_draws_only_when_asked_to(folder, capsys):
    runpy.run_path(str(STORIES["reshaping"]))["main"]()
    assert "picture" not in capsys.readouterr().out.splitlines()[-1]
    assert not list(folder.iterdir())


def test_a_disagreement_is_seen_and_ends_a_story_with_status_1(capsys):
    story = Story("Planted")
    story.compare(("alike", np.float32(1), np.float32(1)), ("apart", np.ones(2), np.array([1, 1 + 1e-9])))
    story.once("a word", "a word")
    story.once("a word", "another word")
    with pytest.raises(SystemExit) as stopped:
        story.end("dense")
    assert stopped.value.code == 1
    told = capsys.readouterr().out
    assert told.count("another word") == 1
    assert "4 rows: 1 bit for bit, 2 DIFFERENT, 1 the same" in told


def test_a_planted_mistake_shows_in_a_story(monkeypatch, capsys):
    right = Dense.backward_from_logits

    def without_bias_gradient(*arguments, **options):
        dx, grads = right(*arguments, **options)
        return dx, grads | {"bias": 0 * grads["bias"]}

    monkeypatch.setattr(Dense, "backward_from_logits", without_bias_gradient)
    with pytest.raises(SystemExit):
        runpy.run_path(str(STORIES["dense"]))["main"]()
    assert "d bias" in next(line for line in capsys.readouterr().out.splitlines() if "DIFFERENT" in line)


@pytest.mark.xdist_group("digits")  # with the pictures of the same training
@pytest.mark.parametrize("form", ["film", "modern"])
def test_both_halves_learn_to_read(form):
    accuracy = digits(form).epochs[-1].accuracy
    assert min(accuracy) >= 0.87


def test_in_float64_the_halves_stay_together():
    epochs = []
    trained = train_digits(
        epochs=2, batch_size=50, dtype="float64", on_epoch=lambda n, epoch: epochs.append(n)
    )
    assert epochs == [1, 2]
    for epoch in trained.epochs:
        assert epoch.difference <= 1e-12
        assert epoch.loss.keras == pytest.approx(epoch.loss.numpy, rel=1e-12)
        assert epoch.accuracy.keras == epoch.accuracy.numpy
    assert {weight.dtype for weight in trained.numpy.get_weights()} == {np.dtype("float64")}
    assert keras.config.floatx() == "float32"


@pytest.mark.parametrize("wrong", [{"epochs": 0}, {"batch_size": 0}, {"form": "talkie"}])
def test_training_refuses(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        train_digits(**wrong)


def test_the_training_script_prints_a_line_an_epoch_and_draws(folder, monkeypatch, capsys):
    options = ("--epochs", "2", "--batch-size", "50", "--form", "film", "--dtype", "float64")
    assert run_as_command(monkeypatch, "train_digits.py", *options, "--figures", "pictures") in (None, 0)
    head, columns, *lines = capsys.readouterr().out.splitlines()
    assert "4,000 digits" in head
    assert "Keras" in columns
    assert [line.split()[0] for line in lines] == ["1", "2", "picture:", "picture:", "picture:"]
    assert all(line.split()[1] == line.split()[2] for line in lines[:2])
    names = {"digits_film_epochs.png", "digits_film_weights.png", "digits_film_one_digit.png"}
    assert {path.name for path in (folder / "pictures").iterdir()} == names


def test_all_of_mnist_without_a_network_is_one_line_and_status_2(folder, monkeypatch, capsys):
    def no_network(*arguments, **options):
        raise OSError("name resolution failed")

    monkeypatch.setattr(keras.datasets.mnist, "load_data", no_network)
    assert run_as_command(monkeypatch, "train_digits.py", "--all") == 2
    told = capsys.readouterr()
    assert not told.out
    (line,) = told.err.splitlines()
    assert line.startswith("error: ")
    assert "name resolution failed" in line
    assert not list(folder.iterdir())


def test_all_of_mnist_is_used_where_it_is_there(folder, monkeypatch, capsys):
    rng = np.random.default_rng(0)
    parts = [(rng.integers(0, 256, (n, 28, 28), dtype="uint8"), np.arange(n) % 10) for n in (120, 30)]
    monkeypatch.setattr(keras.datasets.mnist, "load_data", lambda: parts)
    assert run_as_command(monkeypatch, "train_digits.py", "--all", "--epochs", "1") in (None, 0)
    assert "120 digits to learn from, 30 held out" in capsys.readouterr().out


def test_a_folder_that_cannot_be_written_is_one_line_and_status_2(folder, monkeypatch, capsys):
    (folder / "file").write_text("")
    assert run_as_command(monkeypatch, "compare_reshaping.py", "--figures", "file/pictures") == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("error: ")
    assert "file/pictures" in line


def test_concepts_load_no_pictures_and_scripts_start_quietly(folder):
    """Keras itself imports matplotlib where there is one; keras_notes alone does not."""
    lines = ["import sys, keras_notes", "assert not {'matplotlib', 'keras'} & set(sys.modules)"]
    lines += [f"import keras_notes.{concept}" for concept in (*CONCEPTS, "lockstep", "story")]
    lines += ["assert 'keras_notes.figures' not in sys.modules"]
    script = str(SCRIPTS / "compare_activations.py")
    lines += [f"import runpy; sys.argv = [{script!r}]; runpy.run_path({script!r}, run_name='__main__')"]
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
