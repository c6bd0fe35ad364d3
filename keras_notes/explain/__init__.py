"""Why the loss that Keras shows is the number that it is."""

from keras_notes.explain.explanation import LossExplanation, Quantity
from keras_notes.explain.loss import explain_loss

__all__ = ["LossExplanation", "Quantity", "explain_loss"]
