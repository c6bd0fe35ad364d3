"""Kernels that take a signal apart into its frequencies."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from reference.checks import choice
from reference.initializers.initializer import Initializer
from reference.random.arguments import as_sizes, float_dtype

__all__ = ["STFT"]

Array = np.ndarray

# Sums of cosines: w = a₀ + a₁ cos φ + a₂ cos 2φ + …, with φ from -π to π.
COSINES: dict[str, tuple[float, ...]] = {
    "boxcar": (1.0,),
    "hann": (0.5, 0.5),
    "hamming": (0.54, 0.46),
    "blackman": (0.42, 0.50, 0.08),
    "nuttall": (0.3635819, 0.4891775, 0.1365995, 0.0106411),
    "blackmanharris": (0.35875, 0.48829, 0.14128, 0.01168),
    "flattop": (0.21557895, 0.41663158, 0.277263158, 0.083578947, 0.006947368),
}
# Others, as functions of the numbers 0, 1 … and of their count.
OTHERS: dict[str, Callable[[Array, int], Array]] = {
    "bartlett": lambda n, size: 1 - np.abs(2 * n / (size - 1) - 1),
    "cosine": lambda n, size: np.sin(np.pi / size * (n + 0.5)),
}
WINDOWS = (*COSINES, *OTHERS)


def _window(name: str, size: int, periodic: bool) -> Array:
    """The window in float64; a periodic one is the first part of one that is longer by 1."""
    if size <= 1:
        return np.ones(size)
    full = size + periodic
    if name in OTHERS:
        found = OTHERS[name](np.arange(full), full)
    else:
        angle = np.linspace(-np.pi, np.pi, full)
        found = np.asarray(sum(a * np.cos(k * angle) for k, a in enumerate(COSINES[name])))
    return found[:size]


class STFT(Initializer):
    """The cosines, or the sines, of a short-time Fourier transform: kernels for a Conv1D.

    k[t, 0, j] = w_t cos(-2π t j / F) / s      side "real"      t = 0 … T - 1
    k[t, 0, j] = w_t sin(-2π t j / F) / s      side "imag"      j = 0 … F / 2

    s = √Σ w²  for the scaling "density",  Σ |w|  for "spectrum",  1 for None or without a window

    Parameters
    ----------
    side : "real" or "imag"
    window : str, array_like of T numbers, or None
        "hann", "hamming", "blackman", "boxcar", "bartlett", "cosine", "nuttall", "blackmanharris" or
        "flattop"; Keras takes every name that `scipy.signal.get_window` knows.
    scaling : "density", "spectrum" or None
    periodic : bool
        Whether the window is one period of a periodic one, instead of symmetric.

    Source: `keras.initializers.STFT`; its float32 sines are those of another library.
    """

    def __init__(
        self,
        side: str = "real",
        window: Any = "hann",
        scaling: str | None = "density",
        periodic: bool = False,
    ) -> None:
        self.side = choice("STFT", "side", side, ("real", "imag"))
        self.window = choice("STFT", "window", window, WINDOWS) if isinstance(window, str) else window
        self.scaling = choice("STFT", "scaling", scaling, ("density", "spectrum", None))
        self.periodic = periodic

    @np.errstate(invalid="ignore")  # one band alone is 0 / 0, in Keras too
    def __call__(self, shape: Sequence[int], dtype: Any = None) -> Array:
        """Return the kernel of `shape` (T, 1, F / 2 + 1); raise a ValueError for any other rank."""
        sizes, kind = as_sizes(shape), float_dtype(dtype)
        if len(sizes) != 3:
            raise ValueError(f"STFT: the shape must have three axes (T, 1, F / 2 + 1), got {shape}")
        length, _, bands = sizes
        frequency = np.arange(bands, dtype=kind) / kind.type((bands - 1) * 2)
        time = np.arange(length, dtype=kind).reshape(-1, 1, 1)
        angle = -2 * time * frequency * kind.type(math.pi)
        kernel = np.cos(angle) if self.side == "real" else np.sin(angle)
        if self.window is None:
            return kernel
        window = self._window_of(length, kind)
        scale = {"density": lambda w: np.sqrt(np.square(w).sum()), "spectrum": lambda w: np.abs(w).sum()}
        kernel = kernel * window
        return kernel / scale[self.scaling](window) if self.scaling else kernel

    def _window_of(self, length: int, kind: np.dtype) -> Array:
        named = isinstance(self.window, str)
        window = np.asarray(_window(self.window, length, self.periodic) if named else self.window, kind)
        if window.shape != (length,):
            raise ValueError(f"STFT: window must have {length} numbers, got shape {window.shape}")
        return window.reshape(-1, 1, 1)

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this initializer."""
        names = ("side", "window", "periodic", "scaling")
        return {name: getattr(self, name) for name in names}
