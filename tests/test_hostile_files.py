"""Files from strangers: every one is refused in words, within bounds; the campaign sees what it is to see."""

import io
import subprocess
import sys
import tracemalloc
import zipfile
from types import SimpleNamespace

import numpy as np
import pytest

from keras_notes.fuzzing import HOSTILE, campaign, child, processes, replay
from keras_notes.fuzzing.honest import WEIGHTS, honest, pack
from keras_notes.fuzzing.mutate import KINDS, mutated
from reference.layers import Dense, Input
from reference.models import Sequential
from reference.optimizers import Muon
from reference.serialization import load_model

BOUNDED = """
import sys, time
from pathlib import Path
from keras_notes.fuzzing.child import peak_megabytes
from reference.serialization import load_model

files = sorted(Path(sys.argv[1]).iterdir())
load_model(next(path for path in files if path.stem == "honest"))
before, slowest = peak_megabytes(), 0.0
for path in files:
    start = time.perf_counter()
    try:
        load_model(path)
    except ValueError as error:
        assert str(error).startswith(f"{path}: "), error
    else:
        assert path.stem == "honest", path
    slowest = max(slowest, time.perf_counter() - start)
    grown = peak_megabytes() - before
    assert grown < 100, f"{path.stem} took {grown} MB"
    assert slowest < 5, f"{path.stem} took {slowest} s"
"""


@pytest.mark.parametrize("name", HOSTILE)
def test_every_hostile_file_is_refused_in_words(name, tmp_path):
    path = tmp_path / "model.keras"
    path.write_bytes(HOSTILE[name].make())
    with pytest.raises(ValueError, match=HOSTILE[name].message) as refused:
        load_model(path)
    assert str(refused.value).startswith(f"{path}: ")
    assert list(tmp_path.iterdir()) == [path]


def test_memory_and_time_are_bounded(tmp_path):
    (tmp_path / "honest.keras").write_bytes(honest())
    for name, each in HOSTILE.items():
        (tmp_path / f"{name}.keras").write_bytes(each.make())
    run = subprocess.run(
        [sys.executable, "-c", BOUNDED, tmp_path], capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stderr) == (0, "")


def test_the_honest_file_is_accepted_repacked_or_behind_something(tmp_path):
    path = tmp_path / "model.keras"
    for content in (honest(), pack({}), pack({}, packing=8), b"#!/bin/sh\n" + honest()):
        path.write_bytes(content)
        assert load_model(path).count_params() == 138


def test_layers_that_muon_leaves_out_may_be_named(tmp_path):
    path = tmp_path / "model.keras"
    model = Sequential([Input((3,)), Dense(2, name="first"), Dense(2)])
    model.compile(Muon(exclude_layers=["^first/kernel$", "dense"]), "mse")
    model.save(path)
    assert load_model(path).optimizer.exclude_layers == ["^first/kernel$", "dense"]


def test_weights_that_are_not_finite_are_let_in_when_asked_to(tmp_path):
    path = tmp_path / "model.keras"
    path.write_bytes(HOSTILE["nan_weight"].make())
    assert np.isnan(load_model(path, safe_mode=False).layers[0].kernel).all()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda arrays: arrays.pop("dense/bias"), r"the model has \['dense/bias'\] that the file lacks"),
        (
            lambda arrays: arrays.update(more=np.ones(1)),
            r"has nothing that the file lacks, the file \['more'\]",
        ),
        (lambda arrays: arrays.update({"dense/bias": np.ones((2, 1))}), r"shape \(2,\), the file's \(2, 1\)"),
        (lambda arrays: arrays.update({"dense/bias": np.ones(10**5)}), "dense/bias .* has 800,128 bytes"),
        (
            lambda arrays: arrays.update({"dense/bias": np.array(["a", "b"])}),
            "expected numbers, the file has <U1",
        ),
        (
            lambda arrays: arrays.update({"dense/bias": np.array([None, 1])}),
            "expected numbers, the file has obj",
        ),
        (
            lambda arrays: arrays.update({"dense/bias": np.array([1, np.inf])}),
            "has numbers that are not finite",
        ),
    ],
)
def test_arrays_by_name_from_strangers(change, message, tmp_path):
    model, path = Sequential([Input((3,)), Dense(2)]), tmp_path / "a.npz"
    before = model.get_weights()
    arrays = {"dense/kernel": np.ones((3, 2)), "dense/bias": np.ones(2)}
    change(arrays)
    np.savez(path, **arrays)
    with pytest.raises(ValueError, match=message):
        model.load_weights(path)
    assert all(np.array_equal(a, b) for a, b in zip(before, model.get_weights(), strict=True))


def test_arrays_of_another_format(tmp_path):
    model, path = Sequential([Input((3,)), Dense(2)]), tmp_path / "a.npz"
    with zipfile.ZipFile(path, "w") as archive:
        for name, array in (("dense/kernel", np.ones((3, 2))), ("dense/bias", np.ones(2))):
            with archive.open(f"{name}.npy", "w") as file:
                np.lib.format.write_array(file, array, version=(3, 0))
    with pytest.raises(ValueError, match=r"arrays of the format \(3, 0\) are not read"):
        model.load_weights(path)


