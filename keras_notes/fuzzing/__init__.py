"""Files from strangers: a corpus of hostile ones, and a campaign of mutated ones, against `load_model`.

Neither Keras nor TensorFlow is imported.
"""

from keras_notes.fuzzing.corpus import HOSTILE, Hostile
from keras_notes.fuzzing.processes import Outcome, campaign, replay

__all__ = ["HOSTILE", "Hostile", "Outcome", "campaign", "replay"]
