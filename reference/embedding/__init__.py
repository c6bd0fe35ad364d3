"""Vectors for indices, and back."""

from reference.embedding.embedding import Embedding
from reference.embedding.reversible import ReversibleEmbedding

__all__ = ["Embedding", "ReversibleEmbedding"]
