"""The house itself: every concept on both sides, under the same names, with rows, script and tests.

A failure names what is missing.
"""

import ast
import importlib
import inspect
import sys
from pathlib import Path

import keras
import pytest

import reference.layers
import reference.models
from keras_notes.concepts import CONCEPTS, cases
from keras_notes.parity import twin

ROOT = Path(__file__).parent.parent
REFERENCE = sorted((ROOT / "reference").rglob("*.py"))
SOURCES = [
    *REFERENCE,
    *sorted((ROOT / "keras_notes").rglob("*.py")),
    *sorted((ROOT / "scripts").glob("*.py")),
]
LINES, FUNCTION_LINES = 200, 25

# What only `reference` exports, since Keras has it under another name or keeps it to itself.
ONLY_IN_REFERENCE = {
    "activations": {"swish", "hard_swish"},  # in Keras strings for `get`, not functions of the module
    "initializers": {"Initializer", "serialize"},  # base class and its configuration
    "losses": {"Loss"},  # base class
    "metrics": {"Metric", "resolve_accuracy"},  # base class; a rule inside compile
    "random": {"EpochOrders", "get_random_seed", "make_default_seed"},  # keras.src's and TensorFlow's own
}
# No rows of their own: lookups, base classes, and what other rows are made with.
NEED_NO_ROW = {
    "activations": {"get"},
    "initializers": {"get"},
    "losses": {"get"},
    "metrics": {"get"},
    "optimizers": {"get", "Optimizer"},
    "random": {"SeedGenerator", "set_random_seed"},
    "schedules": {"LearningRateSchedule", "deserialize", "serialize"},
}


def module_of(half, concept):
    return importlib.import_module(f"{half}.{concept}")


def layer_names():
    """The layer classes of `reference.layers`, without the base class and the input."""
    plain = (reference.layers.Layer, reference.layers.InputLayer)
    known = {name: getattr(reference.layers, name) for name in reference.layers.__all__}
    return [name for name, found in known.items() if isinstance(found, type) and found not in plain]


def relative(path):
    return str(path.relative_to(ROOT))


# ------------------------------------------------------------------ two halves


@pytest.mark.parametrize("concept", CONCEPTS)
def test_both_halves_export_the_same_names(concept):
    ours, theirs = (set(module_of(half, concept).__all__) for half in ("reference", "keras_notes"))
    only_ours = ours - theirs - ONLY_IN_REFERENCE.get(concept, set())
    assert not only_ours, f"only in reference.{concept}: {sorted(only_ours)}"
    assert not theirs - ours, f"only in keras_notes.{concept}: {sorted(theirs - ours)}"
    assert ONLY_IN_REFERENCE.get(concept, set()) <= ours, "an exception that is none any more"


def parameters(function, positional=False):
    """`(name, default)` of each parameter, without `self` and without *args and **kwargs."""
    kinds = [inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD]
    if not positional:
        kinds.append(inspect.Parameter.KEYWORD_ONLY)
    found = inspect.signature(function).parameters.values()
    return [(each.name, each.default) for each in found if each.kind in kinds and each.name != "self"]


def public(concept):
    """`(name, Keras's, ours)` of every function and class that a concept exports on both sides."""
    theirs, ours = module_of("keras_notes", concept), module_of("reference", concept)
    pairs = [(name, getattr(theirs, name), getattr(ours, name)) for name in theirs.__all__]
    return [pair for pair in pairs if callable(pair[1])]


@pytest.mark.parametrize("concept", CONCEPTS)
def test_names_orders_and_defaults_of_arguments_are_keras_s(concept):
    """Of Keras's own we may take fewer: the first ones by position, any of the others by name."""
    wrong = []
    for name, theirs, ours in public(concept):
        if isinstance(theirs, type) and (not parameters(theirs) or theirs is keras.callbacks.History):
            continue  # (*args, **kwargs) says nothing
        expected = parameters(theirs)
        by_position = parameters(ours, positional=True)
        complete = theirs.__module__.startswith("keras.") or by_position == expected
        fits = by_position == expected[: len(by_position)] and set(parameters(ours)) <= set(expected)
        if not (complete and fits):
            wrong.append(f"{name}: Keras has {expected}, we have {parameters(ours)}")
    assert not wrong, "\n".join(wrong)


METHODS = """
    add pop build compile fit evaluate predict train_on_batch test_on_batch predict_on_batch reset_metrics
    set_weights save save_weights load_weights
""".split()


@pytest.mark.parametrize("method", METHODS)
def test_methods_of_a_model_take_their_arguments_in_keras_s_order(method):
    """What is passed by position must mean the same on both sides; a default must be Keras's."""
    theirs = dict(parameters(getattr(keras.Sequential, method)))
    ours = dict(parameters(getattr(reference.models.Sequential, method)))
    by_position = [name for name, _ in parameters(getattr(reference.models.Sequential, method), True)]
    assert by_position == list(theirs)[: len(by_position)]
    defaults = {name: default for name, default in ours.items() if default is not inspect.Parameter.empty}
    assert defaults == {name: theirs[name] for name in defaults}


