"""Random numbers: the same seed gives the same numbers as `keras.random` on TensorFlow.

    seed  →  (seed, count)      an integer s is (s, 0); a `SeedGenerator` counts its calls
          →  key and stream     both words scrambled once by Philox                 philox.py
          →  32-bit words       Philox of the block numbers 0, 1, 2 …               philox.py
          →  [0, 1) → normal    mantissas; Box-Muller; rejection                    distributions.py

Nothing here has a state of its own: what a call returns depends on its arguments alone, save for
`seed=None`, which asks Python's `random` module for a seed.
"""

from reference.random.distributions import normal, truncated_normal, uniform
from reference.random.dropout import dropout
from reference.random.seeds import SeedGenerator, make_default_seed, set_random_seed

__all__ = [
    "SeedGenerator",
    "dropout",
    "make_default_seed",
    "normal",
    "set_random_seed",
    "truncated_normal",
    "uniform",
]
