"""What a file from a stranger may hold, and one kind of error for all else."""

import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

import numpy as np

__all__ = [
    "MAX_CONFIG",
    "MAX_DEPTH",
    "MAX_LAYERS",
    "MAX_MEMBERS",
    "MAX_NUMBERS",
    "MAX_SIZES",
    "check_array",
    "check_finite",
    "member_content",
    "opened",
]

# Far above any real model, far below what would hurt.
MAX_CONFIG = 2**24  # bytes of a config.json
MAX_DEPTH = 100  # of lists and objects within each other
MAX_LAYERS = 2000  # those inside others included
MAX_MEMBERS = 100  # of an archive
MAX_NUMBERS = 2**27  # in the output of a layer for one sample
MAX_SIZES = {"num_thresholds": 10**6, "num_classes": 5000}  # of what a metric keeps
# Weights hardly pack, but those that start as zeros do: what grows more than this is a bomb.
MAX_EXPANSION = 100
ALWAYS_FINE = 2**20


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
        except ImportError:
            raise
        except Exception as error:
            kind = "" if isinstance(error, ValueError) else f"{type(error).__name__}: "
            raise ValueError(f"{path}: {kind}{' '.join(str(error).split())}") from error


def member_content(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """The bytes of one member of an archive; a ValueError if it is a bomb, or packed oddly."""
    name, size, packed = member.filename, member.file_size, member.compress_size
    if size > max(ALWAYS_FINE, MAX_EXPANSION * packed):
        raise ValueError(f"{name} grows from {packed:,} to {size:,} bytes: a bomb")
    if member.flag_bits & 1 or member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ValueError(f"{name} is encrypted, or packed in an unusual way")
    with archive.open(member) as file:
        return file.read(size)  # what is packed may grow further than the archive says


def check_array(owner: str, shape: tuple[int, ...], found: Any, dtype: Any) -> None:
    """Raise a ValueError unless the array of a file, of the shape `found`, has this `shape` and numbers."""
    if found != shape:
        raise ValueError(f"{owner} has shape {shape}, the file's {found}")
    if dtype.kind not in "fiub":
        raise ValueError(f"{owner}: expected numbers, the file has {dtype}")


def check_finite(owner: str, array: np.ndarray) -> None:
    """Raise a ValueError for NaN and infinity."""
    if not np.isfinite(array).all():
        raise ValueError(f"{owner} has numbers that are not finite")
