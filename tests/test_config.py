"""The settings of the NumPy half, under Keras's names, and what they refuse."""

import keras
import numpy as np
import pytest

from reference import config
from reference.layers import Dense


@pytest.fixture(autouse=True)
def _settings_as_before():
    before = config.floatx(), config.epsilon(), config.image_data_format()
    yield
    config.set_floatx(before[0])
    config.set_epsilon(before[1])
    config.set_image_data_format(before[2])


def test_the_defaults_are_keras_s():
    assert config.floatx() == keras.config.floatx() == "float32"
    assert config.epsilon() == keras.config.epsilon() == 1e-7
    assert config.image_data_format() == keras.config.image_data_format() == "channels_last"


def test_floatx_decides_the_dtype_of_new_layers():
    config.set_floatx("float64")
    layer = Dense(2)
    assert layer(np.zeros((1, 3))).dtype == "float64"


def test_epsilon_and_data_format_can_be_set():
    config.set_epsilon(1e-3)
    config.set_image_data_format("channels_first")
    assert config.epsilon() == 1e-3
    assert config.image_data_format() == "channels_first"


@pytest.mark.parametrize(
    ("call", "value"),
    [
        (config.set_floatx, "float16"),
        (config.set_epsilon, 0.0),
        (config.set_epsilon, 2),
        (config.set_image_data_format, "rows_first"),
    ],
)
def test_nonsense_is_refused_and_changes_nothing(call, value):
    before = config.floatx(), config.epsilon(), config.image_data_format()
    with pytest.raises(ValueError, match=f"{call.__name__}: value must .*{value}"):
        call(value)
    assert (config.floatx(), config.epsilon(), config.image_data_format()) == before
