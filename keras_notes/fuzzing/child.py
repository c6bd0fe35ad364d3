"""One process of a campaign: it loads mutated files, and prints a line about each.

    python -m keras_notes.fuzzing.child SEED FIRST COUNT

"? 7" before file 7 is loaded, "7 accepted", "7 refused" or "7 ESCAPED and why" after it; at the end
"peak 123" in megabytes. If the process dies, the last line says by which file.
"""

import os
import resource
import signal
import sys
import tempfile
import warnings
from typing import Any

import numpy as np

from keras_notes.fuzzing.honest import honest
from keras_notes.fuzzing.mutate import mutated
from reference.serialization import load_model

__all__ = ["look", "main", "peak_megabytes"]

SECONDS, MEGABYTES = 10, 2048
FORBIDDEN = ("exec", "compile", "os.", "subprocess.", "pickle.", "marshal.", "socket.", "shutil.", "import")
ALLOWED = ("os.fspath", "os.stat")


class Watch:
    """Notes what Python does that loading a file must not do, by its audit events."""

    def __init__(self) -> None:
        self.path: str | None = None
        self.seen: list[str] = []
        sys.addaudithook(self.hear)

    def hear(self, event: str, arguments: Any) -> None:
        """Take one event in, if a file is being loaded."""
        if self.path is None:
            return
        other_file = event == "open" and arguments[0] not in (self.path, None)
        if other_file or (event.startswith(FORBIDDEN) and event not in ALLOWED):
            self.seen.append(f"{event} {str(arguments)[:80]}")


def look(path: str, watch: Watch | None = None) -> str:
    """What `load_model` makes of a file: "accepted", "refused", or "ESCAPED" and why."""
    if watch:
        watch.path, watch.seen = path, []
    try:
        model = load_model(path)
    except ValueError as error:
        found = "refused" if str(error).startswith(path) else f"ESCAPED an error without the path: {error}"
    except BaseException as error:  # that is what is looked for
        found = f"ESCAPED {type(error).__name__}: {error}"
    else:
        found = _used(model)
    if watch:
        watch.path = None
        found = f"ESCAPED {'; '.join(watch.seen)}" if watch.seen else found
    return found.replace("\n", " ")


def _used(model: Any) -> str:
    """A model that was accepted must work, or refuse in words."""
    try:
        shape = [size or 1 for size in model.input_shape[1:]]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # such as Keras's own, that a mask is lost
            model.predict(np.zeros((1, *shape)), verbose=0)
    except (ValueError, MemoryError):
        pass
    except Exception as error:
        return f"ESCAPED in use, {type(error).__name__}: {error}"
    return "accepted"


def main(seed: int, first: int, count: int) -> None:
    """Load the files `first`, `first + 1` … of the campaign `seed`."""
    resource.setrlimit(resource.RLIMIT_AS, (MEGABYTES * 2**20,) * 2)
    warnings.simplefilter("error")
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.keras")
        _write(path, honest())
        assert_honest(look(path))  # and import what is imported when it is needed
        watch = Watch()
        for number in range(first, first + count):
            _write(path, mutated(number, seed)[1])
            print(f"? {number}", flush=True)
            signal.alarm(SECONDS)
            found = look(path, watch)
            signal.alarm(0)
            left = os.listdir(folder)
            print(f"{number} {found if left == ['model.keras'] else f'ESCAPED, left {left}'}", flush=True)
    print(f"peak {peak_megabytes()}", flush=True)


def peak_megabytes() -> int:
    """The largest memory that this process has had; getrusage would count that of its parent, too."""
    try:
        with open("/proc/self/status") as file:
            return int(next(line.split()[1] for line in file if line.startswith("VmHWM"))) // 1024
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def assert_honest(found: str) -> None:
    """Raise a RuntimeError unless the honest file itself is accepted: else a campaign shows nothing."""
    if found != "accepted":
        raise RuntimeError(f"the honest file was {found}")


def _write(path: str, content: bytes) -> None:
    with open(path, "wb") as file:
        file.write(content)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
