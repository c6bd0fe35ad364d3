"""What a file from a stranger may hold, and one kind of error for all else."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

import numpy as np

__all__ = [
    "MAX_CONFIG",
    "MAX_DEPTH",
    "MAX_LAYERS",
    "MAX_MARKS",
    "MAX_MEMBERS",
    "MAX_NUMBERS",
    "MAX_TEXT",
    "check_array",
    "check_finite",
    "opened",
]

# Far above any real model, far below what would hurt.
MAX_CONFIG = 2**23  # bytes of a config.json
MAX_DEPTH = 100  # of lists and objects within each other
MAX_LAYERS = 1000  # those inside others included
MAX_MEMBERS = 100  # of an archive
MAX_NUMBERS = 2**27  # in the outputs of all layers for one sample
MAX_MARKS = {b"[{:": 2**18, b",": 2**18}  # of a text in JSON: what it takes in memory once it is read
MAX_MESSAGE = 1000  # characters of an error message, which may quote the file
MAX_TEXT = 1000  # characters of a name, or of any other text in a configuration


@contextmanager
def opened(path: Any) -> Iterator[BinaryIO]:
    """The file, open for reading; what goes wrong with its content within the block is a ValueError.

    Whatever a broken file trips over, far inside, the caller gets one kind of error, on one line, which
    begins with the path. A file that cannot be opened is an OSError.
    """
    if not os.path.isfile(path):
        raise FileNotFoundError(f"no such file: {path}")
    with open(path, "rb") as file:
        try:
            yield file
        except Exception as error:
            kind = "" if isinstance(error, ValueError) else f"{type(error).__name__}: "
            raise ValueError(f"{path}: {kind}{_one_line(str(error))}") from error


def _one_line(message: str) -> str:
    """The message as a terminal may have it: on one line, not too long, without what would steer it."""
    line = " ".join(message.split())
    line = line if len(line) <= MAX_MESSAGE else f"{line[:MAX_MESSAGE]} …"
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in line)


def check_array(owner: str, shape: tuple[int, ...], found: Any, dtype: Any) -> None:
    """Raise a ValueError unless the array of a file, of the shape `found`, has this `shape` and numbers."""
    if found != shape:
        raise ValueError(f"{owner} has shape {shape}, the file's {found}")
    if dtype is None or dtype.kind not in "fiub":
        raise ValueError(f"{owner}: expected numbers, the file has {dtype or 'something else'}")


def check_finite(owner: str, array: np.ndarray) -> None:
    """Raise a ValueError for NaN and infinity."""
    if not np.isfinite(array).all():
        raise ValueError(f"{owner} has numbers that are not finite")
