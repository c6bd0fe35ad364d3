"""The chain rule, stage by stage: what each layer receives and hands back."""

import numpy as np
import pytest
from parity_rows import beside, halves_of, parity_of

test_parity = parity_of("backpropagation")

RNG = np.random.default_rng(11)
X = RNG.standard_normal((5, 4)).astype("float32")
Y = RNG.standard_normal((5, 3)).astype("float32")
ONE_HOT = np.eye(3, dtype="float32")[[0, 2, 1, 1, 0]]


def network(half, sizes=(4, 6, 5, 3), **activations):
    """A network whose biases are not zero, as they would be at the start."""
    model = beside(half, "sequential").network(sizes, **activations)
    rng = np.random.default_rng(12)
    model.set_weights([rng.standard_normal(w.shape) for w in model.get_weights()])
    return model


def near(expected):
    return pytest.approx(np.asarray(expected), rel=1e-4, abs=1e-6)  # float32, whose parity rows are strict


@halves_of("backpropagation")
def test_every_stage_follows_from_the_next(half):
    """dz = f'(z) da, dK = aᵀ dz, db = Σ dz, and the layer before receives da = dz Kᵀ."""
    model = network(half, output=None)
    steps = half.backpropagate(model, X, Y, loss="mean_squared_error")
    inputs = [X, *(step.output for step in steps)]
    assert steps[-1].doutput == near(2 * (steps[-1].output - Y) / Y.size)
    for i, (step, layer) in enumerate(zip(steps, model.layers, strict=True)):
        kernel, bias = layer.get_weights()
        slope = step.z > 0 if i < 2 else 1
        assert step.z == near(inputs[i] @ kernel + bias)
        assert step.dz == near(step.doutput * slope)
        assert step.weights["kernel"] == near(inputs[i].T @ step.dz)
        assert step.weights["bias"] == near(step.dz.sum(axis=0))
        if i:
            assert steps[i - 1].doutput == near(step.dz @ kernel.T)


@halves_of("backpropagation")
def test_cross_entropy_enters_behind_the_softmax(half):
    """Its gradient there is (p - y) / n; the gradient of p itself is never formed."""
    *_, last = half.backpropagate(network(half), X, ONE_HOT, loss="categorical_crossentropy")
    assert last.doutput is None
    assert last.dz == near((last.output - ONE_HOT) / len(X))


@halves_of("backpropagation")
def test_squared_error_goes_through_the_softmax(half):
    """Each row's Jacobian is diag(p) - p pᵀ: every output depends on every logit."""
    *_, last = half.backpropagate(network(half), X, ONE_HOT, loss="mean_squared_error")
    jacobians = [np.diag(p) - np.outer(p, p) for p in last.output]
    assert last.dz == near([j @ d for j, d in zip(jacobians, last.doutput, strict=True)])


@halves_of("backpropagation")
def test_a_dead_relu_learns_nothing_and_teaches_nothing(half):
    model = network(half, (4, 6, 3))
    weights = model.get_weights()
    weights[1][2] = -100
    model.set_weights(weights)
    hidden, output = half.backpropagate(model, X, ONE_HOT, loss="categorical_crossentropy")
    dead = [hidden.weights["kernel"][:, 2], hidden.weights["bias"][2], output.weights["kernel"][2]]
    assert not any(np.any(gradient) for gradient in dead)
    assert all(np.any(hidden.weights["kernel"][:, j]) for j in (0, 1, 3, 4, 5))


@halves_of("backpropagation")
def test_a_saturated_sigmoid_lets_almost_nothing_through(half):
    """At z = 10 the slope is 4.5e-5, so the layers before hardly move."""
    model = network(half, (4, 6, 3), hidden="sigmoid", output=None)
    weights = model.get_weights()
    weights[0][...], weights[1][...] = 0, 10
    model.set_weights(weights)
    hidden, _ = half.backpropagate(model, X, Y, loss="mean_squared_error")
    assert hidden.dz == pytest.approx(hidden.doutput * 4.539580773595167e-05, rel=1e-2)


@halves_of("backpropagation")
def test_the_trace_is_the_pass_forward(half):
    model = network(half)
    steps = half.trace(model, X)
    assert [step.name for step in steps] == [layer.name for layer in model.layers]
    assert steps[-1].output == near(model(X))
    assert [step.dz for step in steps] == [None] * 3
    assert [step.weights for step in steps] == [None] * 3


@halves_of("backpropagation")
def test_a_layer_without_an_activation_has_no_z(half):
    layers = beside(half, "layers")
    model = beside(half, "models").Sequential([layers.Input((2, 2)), layers.Flatten(), layers.Dense(3)])
    flatten, dense = half.backpropagate(model, X.reshape(5, 2, 2), Y, loss="mse")
    assert flatten.z is None
    assert flatten.dz is None
    assert flatten.weights == {}
    assert flatten.doutput.shape == (5, 4)
    assert dense.z.shape == (5, 3)


@halves_of("backpropagation")
def test_the_model_is_left_as_it_was(half):
    model = network(half)
    weights, names = model.get_weights(), [layer.activation.__name__ for layer in model.layers]
    half.trace(model, X)
    with pytest.raises(ValueError, match="shape"):
        half.backpropagate(model, X, ONE_HOT[:, :2], loss="categorical_crossentropy")
    assert [layer.activation.__name__ for layer in model.layers] == names
    assert all(np.array_equal(a, b) for a, b in zip(weights, model.get_weights(), strict=True))


@halves_of("backpropagation")
def test_a_loss_there_must_be(half):
    model = network(half)
    with pytest.raises(ValueError, match="backpropagate: give a loss"):
        half.backpropagate(model, X, ONE_HOT)
    model.compile("sgd", "categorical_crossentropy")
    assert half.backpropagate(model, X, ONE_HOT)[-1].doutput is None
