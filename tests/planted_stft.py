"""Mistakes in the kernels of short-time Fourier transforms."""

from planted import plant

import reference.initializers.stft
from reference.initializers import STFT


@plant("initializers", "STFT()", reference.initializers.stft, "_window")
def the_window_is_periodic_by_default(original):
    return lambda name, size, periodic: original(name, size, True)


@plant("initializers", "STFT(side='imag', window='hamming'", reference.initializers.stft, "_window")
def periodic_is_ignored(original):
    return lambda name, size, periodic: original(name, size, False)


@plant("initializers", "STFT(side='imag', window='flattop'", STFT, "__call__")
def the_sines_turn_the_other_way(original):
    return lambda self, shape, dtype=None: -original(self, shape, dtype)


@plant("initializers", "STFT()", STFT, "__init__")
def the_length_and_the_sum_are_confused(original):
    return lambda self, *arguments, **rest: original(self, *arguments, **rest | {"scaling": "spectrum"})
