"""The corpus: hostile files by name, each with what its refusal must say."""

import io
import json
import struct
import warnings
import zipfile
from collections.abc import Callable
from typing import Any, NamedTuple

from keras_notes.fuzzing.arrays import ARRAYS
from keras_notes.fuzzing.configurations import CONFIGURATIONS
from keras_notes.fuzzing.honest import (
    CONFIG,
    METADATA,
    WEIGHTS,
    honest,
    members,
    pack,
    with_arrays,
    with_config,
)

__all__ = ["HOSTILE", "Hostile"]

MEGABYTE = 2**20


class Hostile(NamedTuple):
    """A hostile file: what makes its content, and a pattern that the error message must match."""

    make: Callable[[], bytes]
    message: str


def _twice() -> bytes:
    content = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile warns, and does it
        with zipfile.ZipFile(content, "w") as archive:
            for name, data in [*members().items(), (CONFIG, b"{}")]:
                archive.writestr(name, data)
    return content.getvalue()


def _flagged(bit: int) -> bytes:
    """The honest file, its members marked as encrypted in the directory at the end."""
    content = bytearray(honest())
    at = content.find(b"PK\x01\x02")
    while at >= 0:
        content[at + 8] |= bit
        at = content.find(b"PK\x01\x02", at + 4)
    return bytes(content)


def _said_to_be_large() -> bytes:
    """The weights, packed, are said to be of a gigabyte, in the directory at the end."""
    content = bytearray(honest())
    at = content.rfind(b"PK\x01\x02") + 20
    content[at : at + 8] = struct.pack("<II", 2**30, 2**30)
    return bytes(content)


def _json(text: bytes) -> Callable[[], bytes]:
    return lambda: pack({CONFIG: text})


def _weights(data: Any) -> Callable[[], bytes]:
    return lambda: pack({WEIGHTS: data(members()[WEIGHTS])})


def _circle(mark: bytes, at: int, to: int = 0) -> Callable[[bytes], bytes]:
    """What makes an address in an HDF5 file, `at` bytes behind the first `mark`, lead to `to` behind it."""

    def change(data: bytes) -> bytes:
        start = data.index(mark)
        return data[: start + at] + struct.pack("<Q", start + to) + data[start + at + 8 :]

    return change


def _more(name: str) -> Callable[[], bytes]:
    return lambda: pack({}, {name: b"x"})


NO_ZIP = "not a .keras file: no zip archive, or only the beginning"
CIRCLES = "the HDF5 file leads in circles"

