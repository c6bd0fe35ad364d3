"""HDF5 as Keras's files have it, read without the HDF5 library.

A file may come from a stranger, and the library, which is written in C, can be made to crash or to run for
ever by a changed byte or two. Here every access goes through `Hdf5File._take`, which refuses what is not in
the file, and has a budget: whoever is led in circles runs out of it.

======================== ==========================================================================
superblock, version 0    where the header of the root group is
object header, version 1 messages, which say what an object is, in a block and its continuations
symbol table, heap       what makes an object a group: a tree of nodes, and names that end in a zero byte
tree, node               nodes within nodes, and at the end entries: a name's place, and a header's
======================== ==========================================================================

Source: HDF5 File Format Specification, version 3, sections II.A, III.A, III.B, III.D and IV.A.
"""

import math
import struct
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

__all__ = ["NO_ARRAY", "Dataset", "Hdf5File"]

Array = np.ndarray
MAGIC = b"\x89HDF\r\n\x1a\n"
SPACE, TYPE, EXTERNAL, LAYOUT, FILTERS, CONTINUATION, SYMBOL_TABLE = 0x1, 0x3, 0x7, 0x8, 0xB, 0x10, 0x11
NEWER_GROUP = (0x2, 0x6, 0xA)  # messages of groups whose links may lead to other files
CONTIGUOUS = b"\x03\x01"  # a layout of version 3: in one piece
SHARED = 2  # the flag of a message that stands elsewhere
SOFT_LINK = 2  # the kind of an entry that is a path
LONGEST_NAME = 256
# What reading the structure of a file may cost: its bytes, and so much for every access. Files that Keras
# wrote take less than four times their size, and the other bound is enough for 20,000 arrays.
ACCESS, TIMES, BUDGET = 64, 8, 2**26
FLOATS = {  # size in bytes: first bit, bits; exponent and mantissa: first bit, bits; bias of the exponent
    2: struct.pack("<HHBBBBI", 0, 16, 10, 5, 0, 10, 15),
    4: struct.pack("<HHBBBBI", 0, 32, 23, 8, 0, 23, 127),
    8: struct.pack("<HHBBBBI", 0, 64, 52, 11, 0, 52, 1023),
}


def _types() -> dict[bytes, np.dtype[Any]]:
    """The types of numbers that are read, by the messages that say so."""
    found = {}
    for order, bit in (("<", 0), (">", 1)):
        for size, rest in FLOATS.items():
            head = struct.pack("<BBBBI", 0x11, 0x20 | bit, 8 * size - 1, 0, size)
            found[head + rest] = np.dtype(f"{order}f{size}")
        for size in (1, 2, 4, 8):
            for kind, sign in (("i", 8), ("u", 0)):
                message = struct.pack("<BBBBIHH", 0x10, sign | bit, 0, 0, size, 0, 8 * size)
                found[message] = np.dtype(f"{order}{kind}{size}")
    return found


TYPES = _types()


class Dataset(NamedTuple):
    """An array in the file; `shape` is None if it is none, `dtype` for anything but plain numbers.

    `place` is its first byte, or None if the numbers are packed, in pieces, or not in the file at all.
    """

    shape: tuple[int, ...] | None
    dtype: np.dtype[Any] | None
    place: int | None


NO_ARRAY = Dataset(None, None, None)


