"""NumPy's own files of named arrays."""

import io
import zipfile
from collections.abc import Mapping
from typing import Any, BinaryIO

import numpy as np
from numpy.lib import format as npy

from reference.serialization.limits import check_array, check_finite
from reference.serialization.zipped import member_content, zip_archive

__all__ = ["npz_bytes", "read_npz"]

Array = np.ndarray
HEADER = 2**16  # bytes that the header of an array may have


def npz_bytes(arrays: Mapping[str, Any]) -> bytes:
    """A .npz file with these arrays."""
    content = io.BytesIO()
    np.savez(content, **arrays)
    return content.getvalue()


def read_npz(file: BinaryIO, shapes: Mapping[str, tuple[int, ...]]) -> dict[str, Array]:
    """The arrays of a .npz file, which must be just these, of just these shapes; else a ValueError.

    Nothing pickled is read, and nothing larger than it should be.
    """
    with zip_archive(file, "a .npz file", len(shapes)) as archive:
        members = {each.filename.removesuffix(".npy"): each for each in archive.infolist()}
        missing, unknown = sorted(shapes.keys() - members.keys()), sorted(members.keys() - shapes.keys())
        if missing or unknown:
            raise ValueError(f"the model has {missing or 'nothing'} that the file lacks, the file {unknown}")
        return {name: _array(archive, members[name], name, shape) for name, shape in shapes.items()}


def _array(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, shape: tuple[int, ...]) -> Array:
    if member.file_size > 8 * np.prod(shape, dtype=float) + HEADER:
        raise ValueError(f"{name} of shape {shape} has {member.file_size:,} bytes in the file")
    content = io.BytesIO(member_content(archive, member))
    check_array(name, shape, *_header(content))
    content.seek(0)
    array: Array = npy.read_array(content, allow_pickle=False)
    check_finite(name, array)
    return array


def _header(content: BinaryIO) -> tuple[tuple[int, ...], np.dtype[Any]]:
    """The shape and the type of an array, without its numbers."""
    read = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}
    version = npy.read_magic(content)
    if version not in read:
        raise ValueError(f"arrays of the format {version} are not read")
    shape, _, dtype = read[version](content)
    return shape, dtype
