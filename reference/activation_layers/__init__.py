"""Activations that are layers of their own, with arguments, a mask or weights."""

from reference.activation_layers.prelu import PReLU
from reference.activation_layers.rectifiers import ELU, LeakyReLU, ReLU
from reference.activation_layers.softmax import Softmax

__all__ = ["ELU", "LeakyReLU", "PReLU", "ReLU", "Softmax"]
