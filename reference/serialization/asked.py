"""What the functions for files are asked for: which file, of which model."""

import os
from typing import Any

from reference.checks import not_built

__all__ = ["check_built", "checked_path"]


def checked_path(caller: str, filepath: Any, *endings: str) -> str:
    """The path as text; a ValueError unless it ends in one of these."""
    path = os.fspath(filepath)
    if not path.endswith(endings):
        raise ValueError(f"{caller}: the file's name must end in {' or '.join(endings)}, got {path!r}")
    return path


def check_built(caller: str, model: Any) -> None:
    """Raise a ValueError if the model has no weights yet."""
    if not model.built:
        raise not_built(f"{caller}: {model.name}")
