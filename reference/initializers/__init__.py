"""Initial weights: every initializer maps a shape to an array, from constants or from a seed.

The uniform ones give bit for bit the weights of Keras on TensorFlow; for the normal ones see
`reference.random`. An initializer without a seed draws one when it is constructed, as in Keras: after
`set_random_seed` the same layers constructed in the same order get the same weights.
"""

from typing import Any

from reference.initializers.initializer import (
    Constant,
    Identity,
    Initializer,
    Ones,
    RandomNormal,
    RandomUniform,
    TruncatedNormal,
    Zeros,
)
from reference.initializers.orthogonal import Orthogonal
from reference.initializers.stft import STFT
from reference.initializers.variance_scaling import (
    GlorotNormal,
    GlorotUniform,
    HeNormal,
    HeUniform,
    LecunNormal,
    LecunUniform,
    VarianceScaling,
)
from reference.lookup import names_of, resolve, serialized

__all__ = [
    "STFT",
    "Constant",
    "GlorotNormal",
    "GlorotUniform",
    "HeNormal",
    "HeUniform",
    "Identity",
    "Initializer",
    "LecunNormal",
    "LecunUniform",
    "Ones",
    "Orthogonal",
    "RandomNormal",
    "RandomUniform",
    "TruncatedNormal",
    "VarianceScaling",
    "Zeros",
    "get",
    "serialize",
]

_CONSTANT = (STFT, Constant, Identity, Ones, Zeros)
_RANDOM = (Orthogonal, RandomNormal, RandomUniform, TruncatedNormal, VarianceScaling)
_NAMED_SCALINGS = (GlorotNormal, GlorotUniform, HeNormal, HeUniform, LecunNormal, LecunUniform)
_TABLE = names_of(
    (*_CONSTANT, *_RANDOM, *_NAMED_SCALINGS),
    normal=RandomNormal,
    uniform=RandomUniform,
    one=Ones,
    zero=Zeros,
    IdentityInitializer=Identity,
    OrthogonalInitializer=Orthogonal,
    STFTInitializer=STFT,
)


def get(identifier: Any) -> Any:
    """Return the initializer that `identifier` stands for.

    Parameters
    ----------
    identifier : str, dict, Initializer, class or function
        A name ("glorot_uniform", "GlorotUniform", "normal" …), a Keras configuration, the object, its
        class, or any function of `(shape, dtype)`, which is returned as it is.

    Raises
    ------
    ValueError
        For anything else, None included (Keras hands None back).

    Examples
    --------
    >>> get("zeros")((2,))
    array([0., 0.], dtype=float32)
    """
    if isinstance(identifier, type):
        identifier = identifier()
    return identifier if callable(identifier) else resolve("initializer", identifier, _TABLE, Initializer)


def serialize(initializer: Initializer) -> dict[str, Any]:
    """Return the configuration that `keras.initializers.serialize` gives, and that `get` takes.

    Raises
    ------
    ValueError
        For a plain function, which has no configuration.
    """
    if not isinstance(initializer, Initializer):
        raise ValueError(f"serialize: expected an Initializer, got {initializer!r}")
    return serialized("keras.initializers", initializer)
