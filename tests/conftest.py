"""What every test needs: a Keras without noise, and without the user's own ~/.keras."""

import gc
import os
import random
import tempfile

os.environ["KERAS_HOME"] = tempfile.mkdtemp(prefix="keras-notes-")
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
os.environ.setdefault("MPLBACKEND", "agg")

import numpy as np  # noqa: E402
import pytest  # noqa: E402
from hypothesis import settings  # noqa: E402

import keras_notes  # noqa: E402, F401  its import arranges a quiet TensorFlow
from reference.random.seeds import forget_random_seed  # noqa: E402

# The same examples on every run: a failure that only sometimes shows is one that nobody repairs.
settings.register_profile("house", deadline=None, max_examples=25, derandomize=True, database=None)
settings.load_profile("house")


_drawn_on_import: dict[str, dict] = {}


@pytest.fixture(autouse=True)
def _the_same_numbers_on_every_run(request):
    """Layers without a seed take theirs from Python's generator, orders of samples from NumPy's.

    And what a test draws from the `RNG` of its module does not depend on the tests before it.
    """
    module = getattr(request.node, "module", None)
    if rng := getattr(module, "RNG", None):
        start = _drawn_on_import.setdefault(module.__name__, rng.bit_generator.state)
        rng.bit_generator.state = start
    forget_random_seed()  # a test before this one may have set it
    random.seed(1)
    np.random.seed(1)


def pytest_collection_finish():
    """What was made on import stays, so collecting garbage need not look at it, nor do so all the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)
