"""How weights start. NumPy twin: reference/initializers/.

What surprises: Dense starts from glorot_uniform, limit sqrt(6 / (fan_in + fan_out)), and zero biases;
the normal members of the families are truncated at two standard deviations and rescaled by 1/0.87962566;
recurrent kernels start from orthogonal; the configuration of Identity leaves its gain out.
"""

from typing import Any

from keras.initializers import (
    STFT,
    Constant,
    GlorotNormal,
    GlorotUniform,
    HeNormal,
    HeUniform,
    Identity,
    LecunNormal,
    LecunUniform,
    Ones,
    Orthogonal,
    RandomNormal,
    RandomUniform,
    TruncatedNormal,
    VarianceScaling,
    Zeros,
    get,
)

from keras_notes.parity import DrawCase

__all__ = [
    "STFT",
    "Constant",
    "GlorotNormal",
    "GlorotUniform",
    "HeNormal",
    "HeUniform",
    "Identity",
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
]

# The halves take log, sin and cos from different libraries; normals differ by up to 3 ULP of themselves.
_FLOAT32: dict[str, Any] = {"tolerance": 1e-6, "why": "log, sin and cos of different libraries"}
_NORMAL_TIERS: tuple[tuple[str, dict[str, Any]], ...] = (("float64", {}), ("float32", _FLOAT32))
_ORTHOGONAL_TIERS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("float64", {}),
    ("float32", _FLOAT32 | {"why": "log, sin, cos and QR of different libraries"}),
)
_SHAPES = ((6, 4), (784, 16))

CASES = [
    *(DrawCase(source, {}, (3, 4), tiers=("exact",)) for source in (Zeros, Ones, Identity)),
    DrawCase(Constant, {"value": 0.25}, (3, 4), tiers=("exact",)),
    *(
        DrawCase(source, {"seed": 3}, shape, tiers=("exact",))
        for source in (GlorotUniform, HeUniform, LecunUniform, RandomUniform)
        for shape in _SHAPES
    ),
    *(
        DrawCase(
            VarianceScaling,
            {"scale": 2.0, "mode": mode, "distribution": "uniform", "seed": 5},
            (7, 3),
            tiers=("exact",),
        )
        for mode in ("fan_in", "fan_out", "fan_avg")
    ),
    *(
        DrawCase(source, {"seed": 3}, shape, tiers=(tier,), **exception)
        for source in (GlorotNormal, HeNormal, LecunNormal, RandomNormal, TruncatedNormal)
        for shape in _SHAPES
        for tier, exception in _NORMAL_TIERS
    ),
    *(
        DrawCase(STFT, kwargs, shape, tiers=(tier,), **exception)
        for kwargs, shape in (
            ({}, (12, 1, 7)),
            ({"side": "imag", "window": "hamming", "scaling": "spectrum", "periodic": True}, (9, 1, 6)),
            ({"side": "imag", "window": "flattop", "scaling": None}, (10, 1, 5)),
            ({"window": None}, (7, 1, 4)),
            ({"window": [0.5, 1.0, 2.0, 0.25]}, (4, 1, 3)),
        )
        for tier, exception in _NORMAL_TIERS
    ),
    *(
        DrawCase(
            VarianceScaling,
            {"scale": 2.0, "mode": mode, "distribution": kind, "seed": 5},
            shape,
            tiers=(tier,),
            **exception,
        )
        for mode, kind, shape in (
            ("fan_in", "truncated_normal", (3, 2, 4, 5)),
            ("fan_out", "untruncated_normal", (3, 2, 4, 5)),
            ("fan_avg", "normal", (7,)),
        )
        for tier, exception in _NORMAL_TIERS
    ),
    *(
        DrawCase(Orthogonal, {"gain": gain, "seed": 3}, shape, tiers=(tier,), **exception)
        for gain, shape in ((1.0, (6, 4)), (0.7, (4, 10)), (1.0, (3, 2, 5)))
        for tier, exception in _ORTHOGONAL_TIERS
    ),
]
