"""The other layers of Keras's core: EinsumDense, Identity, Masking, Lambda."""

from reference.core.einsum_dense import EinsumDense
from reference.core.identity import Identity, Masking
from reference.core.lambda_layer import Lambda

__all__ = ["EinsumDense", "Identity", "Lambda", "Masking"]
