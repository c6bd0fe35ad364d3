"""Commands in a fresh process in which Keras and TensorFlow cannot be imported."""

import subprocess
import sys

__all__ = ["command_without_keras", "refusing"]


def refusing(*packages):
    """The beginning of a program in which these packages are not there."""
    return f"""
import sys

class Refusing:
    def find_spec(self, name, *_):
        if name.split(".")[0] in {packages}:
            raise ImportError(name + " is not installed")

sys.meta_path.insert(0, Refusing())
"""


def command_without_keras(*arguments):
    """Run `keras-notes` with these arguments; what it ends with."""
    code = refusing("keras", "tensorflow") + "from keras_notes.cli import main\nmain()"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False
    )
