"""What the figures depend on, and how it is held still."""

import gc
import importlib.util
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from typing import Any

__all__ = ["held_still", "setting"]


def _pools() -> Any:
    """The package that knows the thread pools of this process, or None."""
    if importlib.util.find_spec("threadpoolctl") is None:
        return None
    import threadpoolctl  # type: ignore[import-untyped]

    return threadpoolctl


@contextmanager
def held_still() -> Iterator[None]:
    """Within the block NumPy's BLAS has one thread, and Python's collector overlooks what exists already.

    With several threads a matrix product waits for the slowest, and on a machine that also runs
    something else that may take twenty times as long. Keras keeps its threads. The collector would
    visit the hundred thousands of objects that TensorFlow brings along, in the middle of anybody's turn.
    """
    pools = _pools()
    limit = pools.threadpool_limits(1, "blas") if pools else None
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        if limit:
            limit.restore_original_limits()


def setting() -> dict[str, str]:
    """The versions, and NumPy's BLAS with its number of threads if that can be told."""
    found = {"Python": platform.python_version(), "Keras": version("keras"), "NumPy": version("numpy")}
    pools = _pools()
    for library in pools.threadpool_info() if pools else []:
        if library["user_api"] == "blas" and "numpy" in library["filepath"]:  # SciPy has one of its own
            found["BLAS"] = f"{library['internal_api']} {library['version']}"
            found["threads"] = str(library["num_threads"])
    return found
