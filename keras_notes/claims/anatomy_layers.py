"""Chapter 4, the layers: what the input, the hidden and the output layer do, and other kinds of layer."""

from collections.abc import Iterator

import keras
import numpy as np

from keras_notes.claims.evidence import answers, both, numbers, on_both
from keras_notes.claims.registry import Fact, check
from reference import layers

Array = np.ndarray


@check("S0-08")
def input_layer_computes_nothing() -> Iterator[Fact]:
    """The input layer holds the data; it has no parameters and changes nothing."""
    theirs, ours = both((2, 3, 2))
    x = numbers((4, 2))
    inputs = (keras.layers.InputLayer((2,)), layers.InputLayer((2,)))
    yield Fact("its parameters", **on_both(inputs, lambda layer: layer.count_params()), expected=0)
    shapes = on_both((theirs.inputs[0].shape, ours.input_shape), str)
    yield Fact("its shape, the batch left open", **shapes, expected=str((None, 2)))
    received = keras.Model(theirs.inputs[0], theirs.layers[0].input)(x)
    cache = ours.forward(x)[1][0]
    yield Fact("what the first hidden layer receives", np.asarray(received), cache[0], expected=x)


@check("S0-09")
def output_layer_computes() -> Iterator[Fact]:
    """The output layer computes as the hidden ones do: weighted sums, biases, an activation."""
    pair, x = both((2, 3, 2)), numbers((4, 2))
    hidden = on_both(pair, lambda model: model.layers[0].count_params())
    yield Fact("parameters of the hidden layer of 2-3-2", **hidden, expected=9, note=pair[0].count_params())
    last = on_both(pair, lambda model: model.layers[1].count_params())
    yield Fact("parameters of the output layer", **last, expected=8)
    before = answers(pair, x)
    yield Fact("output", *before)
    for model in pair:
        model.layers[1].set_weights([numbers((3, 2), seed=1), model.layers[1].get_weights()[1]])
    after = answers(pair, x)
    changes = (after[0] - before[0], after[1] - before[1])
    yield Fact("what another output kernel changes", *changes, note=np.zeros_like(changes[1]))


@check("S0-10")
def output_layer_delivers() -> Iterator[Fact]:
    """What the last layer puts out is what the model answers."""
    theirs, ours = both((8, 6, 6, 4))
    signals = x = numbers((5, 8))
    for layer in ours.layers:
        signals = layer(signals)
    last = keras.Model(theirs.inputs[0], theirs.layers[-1].output)(x).numpy()
    yield Fact("output of the last layer of 8-6-6-4", last, signals)
    yield Fact("answer of the model", *answers((theirs, ours), x), expected=last)


def _dense(x: Array, kernel: Array, bias: Array) -> Array:
    layer = layers.Dense(len(bias))
    layer.build(x.shape)
    layer.set_weights([kernel, bias])
    return layer(x)


def _convolved(x: Array, kernel: Array, bias: Array) -> Array:
    """Sums over every window of the kernel's size, as (n, rows, columns, filters)."""
    windows = np.lib.stride_tricks.sliding_window_view(x, kernel.shape[:2], axis=(1, 2))
    return np.einsum("nhwcij,ijcf->nhwf", windows, kernel) + bias


def _pooled(x: Array) -> Array:
    n, h, w, d = x.shape
    return x.reshape(n, h // 2, 2, w // 2, 2, d).max(axis=(2, 4))


def _recurrent(x: Array, kernel: Array, recurrent_kernel: Array, bias: Array) -> Array:
    state = np.zeros((len(x), len(bias)), dtype=x.dtype)
    for step in range(x.shape[1]):
        state = np.tanh(x[:, step] @ kernel + state @ recurrent_kernel + bias)
    return state


def _normalized(x: Array, gamma: Array, beta: Array) -> Array:
    centred = x - x.mean(axis=-1, keepdims=True)
    variance = np.square(centred).mean(axis=-1, keepdims=True)
    return gamma * centred / np.sqrt(variance + 1e-3) + beta  # Keras's epsilon, so that it never divides by 0


@check("S1-11")
def layers_differ() -> Iterator[Fact]:
    """Each type of layer makes something else of its inputs."""
    series = numbers((2, 4, 4))
    image = series[..., None]
    outputs = []
    for layer, function, x in (
        (keras.layers.Dense(4), _dense, series),
        (keras.layers.Conv2D(2, 3), _convolved, image),
        (keras.layers.MaxPooling2D(), _pooled, image),
        (keras.layers.SimpleRNN(3), _recurrent, series),
        (keras.layers.LayerNormalization(), _normalized, series),
    ):
        layer.build(x.shape)
        weights = [numbers(weight.shape, seed) for seed, weight in enumerate(layer.get_weights(), start=1)]
        layer.set_weights(weights)
        outputs.append((layer(x).numpy(), function(x, *weights)))
        yield Fact(f"{type(layer).__name__} of the same 32 numbers", *outputs[-1])
    different = on_both(
        list(zip(*outputs, strict=True)), lambda half: len({found.round(4).tobytes() for found in half})
    )
    yield Fact("different outputs", **different, expected=len(outputs))
