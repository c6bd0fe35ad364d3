"""One unit: the weighted sum, the bias as a threshold, and the slopes."""

import numpy as np
import pytest
from parity_rows import halves_of, parity_of

from reference.neuron import neuron

test_parity = parity_of("neuron")


def float32(*numbers):
    return np.array(numbers, dtype="float32")


@halves_of("neuron")
@pytest.mark.parametrize("name", ["neuron", "neuron_with_loops"])
def test_the_weighted_sum_is_no_average(half, name):
    inputs, ones = float32(1, 2, 3), float32(1, 1, 1)
    assert getattr(half, name)(inputs, ones) == 6
    assert np.average(inputs, weights=ones) == 2


@halves_of("neuron")
@pytest.mark.parametrize("name", ["neuron", "neuron_with_loops"])
def test_a_bias_of_minus_10_puts_the_threshold_at_10(half, name):
    """Above 10 the unit is active, the more the further; 10 is where it starts, not where it peaks."""
    sums = [0, 9, 10, 11, 20]
    levels = [getattr(half, name)(float32(s), float32(1), -10.0, "sigmoid") for s in sums]
    assert np.sort(levels).tolist() == levels
    assert levels[2] == 0.5
    assert np.round(levels, 5).tolist() == pytest.approx([0.00005, 0.26894, 0.5, 0.73106, 0.99995])


@halves_of("neuron")
def test_the_bias_is_added_to_the_sum_and_not_to_the_weights(half):
    """Shifting every weight by the bias shifts the sum by bias · Σx: the same only where Σx is 1."""
    weights = float32(3, 0.5, -2)
    for inputs, same in ((float32(1, 2, 4), False), (float32(0.5, 1.5, -1), True)):
        biased = half.neuron(inputs, weights, -10.0)
        shifted = half.neuron(inputs, weights - 10)
        assert biased == float32(inputs @ weights - 10)
        assert (biased == shifted) == same


@halves_of("neuron")
def test_a_sum_of_the_weights_alone_would_not_see_its_inputs(half):
    weights = float32(0.5, -1, 2)
    outputs = {float(half.neuron(x, weights, 0.25, "relu")) for x in np.eye(3, dtype="float32")}
    assert outputs == {0.75, 0, 2.25}  # a weight and the bias each time, limited below


@halves_of("neuron")
def test_slopes_by_hand(half):
    """At z = 1·2 + 2·(-1) = 0 the sigmoid is 1/2 and its slope 1/4."""
    inputs, weights = float32(1, 2), float32(2, -1)
    found = half.neuron_gradients(inputs, weights, 0.0, "sigmoid")
    assert found.inputs.tolist() == [0.5, -0.25]
    assert found.weights.tolist() == [0.25, 0.5]
    assert found.bias == 0.25
    linear = half.neuron_gradients(inputs, weights)
    assert (linear.inputs.tolist(), linear.weights.tolist(), linear.bias) == ([2, -1], [1, 2], 1)


@halves_of("neuron")
def test_relu_is_off_at_0(half):
    found = half.neuron_gradients(float32(1, 2), float32(2, -1), 0.0, "relu")
    assert [found.inputs.tolist(), found.weights.tolist(), found.bias] == [[0, 0], [0, 0], 0]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (([1.0, 2.0], [1.0]), r"equally long, got \(2,\) and \(1,\)"),
        (([[1.0, 2.0]], [1.0, 2.0]), r"equally long, got \(1, 2\)"),
        (([1.0], [1.0], [1.0, 2.0]), r"bias is one number, got shape \(2,\)"),
        (([1.0], [1.0], 0.0, "square"), "unknown activation 'square'"),
    ],
)
def test_what_is_no_unit_is_refused(arguments, named):
    with pytest.raises(ValueError, match=named):
        neuron(*arguments)
