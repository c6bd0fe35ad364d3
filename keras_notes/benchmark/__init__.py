"""How fast both halves are, and how fast plain NumPy code written for one network is beside them."""

from keras_notes.benchmark.result import Benchmark
from keras_notes.benchmark.run import run_benchmark

__all__ = ["Benchmark", "run_benchmark"]
