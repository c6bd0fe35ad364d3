"""The reader of HDF5 files: what h5py finds in them, and a refusal in words for all that leads astray."""

import io
import random
import struct
import sys

import h5py
import numpy as np
import pytest

from reference.serialization.hdf5 import ArrayFile, hdf5_bytes
from reference.serialization.hdf5_format import NO_ARRAY, Hdf5File
from reference.serialization.layout import Group

TYPES = [f"{order}{kind}" for order in "<>" for kind in ("f2", "f4", "f8", "i2", "u4", "i8")] + ["i1", "u1"]


def content_of(make, **options):
    content = io.BytesIO()
    with h5py.File(content, "w", **options) as file:
        make(file)
    return content.getvalue()


def everything(file, address, path=""):
    """`(path, array)` of all arrays, by the reader."""
    group = file.group(address)
    if group is None:
        yield path, file.read(file.dataset(address))
    else:
        for name, inner in group.items():
            yield from everything(file, inner, f"{path}/{name}")


def test_it_finds_what_h5py_finds():
    rng, arrays = np.random.default_rng(0), {}
    for i, dtype in enumerate(TYPES):
        shape = ((), (3,), (2, 0), (2, 3, 4))[i % 4]
        arrays[f"/kinds/{dtype}"] = rng.integers(0, 100, shape).astype(dtype)
    for i in range(300):  # a tree of nodes within nodes
        arrays[f"/many/array {i}"] = np.float32(i)
    arrays |= {f"/{'deep/' * 20}end": np.arange(5)}

    def make(file):
        for path, array in arrays.items():
            file[path] = array
        for i in range(30):  # more messages than a header has room for at first
            file["kinds"].attrs[f"remark {i}"] = "a" * 100

    file = Hdf5File(content_of(make))
    found = dict(everything(file, file.root))
    assert found.keys() == arrays.keys()
    for path, array in arrays.items():
        assert found[path].dtype == array.dtype, path
        np.testing.assert_array_equal(found[path], array)


def test_what_is_not_plain_has_no_numbers_or_no_place():
    def make(file):
        file.create_dataset("chunks", data=np.ones((4, 4)), chunks=(2, 2))
        file.create_dataset("packed", data=np.ones((4, 4)), compression="gzip")
        file.create_dataset("outside", (4,), "f4", external=[("elsewhere", 0, 16)])
        file.create_dataset("never written", (4,), "f4")
        file["yes or no"] = np.array([True, False])
        file["text"] = "a"
        file.create_group("group")

    file = Hdf5File(content_of(make))
    found = {name: file.dataset(header) for name, header in file.group(file.root).items()}
    assert found.pop("group") == NO_ARRAY
    assert {name for name, each in found.items() if each.dtype is None} == {"yes or no", "text"}
    assert all(each.place is None and file.read(each) is None for each in found.values())
    assert found["packed"].shape == (4, 4)


# ------------------------------------------------------------------ broken files

PLAIN = hdf5_bytes([Group("vars", "dense", [np.ones((2, 3), "f4"), np.zeros(3, "f4")])])
GROUP, SPACE, TYPE = (struct.pack("<HH", *kind) for kind in ((0x11, 16), (0x1, 24), (0x3, 24)))


def patched(mark, at, new, data=PLAIN):
    """The file with other bytes, `at` bytes behind the last place of `mark`."""
    start = data.rindex(mark) + at
    return data[:start] + new + data[start + len(new) :]


def address(mark):
    return struct.pack("<Q", PLAIN.rindex(mark))


