"""Files that are there whole or not at all."""

import contextlib
import os
from typing import Any

__all__ = ["check_replaceable", "write_whole"]


def check_replaceable(caller: str, path: str, overwrite: bool) -> None:
    """Raise a ValueError for a file that is there already, if not to `overwrite`."""
    if not overwrite and os.path.exists(path):
        raise ValueError(f"{caller}: {path} is there already; pass overwrite=True")


def write_whole(path: Any, content: bytes) -> None:
    """Let `content` be what is in the file `path`.

    It is written to a file beside it, synced to the disk, and then renamed: whenever the program or the
    machine stops, there is either the old file or the new one. If it fails, nothing is left behind.
    """
    target = os.path.realpath(path)  # of a link, the file that it stands for
    beside = f"{target}.{os.urandom(8).hex()}.tmp"
    try:
        with open(beside, "xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, target)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(beside)
        raise
    _sync_folder(os.path.dirname(target))


def _sync_folder(folder: str) -> None:
    """Let the new name reach the disk, too, where a folder can be opened for that."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:  # Windows opens no folders
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
