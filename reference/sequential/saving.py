"""What a model can keep in files: its weights, or the whole of it."""

from typing import Any

__all__ = ["Saving"]


class Saving:
    """The methods for files; see `reference.serialization`, which they import when it is needed."""

    def save(self, filepath: Any, overwrite: bool = True, zipped: Any = None) -> None:
        """Write the whole model to a ".keras" file, which `load_model` of either half reads.

        The arguments, and the errors, are those of `reference.serialization.save_model`.
        """
        from reference.serialization import save_model

        save_model(self, filepath, overwrite, zipped)

    def save_weights(self, filepath: Any, overwrite: bool = True, max_shard_size: None = None) -> None:
        """Write all weights to a ".weights.h5" or ".npz" file; see `reference.serialization.save_weights`."""
        from reference.serialization import save_weights

        save_weights(self, filepath, overwrite, max_shard_size)

    def load_weights(self, filepath: Any, skip_mismatch: bool = False) -> None:
        """Read all weights from a file; see `reference.serialization.load_weights`."""
        from reference.serialization import load_weights

        load_weights(self, filepath, skip_mismatch)
