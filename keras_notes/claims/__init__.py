"""The notes item by item: 284 items, each proved or refuted by what both halves compute now."""

from keras_notes.claims.registry import Claim, Contradiction, Fact, Finding, claims, contradictions

__all__ = ["Claim", "Contradiction", "Fact", "Finding", "claims", "contradictions"]
