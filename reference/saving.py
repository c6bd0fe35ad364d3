"""Files under the name users type: `from reference.saving import load_model`."""

from reference.serialization import load_model, load_weights, save_model, save_weights

__all__ = ["load_model", "load_weights", "save_model", "save_weights"]
