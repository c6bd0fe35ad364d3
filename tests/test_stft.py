"""STFT: kernels that take a signal apart; windows as SciPy has them."""

import keras
import numpy as np
import pytest
import scipy.signal

from reference.initializers import STFT, get
from reference.initializers.stft import WINDOWS, _window


@pytest.mark.parametrize("name", WINDOWS)
@pytest.mark.parametrize("size", [1, 2, 7, 12])
@pytest.mark.parametrize("periodic", [False, True])
def test_windows_are_scipy_s(name, size, periodic):
    expected = scipy.signal.get_window(name, size, periodic)
    np.testing.assert_allclose(_window(name, size, periodic), expected, rtol=0, atol=1e-15)


@pytest.mark.parametrize("initializer", [keras.initializers.STFT, STFT])
def test_a_tone_answers_in_its_own_band(initializer):
    """Four samples a period, without a window: of bands 0, 1 and 2 only the one of that period answers."""
    tone = np.cos(np.pi / 2 * np.arange(8)).astype("float32")
    real, imag = (np.asarray(initializer(side, window=None)((8, 1, 5)))[:, 0] for side in ("real", "imag"))
    found = np.hypot(tone @ real, tone @ imag)
    np.testing.assert_allclose(found, [0, 0, 4, 0, 0], atol=1e-5)
    transform = np.fft.rfft(tone)
    np.testing.assert_allclose(tone @ real + 1j * (tone @ imag), transform, atol=1e-5)


@pytest.mark.parametrize("scaling", ["density", "spectrum"])
def test_scaling_makes_the_length_or_the_sum_1(scaling):
    kernel = STFT(scaling=scaling)((9, 1, 5), "float64")[:, 0, 0]
    assert (np.square(kernel).sum() if scaling == "density" else kernel.sum()) == pytest.approx(1)


def test_one_band_alone_is_nan_in_keras_too():
    assert np.isnan(np.asarray(keras.initializers.STFT()((4, 1, 1)))).all()
    assert np.isnan(STFT()((4, 1, 1))).all()


def test_configurations_and_names():
    theirs = keras.initializers.STFT("imag", "blackman", "spectrum", True)
    ours = STFT.from_config(theirs.get_config())
    assert ours.get_config() == theirs.get_config()
    for name in ("STFT", "stft", "STFTInitializer"):
        assert type(get(name)).__name__ == type(keras.initializers.get(name)).__name__ == "STFT"


def test_what_does_not_fit_is_refused():
    for arguments, message in (
        ({"side": "left"}, "side must be one of .'real', 'imag'., got 'left'"),
        ({"window": "kaiser"}, "window must be one of .*'hann'.*, got 'kaiser'"),
        ({"scaling": "power"}, "scaling must be one of .*, got 'power'"),
    ):
        with pytest.raises(ValueError, match=message):
            STFT(**arguments)
    with pytest.raises(ValueError, match="three axes"):
        STFT()((4, 3))
    with pytest.raises(ValueError, match=r"window must have 4 numbers, got shape \(3,\)"):
        STFT(window=[1.0, 2.0, 1.0])((4, 1, 3))
