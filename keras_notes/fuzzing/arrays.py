"""Hostile files of arrays: what changes an honest one, and what the refusal must say."""

from collections.abc import Callable
from typing import Any

import h5py
import numpy as np

__all__ = ["ARRAYS"]

Change = Callable[[h5py.File], Any]
GROUP = "layers/dense/vars"  # a kernel (3, 4) and a bias (4,)


def _instead(path: str, what: Any) -> Change:
    """Another thing, or a link, at the path."""

    def change(file: h5py.File) -> None:
        del file[path]
        file[path] = file[what] if isinstance(what, str) else what

    return change


def _made(**options: Any) -> Change:
    """Another kernel, made by h5py with these options."""

    def change(file: h5py.File) -> None:
        del file[f"{GROUP}/0"]
        file[GROUP].create_dataset("0", **{"shape": (3, 4), "dtype": "f4"} | options)

    return change


def _virtual(file: h5py.File) -> None:
    layout = h5py.VirtualLayout((3, 4), "f4")
    layout[:] = h5py.VirtualSource("/tmp/another.h5", "x", (3, 4))
    del file[f"{GROUP}/0"]
    file[GROUP].create_virtual_dataset("0", layout)


def _entry(path: str, value: float) -> Change:
    def change(file: h5py.File) -> None:
        file[path][...] = value

    return change


NEWER_LINKS, LINK = "has links of a newer kind", "a link in the HDF5 file leads elsewhere"
NOT_PLAIN = "is packed, in pieces, or not in the file at all"
NOT_FINITE, NO_NUMBERS = "has numbers that are not finite", "expected numbers, the file has"

ARRAYS: dict[str, tuple[Change, str]] = {
    "external_link": (_instead(GROUP, h5py.ExternalLink("/etc/passwd", "/x")), NEWER_LINKS),
    "soft_link": (_instead(f"{GROUP}/0", h5py.SoftLink("/layers/dense_1/vars/0")), LINK),
    "circle_of_soft_links": (_instead(GROUP, h5py.SoftLink(f"/{GROUP}")), LINK),
    "circle_of_groups": (
        _instead(GROUP, "layers"),
        "dense has 2 arrays, and the file .* in layers/dense/vars",
    ),
    "external_storage": (_made(external=[("/etc/passwd", 0, 48)]), NOT_PLAIN),
    "virtual_dataset": (_virtual, NOT_PLAIN),
    "chunks": (_made(chunks=(1, 4)), NOT_PLAIN),
    "never_written": (_made(), NOT_PLAIN),
    "packed_chunks": (_made(chunks=(3, 4), compression="gzip"), NOT_PLAIN),
    "terabytes": (_made(shape=(2**20, 2**20), chunks=(1, 64)), "has shape .3, 4., the file's"),
    "wrong_shape": (_made(shape=None, data=np.ones((4, 3))), "has shape .3, 4., the file's .4, 3."),
    "missing_array": (lambda file: file.__delitem__(f"{GROUP}/0"), "dense has 2 arrays, and the file 1"),
    "missing_group": (lambda file: file.__delitem__("layers/dense"), "dense has 2 arrays, and the file 0"),
    "extra_array": (lambda file: file.create_dataset(f"{GROUP}/2", data=1.0), "2 arrays, and the file 3"),
    "group_for_an_array": (
        lambda file: (file.__delitem__(f"{GROUP}/0"), file.create_group(f"{GROUP}/0")),
        "has shape .3, 4., the file's None",
    ),
    "array_for_a_group": (
        _instead(GROUP, np.arange(2)),
        "there is no group /layers/dense/vars, but something else",
    ),
    "texts": (_made(dtype=h5py.string_dtype()), NO_NUMBERS),
    "lists": (_made(dtype=h5py.vlen_dtype("i4")), NO_NUMBERS),
    "references": (_made(dtype=h5py.ref_dtype), NO_NUMBERS),
    "complex_numbers": (_made(dtype="c8"), NO_NUMBERS),
    "records": (_made(dtype=[("a", "f4"), ("b", "i4")]), NO_NUMBERS),
    "nan_weight": (_entry(f"{GROUP}/0", np.nan), NOT_FINITE),
    "infinite_weight": (_entry(f"{GROUP}/1", np.inf), NOT_FINITE),
    "nan_in_a_slot": (_entry("optimizer/vars/3", np.nan), NOT_FINITE),
    "slot_of_the_wrong_shape": (
        lambda file: (
            file.__delitem__("optimizer/vars/2"),
            file.create_dataset("optimizer/vars/2", data=np.ones((2, 2))),
        ),
        "array 2 of adam has shape",
    ),
    "negative_counter": (
        _entry("optimizer/vars/0", -5),
        "the number of iterations must be 0 or more, got -5",
    ),
}