def keras_layer(name):
    """A Keras layer of that class, with something for every argument that has no default."""
    cls = getattr(keras.layers, name)
    given = {
        "layer": keras.layers.LSTM(2),
        "cell": keras.layers.LSTMCell(2),
        "cells": [keras.layers.GRUCell(2)],
    }
    given |= {
        "equation": "ab,bc->ac",
        "activation": "relu",
        "target_shape": (3,),
        "dims": (1,),
        "bin_boundaries": [0.0, 1.0],
    }
    required = [key for key, default in parameters(cls) if default is inspect.Parameter.empty]
    if name == "SpectralNormalization":
        given["layer"] = keras.layers.Dense(2)
    required += {"Discretization": ["bin_boundaries"], "CategoryEncoding": ["num_tokens"]}.get(name, [])
    fractions = {"rate", "scale", "stddev"}
    return cls(**{key: given.get(key, 0.5 if key in fractions else 3) for key in required})


def test_every_layer_can_be_made_from_the_configuration_keras_gives():
    for name in set(layer_names()) - {"Lambda"}:
        made = keras_layer(name)
        ours = twin(made)
        assert type(ours) is getattr(reference.layers, name)
        again = type(made).from_config(ours.get_config())  # and Keras takes what ours gives
        assert again.get_config().keys() == made.get_config().keys()
        assert type(ours).from_config(again.get_config()).get_config() == ours.get_config()


# ------------------------------------------------------------------ rows, scripts, tests


def compared(concept):
    """The names of all that the rows of a concept hold against each other."""
    names = set()
    for row in cases(concept):
        for attribute in ("layer", "function", "loss", "optimizer", "schedule", "metric", "source", "build"):
            found = getattr(row, attribute, None)
            names.add(getattr(found, "__name__", found))
        if hasattr(row, "build"):
            names |= {type(layer).__name__ for layer in row.build().layers}
    return names


@pytest.mark.parametrize("concept", CONCEPTS)
def test_every_concept_has_rows(concept):
    rows = cases(concept)
    assert rows, f"keras_notes.{concept} has no CASES"
    assert "float64" in {tier for row in rows for tier in row.tiers} or concept in ("random", "initializers")


def plain(name):
    """A class and its function in one: MeanSquaredError and mean_squared_error are compared together."""
    return str(name).replace("_", "").lower()


@pytest.mark.parametrize("concept", NEED_NO_ROW)
def test_every_name_of_a_concept_is_in_a_row(concept):
    rows = {plain(name) for name in compared(concept)}
    names = {name for name, *_ in public(concept)} - NEED_NO_ROW[concept]
    missing = sorted(name for name in names if plain(name) not in rows)
    assert not missing, f"no row of {concept} compares {missing}"


def test_every_layer_is_in_a_row():
    names = set().union(*(compared(concept) for concept in CONCEPTS))
    assert not set(layer_names()) - names, f"no row compares {set(layer_names()) - names}"


@pytest.mark.parametrize("concept", CONCEPTS)
def test_every_concept_has_a_script_and_tests(concept):
    wanted = [f"scripts/compare_{concept}.py", f"tests/test_{concept}.py"]
    missing = [path for path in wanted if not (ROOT / path).exists()]
    assert not missing, f"missing: {', '.join(missing)}"


# ------------------------------------------------------------------ the code itself


def nodes(path, *kinds):
    return [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, kinds)]


def length(function):
    """The lines of a function's body; signature and docstring are not counted."""
    first, *rest = function.body
    is_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    start = rest[0] if is_docstring and rest else first
    return function.end_lineno - start.lineno + 1


def test_files_are_short():
    lines = {relative(path): len(path.read_text("utf-8").splitlines()) for path in SOURCES}
    long = {path: count for path, count in lines.items() if count > LINES}
    assert not long, f"longer than {LINES} lines: {long}"


def test_functions_are_short():
    long = {
        f"{relative(path)}: {function.name}": length(function)
        for path in SOURCES
        for function in nodes(path, ast.FunctionDef, ast.AsyncFunctionDef)
        if length(function) > FUNCTION_LINES
    }
    assert not long, f"longer than {FUNCTION_LINES} lines: {long}"


def test_packages_do_not_assert():
    found = [
        f"{relative(path)}:{node.lineno}"
        for path in SOURCES
        if not relative(path).startswith("scripts")
        for node in nodes(path, ast.Assert)
    ]
    assert not found, f"assert statements, which python -O drops: {found}"


def imported(path):
    """The top-level packages a file imports, wherever in it."""
    names = [alias.name for node in nodes(path, ast.Import) for alias in node.names]
    names += [node.module or "." for node in nodes(path, ast.ImportFrom)]
    return {name.split(".")[0] for name in names}


# Only where it is called: HDF5 is the format of Keras's files of weights.
LAZY = {"reference/serialization/hdf5.py": {"h5py"}}


def test_the_numpy_half_needs_numpy_alone():
    allowed = {*sys.stdlib_module_names, "numpy", "reference"}
    found = {relative(path): imported(path) - allowed - LAZY.get(relative(path), set()) for path in REFERENCE}
    foreign = {path: sorted(names) for path, names in found.items() if names}
    assert not foreign, f"reference imports more than NumPy: {foreign}"


def test_every_exported_name_exists():
    missing = []
    for path in SOURCES:
        if relative(path).startswith("scripts"):
            continue
        name = relative(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        if name.endswith("__main__"):
            continue
        module = importlib.import_module(name)
        missing += [f"{name}.{each}" for each in getattr(module, "__all__", []) if not hasattr(module, each)]
    assert not missing, f"in __all__, but not there: {missing}"
