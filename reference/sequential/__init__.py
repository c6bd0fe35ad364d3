"""Sequential: building a stack of layers, the pass forward, the pass back."""

from reference.input import Input
from reference.sequential.collapse import collapse
from reference.sequential.model import Sequential
from reference.sequential.network import network

__all__ = ["Input", "Sequential", "collapse", "network"]
