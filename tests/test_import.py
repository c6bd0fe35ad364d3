"""What importing does: `reference` little and nothing else, `keras_notes` quietly. In fresh processes."""

import os
import subprocess
import sys

import pytest

import keras_notes
from keras_notes.startup import held_back_stderr

IMPORT_SECONDS = "import time; start = time.perf_counter(); {}; print(time.perf_counter() - start)"
EVERYTHING = """
import importlib, pkgutil, sys
import reference
for module in pkgutil.walk_packages(reference.__path__, "reference."):
    importlib.import_module(module.name)
foreign = {"keras", "tensorflow", "keras_notes", "sklearn", "matplotlib", "rich"} & set(sys.modules)
sys.exit(f"importing reference loaded {sorted(foreign)}" if foreign else 0)
"""
TINY_MODEL = """
import keras_notes
from keras_notes.sequential import network
import numpy as np
model = network((2, 3, 2))
model.compile("sgd", "categorical_crossentropy")
model.fit(np.ones((4, 2)), np.eye(2)[[0, 1, 0, 1]], verbose=0)
"""


def python(code, path=None, **environment):
    """Run `code` in a new interpreter, without what the tests or the user set for TensorFlow."""
    dropped = ("TF_", "PYTHONDONTWRITEBYTECODE", "PYTHONPATH")
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(dropped)}
    if path is not None:
        environment["PYTHONPATH"] = str(path)
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=inherited | environment, check=False
    )


def test_the_numpy_half_loads_neither_keras_nor_tensorflow_and_prints_nothing():
    run = python(EVERYTHING)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_the_numpy_half_is_imported_in_no_more_than_twice_the_time_of_numpy():
    """The fastest of several processes each, taking turns: what else the machine does only slows down."""
    statements = "import numpy", "import reference, reference.models, reference.layers"
    fastest = [float("inf")] * 2
    for round_ in range(12):
        for i, statement in enumerate(statements):
            fastest[i] = min(fastest[i], float(python(IMPORT_SECONDS.format(statement)).stdout))
        if round_ >= 3 and fastest[1] <= 2 * fastest[0]:
            break
    numpy, reference = fastest
    assert reference <= 2 * numpy, f"{reference * 1000:.0f} ms, NumPy alone {numpy * 1000:.0f} ms"


def test_the_keras_half_loads_keras_only_when_asked():
    run = python(
        "import sys, keras_notes; sys.exit(str({'keras', 'tensorflow', 'numpy'} & set(sys.modules)))"
    )
    assert run.stderr.strip() == "set()"
    with pytest.raises(AttributeError, match="no attribute 'comparison'"):
        keras_notes.comparison  # noqa: B018


def test_the_keras_half_trains_a_model_without_a_word(tmp_path):
    run = python(TINY_MODEL, KERAS_HOME=str(tmp_path))
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_the_user_s_own_settings_win():
    names = "'TF_CPP_MIN_LOG_LEVEL', 'TF_ENABLE_ONEDNN_OPTS'"
    code = f"import keras_notes, os; print(*(os.environ[name] for name in ({names})))"
    assert python(code, TF_CPP_MIN_LOG_LEVEL="0").stdout == "0 0\n"
    assert python(code).stdout == "3 0\n"


def fake_tensorflow(folder, code):
    package = folder / "tensorflow"
    package.mkdir()
    (package / "__init__.py").write_text(f"import os\nos.write(2, b'libmissing.so: not found\\n')\n{code}\n")
    return folder


@pytest.mark.parametrize("error", ["ImportError('no such library')", "SystemError('broken')"])
def test_a_tensorflow_that_does_not_load_says_why(tmp_path, error):
    """The error, and what the C++ side had written before it."""
    run = python("import keras_notes, tensorflow", path=fake_tensorflow(tmp_path, f"raise {error}"))
    assert run.returncode == 1
    assert run.stderr.startswith("libmissing.so: not found\n")
    assert error.split("'")[1] in run.stderr.splitlines()[-1]


def test_a_tensorflow_that_loads_is_not_heard(tmp_path):
    code = "class config:\n    list_physical_devices = staticmethod(lambda: os.write(2, b'searching\\n'))"
    run = python(
        "import keras_notes, tensorflow, os; os.write(2, b'afterwards')", path=fake_tensorflow(tmp_path, code)
    )
    assert (run.returncode, run.stderr) == (0, "afterwards")


def fail_loudly():
    os.write(2, b"the cause\n")
    raise KeyError("reason")


def test_stderr_is_held_back_unless_the_block_raises(capfd):
    with held_back_stderr():
        os.write(2, b"noise\n")
    assert capfd.readouterr().err == ""
    with pytest.raises(KeyError, match="reason"), held_back_stderr():
        fail_loudly()
    assert capfd.readouterr().err == "the cause\n"
    os.write(2, b"heard again\n")
    assert capfd.readouterr().err == "heard again\n"
