"""The kinds of rows."""

from keras_notes.parity.rows.activations import ActivationCase
from keras_notes.parity.rows.callbacks import CallbackCase
from keras_notes.parity.rows.files import SavedCase
from keras_notes.parity.rows.fitting import FitCase
from keras_notes.parity.rows.functions import DrawCase, PairCase
from keras_notes.parity.rows.layers import Case, Inner
from keras_notes.parity.rows.losses import LossCase, NetworkCase
from keras_notes.parity.rows.metrics import MetricCase
from keras_notes.parity.rows.optimizers import OptimizerCase, ScheduleCase
from keras_notes.parity.rows.penalties import ConstraintCase, RegularizerCase
from keras_notes.parity.rows.programs import ProgramCase
from keras_notes.parity.rows.sequences import LockStepCase
from keras_notes.parity.rows.tables import TableCase

__all__ = [
    "ActivationCase",
    "CallbackCase",
    "Case",
    "ConstraintCase",
    "DrawCase",
    "FitCase",
    "Inner",
    "LockStepCase",
    "LossCase",
    "MetricCase",
    "NetworkCase",
    "OptimizerCase",
    "PairCase",
    "ProgramCase",
    "RegularizerCase",
    "SavedCase",
    "ScheduleCase",
    "TableCase",
]
