"""Chapter 7: the parameters, their start and their values."""

from collections.abc import Iterator
from typing import Any

import keras
import numpy as np

import keras_notes.gradients as keras_half
import keras_notes.training as keras_training
import reference.gradients as numpy_half
import reference.training as numpy_training
from keras_notes.claims.evidence import both, numbers, on_both
from keras_notes.claims.registry import Fact, check
from keras_notes.parity import twin
from keras_notes.parity.precision import precision
from reference import initializers, layers
from reference.random import set_random_seed

Array = np.ndarray

# Six samples of two features and their classes.
X = numbers((6, 2))
Y = np.eye(2, dtype="float32")[[0, 1, 1, 0, 1, 1]]
LOSS = "categorical_crossentropy"


def _step(model: Any, half: Any, times: int = 1) -> Any:
    """The model after some steps of its half's training on the six samples."""
    model.compile("sgd", LOSS)
    model.optimizer.learning_rate = 0.5
    for _ in range(times):
        half.training_step(model, X, Y)
    return model


def _distance(model: Any, start: list[Array]) -> float:
    return max(float(np.abs(new - old).max()) for new, old in zip(model.get_weights(), start, strict=True))


@check("S0-11")
def parameters_in_every_layer() -> Iterator[Fact]:
    """The output layer has weights too, biases are parameters too, and data changes neither."""
    theirs, ours = both((2, 3, 2))
    yield Fact(
        "parameters of 2-3-2",
        keras=[variable.name for variable in theirs.trainable_variables],
        numpy=[name for layer in ours.layers for name in layer.trainable_weight_names],
        expected=["kernel", "bias", "kernel", "bias"],
        note=ours.layers[0].trainable_weight_names,
    )
    yield Fact(
        "their shapes",
        keras=str([tuple(variable.shape) for variable in theirs.trainable_variables]),
        numpy=str([weight.shape for weight in ours.trainable_weights]),
        expected=str([(2, 3), (3,), (3, 2), (2,)]),
    )
    start = ours.get_weights()
    moves = on_both((theirs, ours), lambda model: np.asarray(model(X[:3])) - np.asarray(model(X[3:])))
    yield Fact("another batch moves the outputs by", **moves, note=np.zeros((3, 2)))
    yield Fact("and the weights by", _distance(theirs, start), _distance(ours, start), expected=0.0)


@check("S0-14")
def weights_of_any_sign_and_size() -> Iterator[Fact]:
    """Weights are real numbers, from the start on: about half of them negative, some above 1."""
    halves = (keras.initializers.GlorotUniform, initializers.GlorotUniform)
    fresh = [np.asarray(initializer(seed=3)((784, 16))) for initializer in halves]
    yield Fact(
        "share of negative weights in a fresh 784 x 16 kernel",
        **on_both(fresh, lambda kernel: np.mean(kernel < 0)),
        note=np.mean(np.clip(fresh[1], 0, 1) < 0),
    )
    small = [np.array([initializer(seed)((2, 3)) for seed in range(50)]) for initializer in halves]
    largest = on_both(small, np.max)
    yield Fact("largest weight of 50 fresh 2 x 3 kernels", **largest, note=np.clip(small[1], 0, 1).max())
    pair = both((1, 1), output=None)
    x = np.array([[-1.0], [1.0]], dtype="float32")
    for model, half in zip(pair, (keras_training, numpy_training), strict=True):
        model.compile("sgd", "mse")
        model.optimizer.learning_rate = 0.5
        half.training_step(model, x, -3 * x)
    learned = on_both(pair, lambda model: model.get_weights()[0])
    within = np.clip(learned["numpy"], 0, 1)
    yield Fact("weight learned from y = -3 x", **learned, expected=[[-3.0]], note=within)


@check("S2-39")
def biases_learn_too() -> Iterator[Fact]:
    """A step of the optimizer moves all trainable variables: kernels and biases."""
    theirs, ours = both((2, 3, 2))
    start = ours.get_weights()
    theirs, ours = _step(theirs, keras_training).get_weights(), _step(ours, numpy_training).get_weights()
    kernels = [old.ndim > 1 for old in start]
    moved = on_both(
        (theirs, ours), lambda end: [bool((new != old).any()) for new, old in zip(end, start, strict=True)]
    )
    yield Fact("kernel, bias, kernel, bias moved in a step", **moved, expected=[True] * 4, note=kernels)
    yield Fact("output kernel after the step", theirs[-2], ours[-2], note=start[-2])
    yield Fact("output bias after the step", theirs[-1], ours[-1], note=start[-1])


