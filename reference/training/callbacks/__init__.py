"""Callbacks: what is called on the way through `fit`, `evaluate` and `predict`."""

from reference.training.callbacks.callback import Callback
from reference.training.callbacks.callback_list import CallbackList
from reference.training.callbacks.csv_logger import CSVLogger
from reference.training.callbacks.early_stopping import EarlyStopping
from reference.training.callbacks.history import History
from reference.training.callbacks.lambda_callback import LambdaCallback
from reference.training.callbacks.learning_rate import LearningRateScheduler, ReduceLROnPlateau
from reference.training.callbacks.model_checkpoint import ModelCheckpoint
from reference.training.callbacks.progbar_logger import ProgbarLogger
from reference.training.callbacks.terminate_on_nan import TerminateOnNaN

__all__ = [
    "CSVLogger",
    "Callback",
    "CallbackList",
    "EarlyStopping",
    "History",
    "LambdaCallback",
    "LearningRateScheduler",
    "ModelCheckpoint",
    "ProgbarLogger",
    "ReduceLROnPlateau",
    "TerminateOnNaN",
]
