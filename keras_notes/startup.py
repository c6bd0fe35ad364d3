"""Importing TensorFlow without its start-up noise."""

import importlib.abc
import importlib.machinery
import importlib.util
import logging
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import ModuleType
from typing import Any

__all__ = ["held_back_stderr", "install", "quiet_tensorflow"]


@contextmanager
def held_back_stderr() -> Iterator[None]:
    """Keep what is written to file descriptor 2 from the user, unless the block raises.

    TensorFlow's C++ side writes its first lines before any Python setting can reach it, so the
    descriptor itself is redirected.
    """
    sys.stderr.flush()
    saved = os.dup(2)
    with tempfile.TemporaryFile() as held:
        os.dup2(held.fileno(), 2)
        try:
            yield
        except BaseException:
            os.dup2(saved, 2)
            held.seek(0)
            os.write(2, held.read())
            raise
        finally:
            os.dup2(saved, 2)
            os.close(saved)


@contextmanager
def quiet_tensorflow() -> Iterator[None]:
    """Within the block TensorFlow does not warn, as it does of many small models compiled in a row."""
    logger = logging.getLogger("tensorflow")
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(before)


class _QuietTensorFlow(importlib.abc.MetaPathFinder):
    """Finds TensorFlow as everybody does, but holds stderr back while it loads."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != "tensorflow":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(fullname)
        if spec is None or spec.loader is None:
            return spec
        execute: Any = spec.loader.exec_module

        def execute_quietly(module: ModuleType) -> None:
            with held_back_stderr():
                execute(module)
                module.config.list_physical_devices()  # the search for devices writes lines of its own

        spec.loader.exec_module = execute_quietly  # type: ignore[method-assign]
        return spec


def install() -> None:
    """Arrange a quiet import of TensorFlow, if it is still to come; the user's own settings win."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
    if "tensorflow" not in sys.modules:
        sys.meta_path.insert(0, _QuietTensorFlow())
