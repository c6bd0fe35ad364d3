"""Reading .npz files that a user names."""

import zipfile
from typing import Any

import numpy as np

from reference.serialization.limits import opened

__all__ = ["LARGEST", "read_npz"]

LARGEST = 2**32  # bytes of all arrays together


def read_npz(path: Any) -> dict[str, np.ndarray]:
    """All arrays of an .npz file by name.

    Raises a ValueError on one line, which begins with the path, for what is no such file, holds pickled
    objects or nothing at all, or unpacks to more than 4 GiB; a FileNotFoundError if it is not there.
    """
    with opened(path) as file:
        if not zipfile.is_zipfile(file):
            raise ValueError("not an .npz file, or only the beginning of one")
        with zipfile.ZipFile(file) as archive:
            size = sum(each.file_size for each in archive.infolist())
        if size > LARGEST:
            raise ValueError(f"its arrays take {size:,} bytes, at most {LARGEST:,} are read")
        file.seek(0)
        with np.load(file, allow_pickle=False) as arrays:
            found = dict(arrays)
        if not found:
            raise ValueError("there are no arrays in it")
    return found
