"""Chapter 1: the single neuron."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from keras.layers import Activation, Dense

import keras_notes
import keras_notes.neuron as keras_half
import reference
import reference.dense
import reference.neuron as numpy_half
from keras_notes.claims.evidence import answers, both, dense, numbers, quarters
from keras_notes.claims.registry import Fact, check
from keras_notes.parity import twin
from keras_notes.parity.precision import precision

UNITS = (keras_half.neuron, numpy_half.neuron)


@check("S0-02")
def one_number_of_many() -> Iterator[Fact]:
    """A unit is the function f(x · w + b): one number out, and nothing else goes on in it."""
    draws = numbers((10, 9))
    for f in ("linear", "sigmoid", "relu", "tanh"):
        outputs = [answers(UNITS, row[:4], row[4:8], row[8], f) for row in draws]
        yield Fact(f"10 random units, {f}", *np.transpose(outputs))


@check("S0-03")
def sum_not_average() -> Iterator[Fact]:
    """A unit adds its weighted inputs up; it does not average them."""
    inputs, weights = np.array([1.0, 2.0, 3.0], dtype="float32"), np.ones(3, dtype="float32")
    average = np.average(inputs, weights=weights)
    what = "output on inputs 1, 2, 3 with weights 1"
    yield Fact(what, *answers(UNITS, inputs, weights), expected=6.0, note=average)


@check("S0-04", "S1-56")
def sum_then_activation() -> Iterator[Fact]:
    """The sum comes first, then the activation makes the output of it."""
    sums, x = dense(3, 5), quarters((4, 3), seed=9)
    kernel, bias = sums[0].get_weights()
    z, our_z = answers(sums, x)
    yield Fact("the sums", z, our_z, expected=x @ kernel + bias, tolerance=0)
    for name in ("relu", "tanh"):
        f = Activation(name)
        separate, our_separate = np.asarray(f(z)), twin(f)(our_z)
        yield Fact(f"{name} of the sums", separate, our_separate)
        whole = dense(3, 5, name)
        yield Fact(f"a layer with {name}", *answers(whole, x), expected=separate)


@check("S0-16")
def weight_on_each_connection() -> Iterator[Fact]:
    """A single input that is not zero arrives multiplied by the weights of its connections."""
    layers = dense(3, 4, use_bias=False)
    rows = 2.5 * layers[0].get_weights()[0]
    yield Fact("2.5 on one input at a time", *answers(layers, 2.5 * np.eye(3)), expected=rows, tolerance=0)


@check("S0-17")
def bias_on_top() -> Iterator[Fact]:
    """The weighted sum is not all: every unit adds a bias, unless use_bias=False."""
    layers, x = dense(3, 4), quarters((5, 3), seed=9)
    kernel, bias = layers[0].get_weights()
    z, our_z = answers(layers, x)
    yield Fact("what goes into f", z, our_z, note=x @ kernel)
    yield Fact("beyond the weighted sum", z - x @ kernel, our_z - x @ kernel, expected=np.tile(bias, (5, 1)))
    for use_bias, count in ((True, 2), (False, 1)):
        theirs, ours = (len(layer.weights) for layer in dense(3, 4, use_bias=use_bias))
        yield Fact(f"arrays of weights, use_bias={use_bias}", theirs, ours, expected=count)


@check("S0-19")
def formula_with_bias() -> Iterator[Fact]:
    """The formula of the output needs the bias."""
    layers, x = dense(4, 3, "sigmoid"), quarters((5, 4), seed=9)
    bare = twin(layers[0])
    bare.bias[...] = 0
    outputs = answers(layers, x)
    yield Fact("sigmoid(x · w + b)", *outputs, note=bare(x))
    far, our_far = (bool(np.abs(y - bare(x)).max() > 1e-3) for y in outputs)
    yield Fact("without b wrong by over 0.001", far, our_far, expected=True)


@check("S2-04")
def net_of_neurons() -> Iterator[Fact]:
    """A network evaluated one neuron at a time gives what its matrices give."""
    models, x = both((2, 3, 2), output="sigmoid"), numbers(2, seed=1)
    outputs = []
    for unit, model in zip((keras_half.neuron, numpy_half.neuron_with_loops), models, strict=True):
        a, weights = x, model.get_weights()
        for kernel, bias, f in ((*weights[:2], "relu"), (*weights[2:], "sigmoid")):
            a = np.array([unit(a, w, b, f) for w, b in zip(kernel.T, bias, strict=True)])
        outputs.append(a)
    whole, our_whole = answers(models, x[None])
    one_by_one, our_one_by_one = outputs
    yield Fact("3 + 2 single neurons", one_by_one, our_one_by_one, expected=our_whole[0])
    yield Fact("the network", whole, our_whole)


@check("S3-22")
def weights_times_inputs() -> Iterator[Fact]:
    """The sum is over weight times input; a sum of weights alone would ignore the input."""
    x, w, b = numbers((4, 3)), numbers(3, seed=1), numbers((), seed=2)
    outputs, ours = np.transpose([answers(UNITS, row, w, b, "tanh") for row in x])
    of_weights = np.array([np.tanh(w.sum()) for _ in x])
    yield Fact("outputs for four inputs", outputs, ours, expected=np.tanh(x @ w + b), note=of_weights)


@check("S4-07")
def activations_are_computed() -> Iterator[Fact]:
    """Units keep no number: each input gets its own, while the weights stay."""
    models, x = both((2, 3, 2), hidden="tanh"), numbers((2, 2), seed=1)
    before = np.concatenate([w.ravel() for w in models[0].get_weights()])
    hidden = [model.layers[0] for model in models]
    first, our_first = answers(hidden, x[:1])
    yield Fact("activations, second input", *answers(hidden, x[1:]), note=first)
    yield Fact("first input again", *answers(hidden, x[:1]), expected=our_first)
    after, our_after = (np.concatenate([w.ravel() for w in model.get_weights()]) for model in models)
    yield Fact("weights afterwards", after, our_after, expected=before, tolerance=0)


@check("S4-29")
def threshold_is_minus_bias() -> Iterator[Fact]:
    """A unit is active where its weighted sum exceeds -b; how high the weights are does not decide."""
    layer, ours = dense(4, 1, "sigmoid")
    x, kernel = 8 * quarters((500, 4), seed=9), layer.get_weights()[0]
    for bias in (-10.0, 0.0, 3.0):
        layer.bias.assign([bias])
        ours.bias[...] = bias
        by_weights = np.full((500, 1), kernel.sum() > -bias)
        active, our_active = (y > 0.5 for y in answers((layer, ours), x))
        yield Fact(f"active, bias {bias:g}", active, our_active, expected=x @ kernel > -bias, note=by_weights)


@check("S4-32")
def any_number() -> Iterator[Fact]:
    """Nothing bounds the weighted sum: it may be negative, zero, large, and grows with its input."""
    x = quarters((50, 4), seed=9)
    sums, our_sums = answers(dense(4, 6), x)
    for what, is_so in (("below 0", np.less), ("0", np.equal), ("above 0", np.greater)):
        found, ours_found = bool(is_so(sums, 0).any()), bool(is_so(our_sums, 0).any())
        yield Fact(f"there is a sum {what}", found, ours_found, expected=True)
    layers = dense(4, 6, use_bias=False)
    yield Fact("inputs × 10⁶", *answers(layers, 1e6 * x), expected=1e6 * x @ layers[1].kernel)


@check("S4-41")
def above_ten_not_nearest() -> Iterator[Fact]:
    """With bias -10 the output passes 1/2 at 10 and keeps rising: there is no peak."""
    sums = np.array([9.0, 10.0, 11.0, 20.0], dtype="float32")
    outputs, ours = np.transpose([answers(UNITS, [s], [1.0], -10.0, "sigmoid") for s in sums])
    yield Fact("outputs for sums 9, 10, 11, 20", outputs, ours, expected=1 / (1 + np.exp(10 - sums)))
    nearest = sums[np.abs(sums - 10).argmin()]
    largest, our_largest = sums[outputs.argmax()], sums[ours.argmax()]
    yield Fact("sum with the largest of them", largest, our_largest, expected=20.0, note=nearest)


@check("S4-42")
def added_to_the_sum() -> Iterator[Fact]:
    """-10 goes to the weighted sum; added to every weight it changes the sum by -10 Σx."""
    w = np.array([10.0, 8.0, 8.0], dtype="float32")
    for inputs in ([0.4, 0.5, 0.5], [0.25, 0.25, 0.5]):
        x = np.array(inputs, dtype="float32")
        shifted = answers(UNITS, x, w - 10, 0.0, "sigmoid")
        yield Fact(f"Σx = {x.sum():g}, weights - 10", *shifted)
        note = None if x.sum() == 1 else shifted[1]  # Σx = 1 is the one case in which they agree
        theirs, ours = answers(UNITS, x, w, -10.0, "sigmoid")
        expected = 1 / (1 + np.exp(10 - x @ w))
        yield Fact(f"Σx = {x.sum():g}, bias -10", theirs, ours, expected=expected, note=note)


@check("S4-43")
def one_bias_a_unit() -> Iterator[Fact]:
    """The bias is a trainable number a unit, zero at first; its gradient is Σδ over the batch."""
    fresh, ours_fresh = Dense(5), reference.dense.Dense(5)
    fresh.build((None, 3))
    ours_fresh.build((None, 3))
    yield Fact("at first", np.asarray(fresh.bias), ours_fresh.bias, expected=np.zeros(5))
    names = [variable.name for variable in fresh.trainable_variables]
    yield Fact("trainable", names, ours_fresh.trainable_weight_names, expected=["kernel", "bias"])
    halves: tuple[Any, Any] = (keras_notes.gradients, reference.gradients)
    with precision("float64"):
        models, x, y = both((3, 2), output=None), numbers((6, 3)), numbers((6, 2), seed=1)
        delta, path = 2 * (models[1](x) - y) / y.size, f"{models[1].layers[0].name}/bias"
        theirs, ours = [
            half(model, x, y, "mse").weights[path] for half, model in zip(halves, models, strict=True)
        ]
    yield Fact("dL/db", theirs, ours, expected=delta.sum(axis=0), tolerance=1e-12)
