"""Flatten: the order of the numbers, and the way back."""

import numpy as np
import pytest
from parity_rows import halves_of, parity_of

from reference.reshaping import Flatten

test_parity = parity_of("reshaping")


@halves_of("reshaping")
def test_pixel_r_c_becomes_entry_28_r_plus_c(half):
    images = np.arange(2 * 28 * 28, dtype="float32").reshape(2, 28, 28)
    rows = np.asarray(half.Flatten()(images))
    assert rows.shape == (2, 784)
    for r, c in ((0, 0), (0, 27), (1, 0), (13, 5), (27, 27)):
        assert rows[1, 28 * r + c] == images[1, r, c]


@halves_of("reshaping")
@pytest.mark.parametrize(
    ("shape", "flat"), [((4,), (4, 1)), ((4, 6), (4, 6)), ((2, 3, 5), (2, 15)), ((2, 3, 1, 2), (2, 6))]
)
def test_samples_stay_apart(half, shape, flat):
    x = np.arange(np.prod(shape), dtype="float32").reshape(shape)
    assert np.asarray(half.Flatten()(x)).tolist() == x.reshape(flat).tolist()
    assert tuple(half.Flatten().compute_output_shape((None, *shape[1:]))) == (None, *flat[1:])


@halves_of("reshaping")
def test_an_open_size_leaves_the_output_open(half):
    assert tuple(half.Flatten().compute_output_shape((None, None, 3))) == (None, None)


@halves_of("reshaping")
def test_there_is_nothing_to_learn(half):
    layer = half.Flatten()
    layer.build((None, 3, 5))
    assert layer.get_weights() == []
    assert layer.count_params() == 0


def test_the_gradient_goes_back_to_where_the_number_came_from():
    y, cache = Flatten().forward(np.zeros((2, 3, 5)))
    dx, grads = Flatten().backward(np.arange(30.0).reshape(y.shape), cache)
    assert dx.tolist() == np.arange(30.0).reshape(2, 3, 5).tolist()
    assert grads == {}


def test_another_order_is_refused():
    with pytest.raises(ValueError, match="channels_first"):
        Flatten(data_format="channels_first")
