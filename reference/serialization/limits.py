"""What a file from a stranger may hold, and one kind of error for all else."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

__all__ = [
    "MAX_CONFIG",
    "MAX_DEPTH",
    "MAX_LAYERS",
    "MAX_MEMBERS",
    "MAX_NUMBERS",
    "MAX_SIZES",
    "check_expansion",
    "opened",
]

# Far above any real model, far below what would hurt.
MAX_CONFIG = 2**24  # bytes of a config.json
MAX_DEPTH = 100  # of lists and objects within each other
MAX_LAYERS = 2000  # those inside others included
MAX_MEMBERS = 100  # of an archive
MAX_NUMBERS = 2**27  # in the output of a layer for one sample
MAX_SIZES = {"num_thresholds": 10**6, "num_classes": 5000}  # of what a metric keeps
# Weights hardly pack, but those that start as zeros do: what grows more than this is a bomb.
MAX_EXPANSION = 100
ALWAYS_FINE = 2**20


@contextmanager
def opened(path: Any) -> Iterator[BinaryIO]:
    """The file, open for reading; what goes wrong with its content within the block is a ValueError.

    Whatever a broken file trips over, far inside, the caller gets one kind of error, which begins with
    the path. A file that cannot be opened is an OSError.
    """
    if not os.path.isfile(path):
        raise FileNotFoundError(f"no such file: {path}")
    with open(path, "rb") as file:
        try:
            yield file
        except ImportError:
            raise
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from error
        except Exception as error:
            raise ValueError(f"{path}: {type(error).__name__}: {error}") from error


def check_expansion(name: str, size: int, packed: int) -> None:
    """Raise a ValueError if `packed` bytes of a member grow to an absurd `size`."""
    if size > max(ALWAYS_FINE, MAX_EXPANSION * packed):
        raise ValueError(f"{name} grows from {packed:,} to {size:,} bytes: a bomb")
