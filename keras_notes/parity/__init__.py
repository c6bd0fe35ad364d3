"""The machine that compares: twin, tape, measure, report."""

from keras_notes.parity.compare import Comparison, compare
from keras_notes.parity.measure import Measurement, measure
from keras_notes.parity.row import Result, Row
from keras_notes.parity.rows import (
    ActivationCase,
    CallbackCase,
    Case,
    ConstraintCase,
    DrawCase,
    FitCase,
    Inner,
    LockStepCase,
    LossCase,
    MetricCase,
    NetworkCase,
    OptimizerCase,
    PairCase,
    ProgramCase,
    RegularizerCase,
    SavedCase,
    ScheduleCase,
    TableCase,
)
from keras_notes.parity.twin import twin

__all__ = [
    "ActivationCase",
    "CallbackCase",
    "Case",
    "Comparison",
    "ConstraintCase",
    "DrawCase",
    "FitCase",
    "Inner",
    "LockStepCase",
    "LossCase",
    "Measurement",
    "MetricCase",
    "NetworkCase",
    "OptimizerCase",
    "PairCase",
    "ProgramCase",
    "RegularizerCase",
    "Result",
    "Row",
    "SavedCase",
    "ScheduleCase",
    "TableCase",
    "compare",
    "measure",
    "twin",
]
