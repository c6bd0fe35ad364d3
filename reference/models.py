"""The models under the name users type: `from reference.models import Sequential`."""

from reference.sequential import Sequential

__all__ = ["Sequential"]
