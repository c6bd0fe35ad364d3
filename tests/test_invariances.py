"""What must hold for any numbers and any shapes; the arrays are found by hypothesis.

Most are multiples of 1/4, on which Dense, relu and the mean squared error make no rounding errors:
where that is all a test uses, equal means equal in every bit.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from keras_notes.reference_precision import reference_precision
from reference import activations
from reference.gradients import gradients
from reference.layers import Activation, Dense, Flatten, Normalization, Rescaling
from reference.sequential import collapse, network

SIZES = st.integers(1, 5)
BATCHES = st.integers(1, 9)
SEEDS = st.integers(0, 2**32 - 1)
NAMES = sorted(set(activations.__all__) - {"get", "glu", "threshold"})  # those without further arguments


def quarters(*shape, seed):
    """Multiples of 1/4 from -2 to 2, in float64."""
    return np.random.default_rng(seed).integers(-8, 9, size=shape) / 4


def built(layer, *shape, seed=0):
    """The layer in float64, with random weights: multiples of 1/4, variances above 0."""
    layer.build((None, *shape))
    layer.set_weights([np.abs(quarters(*w.shape, seed=seed)) + 0.25 for w in layer.weights])
    return layer


def network_of(sizes, seed, **activations):
    """A float64 network with random weights."""
    with reference_precision("float64"):
        model = network(sizes, **activations)
    model.set_weights([quarters(*w.shape, seed=seed + i) for i, w in enumerate(model.weights)])
    return model


@given(shape=hnp.array_shapes(min_dims=2, max_dims=5, max_side=4), units=SIZES, seed=SEEDS)
def test_dense_maps_every_row_of_any_rank_alike(shape, units, seed):
    layer, x = built(Dense(units, "relu", dtype="float64"), *shape[1:]), quarters(*shape, seed=seed)
    y, cache = layer.forward(x)
    assert y.shape == (*shape[:-1], units) == layer.compute_output_shape(shape)
    rows = built(Dense(units, "relu", dtype="float64"), shape[-1])
    flat, flat_cache = rows.forward(x.reshape(-1, shape[-1]))
    assert np.array_equal(y.reshape(flat.shape), flat)
    dy = quarters(*y.shape, seed=seed + 1)
    dx, grads = layer.backward(dy, cache)
    flat_dx, flat_grads = rows.backward(dy.reshape(flat.shape), flat_cache)
    assert np.array_equal(dx.reshape(flat_dx.shape), flat_dx)
    assert all(np.array_equal(grads[name], flat_grads[name]) for name in ("kernel", "bias"))


@given(n=BATCHES, seed=SEEDS)
def test_a_batch_is_its_samples_one_by_one(n, seed):
    model, x = network_of((3, 4, 2), seed, output=None), quarters(n, 3, seed=seed)
    assert np.array_equal(model(x), np.concatenate([model(sample[None]) for sample in x]))


@pytest.mark.parametrize("loss", ["mse", "mae", "categorical_crossentropy"])
@given(n=BATCHES, seed=SEEDS)
def test_the_batch_gradient_is_the_mean_of_the_samples(loss, n, seed):
    model = network_of((3, 4, 2), seed, output="softmax" if loss.startswith("cat") else None)
    x, y = quarters(n, 3, seed=seed + 1), np.eye(2)[np.random.default_rng(seed).integers(0, 2, n)]
    whole = gradients(model, x, y, loss)
    each = [gradients(model, x[i : i + 1], y[i : i + 1], loss) for i in range(n)]
    assert whole.loss == pytest.approx(np.mean([one.loss for one in each]), rel=1e-12)
    for path, gradient in whole.weights.items():
        mean = np.mean([one.weights[path] for one in each], axis=0)
        assert gradient == pytest.approx(mean, rel=1e-12, abs=1e-14)
    assert n * whole.inputs == pytest.approx(np.concatenate([one.inputs for one in each]), abs=1e-13)


@given(order=st.permutations(range(6)), seed=SEEDS)
def test_the_order_of_the_samples_is_the_order_of_the_outputs(order, seed):
    model, x, y = network_of((3, 4, 2), seed, output=None), quarters(6, 3, seed=seed), quarters(6, 2, seed=1)
    assert np.array_equal(model(x[order]), model(x)[order])
    before, after = gradients(model, x, y, "mse"), gradients(model, x[order], y[order], "mse")
    assert after.loss == pytest.approx(before.loss, rel=1e-14)
    assert all(after.weights[p] == pytest.approx(g, rel=1e-13) for p, g in before.weights.items())


@given(order=st.permutations(range(4)), seed=SEEDS)
def test_features_and_hidden_units_have_no_order_of_their_own(order, seed):
    model, x = network_of((4, 4, 2), seed, output=None), quarters(5, 4, seed=seed)
    kernel, bias, output_kernel, output_bias = model.get_weights()
    expected = model(x)
    model.set_weights([kernel[order], bias, output_kernel, output_bias])
    assert np.array_equal(model(x[:, order]), expected)
    model.set_weights([kernel[:, order], bias[order], output_kernel[order], output_bias])
    assert np.array_equal(model(x), expected)


@given(shape=hnp.array_shapes(min_dims=1, max_dims=4), shift=st.integers(-1000, 1000), seed=SEEDS)
def test_softmax_rows_sum_to_1_and_do_not_see_a_shift(shape, shift, seed):
    x = quarters(*shape, seed=seed)
    p = activations.softmax(x)
    assert p.sum(axis=-1) == pytest.approx(np.ones(shape[:-1]), rel=1e-14)
    assert np.array_equal(activations.softmax(x + shift), p)
    assert activations.log_softmax(x) == pytest.approx(np.log(p), rel=1e-12, abs=1e-14)


@given(x=hnp.arrays("float64", hnp.array_shapes(), elements=st.floats(-1e4, 1e4)))
def test_softmax_and_sigmoid_never_leave_0_to_1(x):
    for f in (activations.softmax, activations.sigmoid):
        for dtype in ("float32", "float64"):
            y = f(x.astype(dtype))
            assert ((y >= 0) & (y <= 1)).all()
            assert y.dtype == dtype
    assert activations.sigmoid(-x) == pytest.approx(1 - activations.sigmoid(x), abs=1e-15)


@given(sizes=st.lists(SIZES, min_size=2, max_size=5), n=BATCHES, seed=SEEDS)
def test_a_stack_without_activations_is_one_affine_map(sizes, n, seed):
    model = network_of(tuple(sizes), seed, hidden=None, output=None)
    x, other = quarters(2, n, sizes[0], seed=seed)
    kernel, bias = collapse(model)
    assert np.array_equal(model(x), x @ kernel + bias)
    assert np.array_equal(model(x + other), model(x) + model(other) - model(0 * x))


@pytest.mark.parametrize("name", NAMES)
@given(seed=SEEDS, a=st.integers(-3, 3), b=st.integers(-3, 3))
def test_backward_is_linear_in_the_upstream_gradient(name, seed, a, b):
    f, rng = activations.get(name), np.random.default_rng(seed)
    x, dy, other = rng.standard_normal((3, 4, 6))
    _, cache = f.forward(x)
    expected = a * f.backward(dy, cache) + b * f.backward(other, cache)
    assert f.backward(a * dy + b * other, cache) == pytest.approx(expected, rel=1e-12, abs=1e-13)


@given(seed=SEEDS, a=st.integers(-3, 3), n=BATCHES)
def test_backward_of_a_network_is_linear_in_the_upstream_gradient(seed, a, n):
    model, x = network_of((3, 4, 2), seed, output=None), quarters(n, 3, seed=seed)
    y, caches = model.forward(x)
    dy, other = quarters(2, *y.shape, seed=seed + 1)
    (dx, grads), (dx_other, grads_other) = model.backward(dy, caches), model.backward(other, caches)
    dx_sum, grads_sum = model.backward(a * dy + other, caches)
    assert np.array_equal(dx_sum, a * dx + dx_other)
    for one, another, total in zip(grads, grads_other, grads_sum, strict=True):
        assert all(np.array_equal(total[name], a * one[name] + another[name]) for name in total)


LAYERS = {
    "Dense": lambda dtype: Dense(3, "relu", dtype=dtype),
    "Dense, softmax": lambda dtype: Dense(3, "softmax", dtype=dtype),
    "Activation": lambda dtype: Activation("tanh", dtype=dtype),
    "Flatten": lambda dtype: Flatten(dtype=dtype),
    "Rescaling": lambda dtype: Rescaling([0.5, 2.0, -1.0, 3.0], 0.1, dtype=dtype),
    "Normalization": lambda dtype: Normalization(dtype=dtype),
}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", LAYERS)
@given(n=BATCHES, seed=SEEDS, training=st.booleans())
def test_a_pass_keeps_the_dtype_and_changes_nothing(name, dtype, n, seed, training):
    layer = built(LAYERS[name](dtype), 4)
    x = quarters(n, 4, seed=seed).astype(dtype)
    held = [x, *layer.weights]
    before = [array.tobytes() for array in held]
    y, cache = layer.forward(x, training)
    dy = quarters(*y.shape, seed=seed + 1).astype(dtype)
    held, before = [*held, y, dy], [*before, y.tobytes(), dy.tobytes()]
    dx, grads = layer.backward(dy, cache)
    again, grads_again = layer.backward(dy, cache)
    assert [array.tobytes() for array in held] == before
    assert {array.dtype for array in (y, dx, *grads.values())} == {np.dtype(dtype)}
    assert list(grads) == layer.trainable_weight_names
    assert np.array_equal(dx, again)
    assert all(np.array_equal(grads[key], grads_again[key]) for key in grads)


@pytest.mark.parametrize("name", NAMES)
@given(n=BATCHES, seed=SEEDS)
def test_activations_keep_the_dtype_and_change_nothing(name, n, seed):
    f, rng = activations.get(name), np.random.default_rng(seed)
    for dtype in ("float32", "float64"):
        x, dy = rng.standard_normal((2, n, 4)).astype(dtype)
        before = x.tobytes(), dy.tobytes()
        y, cache = f.forward(x)
        dx = f.backward(dy, cache)
        assert y.dtype == dx.dtype == dtype
        assert y.shape == dx.shape == x.shape
        assert (x.tobytes(), dy.tobytes()) == before
