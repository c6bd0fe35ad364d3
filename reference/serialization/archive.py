"""The .keras file: a zip archive with two JSON texts and an HDF5 file."""

import io
import json
import time
import zipfile
from typing import Any, BinaryIO, NamedTuple

from reference.serialization.limits import MAX_CONFIG, MAX_MARKS, MAX_MEMBERS
from reference.serialization.zipped import member_content, zip_archive

__all__ = ["Archive", "archive_bytes", "read_archive"]

METADATA, CONFIG, WEIGHTS = "metadata.json", "config.json", "model.weights.h5"
WRITTEN_LIKE = "3.15.1"  # the version of Keras whose format this is
OTHERS = {
    "model.weights.npz": "weights as .npz within a model",
    "model.weights.json": "weights in shards",
    "assets/": "assets (vocabularies)",
}


class Archive(NamedTuple):
    """What is in a .keras file: the configuration as JSON has it, and the bytes of the weights."""

    config: Any
    weights: bytes


def archive_bytes(config: Any, weights: bytes) -> bytes:
    """A .keras file with this content."""
    metadata = {"keras_version": WRITTEN_LIKE, "date_saved": time.strftime("%Y-%m-%d@%H:%M:%S")}
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(METADATA, json.dumps(metadata))
        archive.writestr(CONFIG, json.dumps(config))
        archive.writestr(WEIGHTS, weights)
    return content.getvalue()


def read_archive(file: BinaryIO) -> Archive:
    """Read a .keras file.

    Nothing is unpacked to the disk, so names that lead elsewhere lead nowhere; they are refused all the
    same, like everything that Keras does not write there for a model of this vocabulary.
    """
    with zip_archive(file, "a .keras file", MAX_MEMBERS) as archive:
        members = _members(archive)
        if not isinstance(_json(archive, members[METADATA]), dict):
            raise ValueError(f"{METADATA} must hold a JSON object")
        config = _json(archive, members[CONFIG])
        return Archive(config, member_content(archive, members[WEIGHTS]))


def _members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The three members by name, or a ValueError."""
    listed = archive.infolist()
    if len(listed) > MAX_MEMBERS:
        raise ValueError(f"{len(listed):,} members in the archive, expected 3")
    found = {each.filename: each for each in listed}
    for name in found:
        if name not in (METADATA, CONFIG, WEIGHTS):
            known = [what for start, what in OTHERS.items() if name.startswith(start)]
            raise ValueError(f"{known[0]} are not read: {name!r}" if known else f"unexpected member {name!r}")
    if len(found) < len(listed):
        raise ValueError("two members of one name in the archive")
    missing = {METADATA, CONFIG, WEIGHTS} - found.keys()
    if missing:
        raise ValueError(f"not a .keras file: the archive lacks {', '.join(sorted(missing))}")
    return found


def _json(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Any:
    if member.file_size > MAX_CONFIG:
        raise ValueError(f"{member.filename} has {member.file_size:,} bytes, at most {MAX_CONFIG:,} are read")
    text = member_content(archive, member)
    for marks, most in MAX_MARKS.items():
        if sum(map(text.count, marks)) > most:
            raise ValueError(f"{member.filename} has more than {most:,} of the marks {marks.decode()}")
    try:
        return json.loads(text, parse_constant=_constant)
    except RecursionError:
        raise ValueError(f"{member.filename}: too many lists and objects within each other") from None
    except ValueError as error:
        raise ValueError(f"{member.filename}: {error}") from None


def _constant(text: str) -> float:
    """Infinity is an honest bound, which Keras writes so; NaN is not."""
    if text == "NaN":
        raise ValueError("NaN is in the place of a number")
    return float(text)
