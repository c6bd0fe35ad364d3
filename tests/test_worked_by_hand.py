"""A 2-2-1 network worked by hand: every number below can be followed on paper, and comes out even.

Two samples and their targets, a relu layer, a linear output, the mean squared error:

    x₁ = (1, 2), y₁ = 1     x₂ = (-1, 1), y₂ = 5/2
    K = | 1    -1  |   b = (1, 0)      L = | 1/2 |   c = 1/2
        | 1/2  1/4 |                       | -1  |

Forward
    z₁ = (1·1 + 2·1/2 + 1,  1·(-1) + 2·1/4 + 0)  = (3, -1/2)      a₁ = (3, 0)       the second unit is off
    z₂ = (-1·1 + 1·1/2 + 1, -1·(-1) + 1·1/4 + 0) = (1/2, 5/4)     a₂ = (1/2, 5/4)
    ŷ₁ = 3·1/2 + 0·(-1) + 1/2 = 2                  ŷ₂ = 1/2·1/2 + 5/4·(-1) + 1/2 = -1/2
Loss
    ((2 - 1)² + (-1/2 - 5/2)²) / 2 = (1 + 9) / 2 = 5
Backward
    dŷ = 2 (ŷ - y) / 2 = (1, -3)
    dL = a₁·1 + a₂·(-3) = (3 - 3/2, 0 - 15/4) = (3/2, -15/4)       dc = 1 - 3 = -2
    da₁ = 1·Lᵀ = (1/2, -1)                         dz₁ = (1/2, 0)  nothing passes the unit that is off
    da₂ = -3·Lᵀ = (-3/2, 3)                        dz₂ = (-3/2, 3)
    dK = x₁ᵀ dz₁ + x₂ᵀ dz₂ = | 1/2 + 3/2   0 - 3 | = |  2    -3 |
                             |  1  - 3/2   0 + 3 |   | -1/2   3 |
    db = dz₁ + dz₂ = (-1, 3)
    dx₁ = dz₁ Kᵀ = (1/2·1, 1/2·1/2) = (1/2, 1/4)
    dx₂ = dz₂ Kᵀ = (-3/2·1 + 3·(-1), -3/2·1/2 + 3·1/4) = (-9/2, 0)
Step, with the rate 1/8
    K ← | 1 - 1/4       -1 + 3/8  | = | 3/4    -5/8 |     b ← (1 + 1/8, -3/8) = (9/8, -3/8)
        | 1/2 + 1/16   1/4 - 3/8  |   | 9/16   -1/8 |
    L ← (1/2 - 3/16, -1 + 15/32) = (5/16, -17/32)         c ← 1/2 + 1/4 = 3/4
After it
    z₁ = (3/4 + 9/8 + 9/8, -5/8 - 1/4 - 3/8) = (3, -5/4)      ŷ₁ = 3·5/16 + 3/4 = 27/16
    z₂ = (-3/4 + 9/16 + 9/8, 5/8 - 1/8 - 3/8) = (15/16, 1/8)
    ŷ₂ = 15/16·5/16 - 1/8·17/32 + 3/4 = (75 - 17 + 192) / 256 = 125/128
    the loss is ((11/16)² + (195/128)²) / 2 = (7744 + 38025) / 32768 = 45769/32768, less than 5
"""

import numpy as np
import pytest
from parity_rows import beside, halves_of

X = np.array([[1, 2], [-1, 1]], dtype="float32")
Y = np.array([[1], [5 / 2]], dtype="float32")
WEIGHTS = [[[1, -1], [1 / 2, 1 / 4]], [1, 0], [[1 / 2], [-1]], [1 / 2]]
GRADIENTS = [[[2, -3], [-1 / 2, 3]], [-1, 3], [[3 / 2], [-15 / 4]], [-2]]
STEPPED = [[[3 / 4, -5 / 8], [9 / 16, -1 / 8]], [9 / 8, -3 / 8], [[5 / 16], [-17 / 32]], [3 / 4]]


def model_of(half):
    model = beside(half, "sequential").network((2, 2, 1), output=None)
    model.set_weights([np.array(weight, dtype="float32") for weight in WEIGHTS])
    model.compile(beside(half, "optimizers").SGD(1 / 8), "mean_squared_error")
    return model


def lists(arrays):
    return [np.asarray(array).tolist() for array in arrays]


@halves_of("backpropagation")
def test_forward(half):
    hidden, output = half.trace(model_of(half), X)
    assert hidden.z.tolist() == [[3, -1 / 2], [1 / 2, 5 / 4]]
    assert hidden.output.tolist() == [[3, 0], [1 / 2, 5 / 4]]
    assert output.output.tolist() == [[2], [-1 / 2]]


@halves_of("backpropagation")
def test_backward(half):
    hidden, output = half.backpropagate(model_of(half), X, Y)
    assert output.doutput.tolist() == output.dz.tolist() == [[1], [-3]]
    assert hidden.doutput.tolist() == [[1 / 2, -1], [-3 / 2, 3]]
    assert hidden.dz.tolist() == [[1 / 2, 0], [-3 / 2, 3]]
    assert lists([*hidden.weights.values(), *output.weights.values()]) == GRADIENTS


@halves_of("gradients")
def test_loss_and_gradients(half):
    found = half.gradients(model_of(half), X, Y)
    assert float(found.loss) == 5
    assert lists(found.weights.values()) == GRADIENTS
    assert found.inputs.tolist() == [[1 / 2, 1 / 4], [-9 / 2, 0]]


@halves_of("training")
@pytest.mark.parametrize("how", ["training_step", "train_on_batch", "fit"])
def test_one_step(half, how):
    model = model_of(half)
    if how == "training_step":
        reported = half.training_step(model, X, Y)
    elif how == "train_on_batch":
        reported = model.train_on_batch(X, Y)
    else:
        reported = model.fit(X, Y, batch_size=2, shuffle=False, verbose=0).history["loss"][0]
    assert float(reported) == 5  # the loss before the step
    assert lists(model.get_weights()) == STEPPED
    assert model.predict(X, verbose=0).tolist() == [[27 / 16], [125 / 128]]
    assert float(model.evaluate(X, Y, verbose=0)) == 45769 / 32768
