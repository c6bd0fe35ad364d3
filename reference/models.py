"""The models under the name users type: `from reference.models import Sequential, load_model`."""

from typing import TYPE_CHECKING, Any

from reference.sequential import Sequential

if TYPE_CHECKING:
    from reference.serialization import load_model, save_model

__all__ = ["Sequential", "load_model", "save_model"]


def __getattr__(name: str) -> Any:
    """Import what reads and writes files only when it is asked for."""
    if name in __all__:
        from reference import serialization

        return getattr(serialization, name)
    raise AttributeError(f"module 'reference.models' has no attribute {name!r}")
