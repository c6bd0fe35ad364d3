"""What the checks of several chapters need to gather their evidence."""

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import tensorflow as tf
from keras import Sequential
from keras.layers import Dense
from keras.optimizers import SGD

import keras_notes.anatomy as keras_anatomy
import reference.anatomy as numpy_anatomy
from keras_notes.parity import twin
from keras_notes.sequential import network

__all__ = [
    "answers",
    "both",
    "dense",
    "each",
    "flat",
    "learners",
    "numbers",
    "on_both",
    "parts",
    "quarters",
    "raised",
    "slope",
    "warned",
]

Array = np.ndarray


def numbers(shape: int | Sequence[int], seed: int = 0) -> Array:
    """Normally distributed float32 numbers of this shape."""
    return np.random.default_rng(seed).standard_normal(shape, dtype="float32")


def quarters(shape: int | Sequence[int], seed: int = 0) -> Array:
    """Small multiples of 1/4: sums of their products are exact, in any order."""
    return np.random.default_rng(seed).integers(-6, 7, shape).astype("float32") / 4


def dense(
    inputs: int, units: int, activation: Any = None, use_bias: bool = True, seed: int = 0
) -> tuple[Dense, Any]:
    """A Keras Dense layer whose weights and biases are random quarters, and its NumPy twin."""
    layer = Dense(units, activation=activation, use_bias=use_bias)
    layer.build((None, inputs))
    shapes = [weight.shape for weight in layer.get_weights()]
    layer.set_weights([quarters(shape, seed + i) for i, shape in enumerate(shapes)])
    return layer, twin(layer)


def both(
    sizes: Sequence[int], hidden: Any = "relu", output: Any = "softmax", seed: int = 0
) -> tuple[Sequential, Any]:
    """A Keras network of these sizes, all its weights and biases random, and its NumPy twin.

    Biases are random too: at their initial zeros, a half that forgot them would go unnoticed.
    """
    model, rng = network(sizes, hidden, output), np.random.default_rng(seed)
    shapes = [weight.shape for weight in model.get_weights()]
    scales = [shape[0] ** -0.5 if len(shape) > 1 else 0.5 for shape in shapes]
    pairs = zip(shapes, scales, strict=True)
    model.set_weights([scale * rng.standard_normal(shape) for shape, scale in pairs])
    return model, twin(model)


def answers(pair: Iterable[Callable[..., Any]], *arguments: Any) -> tuple[Array, Array]:
    """What Keras's half of a pair and NumPy's say to the same arguments, as arrays."""
    theirs, ours = pair
    return np.asarray(theirs(*arguments)), np.asarray(ours(*arguments))


def raised(call: Callable[[], Any]) -> str:
    """The name of the type of the exception that a call raises, "nothing" for none."""
    try:
        call()
    except Exception as error:
        return type(error).__name__
    return "nothing"


def warned(call: Callable[[], Any]) -> str:
    """The name of the category of the first warning that a call gives, "nothing" for none."""
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        call()
    return found[0].category.__name__ if found else "nothing"


def slope(function: Callable[[Any], Any], at: Any) -> Any:
    """The gradient of a function of Keras operations by the tape; None where it has none."""
    x = tf.constant(at)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x)
    found = tape.gradient(y, x)
    return None if found is None else found.numpy()


def on_both(halves: Sequence[Any], work: Callable[[Any], Any]) -> dict[str, Any]:
    """What `work` gives for the Keras model and for its twin: `Fact("loss", **on_both(halves, loss))`."""
    theirs, ours = halves
    return {"keras": work(theirs), "numpy": work(ours)}


def each(found: Mapping[str, Any], work: Callable[[Any], Any]) -> dict[str, Any]:
    """What `work` makes of the values that `on_both` found."""
    return {half: work(value) for half, value in found.items()}


def flat(half: Any) -> Array:
    """All weights of a model of either half in one row."""
    return np.concatenate([weight.ravel() for weight in half.get_weights()])


def learners(
    sizes: Sequence[int], loss: Any, learning_rate: float = 0.1, **form: Any
) -> tuple[Sequential, Any]:
    """What `both` gives, compiled with plain SGD; `form` is the rest of its arguments."""
    model, _ = both(sizes, **form)
    model.compile(SGD(learning_rate), loss, run_eagerly=True)  # a few steps take less than tracing a graph
    return model, twin(model)


def parts(
    models: Sequence[Any], name: str, then: Callable[[Any], Any] = lambda found: found
) -> dict[str, Any]:
    """What the function `name` of the two halves of `anatomy` says of a model and its twin, and `then`."""
    theirs, ours = models
    return {
        "keras": then(getattr(keras_anatomy, name)(theirs)),
        "numpy": then(getattr(numpy_anatomy, name)(ours)),
    }
