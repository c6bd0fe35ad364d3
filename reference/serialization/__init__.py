"""Files of models and of weights: Keras's own, read and written without Keras.

Keras's `load_model`, `save_model`, `load_weights` and `save_weights`, with its arguments.
"""

from reference.serialization.weights import load_weights, save_weights
from reference.serialization.whole import load_model, save_model

__all__ = ["load_model", "load_weights", "save_model", "save_weights"]
