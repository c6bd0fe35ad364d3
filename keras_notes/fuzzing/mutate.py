"""Mutations: one small harm, or a few, done to the honest file; a number says which."""

import copy
import json
import random
from collections.abc import Callable, Mapping
from typing import Any

from keras_notes.fuzzing.honest import CONFIG, WEIGHTS, honest, members, pack, vocabulary

__all__ = ["mutated"]

NASTY: tuple[Any, ...] = (
    *(None, True, -1, 0, 1, 2, 7, 10**6, 10**9, 2**31, 2**63, 2**64, 10**30, -(2**63), 0.5, 1e308, 1e400),
    *("", "a", "Dense", "relu", "os.system", "../../x", "\x00", "é" * 300, "float64", "eval"),
    *([], [1], [None], [[[]]], [2, 2], {}, {"class_name": "Dense", "config": {}}, {"a": 1}),
)
SIZES = (0, 1, -1, 2, 3, 5, 50, 1000, 10**12, 0.5)
SIGNATURES = (b"\x89HDF", b"TREE", b"SNOD", b"HEAP", b"GCOL")  # of HDF5's own structures


def mutated(number: int, seed: int = 0) -> tuple[str, bytes]:
    """The kind and the content of the file `number` of a campaign."""
    rng = random.Random(f"{seed} {number}")
    kind = KINDS[number % len(KINDS)]
    return kind.__name__.replace("_", " "), kind(rng)


def _flipped(data: bytes, rng: random.Random, places: list[int] | None = None) -> bytes:
    """Some bits are others."""
    found = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 8))):
        at = rng.randrange(len(found)) if places is None else rng.choice(places) + rng.randrange(200)
        found[min(at, len(found) - 1)] ^= 1 << rng.randrange(8)
    return bytes(found)


def bits_of_the_archive(rng: random.Random) -> bytes:
    """Anywhere: mostly found by a checksum."""
    return _flipped(honest(), rng)


def directory_of_the_archive(rng: random.Random) -> bytes:
    """The list of members at the end."""
    data = honest()
    start = data.find(b"PK\x01\x02")
    return data[:start] + _flipped(data[start:], rng)


def archive_cut_or_spliced(rng: random.Random) -> bytes:
    """A part is missing, is there twice, or stands elsewhere."""
    data = honest()
    a, b, c = sorted(rng.randrange(len(data)) for _ in range(3))
    return rng.choice((data[:a], data[a:], data[:a] + data[b:], data[:b] + data[a:], data[b:c] + data[a:]))


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Every `(container, key)` in a JSON value."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    return [(value, key) for key in keys] + [place for key in keys for place in _places(value[key])]


def _changed_config(
    rng: random.Random, change: Callable[[Any, Any], None], of: Mapping[str, bytes] | None = None
) -> bytes:
    config = json.loads((of or members())[CONFIG])
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        change(*rng.choice(_places(config)))
    return pack({CONFIG: json.dumps(config).encode()}, of=of)


def values_of_the_configuration(rng: random.Random) -> bytes:
    """A value is a nasty one."""

    def change(container: Any, key: Any) -> None:
        container[key] = copy.deepcopy(rng.choice(NASTY))

    return _changed_config(rng, change)


def numbers_of_the_configuration(rng: random.Random) -> bytes:
    """A number is another number."""
    numbers = [0, 1, -1, 3, 5, 100, 10**5, 10**8, 0.1, 1e-9, -0.0, 1e20]

    def change(container: Any, key: Any) -> None:
        if isinstance(container[key], int | float):
            container[key] = rng.choice(numbers)

    return _changed_config(rng, change)


def sizes_of_every_layer(rng: random.Random) -> bytes:
    """A number, or a list of numbers, is another, in a network with all kinds of layers."""

    def change(container: Any, key: Any) -> None:
        before = container[key]
        if isinstance(before, list) and all(isinstance(each, int) for each in before):
            container[key] = [rng.choice(SIZES) for _ in before]
        elif isinstance(before, int | float):
            container[key] = rng.choice(SIZES)

    return _changed_config(rng, change, rng.choice(vocabulary()))


def structure_of_the_configuration(rng: random.Random) -> bytes:
    """A key is missing, or a value stands in the place of another."""
    whole = json.loads(members()[CONFIG])

    def change(container: Any, key: Any) -> None:
        if isinstance(container, dict) and rng.random() < 0.5:
            del container[key]
            return
        source, other = rng.choice(_places(whole))
        container[key] = copy.deepcopy(source[other])

    return _changed_config(rng, change)


def text_of_the_configuration(rng: random.Random) -> bytes:
    """Some bits of the JSON text are others."""
    return pack({CONFIG: _flipped(members()[CONFIG], rng)})


def _headers() -> list[int]:
    """Where HDF5's structures begin."""
    data = members()[WEIGHTS]
    return [i for i in range(len(data)) if data[i : i + 4] in SIGNATURES]


def bits_of_the_arrays(rng: random.Random) -> bytes:
    """Some bits of the HDF5 file, with the checksum of the archive made right again."""
    return pack({WEIGHTS: _flipped(members()[WEIGHTS], rng, rng.choice((None, _headers())))})


def addresses_of_the_arrays(rng: random.Random) -> bytes:
    """An address or a size in an HDF5 structure is another: none, all, its own, another structure's.

    Own addresses lead in circles, small ones within a heap.
    """
    data, headers = bytearray(members()[WEIGHTS]), _headers()
    for _ in range(rng.choice((1, 1, 2, 4))):
        at = rng.choice(headers) // 8 * 8 + 8 * rng.randrange(40)
        size = rng.choice((0, 1, 8 * rng.randrange(16), 2**16, 2**31, 2**32 - 1, 2**63, 2**64 - 1, len(data)))
        data[at : at + 8] = rng.choice((size, rng.choice(headers), at)).to_bytes(8, "little")
    return pack({WEIGHTS: bytes(data)})


def arrays_cut_or_spliced(rng: random.Random) -> bytes:
    """A part of the HDF5 file is missing, or stands elsewhere."""
    data = members()[WEIGHTS]
    a, b = sorted(rng.randrange(len(data)) for _ in range(2))
    return pack({WEIGHTS: rng.choice((data[:a], data[:a] + data[b:], data[:a] + data[b:] + data[a:b]))})


KINDS: tuple[Callable[[random.Random], bytes], ...] = (
    bits_of_the_archive,
    directory_of_the_archive,
    archive_cut_or_spliced,
    values_of_the_configuration,
    numbers_of_the_configuration,
    sizes_of_every_layer,
    structure_of_the_configuration,
    text_of_the_configuration,
    bits_of_the_arrays,
    addresses_of_the_arrays,
    arrays_cut_or_spliced,
)