WRONG = {
    "no_hdf5": (b"PK" + PLAIN, "are no HDF5 file"),
    "only_a_beginning": (PLAIN[:20], "lies outside of it"),
    "another_version": (patched(b"\x89HDF", 8, b"\x02"), "of another format"),
    "small_addresses": (patched(b"\x89HDF", 13, b"\x04"), "of another format"),
    "behind_something": (patched(b"\x89HDF", 24, b"\x01"), "of another format"),
    "cut_off": (PLAIN[: PLAIN.rindex(SPACE)], "lies outside of it"),
    "tree_within_itself": (patched(b"TREE", 32, address(b"TREE")), "leads in circles"),
    "entries_for_a_heap": (patched(GROUP, 16, address(b"SNOD")), "a heap of the HDF5 file is broken"),
    "heap_for_a_tree": (patched(GROUP, 8, address(b"HEAP")), "a tree of the HDF5 file is broken"),
    "tree_of_chunks": (patched(b"TREE", 4, b"\x01"), "a tree of the HDF5 file is broken"),
    "tree_nowhere": (patched(GROUP, 8, b"\xff" * 8), "lies outside of it"),
    "name_outside_of_the_heap": (patched(b"SNOD", 8, b"\xff" * 4), "a name in the HDF5 file is broken"),
    "name_without_an_end": (patched(b"HEAP", 8, struct.pack("<Q", 9)), "a name in the HDF5 file is broken"),
    "soft_link": (patched(b"SNOD", 24, b"\x02"), "a link in the HDF5 file leads elsewhere"),
    "group_of_a_newer_kind": (patched(GROUP, 0, b"\x02"), "has links of a newer kind"),
    "group_without_an_address": (patched(GROUP, 2, b"\x08"), "a message in the HDF5 file is too short"),
    "shared_message": (patched(SPACE, 4, b"\x02"), "a message in the HDF5 file stands elsewhere"),
    "another_header": (patched(SPACE, -16, b"\x07"), "a header in the HDF5 file is of the unknown version 7"),
    "shape_of_another_version": (patched(SPACE, 8, b"\x03"), "a shape in the HDF5 file is of the unknown"),
    "shape_of_200_axes": (patched(SPACE, 9, b"\xc8"), "a message in the HDF5 file is too short"),
    "no_type": (patched(TYPE, 0, b"\x09"), r"has shape \(3,\), the file's None"),
}


@pytest.mark.parametrize("name", WRONG)
def test_broken_files(name):
    content, message = WRONG[name]
    with pytest.raises(ValueError, match=message):
        ArrayFile(content).arrays("vars", "dense", [(2, 3), (3,)])


def test_a_root_that_is_an_array_is_no_group():
    headers = Hdf5File(PLAIN)
    array = headers.group(headers.group(headers.root)["vars"])["0"]
    with pytest.raises(ValueError, match="there is no group /, but something else"):
        ArrayFile(PLAIN[:64] + struct.pack("<Q", array) + PLAIN[72:]).count("vars")


def test_a_continuation_that_leads_back_runs_out_of_budget():
    """A header of 65,535 messages whose continuation is the header's own block."""
    start = PLAIN.rindex(SPACE) - 16
    block = struct.pack("<HHB3xQQ", 0x10, 16, 0, start + 16, 24)
    content = PLAIN[:start] + struct.pack("<BxHII4x", 1, 65_535, 1, 24) + block + PLAIN[start + 40 :]
    with pytest.raises(ValueError, match="leads in circles, or is far too finely divided"):
        Hdf5File(content).dataset(start)


def test_any_changed_byte_ends_in_an_array_or_a_refusal():
    rng = random.Random(0)
    ends = set()
    for _ in range(3000):
        content = bytearray(PLAIN)
        for _ in range(rng.choice((1, 1, 3))):
            at = rng.randrange(len(content) // 8) * 8
            content[at : at + 8] = rng.choice((0, 1, at, len(content), 2**64 - 1)).to_bytes(8, "little")
            content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
        try:
            ArrayFile(bytes(content)).arrays("vars", "dense", [(2, 3), (3,)])
            ends.add("read")
        except ValueError:
            ends.add("refused")
    assert ends == {"read", "refused"}


def test_the_free_list_of_a_heap_is_not_followed():
    """One that leads to itself keeps the HDF5 library busy until memory runs out."""
    start = PLAIN.rindex(b"HEAP")
    _, free, names = struct.unpack("<QQQ", PLAIN[start + 8 : start + 32])
    block = names + free
    content = PLAIN[:block] + struct.pack("<Q", free) + PLAIN[block + 8 :]
    assert content != PLAIN
    assert ArrayFile(content).count("vars") == 2


def test_loading_needs_no_h5py(monkeypatch):
    monkeypatch.setitem(sys.modules, "h5py", None)
    found = ArrayFile(PLAIN).arrays("vars", "dense", [(2, 3), (3,)])
    np.testing.assert_array_equal(found[0], np.ones((2, 3)))
    assert ArrayFile(PLAIN).count("elsewhere/vars") == 0
    with pytest.raises(ImportError, match="to write weights the package h5py is needed"):
        hdf5_bytes([])


def test_numbers_that_are_not_finite_are_let_in_when_asked_to():
    content = hdf5_bytes([Group("vars", "dense", [np.array([np.nan, 1.0])])])
    with pytest.raises(ValueError, match="array 0 of dense has numbers that are not finite"):
        ArrayFile(content).arrays("vars", "dense", [(2,)])
    assert np.isnan(ArrayFile(content, finite=False).arrays("vars", "dense", [(2,)])[0][0])
