"""Writing files so that an interrupted run leaves the old one."""

import json
import os
import tempfile
from pathlib import Path
from typing import Any

__all__ = ["check_writable", "write_json", "write_text"]


def check_writable(path: Path) -> None:
    """Raise an OSError that names `path` if no file can be written there; meant for before long work."""
    if path.is_dir():
        raise IsADirectoryError(f"{path} is a folder, expected a file name")
    if not path.parent.is_dir():
        raise FileNotFoundError(f"there is no folder {path.parent} to write {path.name} into")
    if not os.access(path.parent, os.W_OK):
        raise PermissionError(f"the folder {path.parent} is not writable")


def write_text(path: Path, text: str) -> None:
    """Write `text` to a temporary file beside `path` and rename it."""
    check_writable(path)
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}.", delete=False
    ) as file:
        try:
            file.write(text)
            file.close()
            os.chmod(file.name, 0o644)  # temporary files are private; a report is not
            os.replace(file.name, path)
        except BaseException:
            os.unlink(file.name)
            raise


def write_json(path: Path, content: Any) -> None:
    """Write `content` as JSON that others read too: a ValueError for a number that is not finite."""
    write_text(path, json.dumps(content, indent=1, allow_nan=False) + "\n")
