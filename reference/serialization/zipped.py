"""Zip archives from strangers: how much of one is read, whatever it says of itself."""

import io
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

__all__ = ["member_content", "zip_archive"]

# Weights hardly pack, but those that start as zeros do: what grows more than this is a bomb.
MAX_EXPANSION = 10
ALWAYS_FINE = 2**20
# What is read at once before the list of members is known: that list, or a comment of 64 KiB.
MAX_LIST = 2**17


class _Careful(io.BufferedIOBase):
    """A file that lets nobody read more than `most` bytes at once."""

    def __init__(self, file: BinaryIO, most: int) -> None:
        self._file, self.most = file, most

    def read(self, size: int | None = -1, /) -> bytes:
        found = self._file.read(min(-1 if size is None else size, self.most + 1))
        if len(found) > self.most:
            raise ValueError(f"the list of what is in the archive is longer than {self.most:,} bytes")
        return found

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def seekable(self) -> bool:
        return True


@contextmanager
def zip_archive(file: BinaryIO, kind: str, members: int) -> Iterator[zipfile.ZipFile]:
    """The archive in an open file, of a `kind` such as "a .keras file", which is to have some `members`.

    Raises a ValueError for what is no archive, for a list of far too many members, and for members that
    are, as they are packed, larger than the file.
    """
    if not zipfile.is_zipfile(file):
        raise ValueError(f"not {kind}: no zip archive, or only the beginning of one")
    careful: Any = _Careful(file, MAX_LIST + 1024 * members)
    with zipfile.ZipFile(careful) as archive:
        careful.most = sys.maxsize - 1
        packed = sum(each.compress_size for each in archive.infolist())
        if packed > file.seek(0, io.SEEK_END):
            raise ValueError("the members of the archive are said to be larger than the file")
        yield archive


def member_content(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """The bytes of one member of an archive; a ValueError if it is a bomb, or packed oddly."""
    name, size, packed = member.filename, member.file_size, member.compress_size
    if size > max(ALWAYS_FINE, MAX_EXPANSION * packed):
        raise ValueError(f"{name} grows from {packed:,} to {size:,} bytes: a bomb")
    if member.flag_bits & 1 or member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ValueError(f"{name} is encrypted, or packed in an unusual way")
    with archive.open(member) as file:
        return file.read(size)  # what is packed may grow further than the archive says
