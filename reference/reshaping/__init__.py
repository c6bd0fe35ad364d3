"""Layers that move numbers: into other shapes, into and out of borders, to more pixels."""

from reference.reshaping.cropping import Cropping1D, Cropping2D, Cropping3D
from reference.reshaping.shapes import Flatten, Permute, RepeatVector, Reshape
from reference.reshaping.up_sampling import UpSampling1D, UpSampling2D, UpSampling3D
from reference.reshaping.zero_padding import ZeroPadding1D, ZeroPadding2D, ZeroPadding3D

__all__ = [
    "Cropping1D",
    "Cropping2D",
    "Cropping3D",
    "Flatten",
    "Permute",
    "RepeatVector",
    "Reshape",
    "UpSampling1D",
    "UpSampling2D",
    "UpSampling3D",
    "ZeroPadding1D",
    "ZeroPadding2D",
    "ZeroPadding3D",
]
