"""Your own NumPy network beside Keras's: the first number that departs, and the mistake it comes of."""

from keras_notes.diagnosis.diagnosis import Compared, Diagnosis
from keras_notes.diagnosis.mistakes import MISTAKES, Mistake
from keras_notes.diagnosis.walk import diagnose

__all__ = ["MISTAKES", "Compared", "Diagnosis", "Mistake", "diagnose"]
