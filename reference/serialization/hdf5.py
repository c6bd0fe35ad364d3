"""HDF5 files of arrays, as Keras writes them: nothing else is read."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from reference.serialization.layout import Group
from reference.serialization.limits import check_array, check_finite

__all__ = ["ArrayFile", "hdf5_bytes"]

Array = np.ndarray
Shapes = Sequence[tuple[int, ...]]


def _h5py() -> Any:
    try:
        import h5py
    except ImportError:
        raise ImportError("files of weights need the package h5py, which comes with Keras") from None
    return h5py


def hdf5_bytes(groups: Iterable[Group]) -> bytes:
    """An HDF5 file with these groups, each with its name as an attribute and its arrays by number."""
    content = io.BytesIO()
    with _h5py().File(content, "w") as file:
        for path, name, arrays in groups:
            entry = file.create_group(path)
            entry.attrs["name"] = name
            for i, array in enumerate(arrays):
                entry[str(i)] = array
    return content.getvalue()


class ArrayFile:
    """The content of an HDF5 file, read from memory.

    It may come from a stranger. So no link to another place is followed, and an array is read only if it
    has the expected shape, is of plain numbers, and stands in the file as it is: neither packed, nor in
    pieces, nor elsewhere. Anything else is a ValueError, and so are numbers that are not `finite`.
    """

    def __init__(self, content: bytes, finite: bool = True) -> None:
        h5py, self._finite = _h5py(), finite
        try:
            self._file = h5py.File(h5py.h5f.open_file_image(content))
        except Exception:
            raise ValueError("the weights are no HDF5 file, or only a part of one") from None

    def count(self, path: str) -> int:
        """How many arrays the group has; 0 if it is not there."""
        group = self._at(path)
        return 0 if group is None else len(group)

    def arrays(self, path: str, owner: str, shapes: Shapes) -> list[Array]:
        """The arrays "0", "1" … of a group, which must have just these `shapes`.

        `owner` is whose they are, for the error message.
        """
        if self.count(path) != len(shapes):
            raise ValueError(f"{owner} has {len(shapes)} arrays, and the file {self.count(path)} in {path}")
        return [self._read(f"{path}/{i}", f"array {i} of {owner}", shape) for i, shape in enumerate(shapes)]

    def _at(self, path: str) -> Any:
        """The group or array at `path`, reached without leaving the file; None if there is none."""
        h5py, found = _h5py(), self._file
        for name in path.split("/"):
            if not isinstance(found, h5py.Group):
                raise ValueError(f"{path}: there is no group {found.name}")
            link = found.get(name, getlink=True)
            if link is None:
                return None
            if not isinstance(link, h5py.HardLink):
                raise ValueError(
                    f"{path} leads elsewhere, by an {type(link).__name__}, which is not followed"
                )
            found = found[name]
        return found

    def _read(self, path: str, owner: str, shape: tuple[int, ...]) -> Array:
        found = self._at(path)
        check_array(owner, shape, *(getattr(found, each, None) for each in ("shape", "dtype")))
        if not self._is_plain(found):
            raise ValueError(f"{owner}: {path} is packed, in pieces, or not in the file at all")
        array = np.asarray(found[()])
        if self._finite:
            check_finite(owner, array)
        return array

    @staticmethod
    def _is_plain(dataset: Any) -> bool:
        """Whether all numbers stand in the file itself, in one piece."""
        made, h5d = dataset.id.get_create_plist(), _h5py().h5d
        whole = made.get_layout() in (h5d.CONTIGUOUS, h5d.COMPACT)
        inside = made.get_nfilters() == 0 and made.get_external_count() == 0
        return whole and inside and dataset.id.get_storage_size() == dataset.size * dataset.dtype.itemsize
