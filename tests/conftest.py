"""What every test needs: a Keras without noise, and without the user's own ~/.keras."""

import os
import tempfile

os.environ["KERAS_HOME"] = tempfile.mkdtemp(prefix="keras-notes-")
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
os.environ.setdefault("MPLBACKEND", "agg")

import keras_notes  # noqa: E402, F401  its import arranges a quiet TensorFlow
