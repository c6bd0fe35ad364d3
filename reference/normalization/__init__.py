"""Normalization: numbers brought to a common size between the layers, by statistics of what comes."""

from reference.normalization.batch import BatchNormalization
from reference.normalization.lengths import RMSNormalization, UnitNormalization
from reference.normalization.samples import GroupNormalization, LayerNormalization
from reference.normalization.spectral import SpectralNormalization

__all__ = [
    "BatchNormalization",
    "GroupNormalization",
    "LayerNormalization",
    "RMSNormalization",
    "SpectralNormalization",
    "UnitNormalization",
]
