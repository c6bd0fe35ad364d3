"""Chapter 5, its programs: one text runs on both halves, only the package it imports differs."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import keras
import numpy as np
import tensorflow as tf

import keras_notes.gradients as keras_half
import reference.dense
import reference.gradients as numpy_half
import reference.layers
from keras_notes.claims.evidence import answers, numbers, on_both, raised, warned
from keras_notes.claims.registry import Fact, check
from keras_notes.parity.precision import precision

__all__ = ["IMPORTS", "Program", "models_of", "refused", "run", "share_weights", "written"]

Array = np.ndarray
IMPORTS = """
from {half}.layers import Activation, Dense, Flatten, Input
from {half}.models import Sequential
"""
STACK = "layers = [{layers}]\nmodel = Sequential(layers)"


class Program(NamedTuple):
    """What a program left behind: its names, and the first warning it gave."""

    names: dict[str, Any]
    warning: str


def _on_half(program: str, half: str) -> Program:
    names: dict[str, Any] = {}
    warning = warned(lambda: exec(program.replace("{half}", half), names))
    return Program(names, warning)


def run(program: str) -> tuple[Program, Program]:
    """Run a program on the Keras half and on the NumPy half."""
    return _on_half(program, "keras"), _on_half(program, "reference")


def models_of(layers: str) -> tuple[Any, Any]:
    """The Sequential of these layers on either half."""
    theirs, ours = run(IMPORTS + STACK.replace("{layers}", layers))
    return theirs.names["model"], ours.names["model"]


def written(line: str) -> dict[str, Any]:
    """The warning that a line of program gives on either half, as the values of a Fact."""
    theirs, ours = run(IMPORTS + line)
    return {"keras": theirs.warning, "numpy": ours.warning}


def refused(line: str, imports: str = IMPORTS) -> dict[str, Any]:
    """The error that a line of program ends in on either half, as the values of a Fact."""
    return {
        "keras": raised(lambda: _on_half(imports + line, "keras")),
        "numpy": raised(lambda: _on_half(imports + line, "reference")),
    }


def share_weights(models: Sequence[Any]) -> None:
    """Give all models, whose shapes are the same, the same random weights and biases."""
    rng = np.random.default_rng(0)
    weights = [rng.standard_normal(weight.shape) for weight in models[0].get_weights()]
    for model in models:
        model.set_weights(weights)


def _gradients(half: Any, model: Any, x: Array, y: Array, loss: str) -> Array:
    """The loss and all its gradients in one row."""
    found = half.gradients(model, x, y, loss)
    return np.concatenate([np.ravel(each) for each in (found.loss, found.inputs, *found.weights.values())])


def _facts(form: str, layers: str, warning: str, parameters: int, loss: str) -> Iterator[Fact]:
    """What a list of layers gives: its warning, its parameters, and in float64 what it computes."""
    with precision("float64"):
        programs = run(IMPORTS + STACK.replace("{layers}", layers))
        warnings = on_both(programs, lambda program: program.warning)
        yield Fact(f"warning of {form}", **warnings, expected=warning)
        theirs, ours = halves = [each.names["model"] for each in programs]
        counted = on_both(halves, lambda model: model.count_params())
        yield Fact(f"parameters of {form}", **counted, expected=parameters)
        share_weights(halves)
        x = numbers((6, theirs.input_shape[-1]))
        y = np.eye(theirs.output_shape[-1])[np.arange(6) % 2]
        yield Fact(f"output of {form}", *answers(halves, x), tolerance=1e-12)
        yield Fact(
            f"loss and gradients of {form}",
            keras=_gradients(keras_half, theirs, x, y, loss),
            numpy=_gradients(numpy_half, ours, x, y, loss),
            tolerance=1e-12,
        )


def _then_and_now(
    then: str, now: str, parameters: int, loss: str = "categorical_crossentropy"
) -> Iterator[Fact]:
    """A network as the notes write its layers and as they are written today: the same but for a warning."""
    yield from _facts("the notes' form", then, "UserWarning", parameters, loss)
    yield from _facts("today's form", now, "nothing", parameters, loss)


@check("S1-27")
def the_imports() -> Iterator[Fact]:
    """The names are still there; Dense with an activation is Dense and then an Activation."""
    yield Fact("error of the imports", **refused(""), expected="nothing")
    same = tf.keras.layers.Dense is keras.layers.Dense, reference.layers.Dense is reference.dense.Dense
    yield Fact("Dense is one class under both of its names", *same, expected=True)
    (fused, our_fused), (separate, our_separate) = (
        models_of(layers)
        for layers in ('Input((4,)), Dense(3, "relu")', 'Input((4,)), Dense(3), Activation("relu")')
    )
    share_weights((fused, our_fused, separate, our_separate))
    x = numbers((5, 4))
    yield Fact(
        "output with a separate Activation",
        keras=np.asarray(separate(x)),
        numpy=our_separate(x),
        expected=np.asarray(fused(x)),
    )
    yield Fact("output with the activation inside", np.asarray(fused(x)), our_fused(x))


@check("S1-34")
def input_shape_states_the_input_width() -> Iterator[Fact]:
    """input_shape=(2,) still means two input units, with the advice to write an Input."""
    old = 'Dense(3, input_shape=(2,), activation="relu")'
    yield Fact("its warning", **written(old), expected="UserWarning")
    then, now = models_of(old), models_of('Input((2,)), Dense(3, activation="relu")')
    shapes = on_both(then, lambda model: str(model.input_shape))
    yield Fact("input shape", **shapes, expected=str(now[0].input_shape))
    share_weights((*then, *now))
    x = numbers((5, 2))
    yield Fact("output", *answers(then, x), expected=np.asarray(now[0](x)))


@check("S1-36")
def program_232() -> Iterator[Fact]:
    """2-3-2 with relu and softmax."""
    then = 'Dense(3, input_shape=(2,), activation="relu"), Dense(2, activation="softmax")'
    yield from _then_and_now(then, 'Input((2,)), Dense(3, "relu"), Dense(2, "softmax")', 17)


@check("S1-69")
def program_8664() -> Iterator[Fact]:
    """8-6-6-4 as a list of layers, which is no model before it is handed to Sequential."""
    then = 'Dense(6, input_shape=(8,), activation="relu"), Dense(6, activation="relu"), '
    then += 'Dense(4, activation="softmax")'
    listed = run(f"{IMPORTS}layers = [{then}]")
    built = on_both(listed, lambda program: sum(layer.built for layer in program.names["layers"]))
    yield Fact("layers of the bare list that have weights", **built, expected=0)
    now = 'Input((8,)), Dense(6, "relu"), Dense(6, "relu"), Dense(4, "softmax")'
    yield from _then_and_now(then, now, 124)


def _config(program: Program, name: str) -> Any:
    return program.names[name].get_config()


@check("S2-19")
def program_232_by_keywords() -> Iterator[Fact]:
    """2-3-2 with every argument named, and an import of Activation that nothing uses."""
    then = 'Dense(units=3, input_shape=(2,), activation="relu"), Dense(units=2, activation="softmax")'
    now = 'Input((2,)), Dense(units=3, activation="relu"), Dense(units=2, activation="softmax")'
    yield from _then_and_now(then, now, 17)
    layers = run(f'{IMPORTS}named, placed = Dense(units=3, name="d"), Dense(3, name="d")')
    same = on_both(layers, lambda program: _config(program, "named") == _config(program, "placed"))
    yield Fact("Dense(units=3) and Dense(3) have one configuration", **same, expected=True)


@check("S3-19")
def program_342() -> Iterator[Fact]:
    """3-4-2 without an activation."""
    yield from _then_and_now(
        "Dense(4, input_shape=(3,)), Dense(2)", "Input((3,)), Dense(4), Dense(2)", 26, "mse"
    )


@check("S3-71")
def program_10_32_2() -> Iterator[Fact]:
    """10-32-2; as it stands in the notes it lacks the import of Dense."""
    then = 'Dense(32, input_shape=(10,), activation="relu"), Dense(2, activation="softmax")'
    alone = refused(f"Sequential([{then}])", imports="from {half}.models import Sequential\n")
    yield Fact("error without an import of Dense", **alone, expected="NameError")
    yield from _then_and_now(then, 'Input((10,)), Dense(32, "relu"), Dense(2, "softmax")', 418)
