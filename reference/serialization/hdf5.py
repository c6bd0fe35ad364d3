"""HDF5 files of arrays, as Keras writes them: written by h5py, and read without it."""

import io
from collections.abc import Iterable, Sequence

import numpy as np

from reference.serialization.hdf5_format import NO_ARRAY, Hdf5File
from reference.serialization.layout import Group
from reference.serialization.limits import check_array, check_finite

__all__ = ["ArrayFile", "hdf5_bytes"]

Array = np.ndarray
Shapes = Sequence[tuple[int, ...]]


def hdf5_bytes(groups: Iterable[Group]) -> bytes:
    """An HDF5 file with these groups, each with its name as an attribute and its arrays by number."""
    try:
        import h5py
    except ImportError:
        raise ImportError("to write weights the package h5py is needed, which comes with Keras") from None
    content = io.BytesIO()
    with h5py.File(content, "w") as file:
        for path, name, arrays in groups:
            entry = file.create_group(path)
            entry.attrs["name"] = name
            for i, array in enumerate(arrays):
                entry[str(i)] = array
    return content.getvalue()


class ArrayFile:
    """The content of an HDF5 file, read from memory, without the HDF5 library.

    It may come from a stranger. So no link to another place is followed, and an array is read only if it
    has the expected shape, is of plain numbers, and stands in the file as it is: neither packed, nor in
    pieces, nor elsewhere. Anything else is a ValueError, and so are numbers that are not `finite`.
    """

    def __init__(self, content: bytes, finite: bool = True) -> None:
        self._file, self._finite = Hdf5File(content), finite

    def count(self, path: str) -> int:
        """How many arrays the group has; 0 if it is not there."""
        return len(self._entries(path))

    def arrays(self, path: str, owner: str, shapes: Shapes) -> list[Array]:
        """The arrays "0", "1" … of a group, which must have just these `shapes`; they are read-only.

        `owner` is whose they are, for the error message.
        """
        entries = self._entries(path)
        if len(entries) != len(shapes):
            raise ValueError(f"{owner} has {len(shapes)} arrays, and the file {len(entries)} in {path}")
        return [
            self._read(entries.get(str(i)), f"{path}/{i}", f"array {i} of {owner}", shape)
            for i, shape in enumerate(shapes)
        ]

    def _entries(self, path: str) -> dict[str, int]:
        """Where the headers of what is in a group are, by name; nothing if there is no such group."""
        found, above = self._group(self._file.root, "/"), ""
        for name in path.split("/"):
            if name not in found:
                return {}
            above = f"{above}/{name}"
            found = self._group(found[name], above)
        return found

    def _group(self, address: int, path: str) -> dict[str, int]:
        found = self._file.group(address)
        if found is None:
            raise ValueError(f"there is no group {path}, but something else")
        return found

    def _read(self, address: int | None, path: str, owner: str, shape: tuple[int, ...]) -> Array:
        found = NO_ARRAY if address is None else self._file.dataset(address)
        check_array(owner, shape, found.shape, found.dtype)
        array = self._file.read(found)
        if array is None:
            raise ValueError(f"{owner}: {path} is packed, in pieces, or not in the file at all")
        if self._finite:
            check_finite(owner, array)
        return array
