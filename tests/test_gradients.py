"""What a gradient is: a rate of change, one a parameter, pointing uphill."""

import keras
import numpy as np
import pytest
from parity_rows import beside, halves_of, parity_of

from reference.gradients import central_differences

test_parity = parity_of("gradients")


def one_weight(half, weight):
    """A model y = w x, with nothing else to learn."""
    layers = beside(half, "layers")
    model = beside(half, "models").Sequential([layers.Input((1,)), layers.Dense(1, use_bias=False, name="d")])
    model.set_weights([np.array([[weight]])])
    return model


def of_one_weight(half, weight, target):
    """L = (w - target)² and dL/dw, at `weight`."""
    found = half.gradients(one_weight(half, weight), [[1.0]], [[target]], loss="mse")
    return float(found.loss), float(found.weights["d/kernel"][0, 0])


@halves_of("gradients")
def test_the_gradient_is_not_the_loss_over_the_weight(half):
    """L = (w - 1)² at w = 2: the slope is 2 (w - 1) = 2, while L/w is 1/2."""
    assert of_one_weight(half, weight=2.0, target=1.0) == (1, 2)
    assert float(half.central_differences(lambda w: (w - 1) ** 2, 2.0)) == pytest.approx(2)


@halves_of("gradients")
def test_a_gradient_has_one_number_for_each_variable(half):
    """L = w₁² + 3 w₁ w₂ at (1, 2): (2 w₁ + 3 w₂, 3 w₁) = (8, 3)."""
    found = half.central_differences(lambda w: w[0] ** 2 + 3 * w[0] * w[1], [1.0, 2.0])
    assert np.asarray(found) == pytest.approx(np.array([8, 3]))


@halves_of("gradients")
def test_it_points_uphill(half):
    """L = (w - 3)² at w = 1 is 4; a tenth of the gradient off leads to 2.56, added to 5.76."""
    loss, slope = of_one_weight(half, weight=1.0, target=3.0)
    assert (loss, slope) == (4, -4)
    assert of_one_weight(half, 1.0 - 0.1 * slope, 3.0)[0] == pytest.approx(2.56)
    assert of_one_weight(half, 1.0 + 0.1 * slope, 3.0)[0] == pytest.approx(5.76)


@halves_of("gradients")
def test_downhill_need_not_point_at_the_minimum(half):
    """L = x² + 25 y² at (5, 1): the descent direction (-10, -50) is not that to (0, 0)."""
    downhill = -np.asarray(half.central_differences(lambda w: w[0] ** 2 + 25 * w[1] ** 2, [5.0, 1.0]))
    assert downhill == pytest.approx(np.array([-10, -50]))
    cosine = downhill @ [-5, -1] / np.linalg.norm(downhill) / np.linalg.norm([-5, -1])
    assert 0 < cosine < 0.5


@halves_of("gradients")
def test_a_flat_step_teaches_nothing(half):
    flat = half.central_differences(lambda w: keras.ops.sum(keras.ops.heaviside(w, 0.0)), [0.3, -2.0])
    assert np.asarray(flat).tolist() == [0, 0]


@halves_of("gradients")
def test_shapes_are_those_of_the_parameters(half):
    model = beside(half, "sequential").network((3, 4, 2), hidden=None, output=None)
    x, y = np.ones((5, 3), dtype="float32"), np.zeros((5, 2), dtype="float32")
    before = model.get_weights()
    found = half.gradients(model, x, y, loss="mean_squared_error")
    assert [g.shape for g in found.weights.values()] == [w.shape for w in before]
    assert list(found.weights) == [
        f"{layer.name}/{name}" for layer in model.layers for name in ("kernel", "bias")
    ]
    assert found.inputs.shape == x.shape
    assert all(np.array_equal(a, b) for a, b in zip(before, model.get_weights(), strict=True))


@halves_of("gradients")
def test_the_compiled_loss_is_taken_unless_another_is_given(half):
    model = one_weight(half, 2.0)
    with pytest.raises(ValueError, match="give a loss"):
        half.gradients(model, [[1.0]], [[0.0]])
    model.compile("sgd", "mse")
    assert float(half.gradients(model, [[1.0]], [[0.0]]).loss) == 4
    assert float(half.gradients(model, [[1.0]], [[0.0]], loss="mae").loss) == 2


def test_central_differences_leave_their_point_alone():
    at = np.array([[1.0, 2.0], [3.0, 4.0]])
    before = at.copy()
    assert central_differences(lambda w: np.sum(w**3), at) == pytest.approx(3 * before**2)
    assert np.array_equal(at, before)


def test_central_differences_find_a_wrong_derivative():
    """The witness is no use unless it contradicts: 2.001 x is not the slope of x²."""
    at = np.array([0.5, -2.0])
    found = central_differences(lambda w: np.sum(w**2), at)
    assert found == pytest.approx(2 * at, rel=1e-8)
    assert found != pytest.approx(2.001 * at, rel=1e-8)