ARCHIVES = {
    "empty": Hostile(lambda: b"", NO_ZIP),
    "no_zip": Hostile(lambda: b"a text", NO_ZIP),
    "hdf5_instead": Hostile(lambda: members()[WEIGHTS], NO_ZIP),
    "truncated": Hostile(lambda: honest()[:-30], NO_ZIP),
    "half": Hostile(lambda: honest()[: len(honest()) // 2], NO_ZIP),
    "bit_flipped_array": Hostile(lambda: honest().replace(b"HEAP", b"HEAQ", 1), "Bad CRC-32"),
    "encrypted": Hostile(lambda: _flagged(1), "is encrypted, or packed in an unusual way"),
    "lzma": Hostile(lambda: pack({}, packing=zipfile.ZIP_LZMA), "is encrypted, or packed in an unusual way"),
    "two_of_one_name": Hostile(_twice, "two members of one name"),
    "without_config": Hostile(lambda: pack({CONFIG: None}), "the archive lacks config.json"),
    "without_weights": Hostile(lambda: pack({WEIGHTS: None}), "the archive lacks model.weights.h5"),
    "without_metadata": Hostile(lambda: pack({METADATA: None}), "the archive lacks metadata.json"),
    "metadata_list": Hostile(lambda: pack({METADATA: b"[]"}), "metadata.json must hold a JSON object"),
    "absolute_path": Hostile(_more("/etc/passwd"), "unexpected member '/etc/passwd'"),
    "parent_path": Hostile(_more("../../.bashrc"), "unexpected member '../../.bashrc'"),
    "pickle": Hostile(_more("model.pkl"), "unexpected member 'model.pkl'"),
    "assets": Hostile(_more("assets/layers/vocabulary.txt"), "assets .vocabularies. are not read"),
    "weights_npz": Hostile(_more("model.weights.npz"), "weights as .npz within a model are not read"),
    "a_hundred_members": Hostile(
        lambda: pack({}, {str(i): b"" for i in range(100)}), "103 members in the archive, expected 3"
    ),
    "ten_thousand_members": Hostile(
        lambda: pack({}, {str(i): b"" for i in range(10_000)}), "the list of what is in the archive is longer"
    ),
    "members_larger_than_the_file": Hostile(_said_to_be_large, "are said to be larger than the file"),
    "bomb_of_weights": Hostile(
        lambda: pack({WEIGHTS: bytes(64 * MEGABYTE)}, packing=zipfile.ZIP_DEFLATED), "grows from .*: a bomb"
    ),
    "bomb_of_text": Hostile(
        lambda: pack({CONFIG: b" " * (8 * MEGABYTE)}, packing=zipfile.ZIP_DEFLATED), "grows from .*: a bomb"
    ),
    "text_of_9_megabytes": Hostile(_json(b" " * (9 * MEGABYTE)), "config.json has 9,.* at most 8,388,608"),
    "json_cut_off": Hostile(_json(b'{"module":'), "config.json: Expecting value"),
    "json_of_other_bytes": Hostile(_json(b'{"a": "\xff"}'), "config.json: 'utf-8' codec can't decode"),
    "json_too_deep": Hostile(
        _json(b"[" * 10**5), "config.json: too many lists and objects within each other"
    ),
    "json_deep": Hostile(_json(b"[" * 500 + b"]" * 500), "too many lists and objects within each other"),
    "json_of_two_million_lists": Hostile(
        _json(b"[" + b"[]," * 2 * 10**6 + b"0]"), "config.json has more than 262,144 of the marks"
    ),
    "json_of_four_million_numbers": Hostile(
        _json(b"[" + b"1," * 4 * 10**6 + b"0]"), "config.json has more than 262,144 of the marks ,"
    ),
    "json_of_long_texts": Hostile(
        _json(json.dumps(["\x7f" * 10**6 + "😀"]).encode()), "a text of 1,000,001 char"
    ),
    "json_of_a_long_key": Hostile(_json(json.dumps({"a" * 1001: 1}).encode()), "a text of 1,001 characters"),
    "json_of_many_values": Hostile(_json(json.dumps([1] * 10**5).encode()), "be an object, got .1, 1,.* …$"),
    "json_null": Hostile(_json(b"null"), "config.json must be an object, got None"),
    "json_nan": Hostile(_json(b'{"a": NaN}'), "NaN is in the place of a number"),
    "json_huge_integer": Hostile(_json(b"1" + b"0" * 5000), "config.json: Exceeds the limit"),
    "hdf5_empty": Hostile(_weights(lambda data: b""), "the weights are no HDF5 file"),
    "hdf5_truncated": Hostile(_weights(lambda data: data[: len(data) // 2]), "lies outside of it"),
    "hdf5_tree_within_itself": Hostile(_weights(_circle(b"TREE", 32)), CIRCLES),
    "hdf5_names_elsewhere": Hostile(_weights(_circle(b"HEAP", 24)), "the file .* in layers/dense/vars"),
    "hdf5_garbage": Hostile(
        _weights(lambda data: data[:8] + b"\xff" * 5000), "an HDF5 file of another format"
    ),
}

HOSTILE: dict[str, Hostile] = {
    **ARCHIVES,
    **{
        name: Hostile(lambda change=change: with_config(change), message)  # type: ignore[misc]
        for name, (change, message) in CONFIGURATIONS.items()
    },
    **{
        name: Hostile(lambda change=change: with_arrays(change), message)  # type: ignore[misc]
        for name, (change, message) in ARRAYS.items()
    },
}
