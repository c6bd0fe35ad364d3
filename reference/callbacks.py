"""The callbacks under the name users type: `from reference.callbacks import EarlyStopping`."""

from typing import Any

from reference.training import callbacks
from reference.training.callbacks import *  # noqa: F403

__all__ = callbacks.__all__  # noqa: PLE0605

# Keras's others, and what they would need.
REFUSED = {
    "BackupAndRestore": "it keeps what ModelCheckpoint keeps, too: load_model, and fit goes on",
    "OrbaxCheckpoint": "it needs the package orbax",
    "RemoteMonitor": "it sends the logs over the network; a LambdaCallback can",
    "SwapEMAWeights": "it shows earlier the averages that an optimizer with use_ema leaves at the end of fit",
    "TensorBoard": "it writes TensorFlow's event files; CSVLogger writes a table",
}


def __getattr__(name: str) -> Any:
    """Say of Keras's other callbacks why they are not here."""
    if name in REFUSED:
        raise ImportError(f"reference.callbacks has no {name}: {REFUSED[name]}")  # "from … import" shows it
    raise AttributeError(f"module 'reference.callbacks' has no attribute {name!r}")
