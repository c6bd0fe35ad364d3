"""Random numbers from a seed. NumPy twin: reference/random/.

What surprises: with an int seed every call gives the same numbers; only a SeedGenerator moves on; `fit`
shuffles by an older generator of TensorFlow's, which starts anew in each epoch. On
TensorFlow the numbers are those of a Philox generator whose key comes from scrambling the seed.
"""

from typing import Any

import numpy as np
from keras.random import SeedGenerator, dropout, normal, randint, shuffle, truncated_normal, uniform
from keras.utils import set_random_seed

from keras_notes.parity import DrawCase, PairCase

__all__ = [
    "SeedGenerator",
    "dropout",
    "normal",
    "randint",
    "set_random_seed",
    "shuffle",
    "truncated_normal",
    "uniform",
]

_SEEDS = (0, 1, 1337, 2**31 - 1)
# The halves take log, sin and cos from different libraries; normals differ by up to 3 ULP of themselves.
_FLOAT32: dict[str, Any] = {"tolerance": 1e-6, "why": "log, sin and cos of different libraries"}
_NORMAL_TIERS: tuple[tuple[str, dict[str, Any]], ...] = (("float64", {}), ("float32", _FLOAT32))


def _integers(dtype: str, low: int, high: int) -> Any:
    return lambda draw: ((5, 7), low, high, dtype, 7)


CASES = [
    *(DrawCase(uniform, {}, (3, 5), {"seed": seed}, tiers=("exact",)) for seed in _SEEDS),
    DrawCase(uniform, {}, (1001,), {"seed": 7, "minval": -2.0, "maxval": 3.0}, tiers=("exact",)),
    *(
        DrawCase(source, {}, shape, {"seed": 7}, tiers=(tier,), **exception)
        for source, shape in ((normal, (4, 9)), (normal, (501,)), (truncated_normal, (20, 25)))
        for tier, exception in _NORMAL_TIERS
    ),
    *(
        PairCase(randint, _integers(dtype, *bounds), f"{dtype} from {bounds[0]} to {bounds[1]}", exact=True)
        for dtype, bounds in (
            ("int32", (0, 10)),
            ("int32", (-(2**31), 2**31 - 1)),
            ("int64", (-(2**62), 2**62 + 1)),
            ("uint8", (-3, 300)),
        )
    ),
    PairCase(shuffle, lambda draw: (np.arange(20000), 0, 7), "20000 numbers, some alike", exact=True),
    PairCase(shuffle, lambda draw: (draw("x", (3, 7)), 1, 5), "along axis 1", exact=True),
    PairCase(dropout, lambda draw: (draw("x", (3, 5)), 0.5, None, 7), "rate 0.5", exact=True),
    PairCase(dropout, lambda draw: (draw("x", (3, 4, 7)), 0.3, (None, 1, 7), 7), "rate 0.3, noise_shape"),
]