class Hdf5File:
    """The groups and arrays of an HDF5 file of the oldest format; all that is wrong is a ValueError."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._left = min(TIMES * len(content), BUDGET)
        self._groups: dict[int, dict[str, int]] = {}
        if content[:8] != MAGIC:
            raise ValueError("the weights are no HDF5 file")
        version, sizes, base = struct.unpack("<8xB4x2s9xQ", self._take(0, 32))
        if version or sizes != b"\x08\x08" or base:
            raise ValueError("the weights are an HDF5 file of another format than that which Keras writes")
        (self.root,) = struct.unpack("<Q", self._take(64, 8))

    def group(self, address: int) -> dict[str, int] | None:
        """The headers of what is in a group, by name; None if the object is no group."""
        if address not in self._groups:
            messages = self._messages(address)
            if any(kind in messages for kind in NEWER_GROUP):
                raise ValueError("a group in the HDF5 file has links of a newer kind, which are not followed")
            if SYMBOL_TABLE not in messages:
                return None
            tree, heap = struct.unpack("<QQ", _first(16, messages[SYMBOL_TABLE]))
            self._groups[address] = dict(self._entries(tree, *self._names(heap)))
        return self._groups[address]

    def dataset(self, address: int) -> Dataset:
        """What the object's header says of an array."""
        messages = self._messages(address)
        if not {SPACE, TYPE, LAYOUT} <= messages.keys():
            return NO_ARRAY
        version, rank = _first(2, messages[SPACE])
        if version != 1:
            raise ValueError(f"a shape in the HDF5 file is of the unknown version {version}")
        shape = struct.unpack(f"<8x{rank}Q", _first(8 + 8 * rank, messages[SPACE]))
        dtype = next((dtype for start, dtype in TYPES.items() if messages[TYPE].startswith(start)), None)
        if dtype is None or EXTERNAL in messages or FILTERS in messages:
            return Dataset(shape, dtype, None)
        return Dataset(shape, dtype, self._place(messages[LAYOUT], math.prod(shape) * dtype.itemsize))

    def read(self, dataset: Dataset) -> Array | None:
        """The numbers of an array, read-only; None if it has no place."""
        shape, dtype, place = dataset
        if shape is None or place is None:
            return None
        return np.frombuffer(self._content, dtype, math.prod(shape), place).reshape(shape)

    def _place(self, layout: bytes, size: int) -> int | None:
        """Where just so many bytes stand in one piece, if they do."""
        if _first(2, layout) != CONTIGUOUS:
            return None
        address, stored = struct.unpack("<2xQQ", _first(18, layout))
        if not size:
            return 0
        return address if stored == size and address + size <= len(self._content) else None

    def _take(self, at: int, size: int) -> bytes:
        """The bytes there, all of them, at a price."""
        self._spend(size + ACCESS)
        if at + size > len(self._content):
            raise ValueError("something in the HDF5 file lies outside of it: the file is broken, or cut off")
        return self._content[at : at + size]

    def _spend(self, amount: int) -> None:
        self._left -= amount
        if self._left < 0:
            raise ValueError("the HDF5 file leads in circles, or is far too finely divided")

    def _messages(self, address: int) -> dict[int, bytes]:
        """What an object's header says, by the kind of message; of several of a kind, the first."""
        version, count, size = struct.unpack("<BxH4xI", self._take(address, 12))
        if version != 1:
            raise ValueError(f"a header in the HDF5 file is of the unknown version {version}")
        found: dict[int, bytes] = {}
        blocks = [(address + 16, size)]
        while blocks and count:
            at, size = blocks.pop(0)
            end = at + size
            while at + 8 <= end and count:
                kind, length, flags = struct.unpack("<HHB", self._take(at, 5))
                body = self._take(at + 8, length)
                if flags & SHARED:
                    raise ValueError("a message in the HDF5 file stands elsewhere, which is not followed")
                if kind == CONTINUATION:
                    blocks.append(struct.unpack("<QQ", _first(16, body)))
                found.setdefault(kind, body)
                at, count = at + 8 + length, count - 1
        return found

    def _names(self, heap: int) -> tuple[int, int]:
        """Where the names of a heap begin and end."""
        mark, size, start = struct.unpack("<4s4xQ8xQ", self._take(heap, 32))
        if mark != b"HEAP":
            raise ValueError("a heap of the HDF5 file is broken")
        return start, start + size

    def _entries(self, tree: int, names: int, end: int) -> Iterator[tuple[str, int]]:
        """`(name, header)` of everything in a group."""
        waiting = [tree]
        while waiting:
            at = waiting.pop()
            mark, kind, used = struct.unpack("<4sBxH", self._take(at, 8))
            if mark == b"TREE" and kind == 0:
                self._spend(ACCESS * used)
                waiting += struct.unpack("<" + "8xQ" * used, self._take(at + 24, 16 * used))
            elif mark == b"SNOD":
                for i in range(used):
                    name, header, kind = struct.unpack("<QQI", self._take(at + 8 + 40 * i, 20))
                    if kind == SOFT_LINK:
                        raise ValueError("a link in the HDF5 file leads elsewhere, which is not followed")
                    yield self._name(names + name, end), header
            else:
                raise ValueError("a tree of the HDF5 file is broken")

    def _name(self, at: int, end: int) -> str:
        stop = self._content.find(b"\0", at, min(end, at + LONGEST_NAME))
        if stop < 0:
            raise ValueError("a name in the HDF5 file is broken")
        return self._take(at, stop - at).decode("utf-8", "replace")


def _first(size: int, message: bytes) -> bytes:
    """The beginning of a message, which must have so many bytes."""
    if len(message) < size:
        raise ValueError("a message in the HDF5 file is too short")
    return message[:size]
