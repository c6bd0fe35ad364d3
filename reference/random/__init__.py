"""Random numbers: the same seed gives the same numbers as `keras.random` on TensorFlow.

    seed  →  (seed, count)      an integer s is (s, 0); a `SeedGenerator` counts its calls
          →  key and stream     both words scrambled once by Philox                 philox.py
          →  32-bit words       Philox of the block numbers 0, 1, 2 …               philox.py
          →  [0, 1) → normal    mantissas; Box-Muller; rejection                    distributions.py

What a call returns depends on its arguments alone, save for `seed=None` and the orders of `fit`, which
depend on the seed that `set_random_seed` set: see seeds.py and orders.py. Not here, since TensorFlow draws
them by rejection, in another library's arithmetic: `keras.random.gamma`, `beta`, `binomial`, `categorical`.
"""

from reference.random.distributions import normal, truncated_normal, uniform
from reference.random.dropout import dropout
from reference.random.integers import randint
from reference.random.orders import EpochOrders, shuffle
from reference.random.seeds import SeedGenerator, get_random_seed, make_default_seed, set_random_seed

__all__ = [
    "EpochOrders",
    "SeedGenerator",
    "dropout",
    "get_random_seed",
    "make_default_seed",
    "normal",
    "randint",
    "set_random_seed",
    "shuffle",
    "truncated_normal",
    "uniform",
]
