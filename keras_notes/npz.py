"""Reading .npz files that a user names."""

import os
import zipfile
from typing import Any

import numpy as np

__all__ = ["LARGEST", "read_npz"]

LARGEST = 2**32  # bytes of all arrays together


def read_npz(path: Any) -> dict[str, np.ndarray]:
    """All arrays of an .npz file by name.

    Raises a ValueError on one line, which begins with the path, for what is no such file, holds pickled
    objects or nothing at all, or unpacks to more than 4 GiB; a FileNotFoundError if it is not there.
    """
    if not os.path.isfile(path):
        raise FileNotFoundError(f"no such file: {os.fspath(path)}")
    if not zipfile.is_zipfile(path):
        raise ValueError(f"{os.fspath(path)}: not an .npz file, or only the beginning of one")
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(each.file_size for each in archive.infolist())
        if size > LARGEST:
            raise ValueError(f"its arrays take {size:,} bytes, at most {LARGEST:,} are read")
        with np.load(path, allow_pickle=False) as file:
            found = {name: file[name] for name in file}
    except Exception as error:  # whatever a broken file trips over
        raise ValueError(f"{os.fspath(path)}: {' '.join(str(error).split())}") from None
    if not found:
        raise ValueError(f"{os.fspath(path)}: there are no arrays in it")
    return found