def _fresh(seed: int) -> tuple[list[Array], list[Array]]:
    """Kernel and bias of a Dense layer that has just been built from a seed, on either half."""
    keras.utils.set_random_seed(seed)
    theirs = keras.layers.Dense(3)
    theirs.build((None, 2))
    set_random_seed(seed)
    ours = layers.Dense(3)
    ours.build((None, 2))
    return theirs.get_weights(), ours.get_weights()


def _different_units(model: Any) -> int:
    kernel = np.asarray(model.get_weights()[0])
    return len(np.unique(kernel.T.round(5), axis=0))


@check("S2-52")
def random_by_a_scheme() -> Iterator[Fact]:
    """Kernels start from Glorot's uniform numbers, biases from zero; equal numbers would never part."""
    first, again, other = (_fresh(seed) for seed in (3, 3, 4))
    yield Fact("kernel from seed 3", first[0][0], first[1][0])
    yield Fact("kernel from seed 3 again", again[0][0], again[1][0], expected=first[0][0])
    yield Fact("kernel from seed 4", other[0][0], other[1][0], note=first[1][0])
    yield Fact("the bias", first[0][1], first[1][1], expected=np.zeros(3))
    limit = np.sqrt(6 / (2 + 3))
    inside = on_both(first, lambda weights: bool(np.abs(weights[0]).max() <= limit))
    yield Fact("all within sqrt(6 / (inputs + units))", **inside, expected=True)
    theirs, ours = both((2, 3, 2))
    parted = _different_units(_step(twin(theirs), numpy_training, times=5))
    for model, half in ((theirs, keras_training), (ours, numpy_training)):
        model.set_weights([np.full_like(weight, 0.5) for weight in model.get_weights()])
        _step(model, half, times=5)
    kernels = on_both((theirs, ours), lambda model: model.get_weights()[0])
    yield Fact("hidden kernel 5 steps after 0.5 everywhere", **kernels, note=np.full((2, 3), 0.5))
    different = on_both((theirs, ours), _different_units)
    yield Fact("different units in it", **different, expected=1, note=parted)


def _slope(model: Any, half: Any, step: float = 1e-6) -> Any:
    """How much a small turn of one knob, the weight from input 1 to unit 2, raises the loss."""
    losses = []
    for turn in (-step, 2 * step):
        weights = model.get_weights()
        weights[0][1, 2] += turn
        model.set_weights(weights)
        losses.append(half.gradients(model, X, Y, LOSS).loss)
    return (losses[1] - losses[0]) / (2 * step)


@check("S4-25")
def knobs() -> Iterator[Fact]:
    """The parameters are the knobs; turning one moves the loss by its entry of the gradient."""
    theirs, ours = both((784, 16, 16, 10), hidden="sigmoid", output="sigmoid")
    knobs_of = sum(int(np.prod(variable.shape)) for variable in theirs.trainable_variables)
    yield Fact("knobs of 784-16-16-10", knobs_of, ours.count_params(), expected=13002)
    with precision("float64"):
        theirs, ours = both((2, 3, 2), hidden="tanh")
        gradient = next(iter(numpy_half.gradients(ours, X, Y, LOSS).weights.values()))
        slopes = (_slope(theirs, keras_half), _slope(ours, numpy_half))
    yield Fact("loss per turn of one knob", *slopes, expected=gradient[1, 2], tolerance=1e-8)


@check("S4-47")
def layers_without_parameters() -> Iterator[Fact]:
    """Only layers that compute with parameters have any, and a Dense without bias has one."""
    kinds: list[tuple[str, dict[str, Any]]] = [
        ("InputLayer", {"shape": (4,)}),
        ("Flatten", {}),
        ("Activation", {"activation": "relu"}),
        ("Rescaling", {"scale": 2.0}),
        ("Dense", {"units": 3, "use_bias": False}),
        ("Dense", {"units": 3}),
    ]
    made = [[getattr(half, kind)(**given) for kind, given in kinds] for half in (keras.layers, layers)]
    for layer in made[0][1:] + made[1][1:]:
        layer.build((None, 4))
    yield Fact(
        "weights and biases of Input, Flatten, Activation, Rescaling, Dense without bias, Dense",
        **on_both(made, lambda half: [len(layer.weights) for layer in half]),
        expected=[0, 0, 0, 0, 1, 2],
        note=[len(made[1][-1].weights)] * len(kinds),
    )
    image = numbers((1, 4, 4, 1))
    pooled = keras.layers.MaxPooling2D()(image).numpy()[0, ..., 0]
    yield Fact("MaxPooling2D needs its input only", pooled, image.reshape(2, 2, 2, 2).max(axis=(1, 3)))
