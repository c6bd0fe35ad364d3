"""Training: what `compile`, `fit`, `evaluate`, `predict` and `train_on_batch` do."""

from reference.training import callbacks
from reference.training.callbacks import *  # noqa: F403
from reference.training.step import training_step

__all__ = ["training_step"]
__all__ += callbacks.__all__
