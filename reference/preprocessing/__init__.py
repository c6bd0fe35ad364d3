"""Getting data ready: scaling, bins, one-hot targets, images of one size."""

from reference.preprocessing.categories import CategoryEncoding, to_categorical
from reference.preprocessing.discretization import Discretization
from reference.preprocessing.images import CenterCrop, Resizing
from reference.preprocessing.normalization import Normalization
from reference.preprocessing.rescaling import Rescaling, min_max_rescaling

__all__ = [
    "CategoryEncoding",
    "CenterCrop",
    "Discretization",
    "Normalization",
    "Rescaling",
    "Resizing",
    "min_max_rescaling",
    "to_categorical",
]
