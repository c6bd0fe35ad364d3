"""The data of a command: x, and maybe y, in an .npz file."""

from pathlib import Path
from typing import Any

from keras_notes.npz import read_npz

__all__ = ["read_inputs"]


def read_inputs(path: Path) -> tuple[Any, Any]:
    """The arrays "x" and "y" of a file, y None if there is none; a single array is x.

    Raises a ValueError for other names.
    """
    found = read_npz(path)
    if len(found) == 1 and "y" not in found:
        return next(iter(found.values())), None
    if "x" not in found or found.keys() - {"x", "y"}:
        raise ValueError(f"{path}: expected the arrays x and y, or x alone, found {', '.join(found)}")
    return found["x"], found.get("y")