def test_broken_files_of_arrays(tmp_path):
    model, path = Sequential([Input((3,)), Dense(2)]), tmp_path / "a.npz"
    model.save_weights(path)
    content = path.read_bytes()
    for broken, message in (
        (content[:-30], "not a .npz file"),
        (content.replace(b"\x93NUMPY\x01", b"\x93NUMPY\x03"), "Bad CRC-32"),
        (b"", "not a .npz file"),
    ):
        path.write_bytes(broken)
        with pytest.raises(ValueError, match=message):
            model.load_weights(path)


def test_a_long_list_of_arrays_is_not_read(tmp_path):
    model, path = Sequential([Input((3,)), Dense(2)]), tmp_path / "a.npz"
    with zipfile.ZipFile(path, "w") as archive:
        for i in range(3000):
            archive.writestr(f"{i}.npy", b"")
    with pytest.raises(ValueError, match="the list of what is in the archive is longer than 133,120 bytes"):
        model.load_weights(path)


def understating(content, name, size):
    """The archive with a lie about how many bytes of the member there are."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        truth = archive.getinfo(name).file_size
    return content.replace(truth.to_bytes(4, "little"), size.to_bytes(4, "little"))


def test_a_member_is_read_no_further_than_the_archive_says(tmp_path):
    much, model = bytes(2**26), Sequential([Input((3,)), Dense(2)])
    arrays = io.BytesIO()
    np.savez_compressed(arrays, **{"dense/kernel": np.zeros((3, 2)), "dense/bias": np.frombuffer(much)})
    (tmp_path / "a.npz").write_bytes(understating(arrays.getvalue(), "dense/bias.npy", 144))
    whole = pack({WEIGHTS: much}, packing=zipfile.ZIP_DEFLATED)
    (tmp_path / "a.keras").write_bytes(understating(whole, WEIGHTS, 1000))
    for path, load in ((tmp_path / "a.npz", model.load_weights), (tmp_path / "a.keras", load_model)):
        tracemalloc.start()
        with pytest.raises(ValueError, match="Bad CRC-32"):
            load(path)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < len(much) / 16, path


# ------------------------------------------------------------------ the campaign


def test_a_small_campaign():
    outcome = campaign(120, seed=3, batch=60)
    assert not outcome.failures
    assert outcome.total == 120
    assert len(outcome.counts) == len(KINDS)
    ends = {end for counter in outcome.counts.values() for end in counter}
    assert ends == {"accepted", "refused"}
    assert 0 < outcome.peak_megabytes < 500


def test_a_file_of_a_campaign_is_the_same_again():
    kind, content, end = replay(13, seed=5)
    assert (kind, content) == mutated(13, seed=5)
    assert content != honest() != mutated(3, seed=5)[1]
    assert end in ("accepted", "refused")


def test_crashes_and_hangs_are_pinned_to_their_files(monkeypatch):
    ends = iter(
        [("? 0\n0 refused\n? 1\n", -11), ("? 2\n2 accepted\n? 3\n", -14), ("? 4\n4 refused\npeak 9\n", 0)]
    )

    def run(arguments, **options):
        stdout, status = next(ends)
        return SimpleNamespace(stdout=stdout, returncode=status, stderr="")

    monkeypatch.setattr(processes.subprocess, "run", run)
    outcome = campaign(5)
    assert outcome.failures == {1: "CRASHED, status -11", 3: "HUNG"}
    assert outcome.peak_megabytes == 9
    ends = iter([("", 1)])
    with pytest.raises(RuntimeError, match="the campaign itself failed"):
        campaign(5)


def test_what_escapes_is_seen(monkeypatch, tmp_path):
    def failing(error):
        def load(path):
            raise error

        return load

    for error, found in (
        (ValueError(f"{tmp_path}: bad"), "refused"),
        (ValueError("bad"), "ESCAPED an error without the path: bad"),
        (KeyError("a\nb"), r"ESCAPED KeyError: 'a\nb'"),
        (SystemExit(3), "ESCAPED SystemExit: 3"),
    ):
        monkeypatch.setattr(child, "load_model", failing(error))
        assert child.look(str(tmp_path)) == found
    monkeypatch.setattr(child, "load_model", lambda path: Sequential([Input((2,)), Dense(2)]))
    assert child.look(str(tmp_path)) == "accepted"
    monkeypatch.setattr(Sequential, "predict", failing(TypeError("shape")))
    assert child.look(str(tmp_path)).startswith("ESCAPED in use, TypeError")
    with pytest.raises(RuntimeError, match="the honest file was refused"):
        child.assert_honest("refused")


WATCHED = """
import os, pickle
from keras_notes.fuzzing import child

watch = child.Watch()
for harm in (
    lambda path: eval("1"),
    lambda path: os.system("true"),
    lambda path: open("/etc/hostname").close(),
    lambda path: __import__("this_is_nowhere"),
    lambda path: pickle.loads(b"cos\\nsystem\\n."),
    lambda path: open(path),
):
    child.load_model = harm
    print(child.look("/dev/null", watch).split()[:2])
"""


def test_code_that_runs_and_files_that_are_touched_are_seen():
    run = subprocess.run([sys.executable, "-c", WATCHED], capture_output=True, text=True, check=False)
    *harms, harmless = run.stdout.splitlines()
    assert [each.split("'")[3] for each in harms] == [
        "compile",
        "os.system",
        "open",
        "import",
        "pickle.find_class",
    ]
    assert "in" in harmless
