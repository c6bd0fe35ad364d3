"""The layers under the name users type: `from reference.layers import Dense`."""

from reference import (
    activation_layers,
    convolution,
    core,
    embedding,
    normalization,
    pooling,
    recurrence,
    reshaping,
)
from reference.activation_layers import *  # noqa: F403
from reference.convolution import *  # noqa: F403
from reference.core import *  # noqa: F403
from reference.dense import Activation, Dense
from reference.embedding import *  # noqa: F403
from reference.input import Input, InputLayer
from reference.layer import Layer
from reference.normalization import *  # noqa: F403
from reference.pooling import *  # noqa: F403
from reference.preprocessing import (
    CategoryEncoding,
    CenterCrop,
    Discretization,
    Normalization,
    Rescaling,
    Resizing,
)
from reference.recurrence import *  # noqa: F403
from reference.regularization import (
    ActivityRegularization,
    AlphaDropout,
    Dropout,
    GaussianDropout,
    GaussianNoise,
    SpatialDropout1D,
    SpatialDropout2D,
    SpatialDropout3D,
)
from reference.reshaping import *  # noqa: F403

__all__ = [
    "Activation",
    "ActivityRegularization",
    "AlphaDropout",
    "CategoryEncoding",
    "CenterCrop",
    "Dense",
    "Discretization",
    "Dropout",
    "GaussianDropout",
    "GaussianNoise",
    "Input",
    "InputLayer",
    "Layer",
    "Normalization",
    "Rescaling",
    "Resizing",
    "SpatialDropout1D",
    "SpatialDropout2D",
    "SpatialDropout3D",
]
# These concepts hold layers alone.
__all__ += activation_layers.__all__
__all__ += convolution.__all__
__all__ += core.__all__
__all__ += embedding.__all__
__all__ += normalization.__all__
__all__ += pooling.__all__
__all__ += recurrence.__all__
__all__ += reshaping.__all__

# Keras's second names for the same classes.
AvgPool1D, AvgPool2D, AvgPool3D = (
    pooling.AveragePooling1D,
    pooling.AveragePooling2D,
    pooling.AveragePooling3D,
)
MaxPool1D, MaxPool2D, MaxPool3D = pooling.MaxPooling1D, pooling.MaxPooling2D, pooling.MaxPooling3D
GlobalAvgPool1D = pooling.GlobalAveragePooling1D
GlobalAvgPool2D = pooling.GlobalAveragePooling2D
GlobalAvgPool3D = pooling.GlobalAveragePooling3D
GlobalMaxPool1D = pooling.GlobalMaxPooling1D
GlobalMaxPool2D = pooling.GlobalMaxPooling2D
GlobalMaxPool3D = pooling.GlobalMaxPooling3D
Convolution1D, Convolution2D, Convolution3D = convolution.Conv1D, convolution.Conv2D, convolution.Conv3D
Convolution1DTranspose = convolution.Conv1DTranspose
Convolution2DTranspose = convolution.Conv2DTranspose
Convolution3DTranspose = convolution.Conv3DTranspose
SeparableConvolution1D = convolution.SeparableConv1D
SeparableConvolution2D = convolution.SeparableConv2D


def find(class_name: str) -> type[Layer]:
    """Return the layer class of that name; a ValueError lists the known ones."""
    found = {name: globals()[name] for name in __all__}
    known = {name: each for name, each in found.items() if isinstance(each, type) and each is not Layer}
    if class_name not in known:
        raise ValueError(f"no layer named {class_name!r} here; there are {', '.join(sorted(known))}")
    return known[class_name]
