"""Training: what `compile`, `fit`, `evaluate`, `predict` and `train_on_batch` do."""

from reference.training.history import History
from reference.training.step import training_step

__all__ = ["History", "training_step"]
